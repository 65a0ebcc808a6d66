/** The SQL of the lists: pages by keyset, of customers at locations where the user views them and manages connections. */
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '#server/db/database.ts'
import { type Finding, lateMinutes } from '#shared/rules/health.ts'
import type { LinkedKind } from '#shared/rules/providers.ts'

/** Whether the user may see customer `c` here. */
export const seenText = `c.location_id = any ((select platform.granted_locations('connections.modify'))::bigint[])
  and c.location_id = any ((select platform.granted_locations('customers.view'))::bigint[])`
export const seen = sql.raw(seenText)

/** Whether somebody has to see to check `ac` of customer `c`: nothing need run for who has left. */
const worthTelling = sql.raw(`c.archived_at is null and (ac.error is not null or ac.finding is not null)
  and (not c.is_canceled or ac.error is not null or ac.finding in ('drift', 'taken'))`)

/** The customer's name as lists show it. */
export const name = sql.raw(`c.first_name || ' ' || c.last_name`)

export type Of = { providerKind?: LinkedKind | undefined; providerId?: number | undefined; limit: number }

/** Rows of one provider alone, of the kind that the row has. */
export const ofProvider = (
  { providerKind, providerId }: Of,
  kind: RawBuilder<unknown>,
  id: RawBuilder<unknown>,
) =>
  sql`(${providerKind ?? null}::text is null or ${kind} = ${providerKind ?? null})
    and (${providerId ?? null}::bigint is null or ${id} = ${providerId ?? null})`

export type AccountBase = {
  kind: LinkedKind
  id: number
  customerId: number
  customer: string
  location: string
  providerId: number
  providerName: string
  account: string
}

const accountName = sql.raw(`coalesce(nullif(a.login, ''), nullif(a.device_serial, ''), a.external_id, '')`)

/** Check `ac` with its connection `k` or account `a`, both linked, and their customer `c`. */
const checked = sql.raw(`from account_check ac
  left join connection k on k.company_id = ac.company_id and k.id = ac.connection_id and k.state = 'linked'
  left join interactive_account a on a.company_id = ac.company_id and a.id = ac.interactive_account_id and a.state = 'linked'
  join customer c on c.company_id = ac.company_id and c.id = coalesce(k.customer_id, a.customer_id)`)

export type CheckedRow = AccountBase & {
  checkId: number
  finding: Finding | null
  fields: string[]
  error: string | null
  since: Date | null
  checkedAt: Date | null
}

export async function listChecked(
  db: Db,
  { finding, after, ...of }: Of & { finding: Finding | 'unreachable' | undefined; after: number | undefined },
): Promise<CheckedRow[]> {
  const kind = sql.raw(`case when k.id is null then 'interactive' else 'monitoring' end`)
  const provider = sql.raw('coalesce(k.monitoring_company_id, a.service_provider_id)')
  const { rows } = await sql<CheckedRow>`
    select ac.id as "checkId", ${kind} as kind, coalesce(k.id, a.id) as id, c.id as "customerId", ${name} as customer,
      l.name as location, ${provider} as "providerId", coalesce(m.name, s.name) as "providerName",
      coalesce(k.account_number, ${accountName}) as account, ac.finding, ac.fields, ac.error, ac.since,
      ac.checked_at as "checkedAt"
    ${checked}
    left join monitoring_company m on m.company_id = k.company_id and m.id = k.monitoring_company_id
    left join service_provider s on s.company_id = a.company_id and s.id = a.service_provider_id
    join location l on l.company_id = c.company_id and l.id = c.location_id
    where ac.company_id = platform.company_id() and ac.id > ${after ?? 0}
      and (ac.finding is not null or ac.error is not null) and ${worthTelling}
      and (${finding ?? null}::text is null or ac.finding = ${finding ?? null} or ${finding ?? null} = 'unreachable' and ac.error is not null)
      and ${ofProvider(of, kind, provider)} and ${seen}
    order by ac.id limit ${of.limit}`.execute(db)
  return rows
}

export type ProviderRow = {
  kind: LinkedKind
  id: number
  name: string
  linked: number
  drifting: number
  outOfService: number
  missing: number
  taken: number
  unreachable: number
  unchecked: number
  oldestCheckAt: Date | null
  waiting: number
  failed: number
}

/** How the accounts of each provider stand, of those that the user sees; providers without any are left out. */
export async function listProviders(db: Db): Promise<ProviderRow[]> {
  const counts = sql.raw(`count(*)::int as linked,
      count(*) filter (where ac.finding = 'drift' and c.archived_at is null)::int as drifting,
      count(*) filter (where ac.finding = 'out_of_service' and c.archived_at is null and not c.is_canceled)::int as "outOfService",
      count(*) filter (where ac.finding = 'missing' and c.archived_at is null and not c.is_canceled)::int as missing,
      count(*) filter (where ac.finding = 'taken' and c.archived_at is null)::int as taken,
      count(*) filter (where ac.error is not null and c.archived_at is null)::int as unreachable,
      count(*) filter (where ac.checked_at is null and ac.error is null)::int as unchecked,
      min(ac.checked_at) as "oldestCheckAt"`)
  const shown = sql.raw(`coalesce(x.linked, 0) as linked, coalesce(x.drifting, 0) as drifting,
      coalesce(x."outOfService", 0) as "outOfService", coalesce(x.missing, 0) as missing, coalesce(x.taken, 0) as taken,
      coalesce(x.unreachable, 0) as unreachable, coalesce(x.unchecked, 0) as unchecked, x."oldestCheckAt"`)
  const { rows } = await sql<ProviderRow>`
    with stations as (
      select k.monitoring_company_id as id, ${counts}
      from connection k join customer c on c.company_id = k.company_id and c.id = k.customer_id
      left join account_check ac on ac.company_id = k.company_id and ac.connection_id = k.id
      where k.company_id = platform.company_id() and k.state = 'linked' and ${seen} group by 1),
    apps as (
      select a.service_provider_id as id, ${counts}
      from interactive_account a join customer c on c.company_id = a.company_id and c.id = a.customer_id
      left join account_check ac on ac.company_id = a.company_id and ac.interactive_account_id = a.id
      where a.company_id = platform.company_id() and a.state = 'linked' and ${seen} group by 1),
    station_pushes as (
      select k.monitoring_company_id as id, count(distinct k.id) filter (where p.state <> 'failed')::int as waiting,
        count(distinct k.id) filter (where p.state = 'failed')::int as failed
      from connection_push p join connection k on k.company_id = p.company_id and k.id = p.connection_id
      join customer c on c.company_id = k.company_id and c.id = k.customer_id
      where p.company_id = platform.company_id() and p.state in ('waiting', 'sending', 'failed') and ${seen} group by 1),
    app_pushes as (
      select a.service_provider_id as id, count(*) filter (where a.push_state <> 'failed')::int as waiting,
        count(*) filter (where a.push_state = 'failed')::int as failed
      from interactive_account a join customer c on c.company_id = a.company_id and c.id = a.customer_id
      where a.company_id = platform.company_id() and a.push_state <> 'idle' and ${seen} group by 1)
    select 'monitoring' as kind, m.id, m.name, ${shown}, coalesce(p.waiting, 0) as waiting, coalesce(p.failed, 0) as failed
    from monitoring_company m left join stations x using (id) left join station_pushes p using (id)
    where m.company_id = platform.company_id() and m.connector is not null and (x.id is not null or p.id is not null)
    union all
    select 'interactive', s.id, s.name, ${shown}, coalesce(p.waiting, 0), coalesce(p.failed, 0)
    from service_provider s left join apps x using (id) left join app_pushes p using (id)
    where s.company_id = platform.company_id() and s.connector is not null and (x.id is not null or p.id is not null)
    order by kind desc, name, id`.execute(db)
  return rows
}

export async function countLate(db: Db): Promise<number> {
  const late = sql`now() - make_interval(mins => ${lateMinutes})`
  const { rows } = await sql<{ n: number }>`
    select (select count(distinct k.id) from connection_push p join connection k on k.company_id = p.company_id and k.id = p.connection_id
        join customer c on c.company_id = k.company_id and c.id = k.customer_id
        where p.company_id = platform.company_id() and p.state in ('waiting', 'sending') and p.created_at < ${late} and ${seen})
      + (select count(*) from interactive_account a join customer c on c.company_id = a.company_id and c.id = a.customer_id
        where a.company_id = platform.company_id() and a.push_state in ('waiting', 'sending') and a.waiting_since < ${late} and ${seen}) as n`.execute(
    db,
  )
  return rows[0]!.n
}

/** Pushes that ended in the last 14 days, by the company's calendar; a count of updates and no name. */
export async function listPushDays(db: Db): Promise<{ day: string; done: number; failed: number }[]> {
  const { rows } = await sql<{ day: string; done: number; failed: number }>`
    with zone as (select time_zone as tz, (now() at time zone time_zone)::date as today from platform.company where id = platform.company_id()),
    ended as (
      select (p.finished_at at time zone zone.tz)::date as day, count(*) filter (where p.state = 'done')::int as done,
        count(*) filter (where p.state = 'failed')::int as failed
      from connection_push p, zone
      where p.company_id = platform.company_id() and p.finished_at >= (zone.today - 13)::timestamp at time zone zone.tz
        -- Says the same, of what PostgreSQL can estimate: without it it expects a third of all updates ever sent.
        and p.finished_at >= now() - interval '15 days'
      group by 1)
    select d.day::date::text as day, coalesce(e.done, 0) as done, coalesce(e.failed, 0) as failed
    from zone, generate_series(zone.today - 13, zone.today, interval '1 day') d (day) left join ended e on e.day = d.day::date
    order by 1`.execute(db)
  return rows
}

/** What the last runs found, oldest first. */
export async function listRuns(db: Db): Promise<{ startedAt: Date; drifting: number; lost: number }[]> {
  const { rows } = await sql<{ startedAt: Date; drifting: number; lost: number }>`
    select r.started_at as "startedAt", coalesce(sum(p.drifting), 0)::int as drifting, coalesce(sum(p.lost), 0)::int as lost
    from (select id, company_id, started_at from reconciliation
      where company_id = platform.company_id() and state = 'done' order by id desc limit 30) r
    left join reconciliation_part p on p.company_id = r.company_id and p.run_id = r.id
    group by r.id, r.started_at order by r.id`.execute(db)
  return rows
}

export type StrayRow = {
  id: number
  kind: LinkedKind
  providerId: number
  providerName: string
  account: string
  inService: boolean | null
  linkedReference: string | null
  firstSeenAt: Date
}

export async function listStrays(
  db: Db,
  { after, ...of }: Of & { after: number | undefined },
): Promise<StrayRow[]> {
  const kind = sql.raw(`case when s.id is null then 'monitoring' else 'interactive' end`)
  const { rows } = await sql<StrayRow>`
    select x.id, ${kind} as kind, coalesce(m.id, s.id) as "providerId", coalesce(m.name, s.name) as "providerName",
      coalesce(nullif(x.login, ''), x.account) as account, x.in_service as "inService", x.linked_reference as "linkedReference",
      x.first_seen_at as "firstSeenAt"
    from stray_account x
    left join monitoring_company m on m.company_id = x.company_id and m.id = x.monitoring_company_id
    left join service_provider s on s.company_id = x.company_id and s.id = x.service_provider_id
    where x.company_id = platform.company_id() and x.id > ${after ?? 0}
      and ${ofProvider(of, kind, sql.raw('coalesce(m.id, s.id)'))}
      and not exists (select from connection k where k.company_id = x.company_id and k.account_number = x.account
        and k.monitoring_company_id = x.monitoring_company_id and k.state <> 'unlinked')
      and not exists (select from interactive_account a where a.company_id = x.company_id and a.service_provider_id = x.service_provider_id
        and a.external_id = x.account and a.state <> 'unlinked')
    order by x.id limit ${of.limit}`.execute(db)
  return rows
}
