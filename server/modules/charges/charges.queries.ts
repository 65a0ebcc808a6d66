/** The SQL of attempts to charge. */
import { type Selectable, type SqlBool, sql } from 'kysely'
import type { AccountType, MethodKind } from '#shared/rules/billing-methods.ts'
import { dayMs } from '#shared/time.ts'
import type { Db } from '#server/db/database.ts'
import type { ChargeAttempt } from '#server/db/types.ts'

export type AttemptRow = Selectable<ChargeAttempt>

const ours = sql<SqlBool>`company_id = platform.company_id()`

/** One at a time for whoever asks: a second transaction waits. */
export async function lockAttempt(db: Db, id: number): Promise<AttemptRow | undefined> {
  return db
    .selectFrom('charge_attempt')
    .selectAll()
    .where(ours)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

export async function findByRequest(db: Db, requestKey: string): Promise<AttemptRow | undefined> {
  return db
    .selectFrom('charge_attempt')
    .selectAll()
    .where(ours)
    .where('request_key', '=', requestKey)
    .executeTakeFirst()
}

export async function lockByTransaction(
  db: Db,
  processorId: number,
  transactionId: string,
): Promise<AttemptRow | undefined> {
  return db
    .selectFrom('charge_attempt')
    .selectAll()
    .where(ours)
    .where('payment_processor_id', '=', processorId)
    .where('transaction_id', '=', transactionId)
    .where('kind', '=', 'charge')
    .forUpdate()
    .executeTakeFirst()
}

/** @returns undefined if one is open for this subject (or this charge) already, or its key is taken */
export async function insertAttempt(db: Db, values: Partial<AttemptRow>): Promise<number | undefined> {
  const row = await db
    .insertInto('charge_attempt')
    .values(values as never)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return row?.id
}

export async function updateAttempt(db: Db, id: number, values: Partial<AttemptRow>): Promise<void> {
  await db
    .updateTable('charge_attempt')
    .set(values as never)
    .where(ours)
    .where('id', '=', id)
    .execute()
}

/** Adds to the list of calls: which, when, how they ended; the first hundred. */
export async function addCalls(db: Db, id: number, calls: readonly object[]): Promise<void> {
  if (!calls.length) return
  await sql`update charge_attempt set calls = case when jsonb_array_length(calls) < 100 then calls || ${JSON.stringify(calls)}::jsonb
    else calls end where ${ours} and id = ${id}`.execute(db)
}

/** Whether this attempt was tried again as another one, and whether one is open for its subject. */
export async function findFollower(
  db: Db,
  row: Pick<AttemptRow, 'id' | 'subject_kind' | 'subject_id'>,
): Promise<{ repeated: boolean; open: boolean }> {
  const { rows } = await sql<{ repeated: boolean; open: boolean }>`
    select exists (select from charge_attempt where ${ours} and retries_id = ${row.id}) as repeated,
      exists (select from charge_attempt where ${ours} and kind = 'charge' and subject_kind = ${row.subject_kind}
        and subject_id = ${row.subject_id}::uuid and state in ('queued', 'calling', 'unknown')) as open`.execute(
    db,
  )
  return rows[0]!
}

/** Whether money of this charge is being given back right now. */
export async function hasOpenReversal(db: Db, chargeId: number): Promise<boolean> {
  const { rows } = await sql`select from charge_attempt where ${ours} and of_id = ${chargeId}
    and state in ('queued', 'calling', 'unknown')`.execute(db)
  return rows.length > 0
}

export type MethodRow = {
  id: number
  customer_id: number
  kind: MethodKind
  brand: string
  last4: string
  account_type: AccountType | null
  holder_type: 'personal' | 'business' | null
  customer_ref: string
  method_ref: string
  payment_processor_id: number
  archived_at: Date | null
  replaced_by_id: number | null
}

export async function findMethod(db: Db, id: number): Promise<MethodRow | undefined> {
  const { rows } = await sql<MethodRow>`
    select id, customer_id, kind, brand, last4, account_type, holder_type, customer_ref, method_ref, payment_processor_id,
      archived_at, replaced_by_id from billing_method where ${ours} and id = ${id}`.execute(db)
  return rows[0]
}

/** The method that charges go to now: what replaced it, and what replaced that. */
export async function findCurrentMethod(db: Db, id: number): Promise<MethodRow | undefined> {
  let method = await findMethod(db, id)
  for (let steps = 0; method?.replaced_by_id && steps < 50; steps += 1)
    method = await findMethod(db, method.replaced_by_id)
  return method
}

export type Place = { timeZone: string; settings: unknown; name: string }

/** The company's, for a job, which acts for nobody. */
export async function readCompany(db: Db): Promise<Place> {
  const { rows } = await sql<Place>`
    select time_zone as "timeZone", settings, name from platform.company where id = platform.company_id()`.execute(
    db,
  )
  return rows[0]!
}

/** Who is told of charges that went wrong: who may change payments where the customer belongs. */
export async function listTold(db: Db, customerId: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select distinct u.id from user_account u
    join membership m on m.company_id = u.company_id and m.user_id = u.id
    join permission_group g on g.company_id = m.company_id and g.id = m.group_id
    join customer c on c.company_id = u.company_id and c.id = ${customerId}
    where u.company_id = platform.company_id() and u.active and u.can_log_in
      and g.grants @> array['payments.modify'] and (m.location_id is null or m.location_id = c.location_id)`.execute(
    db,
  )
  return rows.map(({ id }) => id)
}

/** Enqueues the work on an attempt; its runs go one after another. */
export async function addRunJob(db: Db, attemptId: number, runAt: Date | null = null): Promise<void> {
  await sql`select platform.add_job('charges.run', ${JSON.stringify({ attemptId })}::jsonb, ${`charge:${attemptId}`},
    ${`charges.run:${attemptId}`}, ${runAt})`.execute(db)
}

/** Another attempt in the morning of that day, by the company's clock. */
export async function addRetryJob(db: Db, attemptId: number, on: string): Promise<void> {
  await sql`select platform.add_job('charges.retry', ${JSON.stringify({ attemptId })}::jsonb, ${`charge:${attemptId}`},
    ${`charges.retry:${attemptId}`}, (${on}::date + time '09:00') at time zone
      (select time_zone from platform.company where id = platform.company_id()))`.execute(db)
}

/** The nightly look for what came back: once a day, however many ask for it. */
export async function addNightlyJob(db: Db, now: Date): Promise<void> {
  const day = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1, 8))
  await sql`select platform.add_job('charges.nightly', '{}'::jsonb, 'charges.nightly',
    ${`charges.nightly ${day.toISOString().slice(0, 10)}`}, ${day})`.execute(db)
}

/** Whether anything may still come back: returns of ACH debits come within 60 days, disputes within 120. */
export async function hasRecentCharges(db: Db, now: Date): Promise<boolean> {
  const since = new Date(now.getTime() - 125 * dayMs)
  const { rows } =
    await sql`select from charge_attempt where ${ours} and kind = 'charge' and state = 'approved'
    and answered_at > ${since} limit 1`.execute(db)
  return rows.length > 0
}

/** Attempts that nobody is at work on although something should happen: their job was lost. */
export async function listStranded(db: Db, before: Date): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from charge_attempt where ${ours} and (state in ('queued', 'calling')
      or state = 'unknown' and next_look_at is not null) and coalesce(next_look_at, called_at, requested_at) < ${before}
    order by id limit 1000`.execute(db)
  return rows.map(({ id }) => id)
}

/** The charge whose refund or void this is, and how the method is named. */
export async function hasOpenAttempt(
  db: Db,
  of: { customerId: number } | { methodId: number },
): Promise<boolean> {
  const which =
    'customerId' in of ? sql`customer_id = ${of.customerId}` : sql`billing_method_id = ${of.methodId}`
  const { rows } = await sql`select from charge_attempt where ${ours} and ${which}
    and state in ('queued', 'calling', 'unknown') limit 1`.execute(db)
  return rows.length > 0
}
