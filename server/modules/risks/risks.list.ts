/** The company's list of at-risk entries: pages of it, and what they add up to. */
import { z } from 'zod'
import type { RiskFilter, RiskQuery, RiskRow } from '#shared/contracts/risks.ts'
import { isFollowUpOverdue, type RiskStatus } from '#shared/rules/risks.ts'
import type { StatusTone } from '#shared/rules/statuses.ts'
import { todayIn } from '#shared/time.ts'
import { compile } from '#server/db/compile.ts'
import { Conditions, grantedHere, keyset, type Position, recordSeen } from '#server/db/conditions.ts'
import type { Statement } from '#server/db/one-trip.ts'
import { readPosition, writeCursor } from '#server/db/cursor.ts'
import type { Ctx } from '#server/http/context.ts'
import { daysOpen } from './risks.answers.ts'

export type RiskListRow = {
  id: number
  customer_id: number
  customer: string
  location: string
  status: RiskStatus
  reason: string
  level_id: number
  level: string
  tone: StatusTone | null
  warns: boolean
  owner_id: number
  owner: string
  reported_on: string
  resolved_at: Date | null
  follow_up_on: string | null
  follow_up_order: string
  follow_up_time: string | null
  amount: number
  last_attempt: Date | null
}

const followUps = {
  overdue: 'r.follow_up_on < (select platform.today())',
  today: 'r.follow_up_on = (select platform.today())',
  week: `r.follow_up_on >= date_trunc('week', (select platform.today()))::date
    and r.follow_up_on < date_trunc('week', (select platform.today()))::date + 7`,
  none: 'r.follow_up_on is null',
} as const

/** An entry is seen by who sees its record and the entries there. The record is asked by a subquery, as for tickets. */
function whose(f: RiskFilter): Conditions {
  const n = new Conditions()
  n.add('r.company_id = platform.company_id()')
  if (f.reasonId) n.add('r.reason_id = ?::bigint', f.reasonId)
  if (f.levelId) n.add('r.level_id = ?::bigint', f.levelId)
  if (f.ownerId) n.add('r.owner_id = ?::bigint', f.ownerId)
  const seen = [
    grantedHere('at_risk.view'),
    recordSeen(),
    ...(f.locationId ? ['c.location_id = ?::bigint'] : []),
  ]
  n.add(
    `(select ${seen.join(' and ')} from customer c where c.company_id = r.company_id and c.id = r.customer_id)`,
    ...(f.locationId ? [f.locationId] : []),
  )
  return n
}

function filtered(f: RiskFilter): Conditions {
  const n = whose(f)
  if (f.status === 'open' || f.followUp) n.add(`r.status = 'open'`)
  if (f.status === 'closed') n.add(`r.status <> 'open'`)
  if (f.followUp) n.add(followUps[f.followUp])
  return n
}

const sortColumns = {
  followUp: ['r.follow_up_order', 'date'],
  reported: ['r.reported_on', 'date'],
  amount: ['r.amount_at_risk_cents', 'bigint'],
} as const

/** One page, and one row more to tell whether there is another. */
export function listStatement(f: RiskQuery, position: Position | null): Statement {
  const conditions = filtered(f)
  const [column, type] = sortColumns[f.sort]
  const order = keyset(conditions, 'r', { column, type, direction: f.direction }, position)
  const text = `
    select r.id, r.customer_id, c.first_name || ' ' || c.last_name as customer, l.name as location, r.status,
      n.name as reason, r.level_id, v.name as level, v.data->>'tone' as tone,
      coalesce(v.data->>'warns' = 'true', false) as warns, r.owner_id, o.first_name || ' ' || o.last_name as owner,
      r.reported_on, r.resolved_at, r.follow_up_on, r.follow_up_order::text, r.follow_up_time,
      r.amount_at_risk_cents as amount,
      (select max(a.at) from risk_attempt a where a.company_id = r.company_id and a.risk_id = r.id) as last_attempt
    from (select r.company_id, r.id from risk r where ${conditions.text} order by ${order}
      limit $${conditions.values.length + 1}) page
    join risk r on r.company_id = page.company_id and r.id = page.id
    join customer c on c.company_id = r.company_id and c.id = r.customer_id
    join location l on l.company_id = c.company_id and l.id = c.location_id
    join catalogue_value n on n.company_id = r.company_id and n.id = r.reason_id
    join catalogue_value v on v.company_id = r.company_id and v.id = r.level_id
    join user_account o on o.company_id = r.company_id and o.id = r.owner_id
    order by ${order}`
  return compile.named('risks.list', text, [...conditions.values, f.limit + 1])
}

/** What the filter's entries add up to; and the money of this month, of entries in any state. */
export function totalsStatements(f: RiskFilter): Statement[] {
  const found = filtered(f)
  const money = (amount: string, on: string) => {
    const n = whose(f)
    n.add(`${on} >= date_trunc('month', (select platform.today()))::date
      and ${on} < (date_trunc('month', (select platform.today())) + interval '1 month')::date`)
    const text = `select coalesce(sum(${amount}), 0)::bigint as cents from risk r where ${n.text}`
    return compile.named('risks.money', text, n.values)
  }
  const text = `select count(*) as n, coalesce(sum(r.amount_at_risk_cents), 0)::bigint as cents from risk r
    where ${found.text}`
  return [
    compile.named('risks.totals', text, found.values),
    money('r.collected_cents', 'r.collected_on'),
    money('r.credited_cents', 'r.credited_on'),
  ]
}

const values = (catalogue: string): Statement => ({
  name: `risks.options.${catalogue}`,
  text: `select id, name, active from catalogue_value
    where company_id = platform.company_id() and catalogue = $1 order by sort, name, id`,
  values: [catalogue],
})

/** Reasons, levels, the locations where the current user sees entries, and who can see to them there. */
export const optionStatements = (): Statement[] => [
  values('at_risk_reason'),
  values('at_risk_level'),
  {
    name: 'risks.options.locations',
    text: `select id, name from location where id = any ((select platform.granted_locations('at_risk.view'))::bigint[]) and active
      order by name, id`,
    values: [],
  },
  {
    name: 'risks.options.people',
    text: `select u.id, u.first_name || ' ' || u.last_name as name from user_account u
      where u.active and exists (select from membership m
        join permission_group g on g.company_id = m.company_id and g.id = m.group_id
        where m.company_id = u.company_id and m.user_id = u.id and g.grants @> array['at_risk.view']
          and (m.location_id is null or m.location_id = any ((select platform.granted_locations('at_risk.view'))::bigint[])))
      order by 2, 1`,
    values: [],
  },
]

export const toCursor = (f: RiskQuery, row: RiskListRow): string =>
  writeCursor(
    { followUp: row.follow_up_order, reported: row.reported_on, amount: row.amount }[f.sort],
    row.id,
  )

/** What the sort's column can be compared with; anything else would be an error of the database. */
const keys = {
  followUp: z.union([z.literal('infinity'), z.iso.date()]),
  reported: z.iso.date(),
  amount: z.number().int().min(0),
} as const

export const fromCursor = ({ after, sort }: RiskQuery): Position | null =>
  readPosition<Position['key']>(after, keys[sort])

export const toRiskRow = (ctx: Pick<Ctx, 'actor' | 'now'>, row: RiskListRow): RiskRow => ({
  id: row.id,
  customerId: row.customer_id,
  customer: row.customer,
  location: row.location,
  status: row.status,
  reason: row.reason,
  level: { id: row.level_id, name: row.level, tone: row.tone ?? 'neutral', warns: row.warns },
  owner: { id: row.owner_id, name: row.owner },
  reportedOn: row.reported_on,
  daysOpen: daysOpen(ctx, row.reported_on, row.resolved_at),
  followUpOn: row.follow_up_on,
  followUpTime: row.follow_up_time,
  overdue: isFollowUpOverdue(
    { status: row.status, followUpOn: row.follow_up_on },
    todayIn(ctx.actor.company.timeZone, ctx.now),
  ),
  amountAtRiskCents: row.amount,
  lastAttemptAt: row.last_attempt?.toISOString() ?? null,
})
