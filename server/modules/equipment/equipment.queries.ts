/** The SQL of equipment at customers, and of what it is chosen from. */
import { type Insertable, sql, type SqlBool } from 'kysely'
import type { EquipmentCategory, EquipmentStatus } from '#shared/rules/equipment.ts'
import type { Db } from '#server/db/database.ts'
import type { Equipment } from '#server/db/types.ts'

/** Stated, not left to row-level security alone: with it the planner uses the indexes that lead with the company. */
const ours = sql<SqlBool>`company_id = platform.company_id()`

export type EquipmentRow = {
  id: number
  version: number
  item_id: number
  item: string
  category: EquipmentCategory
  part_number: string | null
  serial: string | null
  zone: string | null
  zone_name: string | null
  wire_type_id: number | null
  wire_type: string | null
  place: string | null
  area: number
  status: EquipmentStatus
  installed_on: string | null
  warranty_until: string | null
  note: string
  created_at: Date
  charge_cents: number | null
  sold_by_id: number | null
  sold_by: string | null
}
/** What one fills in. */
export type EquipmentColumns = Pick<
  EquipmentRow,
  | 'item_id'
  | 'serial'
  | 'zone'
  | 'zone_name'
  | 'wire_type_id'
  | 'place'
  | 'area'
  | 'status'
  | 'installed_on'
  | 'warranty_until'
  | 'note'
>

/** By zone, those without one by their item's place in the catalogue; what is gone comes last. */
export async function listEquipment(db: Db, customerId: number): Promise<EquipmentRow[]> {
  const { rows } = await sql<EquipmentRow>`
    select e.id, e.version, e.item_id, i.name as item, i.data ->> 'category' as category,
      i.data ->> 'partNumber' as part_number, e.serial, e.zone, e.zone_name, e.wire_type_id, w.name as wire_type, e.place,
      e.area, e.status, e.installed_on, e.warranty_until, e.note, e.created_at, e.charge_cents, e.sold_by_id,
      (select u.first_name || ' ' || u.last_name from user_account u
        where u.company_id = e.company_id and u.id = e.sold_by_id) as sold_by
    from equipment e
    join catalogue_value i on i.company_id = e.company_id and i.id = e.item_id
    left join catalogue_value w on w.company_id = e.company_id and w.id = e.wire_type_id
    where e.company_id = platform.company_id() and e.customer_id = ${customerId}
    order by e.status in ('replaced', 'removed'), e.zone is not null, lpad(e.zone, 8, '0'), i.sort, i.name, e.id`.execute(
    db,
  )
  return rows
}

/** Of a device that was ordered: what is charged for it, and who sold it. */
type Sold = { charge_cents?: number | null; sold_by_id?: number | null }

/** Adds rows in their order; returns their ids. */
export async function insertEquipment(
  db: Db,
  customerId: number,
  userId: number,
  rows: readonly (EquipmentColumns & Sold)[],
): Promise<number[]> {
  const values = rows.map((row): Insertable<Equipment> => ({
    ...row,
    customer_id: customerId,
    created_by: userId,
  }))
  const inserted = await db.insertInto('equipment').values(values).returning('id').execute()
  return inserted.map(({ id }) => id)
}

export async function updateEquipment(
  db: Db,
  ids: readonly number[],
  columns: Partial<EquipmentColumns>,
): Promise<void> {
  await db
    .updateTable('equipment')
    .set({ ...columns, version: sql`version + 1` })
    .where(ours)
    .where('id', 'in', [...ids])
    .execute()
}

export async function deleteEquipment(db: Db, id: number): Promise<void> {
  await db.deleteFrom('equipment').where(ours).where('id', '=', id).execute()
}

export type ItemRow = {
  id: number
  name: string
  active: boolean
  category: EquipmentCategory
  partNumber: string | null
  wireTypeId: number | null
  warrantyMonths: number | null
}

const itemColumns =
  sql.raw(`id, name, active, data ->> 'category' as category, data ->> 'partNumber' as "partNumber",
  (data ->> 'wireTypeId')::bigint as "wireTypeId", (data ->> 'warrantyMonths')::int as "warrantyMonths"`)

/** The catalogue of items in its order; those out of use, too. */
export async function listItems(db: Db): Promise<ItemRow[]> {
  const { rows } = await sql<ItemRow>`select ${itemColumns} from catalogue_value
    where company_id = platform.company_id() and catalogue = 'equipment_item' order by sort, name, id`.execute(
    db,
  )
  return rows
}

/** Items by their ids, held so that nobody deletes them before the transaction ends. */
export async function holdItems(db: Db, ids: readonly number[]): Promise<Map<number, ItemRow>> {
  const { rows } = await sql<ItemRow>`select ${itemColumns} from catalogue_value
    where company_id = platform.company_id() and catalogue = 'equipment_item' and id = any (${[...ids]}::bigint[])
    order by id for key share`.execute(db)
  return new Map(rows.map((row) => [row.id, row]))
}

export type WireTypeRow = { id: number; name: string; active: boolean }

export async function listWireTypes(db: Db): Promise<WireTypeRow[]> {
  return db
    .selectFrom('catalogue_value')
    .select(['id', 'name', 'active'])
    .where(ours)
    .where('catalogue', '=', 'equipment_wire_type')
    .orderBy('sort')
    .orderBy('name')
    .orderBy('id')
    .execute()
}
