/** What invoices, quotes and recurring invoices are made of, as the endpoints say it (BIL-001 to BIL-003). */
import { z } from 'zod'
import { date, id, instant, longText, text } from '../contract.ts'
import { withoutCard } from '../rules/customer-values.ts'
import { agingKeys, invoiceStatusKeys, maxInvoiceLines, maxPriceCents } from '../rules/invoices.ts'

export const named = z.object({ id, name: z.string() })
export const version = z.number().int().positive()
export const cents = z.number().int()
export const customerRef = z.object({ id, name: z.string() })
export const kind = z.enum(['invoice', 'quote'])
export const status = z.enum(invoiceStatusKeys)

/** A unit price; below zero it is a discount. */
export const price = z
  .number('Enter an amount, for example 44.99')
  .int('Enter whole cents')
  .min(-maxPriceCents, 'At least -$999,999.99')
  .max(maxPriceCents, 'At most $999,999.99')
export const quantity = z
  .number('Enter a quantity, for example 1.5')
  .int('At most two decimals')
  .min(1, 'More than 0')
  .max(999_999, 'At most 9,999.99')
export const lineText = withoutCard(text(255))

const newLine = z
  .strictObject({
    itemId: id.nullable().default(null),
    description: lineText.default(''),
    quantityHundredths: quantity,
    priceCents: price,
    taxable: z.boolean().default(false),
  })
  .superRefine((line, ctx) => {
    if (line.itemId === null && line.description === '')
      ctx.addIssue({ code: 'custom', path: ['description'], message: 'Choose an item, or say what it is' })
  })
export type NewInvoiceLine = z.output<typeof newLine>

const fields = {
  invoiceOn: date,
  dueOn: date.nullable(),
  termId: id.nullable(),
  poNumber: withoutCard(text(60)),
  notes: withoutCard(longText(2000)),
  taxExempt: z.boolean(),
  lines: z.array(newLine).min(1, 'Add a line').max(maxInvoiceLines, `At most ${maxInvoiceLines} lines`),
}
export const newInvoice = z.strictObject({
  kind: kind.default('invoice'),
  /** Kept as a draft: it has no number yet, and nobody owes it. */
  draft: z.boolean().default(false),
  invoiceOn: fields.invoiceOn,
  /** Null: by its terms. */
  dueOn: fields.dueOn.default(null),
  termId: fields.termId.default(null),
  poNumber: fields.poNumber.default(''),
  notes: fields.notes.default(''),
  taxExempt: fields.taxExempt.default(false),
  lines: fields.lines,
  /** What becomes an invoice; each becomes one. */
  workOrderId: id.nullable().default(null),
  quoteId: id.nullable().default(null),
})
export type NewInvoice = z.output<typeof newInvoice>
export const changedInvoice = z.strictObject({
  invoiceOn: fields.invoiceOn.optional(),
  dueOn: fields.dueOn.optional(),
  termId: fields.termId.optional(),
  poNumber: fields.poNumber.optional(),
  notes: fields.notes.optional(),
  taxExempt: fields.taxExempt.optional(),
  lines: fields.lines.optional(),
})
export type ChangedInvoice = z.output<typeof changedInvoice>

export const line = z.object({
  id,
  item: named.nullable(),
  description: z.string(),
  quantityHundredths: cents,
  priceCents: cents,
  amountCents: cents,
  taxable: z.boolean(),
})
export const tax = z.object({ name: z.string(), ratePpm: cents, taxableCents: cents, taxCents: cents })

export const invoiceRow = z.object({
  id,
  kind,
  /** Null while a draft. */
  number: z.number().int().nullable(),
  status,
  /** Whose place was served, and who owes it where that is another. */
  customer: customerRef,
  payer: customerRef,
  location: z.string(),
  invoiceOn: z.string(),
  dueOn: z.string().nullable(),
  /** Days past due of what is open; 0: none. */
  daysLate: z.number().int(),
  totalCents: cents,
  openCents: cents,
  recurringId: id.nullable(),
})
export type InvoiceRow = z.output<typeof invoiceRow>

export const invoice = invoiceRow
  .extend({
    version,
    term: named.nullable(),
    poNumber: z.string(),
    notes: z.string(),
    taxExempt: z.boolean(),
    lines: z.array(line),
    taxes: z.array(tax),
    subtotalCents: cents,
    taxCents: cents,
    paidCents: cents,
    /** What it covers, if it was made by a recurring one; `to` is the first day that it does not. */
    period: z.object({ from: z.string(), to: z.string() }).nullable(),
    quote: z.object({ id, number: z.number().int().nullable() }).nullable(),
    /** The invoice that a quote became. */
    invoice: z.object({ id, number: z.number().int().nullable() }).nullable(),
    workOrderId: id.nullable(),
    payments: z.array(
      z.object({
        id,
        number: z.number().int(),
        customerId: id,
        paidOn: z.string(),
        how: z.string(),
        amountCents: cents,
      }),
    ),
    emailedAt: instant.nullable(),
    createdAt: instant,
    createdBy: z.string(),
    updatedAt: instant.nullable(),
    updatedBy: z.string().nullable(),
    abilities: z.object({
      modify: z.boolean(),
      /** Lines, dates and tax, too: nothing is paid of it. */
      modifyLines: z.boolean(),
      void: z.boolean(),
      writeOff: z.boolean(),
      delete: z.boolean(),
      email: z.boolean(),
      /** To make an invoice of a quote. */
      invoice: z.boolean(),
      pay: z.boolean(),
      /** To send the payer a link by which it is paid online. */
      paymentLink: z.boolean(),
    }),
    readOnlyReason: z.enum(['archived', 'closed', 'permission']).nullable(),
  })
  .meta({ id: 'Invoice' })
export type Invoice = z.output<typeof invoice>
export type InvoiceConflict = { invoice: Invoice; changedBy: string; changedAt: string }

export const invoiceFilter = z.object({
  kind: kind.default('invoice'),
  /** `unpaid`: issued and not paid in full. */
  status: z.enum(['all', 'unpaid', 'late', ...invoiceStatusKeys]).default('all'),
  aging: z.enum(agingKeys).optional(),
  customerId: id.optional(),
  locationId: id.optional(),
  recurringId: id.optional(),
  runId: id.optional(),
  from: date.optional(),
  to: date.optional(),
  dueFrom: date.optional(),
  dueTo: date.optional(),
})
export type InvoiceFilter = z.output<typeof invoiceFilter>
export const invoiceSorts = ['number', 'date', 'due', 'total'] as const
export const invoiceQuery = invoiceFilter.extend({
  sort: z.enum(invoiceSorts).default('number'),
  direction: z.enum(['asc', 'desc']).default('desc'),
  /** Opaque; as a page before gave it. */
  after: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type InvoiceQuery = z.output<typeof invoiceQuery>

export const aging = z.object({
  current: cents,
  days30: cents,
  days60: cents,
  days90: cents,
  older: cents,
  totalCents: cents,
})
export type Aging = z.output<typeof aging>

export const invoiceItem = z.object({
  id,
  name: z.string(),
  description: z.string(),
  priceCents: cents,
  taxable: z.boolean(),
  category: z.string(),
  active: z.boolean(),
  version,
  /** It stays: the product knows it by its number. */
  builtIn: z.boolean(),
  uses: z.number().int(),
})
export type InvoiceItem = z.output<typeof invoiceItem>
export const itemFields = {
  name: withoutCard(text(120)).refine((s) => s !== '', 'Enter a name'),
  description: withoutCard(longText(1000)),
  priceCents: price.min(0, 'At least $0.00'),
  taxable: z.boolean(),
  category: withoutCard(text(60)),
  active: z.boolean(),
}
