/** What the addresses of the accounting pages say. */
import { z } from 'zod'
import { id } from '#shared/contract.ts'
import { accounting } from '#shared/contracts/accounting.ts'
import { fundings } from '#shared/contracts/funding.ts'
import { invoices } from '#shared/contracts/invoices.ts'
import { payables } from '#shared/contracts/payables.ts'
import { payments } from '#shared/contracts/payments.ts'
import { searchParams } from '#web/api/search-params.ts'

export const readTransactionsSearch = searchParams(
  accounting.transactions.query.pick({ kind: true, aboutId: true }),
)
export const readInvoicesSearch = searchParams(
  invoices.list.query
    .omit({ after: true, limit: true, customerId: true, recurringId: true })
    .extend({ recurringId: id.optional() }),
)
export type InvoicesSearch = ReturnType<typeof readInvoicesSearch>
export const readPaymentsSearch = searchParams(
  payments.list.query.omit({ after: true, limit: true, customerId: true }),
)
export type PaymentsSearch = ReturnType<typeof readPaymentsSearch>

/** `workOrder`, `quote`, `copy`: what it is made of. */
export const readNewInvoiceSearch = searchParams(
  z.object({ kind: z.enum(['invoice', 'quote']).optional(), workOrder: id.optional(), quote: id.optional() }),
)
/** `invoice`: what is paid. `charge`: by the default billing method. `own`: although payments belong to the parent. */
export const readNewPaymentSearch = searchParams(
  z.object({
    invoice: id.optional(),
    own: z.literal(true).optional(),
    memo: z.literal(true).optional(),
    charge: z.literal(true).optional(),
  }),
)
export const readNewRecurringSearch = searchParams(z.object({ from: id.optional() }))

/** `send`: with the dialog. */
export const readPaymentLinksSearch = searchParams(z.object({ send: z.literal(true).optional() }))

/** `create`: with the dialog. */
export const readStatementsSearch = searchParams(
  z.object({ status: z.enum(['archived', 'all']).optional(), create: z.literal(true).optional() }),
)

/** `create`: with the dialog; `run`: with a run. */
export const readExportsSearch = searchParams(
  z.object({ create: z.literal(true).optional(), run: z.number().int().positive().optional() }),
)

export const readFundingSearch = searchParams(fundings.list.query.omit({ after: true, limit: true }))
export type FundingSearch = ReturnType<typeof readFundingSearch>
/** `create`: with the dialog. */
export const readRecordFundingSearch = searchParams(z.object({ create: z.literal(true).optional() }))

export const readPayablesSearch = searchParams(
  payables.list.query.omit({ after: true, limit: true, payee: true }),
)
export type PayablesSearch = ReturnType<typeof readPayablesSearch>
/** `create`: with the dialog, by hand or by a payroll function. */
export const readRecordPayablesSearch = searchParams(
  z.object({ create: z.enum(['hand', 'rule']).optional() }),
)

const pageSize = 50
type Sorted = { sort?: string; direction?: 'asc' | 'desc' }

export const sortOf = ({ sort = 'number', direction = 'desc' }: Sorted) => ({ key: sort, direction })
export const listQueryOf = <S extends Sorted>(search: S) => ({ ...search, limit: pageSize })

/** The address after a click on a column: its first direction, or the other one if the list has that order already. */
export function sortedBy<S extends Sorted>(search: S, key: string): S {
  const now = sortOf(search)
  return { ...search, sort: key, direction: now.key === key && now.direction === 'desc' ? 'asc' : 'desc' }
}
export function filterOf<S extends Sorted>({
  sort: _,
  direction: __,
  ...filter
}: S): Omit<S, 'sort' | 'direction'> {
  return filter
}
/** No filter holds; the order and the kind stay. */
export const isFiltered = (search: object): boolean =>
  Object.entries(search).some(
    ([key, value]) => !['sort', 'direction', 'kind'].includes(key) && value !== undefined,
  )
