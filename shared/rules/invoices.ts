/** What invoices add up to and how they are called, on both sides (BIL-001, BIL-002). All amounts are whole cents. */
import { sumCents } from '../money.ts'

/** More than any invoice has; bounds what one costs. */
export const maxInvoiceLines = 100
/** The built-in item: the monthly rate (ADB-001). The database refuses to delete it. */
export const mmrItemId = 3
export const maxPriceCents = 99_999_999

export const invoiceKinds = { invoice: 'Invoice', quote: 'Quote' } as const
export type InvoiceKind = keyof typeof invoiceKinds

export const invoiceStatuses = {
  draft: 'Draft',
  open: 'Open',
  paid: 'Paid',
  void: 'Void',
  written_off: 'Written off',
  accepted: 'Accepted',
  declined: 'Declined',
} as const
export type InvoiceStatus = keyof typeof invoiceStatuses
export const invoiceStatusKeys = Object.keys(invoiceStatuses) as [InvoiceStatus, ...InvoiceStatus[]]

export type LineAmount = { quantityHundredths: number; priceCents: number; taxable: boolean }
export type Rate = { name: string; ratePpm: number }
export type TaxLine = Rate & { taxableCents: number; taxCents: number }
export type InvoiceTotals = { subtotalCents: number; taxes: TaxLine[]; taxCents: number; totalCents: number }

/** Whole cents; half a cent is rounded up. A discount has a negative price. The same in SQL: invoice_line.amount_cents. */
export const amountOf = ({
  quantityHundredths,
  priceCents,
}: Pick<LineAmount, 'quantityHundredths' | 'priceCents'>): number =>
  Math.floor((quantityHundredths * priceCents + 50) / 100)

/** The tax of one jurisdiction on a sum; none on what is negative. @param ratePpm millionths: 72500 are 7.25 % */
export const taxOf = (taxableCents: number, ratePpm: number): number =>
  Number((BigInt(Math.max(0, taxableCents)) * BigInt(ratePpm) + 500_000n) / 1_000_000n)

/** Each line as it is rounded, each jurisdiction's tax on the sum of the taxable lines: what is printed adds up. */
export function invoiceTotals(
  lines: readonly LineAmount[],
  rates: readonly Rate[],
  exempt: boolean,
): InvoiceTotals {
  const subtotalCents = sumCents(lines.map(amountOf))
  const taxableCents = Math.max(0, sumCents(lines.filter(({ taxable }) => taxable).map(amountOf)))
  const taxes =
    exempt || taxableCents === 0
      ? []
      : rates.map(({ name, ratePpm }) => ({
          name,
          ratePpm,
          taxableCents,
          taxCents: taxOf(taxableCents, ratePpm),
        }))
  const taxCents = sumCents(taxes.map((tax) => tax.taxCents))
  return { subtotalCents, taxes, taxCents, totalCents: subtotalCents + taxCents }
}

/** `72500` → `7.25%`. */
export const rateText = (ratePpm: number): string => `${ratePpm / 10_000}%`

export const invoiceLabels = {
  status: 'Status',
  invoiceOn: 'Date',
  dueOn: 'Due',
  termId: 'Terms',
  poNumber: 'PO number',
  lines: 'Lines',
  totalCents: 'Total',
  taxExempt: 'Tax exempt',
  notes: 'Note to the customer',
} as const

/** How late an open invoice is: `current` is not due yet or due today. */
export const agingBuckets = {
  current: 'Not yet due',
  days30: '1–30 days',
  days60: '31–60 days',
  days90: '61–90 days',
  older: 'Over 90 days',
} as const
export type AgingBucket = keyof typeof agingBuckets
export const agingKeys = Object.keys(agingBuckets) as [AgingBucket, ...AgingBucket[]]
