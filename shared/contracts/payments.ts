/** Payments of records: entered by hand, applied to invoices, undone (BIL-005). */
import { z } from 'zod'
import { date, endpoint, id, instant, longText, text } from '../contract.ts'
import { withoutCard } from '../rules/customer-values.ts'
import { handMethods } from '../rules/payments.ts'
import { cents, customerRef } from './invoice-values.ts'

const ofCustomer = z.object({ customerId: id })
const ofPayment = ofCustomer.extend({ paymentId: id })
const amount = z
  .number('Enter an amount, for example 44.99')
  .int('Enter whole cents')
  .min(1, 'More than $0.00')
  .max(9_999_999_999, 'At most $99,999,999.99')
const parts = z
  .array(z.strictObject({ invoiceId: id, amountCents: amount }))
  .max(500)
  .refine((list) => new Set(list.map((part) => part.invoiceId)).size === list.length, 'Each invoice once')
const apply = z.union([z.enum(['oldest', 'none']), parts])
const method = z.enum(['check', 'cash', 'money_order', 'other', 'card', 'ach'])
const kind = z.enum(['payment', 'credit_memo'])
const status = z.enum(['applied', 'unapplied', 'reversed'])

export const paymentRow = z.object({
  id,
  number: z.number().int(),
  kind,
  method: method.nullable(),
  /** Who had it made: staff, Auto Pay, the customer in the Payment Portal or in a provider's app. */
  origin: z.string(),
  status,
  customer: customerRef,
  location: z.string(),
  paidOn: z.string(),
  reference: z.string(),
  amountCents: cents,
  unappliedCents: cents,
  reversedCents: cents,
  /** The provider whose app the customer made it in; null: made otherwise. */
  app: z.string().nullable(),
})
export type PaymentRow = z.output<typeof paymentRow>

export const payment = paymentRow
  .extend({
    note: z.string(),
    applications: z.array(
      z.object({
        invoice: z.object({ id, number: z.number().int().nullable(), customerId: id, customer: z.string() }),
        amountCents: cents,
        at: instant,
        /** No longer: the invoice was void, or the payment undone. */
        released: z.boolean(),
      }),
    ),
    reversals: z.array(
      z.object({
        kind: z.enum(['void', 'nsf', 'refund', 'chargeback']),
        amountCents: cents,
        on: z.string(),
        note: z.string(),
        by: z.string(),
      }),
    ),
    createdAt: instant,
    createdBy: z.string(),
    abilities: z.object({ apply: z.boolean(), reverse: z.boolean() }),
  })
  .meta({ id: 'Payment' })
export type Payment = z.output<typeof payment>

export const paymentFilter = z.object({
  customerId: id.optional(),
  status: z.enum(['all', 'applied', 'unapplied', 'reversed']).default('all'),
  method: z.enum(['check', 'cash', 'money_order', 'other', 'card', 'ach', 'credit_memo']).optional(),
  origin: z.enum(['staff', 'autopay', 'portal', 'app']).optional(),
  locationId: id.optional(),
  from: date.optional(),
  to: date.optional(),
})
export type PaymentFilter = z.output<typeof paymentFilter>
export const paymentQuery = paymentFilter.extend({
  sort: z.enum(['number', 'date', 'amount']).default('number'),
  direction: z.enum(['asc', 'desc']).default('desc'),
  after: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type PaymentQuery = z.output<typeof paymentQuery>

export const payments = {
  choices: endpoint({
    method: 'GET',
    path: '/customers/:customerId/payment-choices',
    access: 'payments.view',
    summary:
      'The open invoices that a payment of this record may be applied to, those of its sub-customers among them',
    params: ofCustomer,
    response: z.object({
      today: z.string(),
      invoices: z.array(
        z.object({
          id,
          number: z.number().int().nullable(),
          customer: customerRef,
          invoiceOn: z.string(),
          dueOn: z.string().nullable(),
          daysLate: z.number().int(),
          totalCents: cents,
          openCents: cents,
        }),
      ),
      parent: customerRef.nullable(),
      creditCents: cents,
    }),
  }),
  get: endpoint({
    method: 'GET',
    path: '/customers/:customerId/payments/:paymentId',
    access: 'payments.view',
    summary: 'One payment: to what it was applied, and what undid it',
    params: ofPayment,
    response: payment,
  }),
  create: endpoint({
    method: 'POST',
    path: '/customers/:customerId/payments',
    access: 'payments.create',
    summary: 'Record a payment or a credit memo; one request key makes one payment, however often it is sent',
    params: ofCustomer,
    body: z
      .strictObject({
        kind: kind.default('payment'),
        method: z.enum(handMethods).nullable().default(null),
        paidOn: date,
        reference: withoutCard(text(60)).default(''),
        note: withoutCard(longText(500)).default(''),
        amountCents: amount,
        apply: apply.default('oldest'),
        requestKey: z.uuid(),
      })
      .superRefine((body, ctx) => {
        if ((body.kind === 'payment') !== (body.method !== null))
          ctx.addIssue({ code: 'custom', path: ['method'], message: 'Choose how it was paid' })
      }),
    response: payment,
    history: { event: 'payments.recorded' },
  }),
  apply: endpoint({
    method: 'POST',
    path: '/customers/:customerId/payments/:paymentId/apply',
    access: 'payments.modify',
    summary: 'Apply what is unapplied of a payment: to the oldest invoices, or to chosen ones',
    params: ofPayment,
    body: z.strictObject({ apply: z.union([z.literal('oldest'), parts]) }),
    response: payment,
    history: { event: 'payments.applied' },
  }),
  reverse: endpoint({
    method: 'POST',
    path: '/customers/:customerId/payments/:paymentId/reverse',
    access: 'payments.modify',
    summary:
      'Undo a payment that was entered by hand: void, returned by the bank, refunded; its invoices are open again',
    params: ofPayment,
    body: z.strictObject({
      kind: z.enum(['void', 'nsf', 'refund']),
      /** Of a refund; null: all of it. */
      amountCents: amount.nullable().default(null),
      note: withoutCard(longText(500)).default(''),
    }),
    response: payment,
    history: { event: 'payments.reversed' },
  }),
  list: endpoint({
    method: 'GET',
    path: '/payments',
    access: 'payments.view',
    summary: 'A page of payments, of the company or of one record, by keyset',
    query: paymentQuery,
    response: z.object({ items: z.array(paymentRow), next: z.string().nullable() }),
  }),
  summary: endpoint({
    method: 'GET',
    path: '/payments/summary',
    access: 'payments.view',
    summary: 'How many payments the filter finds, counted up to 10,000, and what they come to',
    query: paymentFilter,
    response: z.object({
      count: z.number().int(),
      more: z.boolean(),
      amountCents: cents,
      unappliedCents: cents,
    }),
  }),
}
