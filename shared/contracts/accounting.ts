/** A record's account: what it owes, and every entry with the balance after it (BIL-007, REC-038, REC-164, REC-165). */
import { z } from 'zod'
import { endpoint, id, instant } from '../contract.ts'
import { aging, cents, customerRef } from './invoice-values.ts'

export const postingKinds = [
  'invoice', 'adjustment', 'void', 'write_off', 'write_off_undone', 'payment', 'credit_memo', 'nsf', 'refund', 'chargeback', 'payment_void',
] as const // prettier-ignore
const ofCustomer = z.object({ customerId: id })

export const transaction = z.object({
  id,
  kind: z.enum(postingKinds),
  on: z.string(),
  at: instant,
  /** Whose place it is about: a sub-customer that bills through its parent. */
  customer: customerRef,
  invoice: z.object({ id, number: z.number().int().nullable(), customerId: id }).nullable(),
  payment: z.object({ id, number: z.number().int(), customerId: id, how: z.string() }).nullable(),
  memo: z.string(),
  /** What it adds to what is owed. */
  amountCents: cents,
  balanceCents: cents,
  by: z.string(),
})
export type Transaction = z.output<typeof transaction>

export const accounting = {
  summary: endpoint({
    method: 'GET',
    path: '/customers/:customerId/accounting',
    access: 'billing_information.view',
    summary: 'What a record owes, how late it is, and what its Accounting pages hold',
    params: ofCustomer,
    response: z.object({
      kind: z.enum(['customer', 'lead']),
      /** Below zero: the company owes it. */
      balanceCents: cents,
      /** Paid, and not applied to an invoice yet. */
      creditCents: cents,
      aging,
      /** The parent that receives its payments. */
      parent: customerRef.nullable(),
      /** Invoices of its own that are open although it has a parent. */
      ownOpenCents: cents,
      subCustomers: z.number().int(),
      counts: z.object({
        transactions: z.number().int(),
        invoices: z.number().int(),
        quotes: z.number().int(),
        payments: z.number().int(),
        recurring: z.number().int(),
        statements: z.number().int(),
        fundings: z.number().int(),
        /** Those not denied; 0 where one may not see them. */
        payables: z.number().int(),
        payablesToReview: z.number().int(),
      }),
      abilities: z.object({
        invoice: z.boolean(),
        quote: z.boolean(),
        payment: z.boolean(),
        recurring: z.boolean(),
        paymentLink: z.boolean(),
        seesPaymentLinks: z.boolean(),
        seesPayables: z.boolean(),
        seesFunding: z.boolean(),
        seesInvoices: z.boolean(),
        seesPayments: z.boolean(),
        seesRecurring: z.boolean(),
      }),
      readOnlyReason: z.enum(['archived']).nullable(),
    }),
  }),
  transactions: endpoint({
    method: 'GET',
    path: '/customers/:customerId/transactions',
    access: 'billing_information.view',
    summary: 'The entries of a record’s account, and of its sub-customers that bill through it, newest first',
    params: ofCustomer,
    query: z.object({
      kind: z.enum(postingKinds).optional(),
      aboutId: id.optional(),
      before: id.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: z.object({ items: z.array(transaction), next: id.nullable() }),
  }),
}
