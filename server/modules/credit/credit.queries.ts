/** The SQL of credit checks. */
import { type Selectable, type SqlBool, sql } from 'kysely'
import type { Db } from '#server/db/database.ts'
import type { CreditCheck } from '#server/db/types.ts'
import type { ServiceProviderRow } from '../providers/providers.service.ts'

export type CreditCheckRow = Selectable<CreditCheck>
/** With the names that the card shows; a report's body stays where it is. */
export type ShownRow = Omit<CreditCheckRow, 'sealed_report' | 'sealed_order' | 'calls'> & {
  bureauName: string
  requestedByName: string
  appliedByName: string | null
}

const ours = sql<SqlBool>`company_id = platform.company_id()`
const name = (alias: string) => sql.raw(`${alias}.first_name || ' ' || ${alias}.last_name`)

/** A record's, newest first. */
export async function listChecks(db: Db, customerId: number): Promise<ShownRow[]> {
  const { rows } = await sql<ShownRow>`
    select k.company_id, k.id, k.customer_id, k.credit_bureau_id, k.kind, k.state, k.request_key, k.requested_at, k.requested_by,
      k.purpose, k.consent_method, k.consent_on, k.note, k.extras, k.previous_address, k.called_at, k.looks, k.next_look_at,
      k.outcome, k.score, k.source, k.transaction_id, k.tracking_number, k.alerts, k.factors, k.answered_at, k.failure,
      k.report_state, k.report_tries, k.applied_at, k.applied_by, b.name as "bureauName",
      ${name('u')} as "requestedByName", ${name('a')} as "appliedByName"
    from credit_check k
    join credit_bureau b on b.company_id = k.company_id and b.id = k.credit_bureau_id
    join user_account u on u.company_id = k.company_id and u.id = k.requested_by
    left join user_account a on a.company_id = k.company_id and a.id = k.applied_by
    where k.company_id = platform.company_id() and k.customer_id = ${customerId} order by k.id desc`.execute(
    db,
  )
  return rows
}

export type BureauRow = ServiceProviderRow & { active: boolean }

export async function listActiveBureaus(db: Db): Promise<BureauRow[]> {
  return db
    .selectFrom('credit_bureau')
    .select(['id', 'name', 'active', 'connector', 'settings', 'sealed_secrets'])
    .where(ours)
    .where('active', '=', true)
    .orderBy(sql`platform.fold(name)`)
    .orderBy('id')
    .execute()
}

export async function lockCheck(db: Db, id: number): Promise<CreditCheckRow | undefined> {
  return db
    .selectFrom('credit_check')
    .selectAll()
    .where(ours)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

export async function insertCheck(db: Db, values: Partial<CreditCheckRow>): Promise<number> {
  const row = await db
    .insertInto('credit_check')
    .values(values as never)
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

export async function updateCheck(db: Db, id: number, values: Partial<CreditCheckRow>): Promise<void> {
  await db
    .updateTable('credit_check')
    .set(values as never)
    .where(ours)
    .where('id', '=', id)
    .execute()
}

/** Adds to the list of calls: which, when, how they ended; the last hundred. */
export async function addCalls(db: Db, id: number, calls: readonly object[]): Promise<void> {
  if (!calls.length) return
  await sql`update credit_check set calls = case when jsonb_array_length(calls) < 100 then calls || ${JSON.stringify(calls)}::jsonb
    else calls end where ${ours} and id = ${id}`.execute(db)
}

/** The one that is applied, if any is. */
export async function findApplied(db: Db, customerId: number): Promise<CreditCheckRow | undefined> {
  return db
    .selectFrom('credit_check')
    .selectAll()
    .where(ours)
    .where('customer_id', '=', customerId)
    .where('applied_at', 'is not', null)
    .executeTakeFirst()
}

/** Which of the records have an inquiry whose end is not known. */
export async function hasOpenInquiry(db: Db, customerId: number): Promise<boolean> {
  const { rows } = await sql`
    select from credit_check where ${ours} and customer_id = ${customerId} and state in ('running', 'unknown')`.execute(
    db,
  )
  return rows.length > 0
}

/** Erases reports that were answered before then; tells of which checks. At most 500. */
export async function purgeReports(
  db: Db,
  before: Date,
): Promise<{ id: number; customerId: number; bureau: string }[]> {
  const { rows } = await sql<{ id: number; customerId: number; bureau: string }>`
    update credit_check k set report_state = 'purged', sealed_report = null
    from (select id from credit_check where ${ours} and report_state = 'stored' and answered_at < ${before}
      order by answered_at limit 500 for update skip locked) old, credit_bureau b
    where k.company_id = platform.company_id() and k.id = old.id and b.company_id = k.company_id and b.id = k.credit_bureau_id
    returning k.id, k.customer_id as "customerId", b.name as bureau`.execute(db)
  return rows
}

export async function hasReports(db: Db): Promise<boolean> {
  const { rows } =
    await sql`select from credit_check where ${ours} and report_state = 'stored' limit 1`.execute(db)
  return rows.length > 0
}

/** Enqueues the work on a check; its runs go one after another. */
export async function addRunJob(db: Db, creditCheckId: number, runAt: Date | null = null): Promise<void> {
  await sql`select platform.add_job('credit.run', ${JSON.stringify({ creditCheckId })}::jsonb, ${`credit:${creditCheckId}`},
    ${`credit.run:${creditCheckId}`}, ${runAt})`.execute(db)
}

/** The next look for reports that were kept long enough: once a day, however many ask for it. */
export async function addPurgeJob(db: Db, now: Date): Promise<void> {
  const day = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1, 9))
  await sql`select platform.add_job('credit.purge', '{}'::jsonb, 'credit.purge',
    ${`credit.purge ${day.toISOString().slice(0, 10)}`}, ${day})`.execute(db)
}

/** The company's settings, for a job, which acts for nobody. */
export async function readSettings(db: Db): Promise<unknown> {
  const { rows } = await sql<{ settings: unknown }>`
    select settings from platform.company where id = platform.company_id()`.execute(db)
  return rows[0]?.settings
}
