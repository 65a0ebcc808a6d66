/** The SQL of statements and of the runs that make many. */
import { sql } from 'kysely'
import type { Db } from '#server/db/database.ts'
import { grantedHere } from '#server/db/conditions.ts'
import type { StatementBody } from '#shared/rules/statements.ts'
import { isUnpaid } from '../ledger/ledger.service.ts'
import type { Composed } from './statements.composing.ts'

export type StatementRow = {
  id: number
  customerId: number
  number: number
  from: string
  to: string
  openingCents: number
  invoicedCents: number
  paidCents: number
  closingCents: number
  pastDueCents: number
  createdAt: Date
  createdBy: string | null
  emailedAt: Date | null
  archivedAt: Date | null
  archivedBy: string | null
}
const user = (column: string) =>
  `(select u.first_name || ' ' || u.last_name from user_account u where u.company_id = s.company_id and u.id = s.${column})`
const columns =
  sql.raw(`s.id, s.customer_id as "customerId", s.number, s.period_from as from, s.period_to as to, s.opening_cents as "openingCents",
  s.invoiced_cents as "invoicedCents", s.paid_cents as "paidCents", s.closing_cents as "closingCents", s.past_due_cents as "pastDueCents",
  s.created_at as "createdAt", ${user('created_by')} as "createdBy", s.emailed_at as "emailedAt", s.archived_at as "archivedAt",
  ${user('archived_by')} as "archivedBy"`)

export async function listStatements(
  db: Db,
  customerId: number,
  { status, before, limit }: { status: 'active' | 'archived' | 'all'; before?: number | undefined; limit: number },
): Promise<StatementRow[]> {
  const { rows } = await sql<StatementRow>`select ${columns} from statement s
    where s.company_id = platform.company_id() and s.customer_id = ${customerId}
      and (${status} = 'all' or (s.archived_at is null) = (${status} = 'active'))
      and (${before ?? null}::bigint is null or s.id < ${before ?? null}::bigint) order by s.id desc limit ${limit}`.execute(
    db,
  )
  return rows
} // prettier-ignore

export async function findStatement(
  db: Db,
  customerId: number,
  id: number,
): Promise<(StatementRow & { body: StatementBody }) | undefined> {
  const { rows } = await sql<
    StatementRow & { body: StatementBody }
  >`select ${columns}, s.body from statement s
    where s.company_id = platform.company_id() and s.customer_id = ${customerId} and s.id = ${id}`.execute(db)
  return rows[0]
}

/** @returns undefined if the period has one already, which two at once find out here */
export async function insertStatement(
  db: Db,
  row: Composed & {
    customerId: number
    number: number
    from: string
    to: string
    by: number | null
    at: Date
  },
): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`
    insert into statement (customer_id, number, period_from, period_to, opening_cents, invoiced_cents, paid_cents, closing_cents, past_due_cents,
      body, created_at, created_by)
    values (${row.customerId}, ${row.number}, ${row.from}::date, ${row.to}::date, ${row.openingCents}, ${row.invoicedCents}, ${row.paidCents},
      ${row.closingCents}, ${row.pastDueCents}, ${JSON.stringify(row.body)}::jsonb, ${row.at}, ${row.by})
    on conflict (company_id, customer_id, period_from, period_to) where archived_at is null do nothing returning id`.execute(
    db,
  )
  return rows[0]?.id
}

export async function findOfPeriod(
  db: Db,
  customerId: number,
  from: string,
  to: string,
): Promise<{ id: number; number: number } | undefined> {
  const { rows } = await sql<{ id: number; number: number }>`select id, number from statement where company_id = platform.company_id()
    and customer_id = ${customerId} and period_from = ${from}::date and period_to = ${to}::date and archived_at is null`.execute(db)
  return rows[0]
} // prettier-ignore

/** Statements of one customer are made one after another. */
export const lockCustomer = (db: Db, customerId: number) =>
  sql`select from customer where company_id = platform.company_id() and id = ${customerId} for no key update`.execute(
    db,
  )

export async function noteEmailed(db: Db, id: number, at: Date): Promise<void> {
  await sql`update statement set emailed_at = ${at} where company_id = platform.company_id() and id = ${id}`.execute(
    db,
  )
}
export async function noteArchived(db: Db, id: number, at: Date, by: number | null): Promise<void> {
  await sql`update statement set archived_at = ${at}, archived_by = ${by}
    where company_id = platform.company_id() and id = ${id}`.execute(db)
}

export type RunRow = {
  id: number
  from: string
  to: string
  pastDueOnly: boolean
  location: string | null
  byEmail: boolean
  state: 'running' | 'done' | 'stopped'
  by: string | null
  startedAt: Date
  finishedAt: Date | null
  customers: number
  waiting: number
  made: number
  skipped: number
  sent: number
  closingCents: number
}

export async function listRuns(
  db: Db,
  { id, before, limit }: { id?: number; before?: number | undefined; limit: number },
): Promise<RunRow[]> {
  const { rows } = await sql<RunRow>`
    select r.id, r.period_from as from, r.period_to as to, r.past_due_only as "pastDueOnly", r.by_email as "byEmail", r.state,
      r.started_at as "startedAt", r.finished_at as "finishedAt",
      (select l.name from location l where l.company_id = r.company_id and l.id = r.location_id) as location,
      (select u.first_name || ' ' || u.last_name from user_account u where u.company_id = r.company_id and u.id = r.by_user_id) as by, t.*
    from (select * from statement_run r where r.company_id = platform.company_id()
      and (${id ?? null}::bigint is null or r.id = ${id ?? null}::bigint)
      and (${before ?? null}::bigint is null or r.id < ${before ?? null}::bigint) order by r.id desc limit ${limit}) r
    cross join lateral (select count(*)::int as customers, count(*) filter (where t.state = 'waiting')::int as waiting,
      count(*) filter (where t.state in ('made', 'sent', 'not_sent'))::int as made, count(*) filter (where t.state in ('skipped', 'too_long'))::int as skipped,
      count(*) filter (where t.state = 'sent')::int as sent, coalesce(sum(s.closing_cents) filter (where t.state <> 'skipped'), 0)::bigint as "closingCents"
      from statement_target t left join statement s on s.company_id = t.company_id and s.id = t.statement_id
      where t.company_id = r.company_id and t.run_id = r.id) t order by r.id desc`.execute(db)
  return rows.map((row) => ({ ...row, closingCents: Number(row.closingCents) }))
}

/** Whom statements are made for: customers with a balance whose billing this user may change. */
const targets = (pastDueOnly: boolean, locationId: number | null) => sql`
  from customer c join customer_balance b on b.company_id = c.company_id and b.customer_id = c.id
  where c.company_id = platform.company_id() and c.kind = 'customer' and c.archived_at is null and b.balance_cents <> 0
    and ${sql.raw(grantedHere('billing_information.modify'))}
    and (${locationId}::bigint is null or c.location_id = ${locationId}::bigint)
    and (not ${pastDueOnly} or exists (select from invoice i where i.company_id = c.company_id and i.payer_id = c.id
      and ${sql.raw(isUnpaid)} and i.due_on < (select platform.today())))`

export async function countTargets(
  db: Db,
  pastDueOnly: boolean,
  locationId: number | null,
): Promise<{ count: number; withoutEmail: number }> {
  const { rows } = await sql<{ count: number; withoutEmail: number }>`
    select count(*)::int as count, count(*) filter (where coalesce(c.email, '') = '')::int as "withoutEmail"
    ${targets(pastDueOnly, locationId)}`.execute(db)
  return rows[0]!
}

/** Begins a run with its customers. @returns undefined if one is under way */
export async function insertRun(
  db: Db,
  run: { from: string; to: string; pastDueOnly: boolean; locationId: number | null; byEmail: boolean; by: number | null; at: Date },
): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`
    insert into statement_run (period_from, period_to, past_due_only, location_id, by_email, by_user_id, started_at)
    values (${run.from}::date, ${run.to}::date, ${run.pastDueOnly}, ${run.locationId}, ${run.byEmail}, ${run.by}, ${run.at})
    on conflict (company_id) where state = 'running' do nothing returning id`.execute(db)
  const id = rows[0]?.id
  if (id !== undefined)
    await sql`insert into statement_target (run_id, customer_id) select ${id}, c.id ${targets(run.pastDueOnly, run.locationId)}
      order by c.id`.execute(db)
  return id
} // prettier-ignore

export const addRunJob = (db: Db, runId: number) =>
  sql`select platform.add_job('statements.run', ${JSON.stringify({ runId })}::jsonb, 'statements', ${`statements.run ${runId}`}, null)`.execute(
    db,
  )

export async function setRunState(db: Db, id: number, state: 'done' | 'stopped', at: Date): Promise<boolean> {
  const { rows } = await sql`update statement_run set state = ${state}, finished_at = ${at}
    where company_id = platform.company_id() and id = ${id} and state = 'running' returning id`.execute(db)
  return rows.length > 0
}

export type Target = { id: number; customerId: number; statementId: number | null; email: string | null }
/** Some that are as far as that, locked; those that somebody else works on are passed over. */
export async function lockTargets(
  db: Db,
  runId: number,
  state: 'waiting' | 'made',
  limit: number,
): Promise<Target[]> {
  const { rows } = await sql<Target>`
    select t.id, t.customer_id as "customerId", t.statement_id as "statementId", c.email from statement_target t
    join customer c on c.company_id = t.company_id and c.id = t.customer_id
    where t.company_id = platform.company_id() and t.run_id = ${runId} and t.state = ${state}
    order by t.id limit ${limit} for update of t skip locked`.execute(db)
  return rows
}

export async function setTarget(
  db: Db,
  id: number,
  state: 'made' | 'skipped' | 'sent' | 'not_sent' | 'too_long',
  statementId: number | null,
): Promise<void> {
  await sql`update statement_target set state = ${state}, statement_id = ${statementId}
    where company_id = platform.company_id() and id = ${id}`.execute(db)
}

/** How many are as far as that, whoever holds them. */
export async function countIn(db: Db, runId: number, state: 'waiting' | 'made'): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from statement_target
    where company_id = platform.company_id() and run_id = ${runId} and state = ${state}`.execute(db)
  return rows[0]!.n
}

/** Those of a run whose billing this user may see, by the customer's name. */
export async function listOfRun(db: Db, runId: number): Promise<(StatementRow & { body: StatementBody })[]> {
  const { rows } = await sql<StatementRow & { body: StatementBody }>`select ${columns}, s.body
    from statement_target t join statement s on s.company_id = t.company_id and s.id = t.statement_id
    join customer c on c.company_id = s.company_id and c.id = s.customer_id
    where t.company_id = platform.company_id() and t.run_id = ${runId} and s.archived_at is null
      and ${sql.raw(grantedHere('billing_information.view'))}
    order by lower(c.last_name), lower(c.first_name), c.id limit 5000`.execute(db)
  return rows
}

export async function listLocations(db: Db): Promise<{ id: number; name: string }[]> {
  const { rows } = await sql<{ id: number; name: string }>`select c.location_id as id, c.name from
    (select l.id as location_id, l.name from location l where l.company_id = platform.company_id() and l.active) c
    where ${sql.raw(grantedHere('billing_information.modify'))} order by lower(c.name)`.execute(db)
  return rows
}

export type CompanyRow = { id: number; name: string; timeZone: string; currency: string }
export async function getCompany(db: Db): Promise<CompanyRow> {
  const { rows } =
    await sql<CompanyRow>`select id, name, time_zone as "timeZone", currency from platform.company
    where id = platform.company_id()`.execute(db)
  return rows[0]!
}

export async function lockTarget(db: Db, id: number): Promise<{ state: string } | undefined> {
  const { rows } = await sql<{ state: string }>`select state from statement_target
    where company_id = platform.company_id() and id = ${id} for update`.execute(db)
  return rows[0]
}
