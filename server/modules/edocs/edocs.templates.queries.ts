/** The SQL of templates. */
import { type Selectable, sql } from 'kysely'
import type { EdocField, EdocPage } from '#shared/rules/edocs.ts'
import type { Db } from '#server/db/database.ts'
import type { EdocTemplate } from '#server/db/types.ts'
import { ours } from './edocs.queries.ts'

export type TemplateRow = Omit<Selectable<EdocTemplate>, 'fields' | 'pages'> & {
  fields: EdocField[]
  pages: EdocPage[]
}
export type ShownTemplate = TemplateRow & { documents: number; updatedByName: string | null }

/** Those that are not deleted, in their order, or one of them. */
export async function listTemplates(db: Db, id?: number): Promise<ShownTemplate[]> {
  const { rows } = await sql<ShownTemplate>`
    select t.*, u.first_name || ' ' || u.last_name as "updatedByName",
      (select count(*)::int from edoc e where e.company_id = t.company_id and e.template_id = t.id) as documents
    from edoc_template t left join user_account u on u.company_id = t.company_id and u.id = t.updated_by
    where t.company_id = platform.company_id() and t.archived_at is null
      and (${id ?? null}::bigint is null or t.id = ${id ?? null}::bigint)
    order by t.sort, platform.fold(t.name), t.id`.execute(db)
  return rows
}

/** Those that a new document can be made from. */
export async function listOffered(db: Db): Promise<TemplateRow[]> {
  return (await listTemplates(db)).filter((row) => row.active && row.storage_key !== null)
}

export async function findTemplate(db: Db, id: number): Promise<TemplateRow | undefined> {
  const row = await db
    .selectFrom('edoc_template')
    .selectAll()
    .where(ours)
    .where('id', '=', id)
    .executeTakeFirst()
  return row as TemplateRow | undefined
}

/** Puts changes of names in one order, to the end of the transaction; returns how many templates there are. */
export async function lockTemplates(db: Db): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtextextended('edoc_template/' || platform.company_id(), 0))`.execute(
    db,
  )
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from edoc_template where ${ours} and archived_at is null`.execute(db)
  return rows[0]!.n
}

export async function findNamed(db: Db, name: string): Promise<{ id: number } | undefined> {
  const { rows } = await sql<{ id: number }>`select id from edoc_template
    where ${ours} and archived_at is null and platform.fold(name) = platform.fold(${name})`.execute(db)
  return rows[0]
}

export async function insertTemplate(db: Db, values: Record<string, unknown>): Promise<number> {
  const row = await db
    .insertInto('edoc_template')
    .values(values as never)
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

/** Saves as the next version. */
export async function updateTemplate(db: Db, id: number, values: Record<string, unknown>): Promise<void> {
  await db
    .updateTable('edoc_template')
    .set({ ...values, version: sql<number>`version + 1` } as never)
    .where(ours)
    .where('id', '=', id)
    .execute()
}

export async function deleteTemplate(db: Db, id: number): Promise<void> {
  await db.deleteFrom('edoc_template').where(ours).where('id', '=', id).execute()
}

/** In the order of the ids; those that are not named come after them as they were. */
export async function sortTemplates(db: Db, ids: readonly number[]): Promise<void> {
  await sql`update edoc_template t set sort = coalesce(array_position(${[...ids]}::bigint[], t.id), 100000 + t.sort)
    where t.company_id = platform.company_id() and t.archived_at is null`.execute(db)
}

export async function hasActiveProvider(db: Db): Promise<boolean> {
  const { rows } = await sql`select from edoc_provider where ${ours} and active limit 1`.execute(db)
  return rows.length > 0
}
