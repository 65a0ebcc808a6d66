/** The SQL of reading history. Entries are written by db/database.ts alone. */
import { type SqlBool, sql } from 'kysely'
import type { Db } from '#server/db/database.ts'
import type { Change } from '#server/db/history-draft.ts'

export type EntryRow = {
  id: number
  at: Date
  user_name: string
  source: 'web' | 'api' | 'job' | 'integration' | 'import' | 'system'
  address: string
  event: string
  entity: string
  changes: Change[]
  detail: Record<string, unknown>
}

export type EntryFilter = {
  event?: string
  userId?: number
  /** Instants, the end exclusive. */
  from?: Date
  to?: Date
  before?: number
  /** Only those about one thing of the record. */
  entity?: string
  entityId?: number
  limit: number
}

/** A record's entries, newest first. */
export async function listEntries(db: Db, customerId: number, f: EntryFilter): Promise<EntryRow[]> {
  let q = db
    .selectFrom('history_entry')
    .select(['id', 'at', 'user_name', 'source', 'address', 'event', 'entity', 'changes', 'detail'])
    .where(sql<SqlBool>`company_id = platform.company_id()`)
    .where('customer_id', '=', customerId)
  if (f.event) q = q.where('event', '=', f.event)
  if (f.userId) q = q.where('user_id', '=', f.userId)
  if (f.from) q = q.where('at', '>=', f.from)
  if (f.to) q = q.where('at', '<', f.to)
  if (f.before) q = q.where('id', '<', f.before)
  if (f.entity) q = q.where('entity', '=', f.entity)
  if (f.entityId) q = q.where('entity_id', '=', f.entityId)
  return (await q.orderBy('id', 'desc').limit(f.limit).execute()) as EntryRow[]
}

/** The entries of a user, a group, a location or the company, newest first. */
export async function listEntityEntries(
  db: Db,
  entity: string,
  entityId: number,
  f: { signIns: boolean; before?: number; limit: number },
): Promise<EntryRow[]> {
  let q = db
    .selectFrom('history_entry')
    .select(['id', 'at', 'user_name', 'source', 'address', 'event', 'entity', 'changes', 'detail'])
    .where(sql<SqlBool>`company_id = platform.company_id()`)
    .where('entity', '=', entity)
    .where('entity_id', '=', entityId)
    .where('customer_id', 'is', null)
    .where('event', f.signIns ? 'in' : 'not in', ['sessions.signed_in', 'sessions.signed_out'])
  if (f.before) q = q.where('id', '<', f.before)
  return (await q.orderBy('id', 'desc').limit(f.limit).execute()) as EntryRow[]
}

export async function listUsersOf(db: Db, customerId: number): Promise<{ id: number; name: string }[]> {
  const { rows } = await sql<{ id: number; name: string }>`
    select distinct on (user_id) user_id as id, user_name as name from history_entry
    where company_id = platform.company_id() and customer_id = ${customerId} and user_id is not null
    order by user_id, id desc`.execute(db)
  return rows
}

/** The names of the rows that ids in changes point to. */
export async function listNames(db: Db, table: string, ids: number[]): Promise<Map<number, string>> {
  const name =
    table === 'user_account' || table === 'customer' ? sql`first_name || ' ' || last_name` : sql`name`
  const { rows } = await sql<{ id: number; name: string }>`
    select id, ${name} as name from ${sql.table(table)} where company_id = platform.company_id() and id = any (${ids})`.execute(
    db,
  )
  return new Map(rows.map((row) => [row.id, row.name]))
}

/** The last entry of a record that had happened by then. */
export async function findEntryAt(
  db: Db,
  customerId: number,
  moment: { entryId?: number; at?: Date },
): Promise<EntryRow | undefined> {
  let q = db
    .selectFrom('history_entry')
    .select(['id', 'at', 'user_name', 'source', 'address', 'event', 'entity', 'changes', 'detail'])
    .where(sql<SqlBool>`company_id = platform.company_id()`)
    .where('customer_id', '=', customerId)
  if (moment.entryId) q = q.where('id', '<=', moment.entryId)
  else if (moment.at) q = q.where('at', '<=', moment.at)
  return (await q.orderBy('id', 'desc').limit(1).executeTakeFirst()) as EntryRow | undefined
}

/** What was done to the record itself after an entry, newest first. */
export async function listActsSince(
  db: Db,
  customerId: number,
  entryId: number,
): Promise<Pick<EntryRow, 'event' | 'changes'>[]> {
  return (await db
    .selectFrom('history_entry')
    .select(['event', 'changes'])
    .where(sql<SqlBool>`company_id = platform.company_id()`)
    .where('customer_id', '=', customerId)
    .where('entity', '=', 'customer')
    .where('id', '>', entryId)
    .orderBy('id', 'desc')
    .execute()) as Pick<EntryRow, 'event' | 'changes'>[]
}
