/** Charging a record's billing methods: by a person now, and what became of it (BIL-005). */
import { z } from 'zod'
import { endpoint, id } from '../contract.ts'
import { methodKindKeys } from '../rules/billing-methods.ts'
import { maxChargeCents } from '../rules/charges.ts'
import { chargeRow } from './charges.ts'

const ofCustomer = z.object({ customerId: id })
const amount = z
  .number('Enter an amount, for example 44.99')
  .int('Enter whole cents')
  .min(1, 'More than $0.00')
  .max(maxChargeCents, 'That is too much')
const parts = z
  .array(z.strictObject({ invoiceId: id, amountCents: amount }))
  .max(500)
  .refine((list) => new Set(list.map((part) => part.invoiceId)).size === list.length, 'Each invoice once')

export const chargeMethod = z.object({
  id,
  /** `Visa ending in 1111`. */
  name: z.string(),
  kind: z.enum(methodKindKeys),
  isDefault: z.boolean(),
  /** Whose it is: the record's, or its parent's. */
  ofParent: z.boolean(),
})
export type ChargeMethod = z.output<typeof chargeMethod>

export const autopay = {
  methods: endpoint({
    method: 'GET',
    path: '/customers/:customerId/charge-methods',
    access: 'payments.view',
    summary: 'The billing methods that a payment of this record may be charged to, its parent’s among them',
    params: ofCustomer,
    response: z.object({ items: z.array(chargeMethod) }),
  }),
  ofCustomer: endpoint({
    method: 'GET',
    path: '/customers/:customerId/charges',
    access: 'payments.view',
    summary: 'The newest charges of a record, of one of its invoices or the one behind a payment',
    params: ofCustomer,
    query: z.object({ invoiceId: id.optional(), paymentId: id.optional() }),
    response: z.object({ items: z.array(chargeRow) }),
  }),
  charge: endpoint({
    method: 'POST',
    path: '/customers/:customerId/charges',
    access: 'payments.create',
    summary:
      'Charge a billing method; one request key makes one charge, whose payment is recorded once it is approved',
    params: ofCustomer,
    body: z.strictObject({
      billingMethodId: id,
      amountCents: amount,
      apply: z.union([z.enum(['oldest', 'none']), parts]).default('oldest'),
      requestKey: z.uuid(),
    }),
    response: chargeRow,
    history: { event: 'charges.requested' },
  }),
}
