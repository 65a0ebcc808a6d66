/** The SQL of connections and their transcripts; that of their updates is in connections.outbox.ts. */
import { type SqlBool, sql } from 'kysely'
import type { Finding } from '#shared/rules/health.ts'
import type { Db } from '#server/db/database.ts'
import type { TranscriptEntry } from '#server/connectors/http.ts'
import type { Connection } from '#server/db/types.ts'
import type { Selectable } from 'kysely'

export type ConnectionRow = Selectable<Connection>

// Named, not `*`: only such statements are prepared (preparing-client.ts).
const connectionColumns = [
  'company_id',
  'id',
  'customer_id',
  'monitoring_company_id',
  'account_number',
  'external_id',
  'last_revision',
  'state',
  'sealed_plan',
  'linked_at',
  'linked_by',
  'unlinked_at',
  'unlinked_by',
  'last_sync_at',
  'last_error',
  'created_at',
  'version',
] as const
const ours = sql<SqlBool>`company_id = platform.company_id()`

/** The customer's connection that stands, or is being made. */
export async function findActive(db: Db, customerId: number): Promise<ConnectionRow | undefined> {
  return db
    .selectFrom('connection')
    .select(connectionColumns)
    .where(ours)
    .where('customer_id', '=', customerId)
    .where('state', '<>', 'unlinked')
    .executeTakeFirst()
}

/** The same, held as it is: whoever confirms or ends the link comes before or after this transaction. */
export async function lockActive(db: Db, customerId: number): Promise<ConnectionRow | undefined> {
  return db
    .selectFrom('connection')
    .select(connectionColumns)
    .where(ours)
    .where('customer_id', '=', customerId)
    .where('state', '<>', 'unlinked')
    .forUpdate()
    .executeTakeFirst()
}

export type LockedConnection = { id: number; state: ConnectionRow['state']; connector: string | null }

/**
 * The customer's connection and what it is spoken to with, locked. One that is still being linked is asked for too: it
 * may be linked by the time that the lock is had, and one that is asked for as linked is not waited for.
 */
export async function lockForUpdate(db: Db, customerId: number): Promise<LockedConnection | undefined> {
  const { rows } = await sql<LockedConnection>`
    select k.id, k.state, (select m.connector from monitoring_company m where m.company_id = k.company_id
      and m.id = k.monitoring_company_id) as connector
    from connection k where k.company_id = platform.company_id() and k.customer_id = ${customerId}
      and k.state <> 'unlinked' for update of k`.execute(db)
  return rows[0]
}

/** The connection that is linked by this number, as the station writes it. */
export async function findLinkedAccount(
  db: Db,
  monitoringCompanyId: number,
  accountNumber: string,
): Promise<{ id: number } | undefined> {
  return db
    .selectFrom('connection')
    .select('id')
    .where(ours)
    .where('monitoring_company_id', '=', monitoringCompanyId)
    .where('account_number', '=', accountNumber)
    .where('state', '=', 'linked')
    .executeTakeFirst()
}

export async function lockConnection(db: Db, id: number): Promise<ConnectionRow | undefined> {
  return db
    .selectFrom('connection')
    .select(connectionColumns)
    .where(ours)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

export type ShownConnection = ConnectionRow & {
  company: string
  linked_by_name: string | null
  unlinked_by_name: string | null
  waiting: number
  failed: number
  /** What it showed when it was last looked at. */
  finding: Finding | null
  differing: string[]
}

/** All of a customer's connections, the newest first, with their companies and what is on its way. */
export async function listConnections(db: Db, customerId: number): Promise<ShownConnection[]> {
  const { rows } = await sql<ShownConnection>`
    select k.*, mc.name as company, lb.first_name || ' ' || lb.last_name as linked_by_name,
      ub.first_name || ' ' || ub.last_name as unlinked_by_name, p.waiting, p.failed, ac.finding,
      coalesce(ac.fields, '{}') as differing
    from connection k
    join monitoring_company mc on mc.company_id = k.company_id and mc.id = k.monitoring_company_id
    left join user_account lb on lb.company_id = k.company_id and lb.id = k.linked_by
    left join user_account ub on ub.company_id = k.company_id and ub.id = k.unlinked_by
    left join account_check ac on ac.company_id = k.company_id and ac.connection_id = k.id
    cross join lateral (
      select count(*) filter (where x.state in ('waiting', 'sending')) as waiting, count(*) filter (where x.state = 'failed') as failed
      from connection_push x where x.company_id = k.company_id and x.connection_id = k.id
        and x.state in ('waiting', 'sending', 'failed')) p
    where k.company_id = platform.company_id() and k.customer_id = ${customerId}
    order by k.id desc limit 50`.execute(db)
  return rows
}

/** Who else holds the account, for the sentence that refuses it. */
export async function findAccountOwner(
  db: Db,
  monitoringCompanyId: number,
  accountNumber: string,
): Promise<{ id: number; name: string } | undefined> {
  const { rows } = await sql<{ id: number; name: string }>`
    select c.id, c.first_name || ' ' || c.last_name as name from connection k
    join customer c on c.company_id = k.company_id and c.id = k.customer_id
    where k.company_id = platform.company_id() and k.monitoring_company_id = ${monitoringCompanyId}
      and k.account_number = ${accountNumber} and k.state <> 'unlinked'`.execute(db)
  return rows[0]
}

/** Reserves the account for the customer; undefined if customer or account are taken (held by unique indexes). */
export async function reserveConnection(
  db: Db,
  values: {
    customer_id: number
    monitoring_company_id: number
    account_number: string
    linked_by: number
    sealed_plan: string
  },
): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`
    insert into connection (customer_id, monitoring_company_id, account_number, state, linked_by, sealed_plan)
    values (${values.customer_id}, ${values.monitoring_company_id}, ${values.account_number}, 'linking', ${values.linked_by}, ${values.sealed_plan})
    on conflict do nothing returning id`.execute(db)
  return rows[0]?.id
}

export async function updateConnection(db: Db, id: number, values: Partial<ConnectionRow>): Promise<void> {
  await db
    .updateTable('connection')
    .set({ ...values, version: sql`version + 1` } as never)
    .where(ours)
    .where('id', '=', id)
    .execute()
}

const keptCalls = 200

/** Notes calls, and forgets all but the customer's latest 200. */
export async function insertCalls(
  db: Db,
  customerId: number,
  connectionId: number | null,
  calls: TranscriptEntry[],
): Promise<void> {
  if (!calls.length) return
  await db
    .insertInto('connection_call')
    .values(
      calls.map((c) => ({
        customer_id: customerId,
        connection_id: connectionId,
        at: new Date(c.at),
        call: c.call,
        method: c.method,
        path: c.path,
        status: c.status,
        duration_ms: Math.round(c.durationMs),
        request: c.request,
        response: c.response ?? '',
        error: c.error,
      })),
    )
    .execute()
  await sql`delete from connection_call where company_id = platform.company_id() and customer_id = ${customerId} and id <= (
    select id from connection_call where company_id = platform.company_id() and customer_id = ${customerId}
    order by id desc offset ${keptCalls} limit 1)`.execute(db)
}

export async function listCalls(db: Db, customerId: number, before: number | undefined, limit: number) {
  let q = db.selectFrom('connection_call').selectAll().where(ours).where('customer_id', '=', customerId)
  if (before) q = q.where('id', '<', before)
  return q.orderBy('id', 'desc').limit(limit).execute()
}

export type ContactRow = {
  calling_order: number
  first_name: string
  last_name: string
  phone: string | null
  relation: string
  passcode: string | null
  has_key: boolean
}

/** The contacts that are to be called today, by the company's calendar, in calling order. */
export async function listContacts(db: Db, customerId: number): Promise<ContactRow[]> {
  const { rows } = await sql<ContactRow>`
    select c.calling_order, c.first_name, c.last_name, c.phone, c.relation, c.passcode, c.has_key
    from contact c join platform.company p on p.id = c.company_id
    where c.company_id = platform.company_id() and c.customer_id = ${customerId}
      and (c.starts_on is null or c.starts_on <= (now() at time zone p.time_zone)::date)
      and (c.expires_on is null or c.expires_on >= (now() at time zone p.time_zone)::date)
    order by c.calling_order`.execute(db)
  return rows
}

/** The templates that the company keeps for this station's accounts; those out of use are offered no more. */
export async function listTemplates(db: Db, monitoringCompanyId: number) {
  const { rows } = await sql<{ code: string; label: string }>`
    select t->>'code' as code, t->>'name' as label from monitoring_company m, jsonb_array_elements(m.templates) t
    where m.company_id = platform.company_id() and m.id = ${monitoringCompanyId}
      and coalesce((t->>'active')::boolean, true)`.execute(db)
  return rows
}
