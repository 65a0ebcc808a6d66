/** The SQL of the two lists that cost dealers money. The rate is told only to those who may see the card it stands on. */
import { sql } from 'kysely'
import type { Db } from '#server/db/database.ts'
import { countedUpTo } from '#shared/rules/health.ts'
import type { MoneyRow as Row } from '#shared/contracts/health.ts'
import { billedCents } from './health.billed.ts'
import { name, type Of, ofProvider, seenText } from './health.queries.ts'

export type MoneyRow = Omit<Row, 'location'> & { location: string }

const from = `from customer c
  left join connection k on k.company_id = c.company_id and k.customer_id = c.id and k.state = 'linked'
  left join account_check ac on ac.company_id = k.company_id and ac.connection_id = k.id
  left join monitoring_company m on m.company_id = c.company_id and m.id = coalesce(k.monitoring_company_id, c.monitoring_company_id)
  cross join lateral (select ${billedCents} as cents) rate
  where c.company_id = platform.company_id() and c.kind = 'customer'
    and ${seenText} and c.location_id = any ((select platform.granted_locations('sale_information.view'))::bigint[])`

const hasApp = `exists (select from interactive_account a where a.company_id = c.company_id
  and a.customer_id = c.id and a.state = 'linked' and a.remote->>'state' is distinct from 'terminated')`

/** Who pays and for whom nobody answers. Stations that Keyholder does not speak to are believed to. */
export const billedText = `${from} and c.archived_at is null and not c.is_canceled and rate.cents > 0
  and case when m.id is null then not ${hasApp} when m.connector is null then false
    else k.id is null or ac.finding in ('missing', 'taken', 'out_of_service') end`

/** Who is monitored, or has an app, and does not pay. */
export const monitoredText = `${from} and (c.archived_at is not null or c.is_canceled or rate.cents = 0)
  and (k.id is not null or ${hasApp})
  and (c.archived_at is null and not c.is_canceled or ac.finding is distinct from 'missing' and ac.finding is distinct from 'out_of_service' or ${hasApp})`

export async function listMoney(
  db: Db,
  { list, after, ...of }: Of & { list: 'billed' | 'monitored'; after: number | undefined },
): Promise<MoneyRow[]> {
  const reason =
    list === 'billed'
      ? `case when m.id is null then 'nobody' when k.id is null then 'not_linked' else ac.finding end`
      : `case when c.archived_at is not null then 'archived' when c.is_canceled then 'canceled' else 'no_rate' end`
  const at = sql.raw(`(select m.id, 'monitoring' as kind, m.name where m.id is not null
    union all select s.id, 'interactive', s.name from interactive_account a
      join service_provider s on s.company_id = a.company_id and s.id = a.service_provider_id
      where a.company_id = c.company_id and a.customer_id = c.id and a.state = 'linked')`)
  const { rows } = await sql<MoneyRow>`
    select c.id as "customerId", ${name} as customer, coalesce(c.city, '') as city,
      (select l.name from location l where l.company_id = c.company_id and l.id = c.location_id) as location,
      rate.cents as "rateCents", ${sql.raw(reason)} as reason,
      coalesce((select array_agg(at.name order by at.kind desc, at.name) from ${at} at), '{}') as providers,
      coalesce(k.account_number, c.account_number) as account
    ${sql.raw(list === 'billed' ? billedText : monitoredText)} and c.id > ${after ?? 0}
      and (${of.providerId ?? null}::bigint is null or exists (select from ${at} at where ${ofProvider(of, sql`at.kind`, sql`at.id`)}))
    order by c.id limit ${of.limit}`.execute(db)
  return rows
}

/** What the lists add up to, as far as they are counted. */
export async function sumMoney(
  db: Db,
): Promise<{ billed: { count: number; rateCents: number }; monitored: { count: number } }> {
  const sum = (text: string) =>
    sql<{
      count: number
      cents: number
    }>`select count(*)::int as count, coalesce(sum(cents), 0)::bigint as cents
      from (select rate.cents ${sql.raw(text)} limit ${countedUpTo + 1}) x`.execute(db)
  const [billed, monitored] = [(await sum(billedText)).rows[0]!, (await sum(monitoredText)).rows[0]!]
  return {
    billed: { count: billed.count, rateCents: Number(billed.cents) },
    monitored: { count: monitored.count },
  }
}
