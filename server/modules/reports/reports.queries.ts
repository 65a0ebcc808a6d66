/** The SQL of saved reports, their runs and what was sent of them. */
import { sql } from 'kysely'
import type { ReportDefinition, ReportRun, ReportSchedule } from '#shared/contracts/reports.ts'
import type { Db } from '#server/db/database.ts'

export type ReportRow = {
  id: number
  version: number
  name: string
  description: string
  definition: ReportDefinition
  shared: boolean
  ownerId: number
  ownerName: string
  schedule: ReportSchedule | null
  recipients: { id: number; name: string }[]
  nextAt: Date | null
  stoppedReason: string | null
  updatedAt: Date
}

const columns =
  sql.raw(`r.id, r.version, r.name, r.description, r.definition, r.shared, r.owner_id as "ownerId",
  o.first_name || ' ' || o.last_name as "ownerName", r.schedule, r.next_at as "nextAt", r.stopped_reason as "stoppedReason",
  r.updated_at as "updatedAt",
  coalesce((select json_agg(json_build_object('id', u.id, 'name', u.first_name || ' ' || u.last_name) order by u.first_name, u.last_name, u.id)
    from user_account u where u.company_id = r.company_id
      and u.id in (select e::bigint from jsonb_array_elements_text(r.schedule -> 'userIds') e)), '[]') as recipients`)
const joined = sql.raw(
  `from saved_report r join user_account o on o.company_id = r.company_id and o.id = r.owner_id`,
)

/** Those of the transaction's user, and shared ones; by name. */
export async function listReports(db: Db): Promise<ReportRow[]> {
  const { rows } = await sql<ReportRow>`select ${columns} ${joined}
    where r.company_id = platform.company_id() and (r.owner_id = platform.user_id() or r.shared)
    order by lower(r.name), r.id limit 2000`.execute(db)
  return rows
}

/** Whoever asks; whether they may see it is asked by the caller. */
export async function findReport(db: Db, reportId: number): Promise<ReportRow | undefined> {
  const { rows } = await sql<ReportRow>`select ${columns} ${joined}
    where r.company_id = platform.company_id() and r.id = ${reportId}`.execute(db)
  return rows[0]
}

/** Holds it until the transaction ends. */
export async function lockReport(db: Db, reportId: number): Promise<ReportRow | undefined> {
  await sql`select from saved_report where company_id = platform.company_id() and id = ${reportId} for no key update`.execute(
    db,
  )
  return findReport(db, reportId)
}

export async function countOwn(db: Db): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from saved_report
    where company_id = platform.company_id() and owner_id = platform.user_id()`.execute(db)
  return rows[0]!.n
}

export async function isNameTaken(db: Db, name: string, exceptId: number | null): Promise<boolean> {
  const { rows } = await sql`select from saved_report where company_id = platform.company_id()
    and owner_id = platform.user_id() and lower(name) = lower(${name}) and id is distinct from ${exceptId}`.execute(
    db,
  )
  return rows.length > 0
}

export type ReportValues = {
  name: string
  description: string
  shared: boolean
  definition: ReportDefinition
}

export async function insertReport(db: Db, values: ReportValues, now: Date): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into saved_report (name, description, shared, definition, owner_id, created_at, updated_at)
    values (${values.name}, ${values.description}, ${values.shared}, ${JSON.stringify(values.definition)}::jsonb, platform.user_id(),
      ${now}, ${now}) returning id`.execute(db)
  return rows[0]!.id
}

export async function updateReport(db: Db, reportId: number, values: ReportValues, now: Date): Promise<void> {
  await sql`update saved_report set name = ${values.name}, description = ${values.description}, shared = ${values.shared},
      definition = ${JSON.stringify(values.definition)}::jsonb, version = version + 1, updated_at = ${now}
    where company_id = platform.company_id() and id = ${reportId}`.execute(db)
}

export async function deleteReport(db: Db, reportId: number): Promise<void> {
  await sql`delete from saved_report where company_id = platform.company_id() and id = ${reportId}`.execute(
    db,
  )
}

export async function setSchedule(
  db: Db,
  reportId: number,
  schedule: ReportSchedule | null,
  nextAt: Date | null,
  now: Date,
): Promise<void> {
  await sql`update saved_report set schedule = ${schedule && JSON.stringify(schedule)}::jsonb, next_at = ${nextAt}, stopped_reason = null,
      version = version + 1, updated_at = ${now}
    where company_id = platform.company_id() and id = ${reportId}`.execute(db)
}

/** The next period of a schedule that goes on. */
export async function setNext(db: Db, reportId: number, nextAt: Date): Promise<void> {
  await sql`update saved_report set next_at = ${nextAt}
    where company_id = platform.company_id() and id = ${reportId}`.execute(db)
}

export async function stopSchedule(db: Db, reportId: number, reason: string): Promise<void> {
  await sql`update saved_report set next_at = null, stopped_reason = ${reason.slice(0, 500)}
    where company_id = platform.company_id() and id = ${reportId} and schedule is not null`.execute(db)
}

/** One job a report waits for its hour; one that waits already is moved. */
export const addDueJob = (db: Db, reportId: number, at: Date) =>
  sql`select platform.add_job('reports.due', ${JSON.stringify({ reportId })}::jsonb, null, ${`reports.due ${reportId}`}, ${at})`.execute(
    db,
  )

export const addSendJob = (db: Db, runId: number, at?: Date) =>
  sql`select platform.add_job('reports.send', ${JSON.stringify({ runId })}::jsonb, ${`report ${runId}`}, ${`reports.send ${runId}`}, ${at ?? null})`.execute(
    db,
  )

/** @returns the run of this period; undefined: it has one already */
export async function insertRun(
  db: Db,
  reportId: number,
  dueAt: Date,
  userIds: readonly number[],
  now: Date,
): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`
    insert into report_run (report_id, due_at, started_at) values (${reportId}, ${dueAt}, ${now})
    on conflict (company_id, report_id, due_at) do nothing returning id`.execute(db)
  const runId = rows[0]?.id
  if (runId !== undefined)
    await sql`insert into report_delivery (run_id, user_id)
      select ${runId}::bigint, u.id from user_account u where u.company_id = platform.company_id() and u.id = any (${userIds}::bigint[])`.execute(
      db,
    )
  return runId
}

export type RunRow = { id: number; reportId: number; dueAt: Date; state: ReportRun['state'] }

/** Lets one worker after the other look at a run. */
export async function lockRun(db: Db, runId: number): Promise<RunRow | undefined> {
  const { rows } =
    await sql<RunRow>`select id, report_id as "reportId", due_at as "dueAt", state from report_run
    where company_id = platform.company_id() and id = ${runId} for no key update`.execute(db)
  return rows[0]
}

/** @returns whether it was under way */
export async function endRun(
  db: Db,
  runId: number,
  state: 'done' | 'failed',
  rowCount: number | null,
  reason: string,
  now: Date,
): Promise<boolean> {
  const { rows } =
    await sql`update report_run set state = ${state}, row_count = coalesce(${rowCount}::int, row_count), reason = ${reason.slice(0, 500)},
      finished_at = ${now}
    where company_id = platform.company_id() and id = ${runId} and state = 'running' returning id`.execute(db)
  return rows.length > 0
}

export async function setRows(db: Db, runId: number, rowCount: number): Promise<void> {
  await sql`update report_run set row_count = ${rowCount} where company_id = platform.company_id() and id = ${runId}`.execute(
    db,
  )
}

export type DeliveryRow = {
  id: number
  userId: number
  name: string
  /** Null: has none, or signs in no more. */
  email: string | null
  state: 'queued' | 'sending' | 'sent' | 'failed' | 'unknown'
  attempts: number
}

export async function listDeliveries(db: Db, runId: number): Promise<DeliveryRow[]> {
  const { rows } = await sql<DeliveryRow>`
    select d.id, d.user_id as "userId", u.first_name || ' ' || u.last_name as name, d.state, d.attempts,
      case when u.active and u.can_log_in then nullif(u.email, '') end as email
    from report_delivery d join user_account u on u.company_id = d.company_id and u.id = d.user_id
    where d.company_id = platform.company_id() and d.run_id = ${runId} order by d.id`.execute(db)
  return rows
}

/** Takes a delivery over: false if another worker has. */
export async function moveDelivery(
  db: Db,
  deliveryId: number,
  from: DeliveryRow['state'],
  to: DeliveryRow['state'],
  reason: string,
  now: Date,
): Promise<boolean> {
  const { rows } = await sql`update report_delivery set state = ${to}, reason = ${reason.slice(0, 500)},
      attempts = attempts + case when ${to} = 'sending' then 1 else 0 end,
      settled_at = case when ${to} in ('sent', 'failed', 'unknown') then ${now}::timestamptz end
    where company_id = platform.company_id() and id = ${deliveryId} and state = ${from} returning id`.execute(
    db,
  )
  return rows.length > 0
}

export async function listRuns(db: Db, reportId: number, limit: number): Promise<ReportRun[]> {
  const { rows } = await sql<Omit<ReportRun, 'dueAt'> & { dueAt: Date }>`
    select r.id, r.due_at as "dueAt", r.state, r.row_count as rows, r.reason,
      coalesce((select json_agg(json_build_object('name', u.first_name || ' ' || u.last_name, 'state', d.state, 'reason', d.reason) order by d.id)
        from report_delivery d join user_account u on u.company_id = d.company_id and u.id = d.user_id
        where d.company_id = r.company_id and d.run_id = r.id), '[]') as deliveries
    from report_run r where r.company_id = platform.company_id() and r.report_id = ${reportId} order by r.id desc limit ${limit}`.execute(
    db,
  )
  return rows.map((row) => ({ ...row, dueAt: row.dueAt.toISOString() }))
}

export async function listMailPeople(db: Db): Promise<{ id: number; name: string }[]> {
  const { rows } = await sql<{ id: number; name: string }>`
    select id, first_name || ' ' || last_name as name from user_account
    where company_id = platform.company_id() and active and can_log_in and nullif(email, '') is not null order by 2, 1`.execute(
    db,
  )
  return rows
}
