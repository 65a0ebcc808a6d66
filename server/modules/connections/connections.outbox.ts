/** The SQL of what is to be sent over a connection: its updates, and the jobs that send them. */
import { type Selectable, type SqlBool, sql } from 'kysely'
import type { Db } from '#server/db/database.ts'
import type { ConnectionPush } from '#server/db/types.ts'

export type PushRow = Selectable<ConnectionPush>

const pushColumns = [
  'company_id',
  'id',
  'connection_id',
  'kind',
  'fields',
  'state',
  'look_first',
  'idempotency_key',
  'attempts',
  'next_attempt_at',
  'error_kind',
  'error_call',
  'error_message',
  'error_field',
  'created_at',
  'created_by',
  'sent_at',
  'finished_at',
] as const

const ours = sql<SqlBool>`company_id = platform.company_id()`

export async function insertPush(
  db: Db,
  values: { connection_id: number; kind: PushRow['kind']; fields: string[]; created_by: number | null },
): Promise<number> {
  const row = await db.insertInto('connection_push').values(values).returning('id').executeTakeFirstOrThrow()
  return row.id
}

/** What has not arrived yet, in the order in which it was saved. */
export async function listOpenPushes(db: Db, connectionId: number): Promise<PushRow[]> {
  return db
    .selectFrom('connection_push')
    .select(pushColumns)
    .where(ours)
    .where('connection_id', '=', connectionId)
    .where('state', 'in', ['waiting', 'sending'])
    .orderBy('id')
    .execute()
}

export async function updatePushes(db: Db, ids: number[], values: Partial<PushRow>): Promise<void> {
  if (!ids.length) return
  await db
    .updateTable('connection_push')
    .set(values as never)
    .where(ours)
    .where('id', 'in', ids)
    .execute()
}

export async function beginPushes(db: Db, ids: number[], key: string, now: Date): Promise<void> {
  await sql`update connection_push set state = 'sending', attempts = attempts + 1, idempotency_key = ${key}, sent_at = ${now}
    where company_id = platform.company_id() and id = any (${ids})`.execute(db)
}

export type ShownPush = PushRow & { created_by_name: string | null }

export async function listRecentPushes(db: Db, connectionId: number, limit: number): Promise<ShownPush[]> {
  const { rows } = await sql<ShownPush>`
    select p.*, u.first_name || ' ' || u.last_name as created_by_name from connection_push p
    left join user_account u on u.company_id = p.company_id and u.id = p.created_by
    where p.company_id = platform.company_id() and p.connection_id = ${connectionId}
    order by p.state in ('waiting', 'sending', 'failed') desc, p.id desc limit ${limit}`.execute(db)
  return rows
}

/** Failed updates go back to waiting, to be looked up first; returns how many. */
export async function retryFailed(db: Db, connectionId: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    with again as (
      update connection_push set state = 'waiting', look_first = true, attempts = 0, next_attempt_at = null, finished_at = null,
        error_kind = null, error_call = null, error_message = null, error_field = null
      where company_id = platform.company_id() and connection_id = ${connectionId} and state = 'failed' returning 1)
    select count(*) as n from again`.execute(db)
  return rows[0]!.n
}

/** Failed updates whose fields were all saved anew: the newer update carries them. */
export async function cancelSuperseded(db: Db, connectionId: number, fields: string[]): Promise<void> {
  await sql`update connection_push set state = 'canceled', finished_at = now()
    where company_id = platform.company_id() and connection_id = ${connectionId} and state = 'failed'
      and kind in ('fields', 'contacts', 'zones') and fields <@ ${fields}::text[]`.execute(db)
}

/** Queues an update of these fields, which replaces failed ones of no others, and its job: all in one trip. */
export async function queueFields(
  db: Db,
  connectionId: number,
  fields: string[],
  userId: number | null,
): Promise<void> {
  await sql`
    with superseded as (
      update connection_push set state = 'canceled', finished_at = now()
      where company_id = platform.company_id() and connection_id = ${connectionId} and state = 'failed'
        and kind in ('fields', 'contacts', 'zones') and fields <@ ${fields}::text[]),
    queued as (
      insert into connection_push (connection_id, kind, fields, created_by)
      values (${connectionId}, 'fields', ${fields}::text[], ${userId}))
    select ${jobCall('connections.push', connectionId, null)}`.execute(db)
}

/** Every zone that was ever to be sent over this connection, as its updates name them: `zone:001`. */
export async function listZoneFields(db: Db, connectionId: number): Promise<string[]> {
  const { rows } = await sql<{ field: string }>`
    select distinct unnest(fields) as field from connection_push
    where company_id = platform.company_id() and connection_id = ${connectionId} and kind = 'zones'`.execute(
    db,
  )
  return rows.map(({ field }) => field)
}

/**
 * The customer's account is being linked again: a release of it that still waits would take the new link's note away.
 * False if one is being sent right now.
 */
export async function cancelReleases(
  db: Db,
  { customerId, monitoringCompanyId, accountNumber }: AccountOf,
): Promise<boolean> {
  const past = await db
    .selectFrom('connection')
    .select('id')
    .where(ours)
    .where('customer_id', '=', customerId)
    .where('monitoring_company_id', '=', monitoringCompanyId)
    .where('account_number', '=', accountNumber)
    .forUpdate()
    .execute()
  const releases = await db
    .selectFrom('connection_push')
    .select(['id', 'state'])
    .where(ours)
    .where('connection_id', '=', sql<number>`any (${past.map(({ id }) => id)})`)
    .where('kind', '=', 'release')
    .where('state', 'in', ['waiting', 'sending', 'failed'])
    .execute()
  if (releases.some(({ state }) => state === 'sending')) return false
  await updatePushes(
    db,
    releases.map(({ id }) => id),
    { state: 'canceled' },
  )
  return true
}
export type AccountOf = { customerId: number; monitoringCompanyId: number; accountNumber: string }

/** Whatever has not been sent is no longer wanted: the link is gone. */
export async function cancelWaiting(db: Db, connectionId: number): Promise<void> {
  await sql`update connection_push set state = 'canceled', finished_at = now()
    where company_id = platform.company_id() and connection_id = ${connectionId} and state in ('waiting', 'failed')
      and kind <> 'release'`.execute(db)
}

/** Enqueues a job of this connection; its jobs run one after another. */
export async function addConnectionJob(
  db: Db,
  task: string,
  connectionId: number,
  runAt: Date | null = null,
): Promise<void> {
  await sql`select ${jobCall(task, connectionId, runAt)}`.execute(db)
}

const jobCall = (task: string, connectionId: number, runAt: Date | null) =>
  sql`platform.add_job(${task}, ${JSON.stringify({ connectionId })}::jsonb, ${`connection:${connectionId}`},
    ${`${task}:${connectionId}`}, ${runAt})`
