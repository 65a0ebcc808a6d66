/**
 * Billing in the app of an interactive-services provider: the API that the provider's side calls (ADB-004 to ADB-012), and what the
 * dealer sees of it. Each call is signed (docs/connectors/alarmcom.md); what it answers is for the account's own people to read.
 */
import { z } from 'zod'
import { date, endpoint, id, instant, text } from '../contract.ts'
import { notConfiguredKeys, offerKeys } from '../rules/app-billing.ts'
import { methodKindKeys } from '../rules/billing-methods.ts'
import { withoutCard } from '../rules/customer-values.ts'
import { methodAddress, methodToken } from './billing-methods.ts'

const cents = z.number().int()
const provider = z.object({ companyId: id, serviceProviderId: id })
/** The account's own key at the provider. */
const account = provider.extend({ accountKey: z.string().regex(/^[\w.@-]{1,60}$/) })

const method = z.object({
  id,
  kind: z.enum(methodKindKeys),
  /** `Visa ending in 1111`. */
  name: z.string(),
  brand: z.string(),
  last4: z.string(),
  expMonth: z.number().int().nullable(),
  expYear: z.number().int().nullable(),
  expiry: z.enum(['good', 'soon', 'very_soon', 'expired']),
})
export type AppMethod = z.output<typeof method>

const bill = z.object({
  id,
  number: z.number().int(),
  invoiceOn: date,
  dueOn: date,
  totalCents: cents,
  openCents: cents,
  status: z.enum(['open', 'past_due', 'paid', 'closed']),
})
export type AppBill = z.output<typeof bill>

const payment = z.object({
  id,
  number: z.number().int(),
  paidOn: date,
  /** What of it went to these bills. */
  amountCents: cents,
  /** `Visa ending in 1111`, or how it was paid otherwise. */
  how: z.string(),
  /** `returned`: the bank took it back, and the bills are owed again. */
  status: z.enum(['paid', 'returned']),
  madeHere: z.boolean(),
  bills: z.array(z.object({ id, number: z.number().int(), amountCents: cents })),
})
export type AppPayment = z.output<typeof payment>

/** One asked for here, by the key that it was asked for under. */
const attempt = z.object({
  requestKey: z.string(),
  state: z.enum(['processing', 'paid', 'declined', 'failed']),
  amountCents: cents,
  method: z.string(),
  askedAt: instant,
  /** Why it was declined or failed, for the customer to read. */
  reason: z.string().nullable(),
  /** The payment, once the money has come. */
  paymentId: id.nullable(),
})
export type AppAttempt = z.output<typeof attempt>

const summary = z
  .discriminatedUnion('configured', [
    z.object({ configured: z.literal(false) }),
    z.object({
      configured: z.literal(true),
      company: z.string(),
      currency: z.string(),
      /** By the company's calendar. */
      today: date,
      /** null: no bill has been made yet. */
      balance: z
        .object({
          dueCents: cents,
          pastDueCents: cents,
          /** The unpaid ones, the oldest first. */
          bills: z.array(bill),
        })
        .nullable(),
      /** What is offered to pay; another amount up to the balance is possible. */
      offers: z.array(z.object({ name: z.enum(offerKeys), amountCents: cents })),
      autoPay: z.boolean(),
      /** The one that Auto Pay charges; null: none was given yet. */
      method: method.nullable(),
      /** All that are on file, to pay once with. */
      methods: z.array(method),
      /** The newest payment that was asked for here, while it is under way or if it came to nothing. */
      attempt: attempt.nullable(),
      /** Where the processor's own script keeps a new method; empty: none can be added. */
      capture: z.array(
        z.object({
          processorId: id,
          kinds: z.array(z.enum(methodKindKeys)),
          form: z.enum(['collectjs', 'stripe']),
          script: z.string(),
          publicKey: z.string(),
        }),
      ),
      /** What the customer agrees to, by kind. */
      authorizationTexts: z.object({ card: z.string(), bank_account: z.string() }),
    }),
  ])
  .meta({ id: 'AppBillingSummary' })
export type AppBillingSummary = z.output<typeof summary>

const requestKey = z.string().regex(/^[A-Za-z0-9-]{16,40}$/, '16 to 40 letters, digits and hyphens')

const newMethod = z.strictObject({
  processorId: id,
  kind: z.enum(methodKindKeys),
  /** What the processor's script made of the number, good for one use. */
  token: methodToken,
  holder: z.strictObject({
    firstName: withoutCard(text(60)).default(''),
    lastName: withoutCard(text(60)).default(''),
    company: withoutCard(text(120)).default(''),
  }),
  address: methodAddress.nullable().default(null),
  /** The customer agreed to the words of `authorizationTexts`. */
  authorized: z.literal(true, 'Without the customer’s authorization nothing may be kept'),
})
export type NewAppMethod = z.output<typeof newMethod>

/** One on file, or a new one. */
const chosen = z.union([z.strictObject({ methodId: id }), z.strictObject({ new: newMethod })])

const base = '/app-billing/:companyId/:serviceProviderId/accounts/:accountKey' as const
const page = z.object({
  before: id.optional(),
  limit: z.coerce.number().int().min(1).max(50).default(20),
})

export const appBilling = {
  summary: endpoint({
    method: 'GET',
    path: base,
    access: 'public',
    signed: true,
    summary: 'What the Billing screen of an account shows; `configured: false`: Billing Not Configured',
    params: account,
    response: summary,
  }),
  changeMethod: endpoint({
    method: 'POST',
    path: '/app-billing/:companyId/:serviceProviderId/accounts/:accountKey/method',
    access: 'public',
    signed: true,
    summary: 'Give or change the method that Auto Pay charges; it cannot be removed',
    params: account,
    body: z.strictObject({ requestKey, method: chosen }),
    response: summary,
    history: { event: 'app_billing.method_set' },
  }),
  pay: endpoint({
    method: 'POST',
    path: '/app-billing/:companyId/:serviceProviderId/accounts/:accountKey/payments',
    access: 'public',
    signed: true,
    summary:
      'Pay once, the oldest bill first; asked for again under the same key it is charged once, and answers how it stands',
    params: account,
    body: z.strictObject({
      requestKey,
      amountCents: z.number().int().min(1, 'Enter an amount').max(99_999_999),
      method: chosen,
    }),
    response: attempt,
    history: { event: 'app_billing.payment_asked' },
  }),
  attempt: endpoint({
    method: 'GET',
    path: '/app-billing/:companyId/:serviceProviderId/accounts/:accountKey/attempts/:requestKey',
    access: 'public',
    signed: true,
    summary: 'How a payment that was asked for stands',
    params: account.extend({ requestKey }),
    response: attempt,
  }),
  payments: endpoint({
    method: 'GET',
    path: '/app-billing/:companyId/:serviceProviderId/accounts/:accountKey/payments',
    access: 'public',
    signed: true,
    summary: 'Payments to the account’s bills, newest first',
    params: account,
    query: page,
    response: z.object({ items: z.array(payment), next: id.nullable() }),
  }),
  payment: endpoint({
    method: 'GET',
    path: '/app-billing/:companyId/:serviceProviderId/accounts/:accountKey/payments/:paymentId',
    access: 'public',
    signed: true,
    summary: 'One payment: how, when, and which bills it went to',
    params: account.extend({ paymentId: id }),
    response: payment,
  }),
  bills: endpoint({
    method: 'GET',
    path: '/app-billing/:companyId/:serviceProviderId/accounts/:accountKey/bills',
    access: 'public',
    signed: true,
    summary: 'All bills of the account, newest first',
    params: account,
    query: page,
    response: z.object({ items: z.array(bill), next: id.nullable() }),
  }),
  bill: endpoint({
    method: 'GET',
    path: '/app-billing/:companyId/:serviceProviderId/accounts/:accountKey/bills/:invoiceId/pdf',
    access: 'public',
    signed: true,
    io: true,
    download: 'application/octet-stream',
    summary: 'One bill as a PDF',
    params: account.extend({ invoiceId: id }),
    response: z.string(),
  }),
}

const standing = z
  .object({
    /** One of each linked account whose provider has the integration, or could have it. */
    accounts: z.array(
      z.object({
        accountId: id,
        provider: z.string(),
        login: z.string(),
        enabled: z.boolean(),
        configured: z.boolean(),
        /** Why the app shows "Billing Not Configured". */
        reason: z.enum(notConfiguredKeys).nullable(),
        /** The recurring invoice that the app shows. */
        recurringId: id.nullable(),
        recurringName: z.string(),
        /** null: none is given yet; the customer can give one in the app. */
        billingMethodId: id.nullable(),
      }),
    ),
  })
  .meta({ id: 'AppBillingStanding' })
export type AppBillingStanding = z.output<typeof standing>

/** What the dealer sees of it. */
export const appBillingStanding = {
  ofCustomer: endpoint({
    method: 'GET',
    path: '/customers/:customerId/app-billing',
    access: 'invoices.view',
    summary: 'Whether a customer’s app shows bills, of which recurring invoice, and if not, why',
    params: z.object({ customerId: id }),
    response: standing,
  }),
}
