/** Invoices as answers, and as history tells of them. */
import type { Invoice, InvoiceRow, NewInvoiceLine } from '#shared/contracts/invoice-values.ts'
import { formatCents } from '#shared/money.ts'
import { amountOf, invoiceLabels } from '#shared/rules/invoices.ts'
import { quantityText } from '#shared/rules/work-orders.ts'
import { formatDate } from '#shared/time.ts'
import type { Change } from '#server/db/history-draft.ts'
import type { Ctx } from '#server/http/context.ts'
import type { Visible } from '../customers/customers.service.ts'
import { howText } from '../ledger/ledger.service.ts'
import type { InvoiceDbRow, InvoiceValues } from './invoices.queries.ts'

const named = (id: number | null, name: string | null) => (id === null ? null : { id, name: name ?? '' })

export const toInvoiceRow = (row: Omit<InvoiceDbRow, 'lines' | 'taxes' | 'payments'>): InvoiceRow => ({
  id: row.id,
  kind: row.kind,
  number: row.number,
  status: row.status,
  customer: { id: row.customerId, name: row.customerName },
  payer: { id: row.payerId, name: row.payerName },
  location: row.location,
  invoiceOn: row.invoiceOn,
  dueOn: row.dueOn,
  daysLate: row.daysLate,
  totalCents: row.totalCents,
  openCents: row.openCents,
  recurringId: row.recurringId,
})

/** What an invoice says, whoever reads it. */
export const paperFactsOf = (row: InvoiceDbRow) => ({
  ...toInvoiceRow(row),
  term: named(row.termId, row.termName),
  poNumber: row.poNumber,
  notes: row.notes,
  lines: row.lines.map(({ itemId, itemName, ...line }) => ({ ...line, item: named(itemId, itemName) })),
  taxes: row.taxes,
  subtotalCents: row.subtotalCents,
  taxCents: row.taxCents,
  paidCents: row.paidCents,
  period: row.periodFrom && row.periodTo ? { from: row.periodFrom, to: row.periodTo } : null,
})

export function toInvoice({ actor }: Pick<Ctx, 'actor'>, record: Visible, row: InvoiceDbRow): Invoice {
  const has = (permission: Parameters<typeof actor.grants.has>[0]) =>
    !record.archived && actor.grants.has(permission, record.locationId)
  const modify = has('invoices.modify')
  const open = row.state === 'draft' || row.state === 'open'
  const quote = row.kind === 'quote'
  const sees = actor.grants.has('payments.view', record.locationId)
  return {
    ...paperFactsOf(row),
    version: row.version,
    taxExempt: row.taxExempt,
    quote: row.quote,
    invoice: row.invoice,
    workOrderId: row.workOrderId,
    payments: sees
      ? row.payments.map(({ method, reference, ...payment }) => ({
          ...payment,
          how: howText(method, reference),
        }))
      : [],
    emailedAt: row.emailedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdByName ?? 'System',
    updatedAt: row.updatedAt?.toISOString() ?? null,
    updatedBy: row.updatedByName,
    abilities: {
      modify: modify && open,
      modifyLines: modify && open && row.paidCents === 0,
      void: modify && !quote && (row.state === 'open' || row.state === 'written_off'),
      writeOff: modify && row.openCents > 0,
      delete: has('invoices.delete') && (row.state === 'draft' || quote),
      email: row.state !== 'draft' && row.state !== 'void' && has('messages.create'),
      invoice: quote && row.state === 'open' && record.kind === 'customer' && has('invoices.create'),
      pay: row.openCents > 0 && sees && has('payments.create'),
      paymentLink: row.openCents > 0 && actor.company.settings.paymentPortal && has('payments.create'),
    },
    readOnlyReason: record.archived ? 'archived' : !modify ? 'permission' : open ? null : 'closed',
  }
}

type Names = { items: ReadonlyMap<number, string>; terms: ReadonlyMap<number, string> }

/** `2 × Monitoring: March, $89.98`. */
export const linesText = (
  lines: readonly NewInvoiceLine[],
  names: Names['items'],
  currency: string,
): string | null =>
  lines
    .map((line) => {
      const what = [line.itemId === null ? null : names.get(line.itemId), line.description]
        .filter(Boolean)
        .join(': ')
      return `${quantityText(line.quantityHundredths)} × ${what}, ${formatCents(amountOf(line), currency)}${line.taxable ? ', taxable' : ''}`
    })
    .join('\n') || null

export type Told = InvoiceValues & { lines: string | null; totalCents: number }

/** What differs, as people read it. @param before null: it is new */
export function changesOf(before: Told | null, after: Told | null, names: Names, currency: string): Change[] {
  const read = (told: Told | null, field: string): string | null => {
    const value = told?.[field as keyof Told] ?? null
    if (value === null || value === '') return null
    if (field === 'invoiceOn' || field === 'dueOn') return formatDate(String(value))
    if (field === 'termId') return names.terms.get(value as number) ?? `#${value}`
    if (field === 'totalCents') return formatCents(value as number, currency)
    if (field === 'taxExempt') return value ? 'Yes' : null
    return String(value)
  }
  return Object.keys(invoiceLabels)
    .filter((field) => field !== 'status')
    .map((field) => ({ field, old: read(before, field), new: read(after, field) }))
    .filter((change) => change.old !== change.new)
}
