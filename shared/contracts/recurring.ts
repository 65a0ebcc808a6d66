/** Recurring invoices of records, and the runs that make invoices of them (BIL-003, BIL-004). */
import { z } from 'zod'
import { date, endpoint, id, instant, longText, nothing, text } from '../contract.ts'
import { withoutCard } from '../rules/customer-values.ts'
import { maxInvoiceLines } from '../rules/invoices.ts'
import { historyEntry } from './history.ts'
import { cents, customerRef, lineText, named, price, quantity, version } from './invoice-values.ts'

const ofCustomer = z.object({ customerId: id })
const ofRecurring = ofCustomer.extend({ recurringId: id })

const newLine = z.strictObject({
  itemId: id,
  description: lineText.default(''),
  quantityHundredths: quantity,
  priceCents: price,
  /** The record's monthly rate, as it is when an invoice is made, in place of the price. */
  followsRate: z.boolean().default(false),
  taxable: z.boolean().default(false),
})
export type NewRecurringLine = z.output<typeof newLine>

const fields = {
  name: withoutCard(text(120)),
  everyMonths: z.number('Enter a number of months').int().min(1, 'At least 1').max(120, 'At most 120'),
  saleOn: date,
  startOn: date,
  anchorOn: date.nullable(),
  endOn: date.nullable(),
  maxCount: z.number().int().min(1, 'At least 1').max(1200, 'At most 1,200').nullable(),
  daysBefore: z.number('Enter a number of days').int().min(0, 'At least 0').max(90, 'At most 90'),
  termId: id.nullable(),
  billParent: z.boolean(),
  taxExempt: z.boolean(),
  increasePpm: z
    .number('Enter a percentage')
    .int('At most four decimals')
    .min(0, 'At least 0')
    .max(1_000_000, 'At most 100'),
  poNumber: withoutCard(text(60)),
  notes: withoutCard(longText(2000)),
  internalNotes: withoutCard(longText(2000)),
  billingMethodId: id.nullable(),
  lines: z.array(newLine).min(1, 'Add a line').max(maxInvoiceLines),
}
export const newRecurring = z.strictObject({
  name: fields.name.default(''),
  everyMonths: fields.everyMonths.default(1),
  /** When what it bills was sold; absent: today. Of several with the MMR line the app of the customer shows the latest (ADB-001). */
  saleOn: fields.saleOn.optional(),
  startOn: fields.startOn,
  /** Null: regular periods begin at the start. */
  anchorOn: fields.anchorOn.default(null),
  endOn: fields.endOn.default(null),
  maxCount: fields.maxCount.default(null),
  daysBefore: fields.daysBefore.default(0),
  termId: fields.termId.default(null),
  /** Absent: a sub-customer's bills through its parent. */
  billParent: fields.billParent.optional(),
  taxExempt: fields.taxExempt.default(false),
  increasePpm: fields.increasePpm.default(0),
  poNumber: fields.poNumber.default(''),
  notes: fields.notes.default(''),
  internalNotes: fields.internalNotes.default(''),
  /** Auto Pay: what its invoices are charged to when they are due; of the parent where that is billed. */
  billingMethodId: fields.billingMethodId.default(null),
  lines: fields.lines,
})
export type NewRecurring = z.output<typeof newRecurring>
export const changedRecurring = z.strictObject({
  name: fields.name.optional(),
  everyMonths: fields.everyMonths.optional(),
  saleOn: fields.saleOn.optional(),
  startOn: fields.startOn.optional(),
  anchorOn: fields.anchorOn.optional(),
  endOn: fields.endOn.optional(),
  maxCount: fields.maxCount.optional(),
  daysBefore: fields.daysBefore.optional(),
  termId: fields.termId.optional(),
  billParent: fields.billParent.optional(),
  taxExempt: fields.taxExempt.optional(),
  increasePpm: fields.increasePpm.optional(),
  poNumber: fields.poNumber.optional(),
  notes: fields.notes.optional(),
  internalNotes: fields.internalNotes.optional(),
  billingMethodId: fields.billingMethodId.optional(),
  lines: fields.lines.optional(),
})
export type ChangedRecurring = z.output<typeof changedRecurring>

export const recurringInvoice = z
  .object({
    id,
    customerId: id,
    version,
    name: z.string(),
    state: z.enum(['active', 'stopped', 'finished']),
    everyMonths: z.number().int(),
    saleOn: z.string(),
    startOn: z.string(),
    anchorOn: z.string(),
    endOn: z.string().nullable(),
    maxCount: z.number().int().nullable(),
    daysBefore: z.number().int(),
    /** How many invoices it has made. */
    made: z.number().int(),
    /** When the next period begins, and when its invoice is made; null once it makes no more. */
    nextOn: z.string().nullable(),
    createOn: z.string().nullable(),
    /** What the next invoice comes to before tax. */
    nextCents: cents.nullable(),
    term: named.nullable(),
    billingMethod: named.nullable(),
    billParent: z.boolean(),
    taxExempt: z.boolean(),
    increasePpm: z.number().int(),
    poNumber: z.string(),
    notes: z.string(),
    internalNotes: z.string(),
    lines: z.array(
      z.object({
        id,
        item: named,
        description: z.string(),
        quantityHundredths: z.number().int(),
        priceCents: cents,
        followsRate: z.boolean(),
        taxable: z.boolean(),
      }),
    ),
    /** It has the built-in MMR line: a provider's app may show its invoices (ADB-001). */
    hasRateLine: z.boolean(),
    createdAt: instant,
    createdBy: z.string(),
    abilities: z.object({ modify: z.boolean(), delete: z.boolean() }),
  })
  .meta({ id: 'RecurringInvoice' })
export type RecurringInvoice = z.output<typeof recurringInvoice>
export type RecurringConflict = { recurring: RecurringInvoice; changedBy: string; changedAt: string }

export const recurring = {
  ofCustomer: endpoint({
    method: 'GET',
    path: '/customers/:customerId/recurring-invoices',
    access: 'invoices.view',
    addOn: 'invoicePlus',
    summary: 'A record’s recurring invoices, the active ones first',
    params: ofCustomer,
    response: z.object({
      items: z.array(recurringInvoice),
      parent: customerRef.nullable(),
      abilities: z.object({ create: z.boolean() }),
    }),
  }),
  get: endpoint({
    method: 'GET',
    path: '/customers/:customerId/recurring-invoices/:recurringId',
    access: 'invoices.view',
    addOn: 'invoicePlus',
    summary: 'One recurring invoice',
    params: ofRecurring,
    response: recurringInvoice,
  }),
  history: endpoint({
    method: 'GET',
    path: '/customers/:customerId/recurring-invoices/:recurringId/history',
    access: 'invoices.view',
    addOn: 'invoicePlus',
    summary: 'What happened to a recurring invoice, newest first',
    params: ofRecurring,
    query: z.object({ before: id.optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
    response: z.object({ items: z.array(historyEntry), next: id.nullable() }),
  }),
  create: endpoint({
    method: 'POST',
    path: '/customers/:customerId/recurring-invoices',
    access: 'invoices.create',
    addOn: 'invoicePlus',
    summary: 'Begin a recurring invoice',
    params: ofCustomer,
    body: newRecurring,
    response: recurringInvoice,
    history: { event: 'recurring.created' },
  }),
  save: endpoint({
    method: 'PATCH',
    path: '/customers/:customerId/recurring-invoices/:recurringId',
    access: 'invoices.modify',
    addOn: 'invoicePlus',
    summary: 'Change a recurring invoice from its next period on; its calendar is fixed once it has made one',
    params: ofRecurring,
    body: z.object({ version, fields: changedRecurring }),
    response: recurringInvoice,
    history: { event: 'recurring.saved' },
  }),
  setState: endpoint({
    method: 'POST',
    path: '/customers/:customerId/recurring-invoices/:recurringId/state',
    access: 'invoices.modify',
    addOn: 'invoicePlus',
    summary: 'Stop a recurring invoice, or let it go on; what was missed meanwhile is billed, or skipped',
    params: ofRecurring,
    body: z.strictObject({
      version,
      state: z.enum(['active', 'stopped']),
      skipMissed: z.boolean().default(true),
    }),
    response: recurringInvoice,
    history: { event: 'recurring.state_set' },
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/customers/:customerId/recurring-invoices/:recurringId',
    access: 'invoices.delete',
    addOn: 'invoicePlus',
    summary: 'Delete a recurring invoice that has made none',
    params: ofRecurring,
    response: nothing,
    history: { event: 'recurring.deleted' },
  }),
}

const run = z.object({
  id,
  day: z.string(),
  state: z.enum(['running', 'done']),
  by: z.string().nullable(),
  startedAt: instant,
  finishedAt: instant.nullable(),
  due: z.number().int(),
  made: z.number().int(),
  /** Of periods that were over long before: caught up. */
  late: z.number().int(),
  totalCents: cents,
})
export type BillingRun = z.output<typeof run>

export const billing = {
  list: endpoint({
    method: 'GET',
    path: '/billing-runs',
    access: 'company_accounting.view',
    addOn: 'invoicePlus',
    scope: 'company',
    summary: 'The billing runs, newest first, and what is due now',
    query: z.object({ before: id.optional(), limit: z.coerce.number().int().min(1).max(100).default(30) }),
    response: z.object({
      items: z.array(run),
      next: id.nullable(),
      due: z.number().int(),
      nextRunAt: instant.nullable(),
      abilities: z.object({ start: z.boolean() }),
    }),
  }),
  start: endpoint({
    method: 'POST',
    path: '/billing-runs',
    access: 'invoices.create',
    addOn: 'invoicePlus',
    scope: 'company',
    summary: 'Make the invoices that are due now, in the background; one run at a time',
    response: run,
    history: { event: 'billing.run_started' },
  }),
}
