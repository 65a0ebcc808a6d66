/** The SQL of many payables at once, and of pay runs. */
import { CompiledQuery, type RawBuilder, sql } from 'kysely'
import type { Which } from '#shared/contracts/payables.ts'
import type { Db } from '#server/db/database.ts'
import { grantedHere, recordSeen } from '#server/db/conditions.ts'
import { accountName } from '../invoices/invoices.service.ts'
import { filtered, fromCustomer } from './payables.list.ts'
import { joined, payeeName } from './payables.queries.ts'

/** One change of many payables at a time in a company: two of them that cross would wait for each other's records. */
export async function lockBulk(db: Db): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('payables ' || platform.company_id(), 0))`.execute(
    db,
  )
}

export type Candidate = { id: number; customerId: number; mayModify: boolean }
/** Those that are named or found, as far as one may see them, locked. @param max one more is read, to tell that there are more */
export async function lockWhich(db: Db, which: Which, max: number): Promise<Candidate[]> {
  const n = filtered(which.filter ?? {})
  if (which.ids) n.add('p.id = any (?::bigint[])', [...which.ids])
  const { text, values } = n
  const { rows } = await db.executeQuery<Candidate>(
    CompiledQuery.raw(
      `select p.id, p.customer_id as "customerId", ${grantedHere('payables.modify')} as "mayModify"
      from ${fromCustomer} where ${text} order by p.id limit ${max + 1} for update of p`,
      values,
    ),
  )
  return rows
}

/** How many of these there are, whoever may see them. */
export async function countThere(db: Db, ids: readonly number[]): Promise<number> {
  const { rows } = await sql<{
    n: number
  }>`select count(*)::int as n from payable where company_id = platform.company_id()
    and id = any (${[...ids]}::bigint[])`.execute(db)
  return rows[0]!.n
}

export async function findRunOf(db: Db, requestKey: string): Promise<number | undefined> {
  const { rows } = await sql<{
    id: number
  }>`select id from pay_run where company_id = platform.company_id() and request_key = ${requestKey}::uuid`.execute(
    db,
  )
  return rows[0] && Number(rows[0].id)
}
export async function insertRun(
  db: Db,
  v: { paidOn: string; reference: string; notes: string; requestKey: string; at: Date; by: number | null },
): Promise<number> {
  const { rows } = await sql<{
    id: number
  }>`insert into pay_run (paid_on, reference, notes, request_key, created_at, created_by)
    values (${v.paidOn}::date, ${v.reference}, ${v.notes}, ${v.requestKey}::uuid, ${v.at}, ${v.by}) returning id`.execute(
    db,
  )
  return Number(rows[0]!.id)
}
export type Paid = { id: number; customerId: number; payee: string; amountCents: number }
/** Pays what is left of each that is approved. */
export async function payRest(
  db: Db,
  ids: readonly number[],
  run: { id: number; paidOn: string; reference: string; requestKey: string; at: Date; by: number | null },
): Promise<Paid[]> {
  const { rows } = await sql<Paid>`
    with due as (select p.company_id, p.id, p.customer_id, p.amount_cents - p.paid_cents as cents, ${sql.raw(payeeName)} as payee from payable p
      where p.company_id = platform.company_id() and p.id = any (${[...ids]}::bigint[]) and p.status in ('approved', 'partially_paid')
        and p.amount_cents <> p.paid_cents),
    paid as (insert into payable_payment (payable_id, pay_run_id, amount_cents, paid_on, reference, request_key, created_at, created_by)
      select d.id, ${run.id}, d.cents, ${run.paidOn}::date, ${run.reference}, ${run.requestKey}::uuid, ${run.at}, ${run.by} from due d order by d.id
      returning payable_id)
    select d.id, d.customer_id as "customerId", d.payee, d.cents as "amountCents" from due d join paid x on x.payable_id = d.id order by d.id`.execute(
    db,
  )
  return rows
}

export type RunRow = {
  id: number
  paidOn: string
  reference: string
  notes: string
  count: number
  payees: number
  totalCents: number
  reversedCents: number
  createdAt: Date
  createdBy: string | null
}
/** What of a run one may see: payments of payables of records that are one's to see. */
const seenPayments = `payable_payment y join payable p on p.company_id = y.company_id and p.id = y.payable_id
  join customer c on c.company_id = p.company_id and c.id = p.customer_id`
const seen = `${grantedHere('payables.view')} and ${recordSeen()}`

export async function listRuns(
  db: Db,
  of: { id?: number; before?: number | undefined; limit: number },
): Promise<RunRow[]> {
  const { rows } = await sql<RunRow>`
    select r.id, r.paid_on as "paidOn", r.reference, r.notes, s.count, s.payees, s.total as "totalCents", s.reversed as "reversedCents",
      r.created_at as "createdAt",
      (select u.first_name || ' ' || u.last_name from user_account u where u.company_id = r.company_id and u.id = r.created_by) as "createdBy"
    from pay_run r cross join lateral (
      select count(*)::int as count, count(distinct coalesce(p.payee_user_id::text, platform.fold(p.payee_name)))::int as payees,
        coalesce(sum(y.amount_cents), 0)::bigint as total,
        coalesce(sum(y.amount_cents) filter (where exists (select from payable_payment z where z.company_id = y.company_id and z.of_id = y.id)), 0)::bigint as reversed
      from ${sql.raw(seenPayments)} where y.company_id = r.company_id and y.pay_run_id = r.id and ${sql.raw(seen)}) s
    where r.company_id = platform.company_id() and s.count > 0 and (${of.id ?? null}::bigint is null or r.id = ${of.id ?? null}::bigint)
      and (${of.before ?? null}::bigint is null or r.id < ${of.before ?? null}::bigint)
    order by r.id desc limit ${of.limit}`.execute(db)
  return rows
}

export type RunLine = {
  key: string
  payee: string
  payeeUserId: number | null
  identifier: string
  payableId: number
  customerId: number
  customerName: string
  location: string
  function: string | null
  level: string
  earnedOn: string
  amountCents: number
  noteToPayee: string
  reversed: boolean
}
/** What the run paid, by payee. @param of a payee's key, or a user's own, whoever sees the record */
export async function listRunLines(db: Db, runId: number, of: { userId?: number } = {}): Promise<RunLine[]> {
  const own: RawBuilder<unknown> =
    of.userId === undefined ? sql.raw(seen) : sql`p.payee_user_id = ${of.userId}`
  const { rows } = await sql<RunLine>`
    select coalesce('u' || p.payee_user_id, 'o' || platform.fold(p.payee_name)) as key, ${sql.raw(payeeName)} as payee, p.payee_user_id as "payeeUserId",
      coalesce((select x.identifier from payroll_profile x where x.company_id = p.company_id and x.user_id = p.payee_user_id), '') as identifier,
      p.id as "payableId", c.id as "customerId", case when ${sql.raw(recordSeen())} then ${sql.raw(accountName('c'))} else 'Customer' end as "customerName",
      l.name as location, f.name as function, p.level_name as level, p.earned_on as "earnedOn", y.amount_cents as "amountCents", p.note_to_payee as "noteToPayee",
      exists (select from payable_payment z where z.company_id = y.company_id and z.of_id = y.id) as reversed
    from payable_payment y join payable p on p.company_id = y.company_id and p.id = y.payable_id ${sql.raw(joined)}
    where y.company_id = platform.company_id() and y.pay_run_id = ${runId} and ${own}
    order by platform.fold(${sql.raw(payeeName)}), 1, p.id`.execute(db)
  return rows
}

export async function findRunHead(
  db: Db,
  id: number,
): Promise<{ id: number; paidOn: string; reference: string } | undefined> {
  const { rows } = await sql<{
    id: number
    paidOn: string
    reference: string
  }>`select id, paid_on as "paidOn", reference from pay_run
    where company_id = platform.company_id() and id = ${id}`.execute(db)
  return rows[0]
}
