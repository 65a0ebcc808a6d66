/** The SQL of billing runs and of their jobs. */
import { sql } from 'kysely'
import type { BillingRun } from '#shared/contracts/recurring.ts'
import type { Db } from '#server/db/database.ts'

export type RunRow = Omit<BillingRun, 'startedAt' | 'finishedAt'> & {
  startedAt: Date
  finishedAt: Date | null
}

const columns =
  sql.raw(`r.id, r.day, r.state, r.started_at as "startedAt", r.finished_at as "finishedAt", r.due, r.made, r.late,
  r.total_cents as "totalCents",
  (select u.first_name || ' ' || u.last_name from user_account u where u.company_id = r.company_id and u.id = r.by_user_id) as by`)

export async function listRuns(db: Db, before: number | undefined, limit: number): Promise<RunRow[]> {
  const { rows } =
    await sql<RunRow>`select ${columns} from billing_run r where r.company_id = platform.company_id()
    and (${before ?? null}::bigint is null or r.id < ${before ?? null}::bigint) order by r.id desc limit ${limit}`.execute(
      db,
    )
  return rows
}

export async function findRun(db: Db, id: number): Promise<RunRow | undefined> {
  const { rows } =
    await sql<RunRow>`select ${columns} from billing_run r where r.company_id = platform.company_id() and r.id = ${id}`.execute(
      db,
    )
  return rows[0]
}

const due =
  sql.raw(`from recurring_invoice r join customer c on c.company_id = r.company_id and c.id = r.customer_id
  where r.company_id = platform.company_id() and r.state = 'active' and c.archived_at is null`)

/** How many recurring invoices have a period to bill. */
export async function countDue(db: Db, today: string): Promise<number> {
  const { rows } = await sql<{
    n: number
  }>`select count(*)::int as n ${due} and r.create_on <= ${today}::date`.execute(db)
  return rows[0]!.n
}

/** Begins a run, with its job; undefined if one is under way. */
export async function insertRun(
  db: Db,
  day: string,
  userId: number | null,
  now: Date,
): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`
    insert into billing_run (day, by_user_id, started_at, due) select ${day}::date, ${userId}, ${now}, (select count(*) ${due} and r.create_on <= ${day}::date)
    on conflict (company_id) where state = 'running' do nothing returning id`.execute(db)
  return rows[0]?.id
}

/** Ends the run once nothing is due any more; false if somebody else did. */
export async function endRun(db: Db, id: number, now: Date): Promise<RunRow | undefined> {
  const { rows } = await sql<{ id: number }>`update billing_run set state = 'done', finished_at = ${now}
    where company_id = platform.company_id() and id = ${id} and state = 'running' returning id`.execute(db)
  return rows.length ? findRun(db, id) : undefined
}

export const addRunJob = (db: Db, runId: number, at?: Date) =>
  sql`select platform.add_job('billing.run', ${JSON.stringify({ runId })}::jsonb, 'billing', ${`billing.run ${runId}`}, ${at ?? null})`.execute(
    db,
  )

export const planNightly = (db: Db, at: Date) =>
  sql`select platform.add_job('billing.nightly', ${JSON.stringify({ at: at.toISOString() })}::jsonb, 'billing', 'billing.nightly', ${at})`.execute(
    db,
  )

export async function getCompany(db: Db): Promise<{ timeZone: string; currency: string; settings: unknown }> {
  const { rows } = await sql<{ timeZone: string; currency: string; settings: unknown }>`
    select time_zone as "timeZone", currency, settings from platform.company where id = platform.company_id()`.execute(
    db,
  )
  return rows[0]!
}
