/** The SQL of catalogue values. */
import { sql } from 'kysely'
import type { CatalogueKey } from '#shared/rules/catalogues.ts'
import type { Db } from '#server/db/database.ts'

export type ValueRow = {
  id: number
  name: string
  active: boolean
  version: number
  sort: number
  data: Record<string, unknown>
}

const columns = ['id', 'name', 'active', 'version', 'sort', 'data'] as const
const inOrder = sql`sort, name, id`

export const listValues = (db: Db, key: CatalogueKey): Promise<ValueRow[]> =>
  db
    .selectFrom('catalogue_value')
    .select(columns)
    .where('catalogue', '=', key)
    .orderBy(inOrder)
    .execute() as Promise<ValueRow[]>

/** All values of a catalogue in their order, locked, so that of two who sort the second sees what the first did. */
export async function lockValues(db: Db, key: CatalogueKey): Promise<ValueRow[]> {
  // In the order of ids, as all do, so that nobody waits for one who waits for them.
  await db
    .selectFrom('catalogue_value')
    .select('id')
    .where('catalogue', '=', key)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute()
  return listValues(db, key)
}

/** One value, locked against any change and against records that would begin to use it. */
export const lockValue = (db: Db, key: CatalogueKey, id: number): Promise<ValueRow | undefined> =>
  db
    .selectFrom('catalogue_value')
    .select(columns)
    .where('catalogue', '=', key)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst() as Promise<ValueRow | undefined>

export type NewValue = { name: string; active: boolean; data: Record<string, unknown> }

/** Puts a value behind the last one. */
export async function insertValue(db: Db, key: CatalogueKey, value: NewValue): Promise<ValueRow> {
  const { rows } = await sql<ValueRow>`
    insert into catalogue_value (catalogue, name, active, data, sort)
    values (${key}, ${value.name}, ${value.active}, ${JSON.stringify(value.data)}::jsonb,
      (select coalesce(max(sort) + 1, 0) from catalogue_value where catalogue = ${key}))
    returning id, name, active, version, sort, data`.execute(db)
  return rows[0]!
}

export async function updateValue(db: Db, id: number, value: NewValue): Promise<ValueRow> {
  const { rows } = await sql<ValueRow>`
    update catalogue_value set name = ${value.name}, active = ${value.active},
      data = ${JSON.stringify(value.data)}::jsonb, version = version + 1
    where id = ${id} returning id, name, active, version, sort, data`.execute(db)
  return rows[0]!
}

/** Numbers the values in this order. */
export async function updateOrder(db: Db, ids: readonly number[]): Promise<void> {
  await sql`update catalogue_value v set sort = o.place - 1
    from unnest(${ids}::bigint[]) with ordinality o (id, place)
    where v.id = o.id and v.sort <> o.place - 1`.execute(db)
}

export const deleteValue = (db: Db, id: number) =>
  db.deleteFrom('catalogue_value').where('id', '=', id).execute()

export type ReferenceRow = { id: number; name: string; active: boolean; proposedCents?: number | null }
export type ReferenceTarget = { table: 'monitoring_company' | 'location' } | { catalogue: string }

/** What a field may point to, in the order of selects. */
export async function listTargets(db: Db, target: ReferenceTarget): Promise<ReferenceRow[]> {
  const rows =
    'table' in target
      ? sql<ReferenceRow>`select id, name, active from ${sql.table(target.table)} order by name, id`
      : sql<ReferenceRow>`select id, name, active, (data -> 'defaultCents')::bigint as "proposedCents"
          from catalogue_value where catalogue = ${target.catalogue} order by ${inOrder}`
  return (await rows.execute(db)).rows
}

/** Those of the ids that exist, held so that nobody deletes them before this transaction ends. */
export async function lockTargets(db: Db, target: ReferenceTarget, ids: number[]): Promise<ReferenceRow[]> {
  const rows =
    'table' in target
      ? sql<ReferenceRow>`select id, name, active from ${sql.table(target.table)} where id = any (${ids}) for key share`
      : sql<ReferenceRow>`select id, name, active from catalogue_value
          where catalogue = ${target.catalogue} and id = any (${ids}) for key share`
  return (await rows.execute(db)).rows
}

/** Who changed a value last. */
export async function findLastEditor(db: Db, valueId: number): Promise<string | undefined> {
  const { rows } = await sql<{ user_name: string }>`
    select user_name from history_entry
    where company_id = platform.company_id() and entity = 'catalogue_value' and entity_id = ${valueId}
      and customer_id is null order by id desc limit 1`.execute(db)
  return rows[0]?.user_name
}
