/** The SQL of imports. */
import { type RawBuilder, sql } from 'kysely'
import type { ImportChoices } from '#shared/contracts/imports.ts'
import type { ImportKind, ImportState, MatchKey } from '#shared/rules/imports.ts'
import type { Db } from '#server/db/database.ts'
import type { Encoding, StoredImport } from './imports.file.ts'

export type Missing = { target: string; value: string; count: number }
export type Counts = { created: number; updated: number; skipped: number; refused: number }
export type ImportRecord = Counts & {
  id: number
  user_id: number
  by: string
  kind: ImportKind
  file_name: string
  size_bytes: number
  storage_key: string | null
  encoding: Encoding
  delimiter: string
  headings: string[]
  total: number
  choices: ImportChoices | null
  state: ImportState
  position: number
  missing: Missing[]
  failure: string | null
  version: number
  created_at: Date
  started_at: Date | null
  finished_at: Date | null
}

const columns = sql.raw(`i.*, (select u.first_name || ' ' || u.last_name from user_account u
  where u.company_id = i.company_id and u.id = i.user_id) as by`)

export async function listImports(
  db: Db,
  asked: { kind?: ImportKind; state?: ImportState; before?: number; limit: number },
): Promise<ImportRecord[]> {
  const { rows } = await sql<ImportRecord>`
    select ${columns} from data_import i where i.company_id = platform.company_id()
      and (${asked.kind ?? null}::text is null or i.kind = ${asked.kind ?? null})
      and (${asked.state ?? null}::text is null or i.state = ${asked.state ?? null})
      and (${asked.before ?? null}::bigint is null or i.id < ${asked.before ?? null}::bigint)
    order by i.id desc limit ${asked.limit}`.execute(db)
  return rows
}

/** @param locked until the transaction ends */
export async function findImport(db: Db, id: number, locked = false): Promise<ImportRecord | undefined> {
  const { rows } = await sql<ImportRecord>`
    select ${columns} from data_import i where i.company_id = platform.company_id() and i.id = ${id}
    ${locked ? sql`for update of i` : sql``}`.execute(db)
  return rows[0]
}

export async function insertImport(
  db: Db,
  userId: number,
  at: Date,
  file: StoredImport & { kind: ImportKind; name: string },
): Promise<number> {
  const row = await db
    .insertInto('data_import')
    .values({
      user_id: userId,
      kind: file.kind,
      file_name: file.name,
      size_bytes: file.sizeBytes,
      storage_key: file.key,
      encoding: file.encoding,
      delimiter: file.delimiter,
      headings: file.headings,
      total: file.total,
      created_at: at,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

export async function updateImport(db: Db, id: number, values: Record<string, unknown>): Promise<void> {
  await db
    .updateTable('data_import')
    .set({ ...values, version: sql`version + 1` } as never)
    .where('id', '=', id)
    .execute()
}

/** Begins at the first row; what was noted of rows before is forgotten. */
export async function beginPhase(db: Db, id: number, state: 'checking' | 'running', at: Date): Promise<void> {
  await sql`delete from import_row where company_id = platform.company_id() and import_id = ${id}`.execute(db)
  await updateImport(db, id, {
    ...{ state, position: 0, created: 0, updated: 0, skipped: 0, refused: 0, failure: null },
    ...{ missing: '[]', started_at: at, finished_at: null },
  })
}

/** In no lane of the queue: a long import must not hold up what shares its lane. */
export async function addImportJob(db: Db, importId: number): Promise<void> {
  await sql`select platform.add_job('imports.go', ${JSON.stringify({ importId })}::jsonb, null,
    ${`imports.go:${importId}`})`.execute(db)
}

export async function addPurgeJob(db: Db, importId: number, at: Date): Promise<void> {
  await sql`select platform.add_job('imports.purge', ${JSON.stringify({ importId })}::jsonb, null,
    ${`imports.purge:${importId}`}, ${at})`.execute(db)
}

export type RowOutcome = {
  number: number
  outcome: 'created' | 'updated' | 'skipped' | 'refused'
  customerId: number | null
  errors: { column: string; message: string }[]
}

/** Notes what became of rows: all of a run, of a check those that would be refused. */
export async function insertRows(db: Db, importId: number, rows: readonly RowOutcome[]): Promise<void> {
  if (!rows.length) return
  await sql`insert into import_row (import_id, number, outcome, customer_id, errors)
    select ${importId}::bigint, x.number, x.outcome, x."customerId", x.errors
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      x (number int, outcome text, "customerId" bigint, errors jsonb)`.execute(db)
}

/** Moves the mark from `from` on. @returns whether it stood there, and the work is still wanted */
export async function advance(
  db: Db,
  id: number,
  state: ImportState,
  from: number,
  to: number,
  counts: Counts,
  missing: readonly Missing[] | null,
): Promise<boolean> {
  const { rows } = await sql`
    update data_import set position = ${to}::int, created = created + ${counts.created}::int, updated = updated + ${counts.updated}::int,
      skipped = skipped + ${counts.skipped}::int, refused = refused + ${counts.refused}::int,
      missing = coalesce(${missing && JSON.stringify(missing)}::jsonb, missing)
    where company_id = platform.company_id() and id = ${id} and state = ${state} and position = ${from}::int
    returning id`.execute(db)
  return rows.length > 0
}

export async function listRefusals(
  db: Db,
  importId: number,
  after: number,
  limit: number,
): Promise<{ number: number; errors: { column: string; message: string }[] }[]> {
  const { rows } = await sql<{ number: number; errors: { column: string; message: string }[] }>`
    select number, errors from import_row
    where company_id = platform.company_id() and import_id = ${importId} and outcome = 'refused' and number > ${after}::int
    order by number limit ${limit}`.execute(db)
  return rows
}

export type Matched = {
  key: string
  id: number
  kind: 'customer' | 'lead'
  location_id: number
  version: number
}

/** The records that keys name. An account number may be that of several. */
export async function listMatches(db: Db, by: MatchKey, keys: readonly string[]): Promise<Matched[]> {
  if (by === 'none' || !keys.length) return []
  // Each look is by an index of its own: of tables that an import is filling the planner knows too little to choose so.
  const customer = (where: RawBuilder<unknown>, most: number) => sql`cross join lateral (
    select c.id, c.kind, c.location_id, c.version from customer c
    where c.company_id = platform.company_id() and ${where} limit ${sql.lit(most)}) c`
  const found = {
    customerNumber: customer(sql`c.id = k.key::bigint`, 1),
    accountNumber: customer(sql`upper(c.account_number) = k.key`, 5),
    externalId: sql`cross join lateral (select e.customer_id from external_id e
      where e.company_id = platform.company_id() and e.value = k.key limit 1) e ${customer(sql`c.id = e.customer_id`, 1)}`,
  }[by]
  const { rows } = await sql<Matched>`
    select k.key, c.id, c.kind, c.location_id, c.version from unnest(${[...keys]}::text[]) k (key) ${found}
    order by c.id`.execute(db)
  return rows
}

export async function insertExternalIds(
  db: Db,
  pairs: readonly { customerId: number; value: string }[],
): Promise<void> {
  if (!pairs.length) return
  const [ids, values] = [pairs.map(({ customerId }) => customerId), pairs.map(({ value }) => value)]
  await sql`insert into external_id (customer_id, value)
    select * from unnest(${ids}::bigint[], ${values}::text[])`.execute(db)
}

/** Those of the values that belong to a record already, and to which. */
export async function listExternalIds(db: Db, values: readonly string[]): Promise<Map<string, number>> {
  if (!values.length) return new Map()
  const { rows } = await sql<{ value: string; customer_id: number }>`
    select value, customer_id from external_id
    where company_id = platform.company_id() and value = any (${[...values]}::text[])`.execute(db)
  return new Map(rows.map((row) => [row.value, row.customer_id]))
}

export async function findExternalId(db: Db, customerId: number): Promise<string | null> {
  const row = await db
    .selectFrom('external_id')
    .select('value')
    .where('customer_id', '=', customerId)
    .executeTakeFirst()
  return row?.value ?? null
}

export type MappingRow = {
  id: number
  name: string
  headings: string[]
  choices: ImportChoices
  saved_by: number | null
}

export const listMappings = (db: Db, kind: ImportKind): Promise<MappingRow[]> =>
  db
    .selectFrom('import_mapping')
    .select(['id', 'name', 'headings', 'choices', 'saved_by'])
    .where('kind', '=', kind)
    .orderBy('saved_at', 'desc')
    .limit(200)
    .execute() as Promise<unknown> as Promise<MappingRow[]>

/** Keeps a mapping under its name, in place of one that has it. */
export async function saveMapping(
  db: Db,
  of: {
    kind: ImportKind
    name: string
    headings: string[]
    choices: ImportChoices
    at: Date
    userId: number
  },
): Promise<void> {
  await sql`insert into import_mapping (kind, name, headings, choices, saved_at, saved_by)
    values (${of.kind}, ${of.name}, ${of.headings}::text[], ${JSON.stringify(of.choices)}::jsonb, ${of.at}, ${of.userId})
    on conflict (company_id, kind, platform.fold(name)) do update
      set headings = excluded.headings, choices = excluded.choices, saved_at = excluded.saved_at, saved_by = excluded.saved_by`.execute(
    db,
  )
}

export async function findMapping(
  db: Db,
  id: number,
): Promise<{ name: string; saved_by: number | null; by: string | null } | undefined> {
  const { rows } = await sql<{ name: string; saved_by: number | null; by: string | null }>`
    select m.name, m.saved_by, u.first_name || ' ' || u.last_name as by from import_mapping m
    left join user_account u on u.company_id = m.company_id and u.id = m.saved_by
    where m.company_id = platform.company_id() and m.id = ${id} for update of m`.execute(db)
  return rows[0]
}

export const deleteMapping = async (db: Db, id: number): Promise<void> =>
  void (await db.deleteFrom('import_mapping').where('id', '=', id).execute())

export const deleteImport = async (db: Db, id: number): Promise<void> =>
  void (await db.deleteFrom('data_import').where('id', '=', id).execute())
