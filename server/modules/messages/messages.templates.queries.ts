/** The SQL of message templates. */
import { sql } from 'kysely'
import type { MessageTemplateValues } from '#shared/contracts/message-setup.ts'
import type { Db } from '#server/db/database.ts'
import { ours } from './messages.queries.ts'

export type TemplateRow = MessageTemplateValues & { id: number; version: number; messages: number }

/** By name, or the one of that id. */
async function select(db: Db, id: number | null): Promise<TemplateRow[]> {
  const { rows } = await sql<TemplateRow>`
    select t.id, t.version, t.name, t.channel, t.category, t.kind, t.active, t.subject, t.body,
      (select count(*)::int from message m where m.company_id = t.company_id and m.template_id = t.id) as messages
    from message_template t where t.company_id = platform.company_id() and (${id}::bigint is null or t.id = ${id}::bigint)
    order by platform.fold(t.name), t.id`.execute(db)
  return rows
}
export const listTemplates = (db: Db): Promise<TemplateRow[]> => select(db, null)
export const findTemplate = async (db: Db, id: number): Promise<TemplateRow | undefined> =>
  (await select(db, id))[0]

/** Locked until the transaction ends. */
export async function lockTemplate(db: Db, id: number): Promise<TemplateRow | undefined> {
  await sql`select from message_template where ${ours} and id = ${id} for update`.execute(db)
  return findTemplate(db, id)
}

/** Holds the company's names and their number until the transaction ends. */
export async function lockNames(db: Db): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtextextended('message_templates:' || platform.company_id(), 0))`.execute(
    db,
  )
  const { rows } = await sql<{
    n: number
  }>`select count(*)::int as n from message_template where ${ours}`.execute(db)
  return rows[0]!.n
}

export async function findNamed(db: Db, name: string): Promise<{ id: number; active: boolean } | undefined> {
  const { rows } = await sql<{ id: number; active: boolean }>`select id, active from message_template
    where ${ours} and platform.fold(name) = platform.fold(${name})`.execute(db)
  return rows[0]
}

export const insertTemplate = async (db: Db, values: MessageTemplateValues): Promise<number> =>
  (await db.insertInto('message_template').values(values).returning('id').executeTakeFirstOrThrow()).id

export async function updateTemplate(db: Db, id: number, values: MessageTemplateValues): Promise<void> {
  await db
    .updateTable('message_template')
    .set({ ...values, version: sql`version + 1` })
    .where(ours)
    .where('id', '=', id)
    .execute()
}

export async function deleteTemplate(db: Db, id: number): Promise<void> {
  await db.deleteFrom('message_template').where(ours).where('id', '=', id).execute()
}
