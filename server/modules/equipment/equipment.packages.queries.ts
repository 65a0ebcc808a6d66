/** The SQL of equipment packages. */
import { sql, type SqlBool } from 'kysely'
import type { PackageValues } from '#shared/contracts/equipment.ts'
import type { Db } from '#server/db/database.ts'

const ours = sql<SqlBool>`company_id = platform.company_id()`

export type PackageLine = PackageValues['lines'][number] & {
  item: string
  itemActive: boolean
  wireType: string | null
}
export type PackageRow = {
  id: number
  version: number
  name: string
  description: string
  active: boolean
  lines: PackageLine[]
}

/** By name, or the one of that id. */
async function selectPackages(db: Db, id: number | null): Promise<PackageRow[]> {
  const { rows } = await sql<PackageRow>`
    select p.id, p.version, p.name, p.description, p.active, coalesce((
      select json_agg(json_build_object('itemId', l.item_id, 'item', i.name, 'itemActive', i.active, 'quantity', l.quantity,
        'wireTypeId', l.wire_type_id, 'wireType', w.name, 'chargeCents', l.charge_cents) order by l.line)
      from equipment_package_line l
      join catalogue_value i on i.company_id = l.company_id and i.id = l.item_id
      left join catalogue_value w on w.company_id = l.company_id and w.id = l.wire_type_id
      where l.company_id = p.company_id and l.package_id = p.id), '[]') as lines
    from equipment_package p
    where p.company_id = platform.company_id() and (${id}::bigint is null or p.id = ${id}::bigint)
    order by platform.fold(p.name), p.id`.execute(db)
  return rows
}

export const listPackages = (db: Db): Promise<PackageRow[]> => selectPackages(db, null)
export const findPackage = async (db: Db, id: number): Promise<PackageRow | undefined> =>
  (await selectPackages(db, id))[0]

/** Locked until the transaction ends. */
export async function lockPackage(db: Db, id: number): Promise<PackageRow | undefined> {
  await db
    .selectFrom('equipment_package')
    .select('id')
    .where(ours)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return findPackage(db, id)
}

/** Holds the company's names and their number until the transaction ends. */
export async function lockNames(db: Db): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtextextended('equipment_packages:' || platform.company_id(), 0))`.execute(
    db,
  )
  const { rows } = await sql<{ n: number }>`select count(*) as n from equipment_package
    where company_id = platform.company_id()`.execute(db)
  return rows[0]!.n
}

export async function findPackageByName(
  db: Db,
  name: string,
): Promise<{ id: number; name: string; active: boolean } | undefined> {
  const { rows } = await sql<{ id: number; name: string; active: boolean }>`
    select id, name, active from equipment_package
    where company_id = platform.company_id() and platform.fold(name) = platform.fold(${name})`.execute(db)
  return rows[0]
}

const headOf = ({ name, description, active }: PackageValues) => ({ name, description, active })

export async function insertPackage(db: Db, values: PackageValues): Promise<number> {
  const { id } = await db
    .insertInto('equipment_package')
    .values(headOf(values))
    .returning('id')
    .executeTakeFirstOrThrow()
  await insertLines(db, id, values.lines)
  return id
}

export async function updatePackage(db: Db, id: number, values: PackageValues): Promise<void> {
  await db
    .updateTable('equipment_package')
    .set({ ...headOf(values), version: sql`version + 1` })
    .where(ours)
    .where('id', '=', id)
    .execute()
  await db.deleteFrom('equipment_package_line').where(ours).where('package_id', '=', id).execute()
  await insertLines(db, id, values.lines)
}

const insertLines = (db: Db, packageId: number, lines: PackageValues['lines']) =>
  db
    .insertInto('equipment_package_line')
    .values(
      lines.map((line, index) => ({
        package_id: packageId,
        line: index + 1,
        item_id: line.itemId,
        quantity: line.quantity,
        wire_type_id: line.wireTypeId,
        charge_cents: line.chargeCents,
      })),
    )
    .execute()

export async function deletePackage(db: Db, id: number): Promise<void> {
  await db.deleteFrom('equipment_package').where(ours).where('id', '=', id).execute()
}
