/** The list of payments, of the company or of one record. */
import { z } from 'zod'
import type { PaymentFilter, PaymentQuery } from '#shared/contracts/payments.ts'
import { compile } from '#server/db/compile.ts'
import { Conditions, grantedHere, keyset, type Position, recordSeen } from '#server/db/conditions.ts'
import type { Statement } from '#server/db/one-trip.ts'
import { readPosition, writeCursor } from '#server/db/cursor.ts'
import { accountName } from '../invoices/invoices.service.ts'
import { appText, type PaymentDbRow, statusText } from './payments.queries.ts'

export type PaymentListRow = Omit<PaymentDbRow, 'applications' | 'reversals'>

function filtered(f: PaymentFilter): Conditions {
  const n = new Conditions()
  n.add('p.company_id = platform.company_id()')
  if (f.customerId) n.add('p.customer_id = ?::bigint', f.customerId)
  if (f.status !== 'all') n.add(`${statusText} = ?`, f.status)
  if (f.method) n.add("coalesce(p.method, 'credit_memo') = ?", f.method)
  if (f.origin) n.add('p.origin = ?', f.origin)
  if (f.from) n.add('p.paid_on >= ?::date', f.from)
  if (f.to) n.add('p.paid_on <= ?::date', f.to)
  n.add(
    `(select ${grantedHere('payments.view')} and ${recordSeen()}${f.locationId ? ' and c.location_id = ?::bigint' : ''}
      from customer c where c.company_id = p.company_id and c.id = p.customer_id)`,
    ...(f.locationId ? [f.locationId] : []),
  )
  return n
}

const columns = `p.id, p.number, p.kind, p.method, p.origin, ${statusText} as status, p.customer_id as "customerId", ${accountName('c')} as "customerName",
  l.name as location, p.paid_on as "paidOn", p.reference, p.amount_cents as "amountCents", p.unapplied_cents as "unappliedCents",
  p.reversed_cents as "reversedCents", ${appText} as app`

const sortColumns = { number: null, date: 'p.paid_on', amount: 'p.amount_cents' } as const
const sortTypes = { number: 'bigint', date: 'date', amount: 'bigint' } as const

/** One page, and one row more to tell whether there is another. */
export function listStatement(f: PaymentQuery, position: Position | null): Statement {
  const n = filtered(f)
  const { sort, direction } = f
  const order = keyset(n, 'p', { column: sortColumns[sort], type: sortTypes[sort], direction }, position)
  const text = `select ${columns}
    from (select p.company_id, p.id from payment p where ${n.text} order by ${order} limit $${n.values.length + 1}) page
    join payment p on p.company_id = page.company_id and p.id = page.id
    join customer c on c.company_id = p.company_id and c.id = p.customer_id
    join location l on l.company_id = c.company_id and l.id = c.location_id order by ${order}`
  return compile.named('payments.list', text, [...n.values, f.limit + 1])
}

/** Counts and adds up to `limit`; what was undone counts nothing. */
export function summaryStatement(f: PaymentFilter, limit: number): Statement {
  const { text, values } = filtered(f)
  return compile.named(
    'payments.summary',
    `select count(*)::int as n, coalesce(sum(amount_cents - reversed_cents), 0)::bigint as amount, coalesce(sum(unapplied_cents), 0)::bigint as unapplied
      from (select p.amount_cents, p.reversed_cents, p.unapplied_cents from payment p where ${text} limit $${values.length + 1}) found`,
    [...values, limit],
  )
}

export const toCursor = (f: PaymentQuery, row: PaymentListRow): string =>
  writeCursor({ number: null, date: row.paidOn, amount: row.amountCents }[f.sort], row.id)

const keys = { number: z.null(), date: z.iso.date(), amount: z.number().int() } as const

export const fromCursor = ({ after, sort }: PaymentQuery): Position | null =>
  readPosition<Position['key']>(after, keys[sort])
