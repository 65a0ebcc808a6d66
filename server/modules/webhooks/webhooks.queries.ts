/** The SQL of webhooks. */
import { sql } from 'kysely'
import { deliveryDays } from '#shared/rules/webhooks.ts'
import { dayMs } from '#shared/time.ts'
import type { Db } from '#server/db/database.ts'
import type { EventRow } from './webhooks.message.ts'

export type EndpointRow = {
  id: number
  version: number
  name: string
  url: string
  topics: string[]
  active: boolean
  sealed_secret: string
  sealed_previous_secret: string | null
  previous_until: Date | null
  failing_since: Date | null
  failures: number
  resting_until: Date | null
  disabled_reason: string | null
  created_at: Date
  waiting: number
  failed: number
  delivered_at: Date | null
}

const endpointColumns = sql.raw(`w.*,
  (select count(*)::int from webhook_delivery d where d.company_id = w.company_id and d.endpoint_id = w.id and d.state = 'waiting') as waiting,
  (select count(*)::int from webhook_delivery d where d.company_id = w.company_id and d.endpoint_id = w.id and d.state = 'failed') as failed,
  (select max(d.settled_at) from webhook_delivery d where d.company_id = w.company_id and d.endpoint_id = w.id and d.state = 'delivered') as delivered_at`)

export async function listEndpoints(db: Db): Promise<EndpointRow[]> {
  const { rows } = await sql<EndpointRow>`select ${endpointColumns} from webhook_endpoint w
    where w.company_id = platform.company_id() order by platform.fold(w.name), w.id`.execute(db)
  return rows
}

/** @param locked until the transaction ends */
export async function findEndpoint(db: Db, id: number, locked = false): Promise<EndpointRow | undefined> {
  if (locked)
    await sql`select from webhook_endpoint where company_id = platform.company_id() and id = ${id} for update`.execute(
      db,
    )
  const { rows } = await sql<EndpointRow>`select ${endpointColumns} from webhook_endpoint w
    where w.company_id = platform.company_id() and w.id = ${id}`.execute(db)
  return rows[0]
}

export async function insertEndpoint(db: Db, values: Record<string, unknown>): Promise<number> {
  const row = await db
    .insertInto('webhook_endpoint')
    .values(values as never)
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

export async function updateEndpoint(db: Db, id: number, values: Record<string, unknown>): Promise<void> {
  await db
    .updateTable('webhook_endpoint')
    .set(values as never)
    .where('id', '=', id)
    .execute()
}

export const deleteEndpoint = async (db: Db, id: number): Promise<void> =>
  void (await db.deleteFrom('webhook_endpoint').where('id', '=', id).execute())

/** Whether another endpoint of the company has the name. */
export async function isNameTaken(db: Db, name: string, except: number | null): Promise<boolean> {
  const { rows } = await sql`select from webhook_endpoint where company_id = platform.company_id()
    and platform.fold(name) = platform.fold(${name}) and id is distinct from ${except}::bigint`.execute(db)
  return rows.length > 0
}

/** Wakes who delivers to an endpoint; a waiting job of the same key moves to that time. */
export async function addDeliverJob(db: Db, endpointId: number, runAt: Date | null = null): Promise<void> {
  await sql`select platform.add_job('webhooks.deliver', ${JSON.stringify({ endpointId })}::jsonb, null,
    ${`webhooks.deliver:${endpointId}${runAt ? ':later' : ''}`}, ${runAt})`.execute(db)
}

/** Takes the endpoint for so long. @returns until when somebody else has it; null if it is taken now */
export async function claimEndpoint(db: Db, id: number, now: Date, until: Date): Promise<Date | null> {
  const { rows } = await sql<{ working_until: Date | null }>`select working_until from webhook_endpoint
    where company_id = platform.company_id() and id = ${id} for update`.execute(db)
  const busy = rows[0]?.working_until
  if (busy && busy > now) return busy
  await updateEndpoint(db, id, { working_until: until })
  return null
}

export type Due = EventRow & { delivery_id: number; attempts: number }

/** The next messages that are due, of each record the oldest alone: later ones wait for it. */
export async function listDue(db: Db, endpointId: number, now: Date, limit: number): Promise<Due[]> {
  const { rows } = await sql<Due>`
    select d.id as delivery_id, d.attempts, e.id, e.event, e.kind, e.customer_id, e.entity, e.entity_id, e.fields, e.at
    from webhook_delivery d join webhook_event e on e.company_id = d.company_id and e.id = d.event_id
    where d.company_id = platform.company_id() and d.endpoint_id = ${endpointId} and d.state = 'waiting' and d.next_at <= ${now}
      and (d.customer_id is null or not exists (select from webhook_delivery b where b.company_id = d.company_id
        and b.endpoint_id = d.endpoint_id and b.customer_id = d.customer_id and b.state = 'waiting' and b.id < d.id))
    order by d.next_at, d.id limit ${limit}`.execute(db)
  return rows
}

/** When the next waiting message of the endpoint is due; null if none waits. */
export async function findNextDue(db: Db, endpointId: number): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select min(d.next_at) as at from webhook_delivery d
    where d.company_id = platform.company_id() and d.endpoint_id = ${endpointId} and d.state = 'waiting'
      and (d.customer_id is null or not exists (select from webhook_delivery b where b.company_id = d.company_id
        and b.endpoint_id = d.endpoint_id and b.customer_id = d.customer_id and b.state = 'waiting' and b.id < d.id))`.execute(
    db,
  )
  return rows[0]?.at ?? null
}

export type Attempt = {
  at: Date
  status: number | null
  durationMs: number
  error: string | null
  reply: string
}

export async function insertAttempt(db: Db, deliveryId: number, attempt: Attempt): Promise<void> {
  await db
    .insertInto('webhook_attempt')
    .values({
      delivery_id: deliveryId,
      at: attempt.at,
      status: attempt.status,
      duration_ms: attempt.durationMs,
      error: attempt.error,
      reply: attempt.reply,
    })
    .execute()
}

export async function updateDelivery(db: Db, id: number, values: Record<string, unknown>): Promise<void> {
  await db
    .updateTable('webhook_delivery')
    .set(values as never)
    .where('id', '=', id)
    .execute()
}

/** What waits for its next try is due now. */
export async function hurryDeliveries(db: Db, endpointId: number, now: Date): Promise<void> {
  await sql`update webhook_delivery set next_at = ${now} where company_id = platform.company_id()
    and endpoint_id = ${endpointId} and state = 'waiting' and next_at > ${now}`.execute(db)
}

/** Takes a test down, for one endpoint alone. @returns the delivery and its event */
export async function insertTest(
  db: Db,
  endpointId: number,
  at: Date,
): Promise<{ deliveryId: number; event: EventRow }> {
  const { rows } = await sql<EventRow>`insert into webhook_event (event, entity, entity_id, at)
    values ('webhooks.tested', 'webhook_endpoint', ${endpointId}, ${at})
    returning id, event, kind, customer_id, entity, entity_id, fields, at`.execute(db)
  const event = rows[0]!
  const row = await db
    .insertInto('webhook_delivery')
    // Sent at once by whoever asks; no job tries it again.
    .values({ endpoint_id: endpointId, event_id: event.id, state: 'failed', attempts: 1, settled_at: at })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { deliveryId: row.id, event }
}

export type DeliveryRow = EventRow & {
  delivery_id: number
  state: 'waiting' | 'delivered' | 'failed'
  attempts: number
  next_at: Date
  last_status: number | null
  last_error: string | null
}

export async function listDeliveries(
  db: Db,
  endpointId: number,
  asked: { state?: string; before?: number; only?: number; limit: number },
): Promise<DeliveryRow[]> {
  const { rows } = await sql<DeliveryRow>`
    select d.id as delivery_id, d.state, d.attempts, d.next_at, d.last_status, d.last_error,
      e.id, e.event, e.kind, e.customer_id, e.entity, e.entity_id, e.fields, e.at
    from webhook_delivery d join webhook_event e on e.company_id = d.company_id and e.id = d.event_id
    where d.company_id = platform.company_id() and d.endpoint_id = ${endpointId}
      and (${asked.state ?? null}::text is null or d.state = ${asked.state ?? null})
      and (${asked.before ?? null}::bigint is null or d.id < ${asked.before ?? null}::bigint)
      and (${asked.only ?? null}::bigint is null or d.id = ${asked.only ?? null}::bigint)
    order by d.id desc limit ${asked.limit}`.execute(db)
  return rows
}

export type AttemptRow = Attempt & { id: number }
export async function listAttempts(db: Db, deliveryId: number): Promise<AttemptRow[]> {
  const { rows } = await sql<AttemptRow>`
    select id, at, status, duration_ms as "durationMs", error, reply from webhook_attempt
    where company_id = platform.company_id() and delivery_id = ${deliveryId} order by id desc limit 100`.execute(
    db,
  )
  return rows
}

/** Who is told that a webhook was switched off: whoever may switch it on again. */
export async function listTold(db: Db): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select distinct u.id from user_account u
    join membership m on m.company_id = u.company_id and m.user_id = u.id
    join permission_group g on g.company_id = m.company_id and g.id = m.group_id
    where u.company_id = platform.company_id() and u.active and g.grants @> array['integrations.modify']
    order by u.id limit 100`.execute(db)
  return rows.map(({ id }) => id)
}

/** Forgets events that happened long ago, with their messages; some at a time. */
export async function deleteOldEvents(db: Db, now: Date): Promise<void> {
  await sql`delete from webhook_event where company_id = platform.company_id() and id in (
    select e.id from webhook_event e where e.company_id = platform.company_id()
      and e.at < ${new Date(now.getTime() - deliveryDays * dayMs)} order by e.at limit 1000)`.execute(db)
}
