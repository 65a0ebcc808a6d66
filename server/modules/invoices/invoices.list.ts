/** The list of invoices and quotes, of the company or of one record: its SQL and its sums. */
import { z } from 'zod'
import type { Aging, InvoiceFilter, InvoiceQuery } from '#shared/contracts/invoice-values.ts'
import type { AgingBucket } from '#shared/rules/invoices.ts'
import { compile } from '#server/db/compile.ts'
import { Conditions, grantedHere, keyset, type Position, recordSeen } from '#server/db/conditions.ts'
import type { Statement } from '#server/db/one-trip.ts'
import { readPosition, writeCursor } from '#server/db/cursor.ts'
import { isUnpaid, lateDays } from '../ledger/ledger.service.ts'
import { accountName, type InvoiceDbRow } from './invoices.queries.ts'

export type InvoiceListRow = Omit<InvoiceDbRow, 'lines' | 'taxes' | 'payments'>

const late: Record<AgingBucket, string> = {
  current: `${lateDays} = 0`,
  days30: `${lateDays} between 1 and 30`,
  days60: `${lateDays} between 31 and 60`,
  days90: `${lateDays} between 61 and 90`,
  older: `${lateDays} > 90`,
}

function filtered(f: InvoiceFilter): Conditions {
  const n = new Conditions()
  n.add('i.company_id = platform.company_id()')
  n.add('i.kind = ?', f.kind)
  if (f.status === 'unpaid') n.add(isUnpaid)
  else if (f.status === 'late') n.add(`${isUnpaid} and i.due_on < (select platform.today())`)
  else if (f.status !== 'all') n.add('i.status = ?', f.status)
  if (f.aging) n.add(`${isUnpaid} and ${late[f.aging]}`)
  if (f.customerId) n.add('(i.customer_id = ?::bigint or i.payer_id = ?::bigint)', f.customerId, f.customerId)
  if (f.recurringId) n.add('i.recurring_id = ?::bigint', f.recurringId)
  if (f.runId) n.add('i.run_id = ?::bigint', f.runId)
  if (f.from) n.add('i.invoice_on >= ?::date', f.from)
  if (f.to) n.add('i.invoice_on <= ?::date', f.to)
  if (f.dueFrom) n.add('i.due_on >= ?::date', f.dueFrom)
  if (f.dueTo) n.add('i.due_on <= ?::date', f.dueTo)
  n.add(
    `(select ${grantedHere('invoices.view')} and ${recordSeen()}${f.locationId ? ' and c.location_id = ?::bigint' : ''}
      from customer c where c.company_id = i.company_id and c.id = i.customer_id)`,
    ...(f.locationId ? [f.locationId] : []),
  )
  return n
}

const columns = `i.id, i.kind, i.number, i.status, i.customer_id as "customerId", ${accountName('c')} as "customerName", i.payer_id as "payerId",
  ${accountName('p')} as "payerName", l.name as location, i.invoice_on as "invoiceOn", i.due_on as "dueOn",
  case when i.open_cents > 0 then ${lateDays} else 0 end as "daysLate", i.total_cents as "totalCents", i.open_cents as "openCents",
  i.recurring_id as "recurringId"`
const joined = `join customer c on c.company_id = i.company_id and c.id = i.customer_id
  join customer p on p.company_id = i.company_id and p.id = i.payer_id
  join location l on l.company_id = c.company_id and l.id = c.location_id`

const sortColumns = { number: null, date: 'i.invoice_on', due: 'i.due_on', total: 'i.total_cents' } as const
const sortTypes = { number: 'bigint', date: 'date', due: 'date', total: 'bigint' } as const

/** One page, and one row more to tell whether there is another. */
export function listStatement(f: InvoiceQuery, position: Position | null): Statement {
  const conditions = filtered(f)
  const { sort, direction } = f
  const order = keyset(
    conditions,
    'i',
    { column: sortColumns[sort], type: sortTypes[sort], direction },
    position,
  )
  const text = `select ${columns}
    from (select i.company_id, i.id from invoice i where ${conditions.text} order by ${order} limit $${conditions.values.length + 1}) page
    join invoice i on i.company_id = page.company_id and i.id = page.id ${joined} order by ${order}`
  return compile.named('invoices.list', text, [...conditions.values, f.limit + 1])
}

/** Counts up to `limit`; what is open of the filter's invoices by how late it is is of all of them. */
export function summaryStatements(f: InvoiceFilter, limit: number): Statement[] {
  const { text, values } = filtered(f)
  const unpaid = filtered(f)
  unpaid.add(isUnpaid)
  const sums = (Object.keys(late) as AgingBucket[]).map(
    (bucket) => `coalesce(sum(i.open_cents) filter (where ${late[bucket]}), 0)::bigint as "${bucket}"`,
  )
  return [
    compile.named(
      'invoices.count',
      `select count(*)::int as n from (select from invoice i where ${text} limit $${values.length + 1}) found`,
      [...values, limit],
    ),
    compile.named(
      'invoices.aging',
      `select ${sums.join(', ')} from invoice i where ${unpaid.text}`,
      unpaid.values,
    ),
  ]
}

export function toAging(row: Record<string, unknown>): Aging {
  const cents = (bucket: AgingBucket) => Number(row[bucket])
  const aging = {
    current: cents('current'),
    days30: cents('days30'),
    days60: cents('days60'),
    days90: cents('days90'),
    older: cents('older'),
  }
  return { ...aging, totalCents: Object.values(aging).reduce((a, b) => a + b, 0) }
}

export const optionsStatement = (): Statement => ({
  name: 'invoices.options',
  text: `select id, name from location where id = any (platform.granted_locations('invoices.view')) and active order by name, id`,
  values: [],
})

export const toCursor = (f: InvoiceQuery, row: InvoiceListRow): string =>
  writeCursor(
    { number: null, date: row.invoiceOn, due: row.dueOn ?? '1900-01-01', total: row.totalCents }[f.sort],
    row.id,
  )

const keys = { number: z.null(), date: z.iso.date(), due: z.iso.date(), total: z.number().int() } as const

export const fromCursor = ({ after, sort }: InvoiceQuery): Position | null =>
  readPosition<Position['key']>(after, keys[sort])
