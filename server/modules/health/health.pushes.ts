/** The SQL of updates that failed for good, or are late, and of the accounts that a retry or a look names. */
import { sql } from 'kysely'
import type { Db } from '#server/db/database.ts'
import { lateMinutes } from '#shared/rules/health.ts'
import type { LinkedKind } from '#shared/rules/providers.ts'
import { type AccountBase, name, type Of, ofProvider, seen } from './health.queries.ts'

const accountName = sql.raw(`coalesce(nullif(a.login, ''), nullif(a.device_serial, ''), a.external_id, '')`)

export type PushRow = AccountBase & {
  archived: boolean
  linking: boolean
  fields: string[]
  message: string | null
  since: Date | null
  nextAttemptAt: Date | null
}
export type PushPlace = { kind: LinkedKind; id: number }

/** Accounts with updates in this state: connections first, then accounts at providers of apps, each by number. */
export async function listPushes(
  db: Db,
  { state, after, ...of }: Of & { state: 'failed' | 'late'; after: PushPlace | undefined },
): Promise<PushRow[]> {
  const states = state === 'failed' ? ['failed'] : ['waiting', 'sending']
  const stations = after?.kind === 'interactive' ? null : (after?.id ?? 0)
  const apps = after?.kind === 'interactive' ? after.id : 0
  const late = sql`now() - make_interval(mins => ${lateMinutes})`
  const due = (since: string) => (state === 'failed' ? sql`true` : sql`${sql.raw(since)} < ${late}`)
  const { rows } = await sql<PushRow>`
    select * from ((select 'monitoring' as kind, k.id, c.id as "customerId", ${name} as customer, l.name as location,
      m.id as "providerId", m.name as "providerName", k.account_number as account, c.archived_at is not null as archived,
      k.state = 'linking' as linking, p.fields, p.message, p.since, p.next_attempt_at as "nextAttemptAt"
    from (
      select x.connection_id, min(case when x.state = 'failed' then x.finished_at else x.created_at end) as since,
        array(select distinct f from connection_push y, unnest(y.fields) f where y.company_id = platform.company_id()
          and y.connection_id = x.connection_id and y.state = any (${states}) order by f) as fields,
        (array_agg(coalesce(x.error_call || ': ', '') || x.error_message order by x.id desc) filter (where x.error_message is not null))[1] as message,
        min(x.next_attempt_at) as next_attempt_at
      from connection_push x
      where x.company_id = platform.company_id() and x.state in ('waiting', 'sending', 'failed') and x.state = any (${states})
        and x.connection_id > ${stations}::bigint and ${due('x.created_at')}
      group by x.connection_id) p
    join connection k on k.company_id = platform.company_id() and k.id = p.connection_id
    join monitoring_company m on m.company_id = k.company_id and m.id = k.monitoring_company_id
    join customer c on c.company_id = k.company_id and c.id = k.customer_id
    join location l on l.company_id = c.company_id and l.id = c.location_id
    where ${seen} and ${ofProvider(of, sql`'monitoring'`, sql`m.id`)}
    order by k.id limit ${of.limit})
    union all
    (select 'interactive', a.id, c.id, ${name}, l.name, s.id, s.name, ${accountName}, c.archived_at is not null,
      a.state = 'creating', a.pending, a.error_message, case when a.push_state = 'failed' then a.failed_at else a.waiting_since end,
      a.next_attempt_at
    from interactive_account a
    join service_provider s on s.company_id = a.company_id and s.id = a.service_provider_id
    join customer c on c.company_id = a.company_id and c.id = a.customer_id
    join location l on l.company_id = c.company_id and l.id = c.location_id
    where a.company_id = platform.company_id() and a.push_state <> 'idle' and a.push_state = any (${states}) and a.id > ${apps}
      and ${due('a.waiting_since')}
      and ${seen} and ${ofProvider(of, sql`'interactive'`, sql`s.id`)}
    order by a.id limit ${of.limit})) both_kinds
    order by kind desc, id limit ${of.limit}`.execute(db)
  return rows
}

export type Standing = {
  kind: LinkedKind
  id: number
  customerId: number
  provider: string
  locationId: number
  archived: boolean
  linking: boolean
  linked: boolean
}

/** Accounts by what was named, wherever they stand in the company: who may see them is judged afterwards. */
export async function listNamed(
  db: Db,
  items: readonly { kind: LinkedKind; id: number }[],
): Promise<Standing[]> {
  const of = (kind: LinkedKind) => items.filter((item) => item.kind === kind).map(({ id }) => id)
  const { rows } = await sql<Standing>`
    select 'monitoring' as kind, k.id, c.id as "customerId", m.name as provider, c.location_id as "locationId",
      c.archived_at is not null as archived, k.state = 'linking' as linking, k.state = 'linked' as linked
    from connection k join customer c on c.company_id = k.company_id and c.id = k.customer_id
    join monitoring_company m on m.company_id = k.company_id and m.id = k.monitoring_company_id
    where k.company_id = platform.company_id() and k.id = any (${of('monitoring')}::bigint[])
    union all
    select 'interactive', a.id, c.id, s.name, c.location_id, c.archived_at is not null, a.state = 'creating', a.state = 'linked'
    from interactive_account a join customer c on c.company_id = a.company_id and c.id = a.customer_id
    join service_provider s on s.company_id = a.company_id and s.id = a.service_provider_id
    where a.company_id = platform.company_id() and a.id = any (${of('interactive')}::bigint[])`.execute(db)
  return rows
}
