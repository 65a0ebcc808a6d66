/** What payables and pay runs are made of, as the endpoints say it (TAB-010). */
import { z } from 'zod'
import { date, id, instant, longText, text } from '../contract.ts'
import { withoutCard } from '../rules/customer-values.ts'
import {
  generationResultKeys,
  maxBulkPayables,
  maxPayableLines,
  payableSourceKeys,
  payableStatusKeys,
  settableStatuses,
} from '../rules/payables.ts'
import { cents, customerRef } from './invoice-values.ts'

export const named = z.object({ id, name: z.string() })
export const version = z.number().int().positive()
export const status = z.enum(payableStatusKeys)
const day = z.string().nullable()

export const row = z.object({
  id,
  customer: customerRef,
  location: z.string(),
  function: named.nullable(),
  payee: z.object({ userId: id.nullable(), name: z.string() }),
  status,
  source: z.enum(payableSourceKeys),
  amountCents: cents,
  paidCents: cents,
  outstandingCents: cents,
  earnedOn: z.string(),
  paidOn: day,
  createdAt: instant,
})
export type PayableRow = z.output<typeof row>

const line = z.object({
  id,
  byRule: z.boolean(),
  adjustment: z.boolean(),
  name: z.string(),
  description: z.string(),
  amountCents: cents,
  /** How the rule came to it; null where it names what the reader may not see. */
  reckoning: z.string().nullable(),
})
const payment = z.object({
  id,
  amountCents: cents,
  on: z.string(),
  reference: z.string(),
  notes: z.string(),
  payRunId: id.nullable(),
  /** Of a reversal: the payment; of a payment: whether it was reversed. */
  ofId: id.nullable(),
  reversed: z.boolean(),
  by: z.string(),
})
export const payable = row
  .extend({
    version,
    level: z.string(),
    baseCents: cents,
    adjustmentCents: cents,
    approvedOn: day,
    statusReason: z.string(),
    noteToPayee: z.string(),
    notes: z.string(),
    /** Of a charge back: what it takes back. Of what was taken back: that it was. */
    ofId: id.nullable(),
    chargedBack: z.boolean(),
    lines: z.array(line),
    payments: z.array(payment),
    createdBy: z.string(),
    abilities: z.object({ modify: z.boolean(), lines: z.boolean(), pay: z.boolean(), statuses: z.array(z.enum(settableStatuses)) }),
  })
  .meta({ id: 'Payable' }) // prettier-ignore
export type Payable = z.output<typeof payable>

const amount = z
  .number('Enter an amount')
  .int('Enter whole cents')
  .min(-99_999_999, 'At least -$999,999.99')
  .max(99_999_999, 'At most $999,999.99')
const lineText = withoutCard(text(255)).pipe(z.string().min(1, 'Say what it is for'))
export const payableFields = z
  .strictObject({
    functionId: id.nullable().default(null),
    payeeUserId: id.nullable().default(null),
    payeeName: withoutCard(text(120)).nullable().default(null),
    earnedOn: date,
    noteToPayee: withoutCard(longText(2000)).default(''),
    notes: withoutCard(longText(2000)).default(''),
    /** Those by hand; the lines that a rule made stay. */
    lines: z
      .array(
        z.strictObject({ name: lineText, description: withoutCard(text(500)).default(''), amountCents: amount }),
      )
      .max(maxPayableLines, `At most ${maxPayableLines} lines`),
  })
  .superRefine((given, ctx) => {
    if ((given.payeeUserId === null) === !given.payeeName)
      ctx.addIssue({ code: 'custom', path: ['payee'], message: 'Choose a user, or enter an outside payee' })
  }) // prettier-ignore
export type PayableFields = z.output<typeof payableFields>

export const reason = withoutCard(longText(500))
export const needsReason = (given: { status: string; reason: string }, ctx: z.RefinementCtx) => {
  if (given.status === 'denied' && !given.reason)
    ctx.addIssue({ code: 'custom', path: ['reason'], message: 'Say why' })
}
export const newPayment = z.strictObject({
  /** Below zero where a charge back is taken back. */
  amountCents: amount.refine((value) => value !== 0, 'More than $0.00'),
  on: date,
  reference: withoutCard(text(60)).default(''),
  notes: withoutCard(text(500)).default(''),
  requestKey: z.uuid(),
})

export const filter = z.object({
  status: status.optional(),
  functionId: id.optional(),
  locationId: id.optional(),
  payeeUserId: id.optional(),
  /** Any part of the payee’s name. */
  payee: text(80).optional(),
  earnedFrom: date.optional(),
  earnedTo: date.optional(),
})
export type PayableFilter = z.output<typeof filter>
export const listQuery = filter.extend({
  sort: z.enum(['number', 'customer', 'earned', 'amount']).default('number'),
  direction: z.enum(['asc', 'desc']).default('desc'),
  after: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type PayableQuery = z.output<typeof listQuery>

/** Which payables: those that are named, or those that the filter finds, if they still are as many as were shown. */
export const which = z
  .strictObject({
    ids: z.array(id).min(1, 'Choose payables').max(maxBulkPayables).optional(),
    filter: filter.strict().optional(),
    count: z.number().int().min(1).max(maxBulkPayables).optional(),
  })
  .superRefine((given, ctx) => {
    if ((given.ids === undefined) === (given.filter === undefined))
      ctx.addIssue({ code: 'custom', path: ['ids'], message: 'Name payables, or a filter' })
  })
export type Which = z.output<typeof which>

export const payRun = z
  .object({
    id,
    paidOn: z.string(),
    reference: z.string(),
    notes: z.string(),
    count: z.number().int(),
    payees: z.number().int(),
    totalCents: cents,
    /** Of what it paid, reversed since. */
    reversedCents: cents,
    createdAt: instant,
    createdBy: z.string(),
  })
  .meta({ id: 'PayRun' })
export type PayRun = z.output<typeof payRun>

export const generated = z.object({
  function: z.string(),
  payee: z.string().nullable(),
  result: z.enum(generationResultKeys),
  payableId: id.nullable(),
  amountCents: cents.nullable(),
  why: z.string(),
})
export type Generated = z.output<typeof generated>
