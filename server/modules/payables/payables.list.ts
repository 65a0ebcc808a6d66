/** The company's payables: pages of them, and what they add up to. */
import { z } from 'zod'
import { id } from '#shared/contract.ts'
import type { PayableFilter, PayableQuery } from '#shared/contracts/payables.ts'
import { compile } from '#server/db/compile.ts'
import { Conditions, grantedHere, keyset, type Position, recordSeen } from '#server/db/conditions.ts'
import type { Statement } from '#server/db/one-trip.ts'
import { joined, type PayableListRow, payeeName, shownColumns } from './payables.queries.ts'

/** @param withStatus whether the filter's status counts */
export function filtered(f: PayableFilter, withStatus = true): Conditions {
  const n = new Conditions()
  n.add('p.company_id = platform.company_id()')
  if (f.status && withStatus) n.add('p.status = ?', f.status)
  if (f.functionId) n.add('p.function_id = ?::bigint', f.functionId)
  if (f.payeeUserId) n.add('p.payee_user_id = ?::bigint', f.payeeUserId)
  if (f.payee) n.add(`strpos(platform.fold(${payeeName}), platform.fold(?)) > 0`, f.payee)
  if (f.earnedFrom) n.add('p.earned_on >= ?::date', f.earnedFrom)
  if (f.earnedTo) n.add('p.earned_on <= ?::date', f.earnedTo)
  if (f.locationId) n.add('c.location_id = ?::bigint', f.locationId)
  n.add(`${grantedHere('payables.view')} and ${recordSeen()}`)
  return n
}

export const fromCustomer = `payable p join customer c on c.company_id = p.company_id and c.id = p.customer_id`
const sortColumns = {
  number: null,
  customer: 'c.sort_name',
  earned: 'p.earned_on',
  amount: 'p.amount_cents',
} as const
const sortTypes = { number: 'bigint', customer: 'text', earned: 'date', amount: 'bigint' } as const
export type PayableFound = PayableListRow & { sortName: string; mayModify: boolean }

/** One page, and one row more to tell whether there is another. */
export function listStatement(f: PayableQuery, position: Position | null): Statement {
  const n = filtered(f)
  const { sort, direction } = f
  const order = keyset(n, 'p', { column: sortColumns[sort], type: sortTypes[sort], direction }, position)
  const text = `select ${shownColumns}, c.sort_name as "sortName", ${grantedHere('payables.modify')} as "mayModify"
    from (select p.company_id, p.id from ${fromCustomer} where ${n.text} order by ${order} limit $${n.values.length + 1}) page
    join payable p on p.company_id = page.company_id and p.id = page.id ${joined} order by ${order}`
  return compile.named('payables.list', text, [...n.values, f.limit + 1])
}

const left = `(p.amount_cents - p.paid_cents)`
export function totalsStatements(f: PayableFilter): Statement[] {
  const found = filtered(f)
  const anyStatus = filtered(f, false)
  return [
    compile.named(
      'payables.totals',
      `select count(*)::int as n, coalesce(sum(p.amount_cents), 0)::bigint as amount, coalesce(sum(p.paid_cents), 0)::bigint as paid,
        coalesce(sum(${left}) filter (where p.status <> 'denied'), 0)::bigint as left from ${fromCustomer} where ${found.text}`,
      found.values,
    ),
    compile.named(
      'payables.standing',
      `select coalesce(sum(${left}) filter (where p.status = 'pending'), 0)::bigint as pending,
        coalesce(sum(${left}) filter (where p.status in ('approved', 'partially_paid')), 0)::bigint as approved,
        coalesce(sum(${left}) filter (where p.status = 'requires_review'), 0)::bigint as review from ${fromCustomer} where ${anyStatus.text}`,
      anyStatus.values,
    ),
  ]
}

const at = `(select platform.granted_locations('payables.view'))::bigint[]`
export const optionStatements = (): Statement[] => [
  {
    name: 'payables.options.functions',
    text: `select id, name from payroll_function where company_id = platform.company_id() order by platform.fold(name), id`,
    values: [],
  },
  {
    name: 'payables.options.locations',
    text: `select id, name from location where id = any (${at}) and active order by name, id`,
    values: [],
  },
  {
    // Whoever is owed anything that one may see.
    name: 'payables.options.payees',
    text: `select u.id, u.first_name || ' ' || u.last_name as name from user_account u where u.company_id = platform.company_id()
      and exists (select from ${fromCustomer} where p.company_id = u.company_id and p.payee_user_id = u.id and c.location_id = any (${at}))
      order by 2, 1`,
    values: [],
  },
]

export const toCursor = (f: PayableQuery, row: PayableFound): string =>
  Buffer.from(
    JSON.stringify([
      { number: null, customer: row.sortName, earned: row.earnedOn, amount: row.amountCents }[f.sort],
      row.id,
    ]),
  ).toString('base64url')

const keys = {
  number: z.null(),
  customer: z
    .string()
    .max(400)
    .refine((name) => !name.includes('\0')),
  earned: z.iso.date(),
  amount: z.number().int(),
} as const

export function fromCursor({ after, sort }: PayableQuery): Position | null {
  if (!after) return null
  try {
    const mark = z.tuple([keys[sort], id]).safeParse(JSON.parse(Buffer.from(after, 'base64url').toString()))
    if (mark.success) return { key: mark.data[0], id: mark.data[1] }
  } catch {
    // fall through: an unreadable mark begins at the first page
  }
  return null
}
