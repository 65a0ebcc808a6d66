/** The company's list of charges: pages of it, and what they add up to. Unknown ones stand first. */
import { z } from 'zod'
import { id } from '#shared/contract.ts'
import type { ChargeFilter, ChargeQuery } from '#shared/contracts/charges.ts'
import { compile } from '#server/db/compile.ts'
import { Conditions, grantedHere, recordSeen } from '#server/db/conditions.ts'
import type { Db } from '#server/db/database.ts'
import type { Statement } from '#server/db/one-trip.ts'
import { readCursor, writeCursor } from '#server/db/cursor.ts'
import { sql } from 'kysely'
import type { AttemptRow } from './charges.queries.ts'

export type ShownRow = Omit<AttemptRow, 'calls' | 'key' | 'company_id'> & {
  customer: string
  locationId: number
  location: string
  archived: boolean
  methodKind: 'card' | 'bank_account'
  brand: string
  last4: string
  accountType: 'checking' | 'savings' | null
  methodArchived: boolean
  processor: string
  connector: string
  requestedByName: string | null
  repeated: boolean
  reversing: boolean
}

const needsAttention = `(p.state = 'unknown' or p.kind = 'charge' and not exists (select from charge_attempt n
  where n.company_id = p.company_id and n.retries_id = p.id) and p.next_retry_on is null
  and (p.state in ('failed', 'declined') or p.settlement in ('returned', 'charged_back')))`
const filters: Record<NonNullable<ChargeFilter['state']>, string> = {
  attention: needsAttention,
  unknown: `p.state = 'unknown'`,
  waiting: `p.state in ('queued', 'calling')`,
  approved: `p.state = 'approved'`,
  declined: `p.state = 'declined'`,
  failed: `p.state = 'failed'`,
  returned: `p.settlement in ('returned', 'charged_back')`,
  retrying: `p.next_retry_on is not null`,
}

/** A charge is seen by who sees its record and the payments there. */
function filtered(f: ChargeFilter): Conditions {
  const n = new Conditions()
  n.add('p.company_id = platform.company_id()')
  if (f.state) n.add(filters[f.state])
  if (f.kind) n.add('p.kind = ?', f.kind)
  if (f.processorId) n.add('p.payment_processor_id = ?::bigint', f.processorId)
  const zone = '(select time_zone from platform.company where id = platform.company_id())'
  if (f.from) n.add(`p.requested_at >= (?::date)::timestamp at time zone ${zone}`, f.from)
  if (f.to) n.add(`p.requested_at < (?::date + 1)::timestamp at time zone ${zone}`, f.to)
  const seen = [
    grantedHere('payments.view'),
    recordSeen(),
    ...(f.locationId ? ['c.location_id = ?::bigint'] : []),
  ]
  n.add(
    `(select ${seen.join(' and ')} from customer c where c.company_id = p.company_id and c.id = p.customer_id)`,
    ...(f.locationId ? [f.locationId] : []),
  )
  return n
}

const columns = `p.id, p.customer_id, p.billing_method_id, p.payment_processor_id, p.kind, p.of_id, p.subject_kind, p.subject_id, p.request_key,
  p.amount_cents, p.description, p.state, p.settlement, p.requested_at, p.requested_by, p.due_on, p.auto_retry, p.retries_id,
  p.representment, p.next_retry_on, p.called_at, p.tries, p.looks, p.failed_looks, p.next_look_at, p.duplicate, p.transaction_id,
  p.auth_code, p.code, p.message, p.reason, p.answered_at, p.failure, p.refunded_cents, p.return_code, p.return_message, p.returned_at,
  p.urgent, c.first_name || ' ' || c.last_name as customer, c.location_id as "locationId", l.name as location,
  c.archived_at is not null as archived, b.kind as "methodKind", b.brand, b.last4, b.account_type as "accountType",
  b.archived_at is not null and b.replaced_by_id is null as "methodArchived", o.name as processor, o.connector,
  coalesce((select u.first_name || ' ' || u.last_name from user_account u where u.company_id = p.company_id and u.id = p.requested_by),
    case when p.request_key like 'portal:%' then 'the customer, in the Payment Portal' end) as "requestedByName",
  exists (select from charge_attempt n where n.company_id = p.company_id and (n.retries_id = p.id or p.kind = 'charge' and n.kind = 'charge'
    and n.subject_kind = p.subject_kind and n.subject_id = p.subject_id and n.id <> p.id
    and n.state in ('queued', 'calling', 'unknown'))) as repeated,
  exists (select from charge_attempt n where n.company_id = p.company_id and n.of_id = p.id
    and n.state in ('queued', 'calling', 'unknown')) as reversing`
const joins = `join customer c on c.company_id = p.company_id and c.id = p.customer_id
  join location l on l.company_id = c.company_id and l.id = c.location_id
  join billing_method b on b.company_id = p.company_id and b.id = p.billing_method_id
  join payment_processor o on o.company_id = p.company_id and o.id = p.payment_processor_id`

type Position = { keys: (string | number | boolean)[]; id: number }

/** One page, and one row more to tell whether there is another. */
export function listStatement(f: ChargeQuery, position: Position | null): Statement {
  const conditions = filtered(f)
  const op = f.direction === 'desc' ? '<' : '>'
  const byTime = f.sort === 'requested'
  const sorts = byTime ? ['p.urgent', 'p.requested_at', 'p.id'] : ['p.amount_cents', 'p.id']
  if (position && byTime) {
    const [urgent, at] = position.keys
    // Unknown ones stand first, whichever way the others run.
    conditions.add(
      `(p.urgent < ?::boolean or p.urgent = ?::boolean and (p.requested_at, p.id) ${op} (?::timestamptz, ?::bigint))`,
      urgent,
      urgent,
      at,
      position.id,
    )
  } else if (position)
    conditions.add(`(p.amount_cents, p.id) ${op} (?::bigint, ?::bigint)`, position.keys[0], position.id)
  const order = sorts.map((column, at) => `${column} ${byTime && at === 0 ? 'desc' : f.direction}`).join(', ')
  const text = `select ${columns} from (select p.company_id, p.id from charge_attempt p where ${conditions.text} order by ${order}
      limit $${conditions.values.length + 1}) page
    join charge_attempt p on p.company_id = page.company_id and p.id = page.id ${joins} order by ${order}`
  return compile.named('charges.list', text, [...conditions.values, f.limit + 1])
}

/** What the filter's attempts add up to. */
export function totalsStatement(f: ChargeFilter): Statement {
  const { text, values } = filtered(f)
  return compile.named(
    'charges.totals',
    `select count(*)::int as count, count(*) filter (where p.state = 'unknown')::int as unknown,
      coalesce(sum(p.amount_cents) filter (where p.kind = 'charge' and p.state = 'approved'), 0)::bigint as "approvedCents",
      coalesce(sum(p.refunded_cents), 0)::bigint as "refundedCents",
      coalesce(sum(p.amount_cents) filter (where p.settlement in ('returned', 'charged_back')), 0)::bigint as "returnedCents"
    from charge_attempt p where ${text}`,
    values,
  )
}

export const optionStatements = (): Statement[] => [
  {
    name: 'charges.options.locations',
    text: `select id, name from location where id = any ((select platform.granted_locations('payments.view'))::bigint[]) and active
      order by name, id`,
    values: [],
  },
  {
    name: 'charges.options.processors',
    text: `select id, name from payment_processor where company_id = platform.company_id() order by is_default desc, name, id`,
    values: [],
  },
]

export const toCursor = (f: ChargeQuery, row: ShownRow): string =>
  writeCursor(
    ...(f.sort === 'requested' ? [row.urgent, row.requested_at.toISOString()] : [row.amount_cents]),
    row.id,
  )

const marks = {
  requested: z.tuple([z.boolean(), z.iso.datetime(), id]),
  amount: z.tuple([z.number().int().min(0), id]),
} as const

export function fromCursor({ after, sort }: ChargeQuery): Position | null {
  const mark = readCursor<readonly unknown[]>(after, marks[sort])
  return mark && { keys: mark.slice(0, -1) as Position['keys'], id: mark.at(-1) as number }
}

export async function findShown(db: Db, chargeId: number): Promise<ShownRow | undefined> {
  const { rows } = await sql<ShownRow>`select ${sql.raw(columns)} from charge_attempt p ${sql.raw(joins)}
    where p.company_id = platform.company_id() and p.id = ${chargeId}`.execute(db)
  return rows[0]
}

/** A customer's newest. */
export async function listOfCustomer(db: Db, customerId: number, limit: number): Promise<ShownRow[]> {
  const { rows } = await sql<ShownRow>`select ${sql.raw(columns)} from charge_attempt p ${sql.raw(joins)}
    where p.company_id = platform.company_id() and p.customer_id = ${customerId}
    order by p.urgent desc, p.requested_at desc, p.id desc limit ${limit}`.execute(db)
  return rows
}

export async function listOfSubject(
  db: Db,
  subject: { kind: string; id: string },
  limit: number,
): Promise<ShownRow[]> {
  const { rows } = await sql<ShownRow>`select ${sql.raw(columns)} from charge_attempt p ${sql.raw(joins)}
    where p.company_id = platform.company_id() and p.subject_kind = ${subject.kind} and p.subject_id = ${subject.id}::uuid
    order by p.id desc limit ${limit}`.execute(db)
  return rows
}
