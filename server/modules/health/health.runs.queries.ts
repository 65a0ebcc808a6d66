/** The SQL of reconciliations: runs, each provider's part, and the accounts that they walk over. */
import { type Selectable, sql } from 'kysely'
import type { Db } from '#server/db/database.ts'
import type { Reconciliation, ReconciliationPart } from '#server/db/types.ts'
import type { LinkedKind } from '#shared/rules/providers.ts'
import type { ProviderRef } from '../providers/providers.service.ts'

export type RunRow = Selectable<Reconciliation>
export type PartRow = Selectable<ReconciliationPart>
export type ShownPart = PartRow & { provider: string }
export type ShownRun = RunRow & { started_by_name: string | null; parts: ShownPart[] }

export const providerOf = (part: PartRow): ProviderRef =>
  part.monitoring_company_id === null
    ? { kind: 'interactive', id: part.service_provider_id! }
    : { kind: 'monitoring', id: part.monitoring_company_id }

/** The last run, or the one that is named, with its parts. */
export async function findRun(db: Db, id: number | null = null): Promise<ShownRun | undefined> {
  const { rows } = await sql<Omit<ShownRun, 'parts'>>`
    select r.*, u.first_name || ' ' || u.last_name as started_by_name from reconciliation r
    left join user_account u on u.company_id = r.company_id and u.id = r.started_by
    where r.company_id = platform.company_id() and (${id}::bigint is null or r.id = ${id})
    order by r.id desc limit 1`.execute(db)
  const [run] = rows
  if (!run) return undefined
  const { rows: parts } = await sql<ShownPart>`
    select p.*, coalesce(m.name, s.name) as provider from reconciliation_part p
    left join monitoring_company m on m.company_id = p.company_id and m.id = p.monitoring_company_id
    left join service_provider s on s.company_id = p.company_id and s.id = p.service_provider_id
    where p.company_id = platform.company_id() and p.run_id = ${run.id} order by p.id`.execute(db)
  return { ...run, parts }
}

/**
 * Begins a run with a part for each provider that has linked accounts, or of whose accounts there is a list.
 * @param listing connectors that can list their accounts.
 * @returns undefined if a run is under way
 */
export async function insertRun(
  db: Db,
  startedBy: number | null,
  now: Date,
  listing: readonly string[],
): Promise<{ id: number; parts: number[] } | undefined> {
  const { rows: runs } = await sql<{ id: number }>`
    insert into reconciliation (started_at, started_by) values (${now}, ${startedBy})
    on conflict do nothing returning id`.execute(db)
  const id = runs[0]?.id
  if (id === undefined) return undefined
  const { rows: parts } = await sql<{ id: number }>`
    insert into reconciliation_part (run_id, monitoring_company_id, service_provider_id, total)
    select ${id}, x.station, x.app, x.n from (
      select m.id as station, null::bigint as app, m.active and m.connector = any (${[...listing]}) as lists,
        (select count(*)::int from connection k where k.company_id = m.company_id and k.monitoring_company_id = m.id and k.state = 'linked') as n
      from monitoring_company m where m.company_id = platform.company_id() and m.connector is not null
      union all
      select null, s.id, s.active and s.connector = any (${[...listing]}),
        (select count(*)::int from interactive_account a where a.company_id = s.company_id and a.service_provider_id = s.id and a.state = 'linked')
      from service_provider s where s.company_id = platform.company_id() and s.connector is not null) x
    where x.n > 0 or x.lists order by x.station nulls last, x.app returning id`.execute(db)
  return { id, parts: parts.map((part) => part.id) }
}

/** Without a queue: a part's cursor keeps two workers apart. Behind what somebody saved. */
export async function addPartJob(db: Db, partId: number, runAt: Date | null = null): Promise<void> {
  await sql`select platform.add_job('health.part', ${JSON.stringify({ partId })}::jsonb, null,
    ${`health.part:${partId}`}, ${runAt}, 10)`.execute(db)
}

/** In the account's own lane: after what is on its way there. */
export async function addLookJobs(
  db: Db,
  kind: LinkedKind,
  ids: readonly number[],
  runAt: Date | null = null,
) {
  const lane = kind === 'monitoring' ? 'connection:' : 'interactive:'
  await sql`select platform.add_job('health.look', jsonb_build_object('kind', ${kind}::text, 'id', id), ${lane}::text || id,
    'health.look:' || ${kind}::text || ':' || id, ${runAt}) from unnest(${[...ids]}::bigint[]) id`.execute(db)
}

export async function planNightly(db: Db, runAt: Date): Promise<void> {
  await sql`select platform.add_job('health.nightly', ${JSON.stringify({ at: runAt.toISOString() })}::jsonb, null,
    'health.nightly', ${runAt}, 10)`.execute(db)
}

export type CompanyRow = { time_zone: string; settings: unknown; slug: string }

export async function getCompany(db: Db): Promise<CompanyRow> {
  const { rows } = await sql<CompanyRow>`
    select time_zone, settings, slug from platform.company where id = platform.company_id()`.execute(db)
  return rows[0]!
}

export async function getProviderName(db: Db, { kind, id }: ProviderRef): Promise<string> {
  const table = sql.raw(kind === 'monitoring' ? 'monitoring_company' : 'service_provider')
  const { rows } = await sql<{ name: string }>`
    select name from ${table} where company_id = platform.company_id() and id = ${id}`.execute(db)
  return rows[0]!.name
}

/** A part that is under way, with whether its provider is in use; undefined once it, or its run, has ended. */
export async function findPart(db: Db, id: number): Promise<(PartRow & { active: boolean }) | undefined> {
  const { rows } = await sql<PartRow & { active: boolean }>`
    select p.*, coalesce(m.active, s.active) as active from reconciliation_part p
    left join monitoring_company m on m.company_id = p.company_id and m.id = p.monitoring_company_id
    left join service_provider s on s.company_id = p.company_id and s.id = p.service_provider_id
    where p.company_id = platform.company_id() and p.id = ${id} and p.state = 'running'`.execute(db)
  return rows[0]
}

/** A linked account. `pending`: fields on their way; `mark`: how far the outbox had come; `state`: of a subscriber, as last read. */
export type AccountRow = {
  id: number
  customer_id: number
  provider_id: number
  account: string
  pending: string[]
  mark: number
  state?: string | null
}

/** The provider's linked accounts behind the cursor, or the one that is named. */
export async function listAccounts(
  db: Db,
  kind: LinkedKind,
  which: { providerId: number; afterId: number; limit: number } | { id: number },
): Promise<AccountRow[]> {
  const of = (id: string, provider: string) =>
    'id' in which
      ? sql`${sql.raw(id)} = ${which.id}`
      : sql`${sql.raw(provider)} = ${which.providerId} and ${sql.raw(id)} > ${which.afterId}`
  const limit = 'id' in which ? 1 : which.limit
  const { rows } =
    kind === 'monitoring'
      ? await sql<AccountRow>`
        select k.id, k.customer_id, k.monitoring_company_id as provider_id, k.account_number as account,
          coalesce((select max(m.id) from connection_push m where m.company_id = k.company_id and m.connection_id = k.id), 0) as mark,
          coalesce((select array_agg(distinct f) from connection_push x, unnest(x.fields) f
            where x.company_id = k.company_id and x.connection_id = k.id and x.state in ('waiting', 'sending')), '{}') as pending
        from connection k
        where k.company_id = platform.company_id() and k.state = 'linked' and ${of('k.id', 'k.monitoring_company_id')}
        order by k.id limit ${limit}`.execute(db)
      : await sql<AccountRow>`
        select a.id, a.customer_id, a.service_provider_id as provider_id, a.external_id as account, a.push_serial as mark,
          case when a.push_state in ('waiting', 'sending') then a.pending else '{}' end as pending, a.remote->>'state' as state
        from interactive_account a
        where a.company_id = platform.company_id() and a.state = 'linked' and ${of('a.id', 'a.service_provider_id')}
        order by a.id limit ${limit}`.execute(db)
  return rows
}

/** Fields that were saved since the accounts were read, by account: a difference in them says nothing. */
export async function listSavedSince(
  db: Db,
  kind: LinkedKind,
  read: readonly { id: number; mark: number }[],
): Promise<ReadonlyMap<number, string[]>> {
  const values = JSON.stringify(read.map(({ id, mark }) => ({ id, mark })))
  const { rows } =
    kind === 'monitoring'
      ? await sql<{ id: number; fields: string[] }>`
        select x.id, array_agg(distinct f) as fields from jsonb_to_recordset(${values}::jsonb) x (id bigint, mark bigint)
        join connection_push p on p.company_id = platform.company_id() and p.connection_id = x.id and p.id > x.mark,
          unnest(p.fields) f group by x.id`.execute(db)
      : await sql<{ id: number; fields: string[] }>`
        select x.id, array['*'] as fields from jsonb_to_recordset(${values}::jsonb) x (id bigint, mark bigint)
        join interactive_account a on a.company_id = platform.company_id() and a.id = x.id and a.push_serial <> x.mark`.execute(
          db,
        )
  return new Map(rows.map(({ id, fields }) => [id, fields]))
}

export type Cursor = { listing: boolean; id: number; page: string | null }
export type Counted = { done: number; drifting: number; lost: number; unreachable: number }
const nothing: Counted = { done: 0, drifting: 0, lost: 0, unreachable: 0 }

/** Moves a part on; false if it was stopped, or another worker has done this piece. */
export async function advance(
  db: Db,
  part: PartRow,
  to: Cursor,
  counted: Counted = nothing,
): Promise<boolean> {
  const { done, drifting, lost, unreachable } = counted
  const { rows } = await sql`
    update reconciliation_part set listing = ${to.listing}, cursor_id = ${to.id}, cursor_page = ${to.page},
      waits = 0, waiting_since = null, error = null, done = done + ${done}, total = greatest(total, done + ${done}),
      drifting = drifting + ${drifting}, lost = lost + ${lost}, unreachable = unreachable + ${unreachable}
    where company_id = platform.company_id() and id = ${part.id} and state = 'running' and listing = ${part.listing}
      and cursor_id = ${part.cursor_id} and cursor_page is not distinct from ${part.cursor_page} returning id`.execute(
    db,
  )
  return rows.length > 0
}

export async function notePartWaits(db: Db, partId: number, error: string, now: Date): Promise<void> {
  await sql`update reconciliation_part set waits = waits + 1, waiting_since = coalesce(waiting_since, ${now}), error = ${error}
    where company_id = platform.company_id() and id = ${partId} and state = 'running'`.execute(db)
}

/** Ends a part, and with the last one the run. Returns the run if it is this call that ended it. */
export async function endPart(
  db: Db,
  { id, run_id: runId }: PartRow,
  end: { state: 'done' | 'given_up'; error: string | null },
  now: Date,
): Promise<RunRow | undefined> {
  await sql`select from reconciliation where company_id = platform.company_id() and id = ${runId} for update`.execute(
    db,
  )
  await sql`update reconciliation_part set state = ${end.state}, error = ${end.error}, waiting_since = null
    where company_id = platform.company_id() and id = ${id} and state = 'running'`.execute(db)
  return endRun(db, runId, now)
}

/** Ends a run whose parts have all ended. */
export async function endRun(db: Db, runId: number, now: Date): Promise<RunRow | undefined> {
  const { rows } = await sql<RunRow>`
    update reconciliation r set state = 'done', finished_at = ${now}
    where r.company_id = platform.company_id() and r.id = ${runId} and r.state = 'running' and not exists (
      select from reconciliation_part p where p.company_id = r.company_id and p.run_id = r.id and p.state = 'running')
    returning r.*`.execute(db)
  return rows[0]
}

export async function stopRun(db: Db, id: number, now: Date): Promise<boolean> {
  const { rows } = await sql`update reconciliation set state = 'stopped', finished_at = ${now}
    where company_id = platform.company_id() and id = ${id} and state = 'running' returning id`.execute(db)
  await sql`update reconciliation_part set state = 'stopped', waiting_since = null
    where company_id = platform.company_id() and run_id = ${id} and state = 'running'`.execute(db)
  return rows.length > 0
}

/**
 * Who may do something about what a run found new, or what failed for good since it or the run before began: managers of
 * connections at those locations, but for whoever asked for the run.
 */
export async function listTold(db: Db, run: RunRow): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    with before as (select coalesce(max(r.started_at), '-infinity') as at from reconciliation r
      where r.company_id = platform.company_id() and r.state = 'done' and r.id < ${run.id}),
    news as (
      select coalesce(k.customer_id, a.customer_id) as customer_id from account_check ac
      left join connection k on k.company_id = ac.company_id and k.id = ac.connection_id
      left join interactive_account a on a.company_id = ac.company_id and a.id = ac.interactive_account_id
      where ac.company_id = platform.company_id() and ac.finding is not null and ac.since >= ${run.started_at}
      union all
      select k.customer_id from connection_push p join connection k on k.company_id = p.company_id and k.id = p.connection_id, before
      where p.company_id = platform.company_id() and p.state = 'failed' and p.finished_at > before.at
      union all
      select a.customer_id from interactive_account a, before
      where a.company_id = platform.company_id() and a.push_state = 'failed' and a.failed_at > before.at),
    places as (select distinct c.location_id from news n
      join customer c on c.company_id = platform.company_id() and c.id = n.customer_id where c.archived_at is null)
    select distinct u.id from user_account u
    join membership m on m.company_id = u.company_id and m.user_id = u.id
    join permission_group g on g.company_id = m.company_id and g.id = m.group_id
    join places on m.location_id is null or m.location_id = places.location_id
    where u.company_id = platform.company_id() and u.active and u.can_log_in
      and g.grants @> array['connections.modify'] and u.id is distinct from ${run.started_by}::bigint`.execute(
    db,
  )
  return rows.map(({ id }) => id)
}
