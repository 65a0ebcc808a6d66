/**
 * The Payment Portal, open to whoever has a link (BIL-009). A link opens once and makes a session with a cookie of its own;
 * what is answered before tells nothing of who is a customer. No card or account number comes here: methods are tokens.
 */
import { z } from 'zod'
import { endpoint, id, nothing, text } from '../contract.ts'
import { methodKindKeys } from '../rules/billing-methods.ts'
import { maxChargeCents } from '../rules/charges.ts'
import { withoutCard } from '../rules/customer-values.ts'
import { methodAddress, methodToken } from './billing-methods.ts'

const access = 'public'
const company = z.object({ companyId: id })
const byToken = company.extend({ token: z.string().regex(/^[\w-]{20,64}$/) })
const cents = z.number().int()

const dealer = z.object({
  name: z.string(),
  phone: z.string(),
  /** Of the customer's office; empty before one is signed in. */
  address: z.string(),
  currency: z.string(),
  timeZone: z.string(),
})

const openInvoice = z.object({
  id,
  number: cents,
  /** Whose place it is for, where that is a sub-customer's. */
  about: z.string().nullable(),
  invoiceOn: z.string(),
  dueOn: z.string().nullable(),
  daysLate: cents,
  totalCents: cents,
  openCents: cents,
  /** Charged by itself when due, to this. */
  autopay: z.string().nullable(),
  /** A payment of it is on its way. */
  underWay: z.boolean(),
})
const method = z.object({
  id,
  name: z.string(),
  kind: z.enum(methodKindKeys),
  isDefault: z.boolean(),
  expires: z.string().nullable(),
  expired: z.boolean(),
})

const home = z
  .object({
    company: dealer,
    customer: z.object({ number: id, name: z.string(), address: z.string() }),
    /** Its invoices are owed by a head office, and paid there. */
    paidElsewhere: z.boolean(),
    openCents: cents,
    pastDueCents: cents,
    creditCents: cents,
    invoices: z.array(openInvoice),
    chosenInvoiceId: id.nullable(),
    methods: z.array(method),
    processors: z.array(z.object({ id, kinds: z.array(z.enum(methodKindKeys)) })),
    authorizationTexts: z.object({ card: z.string(), bank_account: z.string() }),
    holder: z.object({ firstName: z.string(), lastName: z.string(), company: z.string() }),
    /** Where the receipt goes, masked. */
    receiptTo: z.string().nullable(),
    /** A payment whose outcome the customer has not seen, or that is under way. */
    underWay: z.array(z.object({ requestKey: z.uuid(), amountCents: cents, method: z.string() })),
  })
  .meta({ id: 'PortalHome' })
export type PortalHome = z.output<typeof home>
export type PortalInvoice = z.output<typeof openInvoice>

const outcome = z
  .object({
    state: z.enum(['working', 'paid', 'declined', 'failed', 'unknown', 'returned']),
    amountCents: cents,
    method: z.string(),
    at: z.string(),
    /** Why not, in the customer's words. */
    reason: z.string().nullable(),
    number: cents.nullable(),
    transactionId: z.string(),
    parts: z.array(z.object({ number: cents, amountCents: cents, leftCents: cents })),
    creditCents: cents,
    receiptTo: z.string().nullable(),
  })
  .meta({ id: 'PortalOutcome' })
export type PortalOutcome = z.output<typeof outcome>

const amount = z
  .number('Enter an amount, for example 44.99')
  .int('Enter whole cents')
  .min(1, 'More than $0.00')
  .max(maxChargeCents, 'That is too much')
const name = (max: number) => withoutCard(text(max))

export const newPortalMethod = z.strictObject({
  processorId: id,
  kind: z.enum(methodKindKeys),
  token: methodToken,
  holder: z
    .strictObject({
      firstName: name(60).default(''),
      lastName: name(60).default(''),
      company: name(120).default(''),
    })
    .refine(({ firstName, lastName, company: firm }) => firm || (firstName && lastName), {
      path: ['lastName'],
      message: 'Enter first and last name, or a company',
    }),
  address: methodAddress.nullable().default(null),
  agreed: z.literal(true, 'Please agree before you pay'),
})

export const portalPayment = z.strictObject({
  /** Made once by the form: whatever is sent twice under it is one payment. */
  requestKey: z.uuid(),
  what: z.union([
    z.strictObject({ invoiceIds: z.array(id).min(1, 'Choose what you pay').max(100) }),
    z.strictObject({ oldestFirst: z.literal(true) }),
  ]),
  /** As the page showed it: another sum is refused rather than charged. */
  amountCents: amount,
  method: z.union([z.strictObject({ billingMethodId: id }), newPortalMethod], 'Choose how you pay'),
})
export type PortalPayment = z.output<typeof portalPayment>

const page = z.object({ before: id.optional(), limit: z.coerce.number().int().min(1).max(100).default(25) })

export const portal = {
  door: endpoint({
    method: 'GET',
    path: '/portal/:companyId',
    access,
    summary: 'Whose portal it is, how a link can be sent, and whether somebody is signed in',
    params: company,
    response: z.object({
      company: dealer,
      channels: z.object({ email: z.boolean(), sms: z.boolean() }),
      signedIn: z.boolean(),
    }),
  }),
  ask: endpoint({
    method: 'POST',
    path: '/portal/:companyId/ask',
    access,
    summary: 'Ask for a link by e-mail or text message; the answer is the same whether or not anybody has it',
    params: company,
    body: z.strictObject({
      to: withoutCard(text(254)).refine(
        (to) =>
          z.email().safeParse(to).success || to.replace(/\D/g, '').replace(/^1(?=\d{10}$)/, '').length === 10,
        'Enter the e-mail address or the phone number that we have of you',
      ),
    }),
    response: z.object({ minutes: z.number().int() }),
    history: { none: 'Whether anybody has the address is found out later, and noted where a link is made' },
  }),
  look: endpoint({
    method: 'GET',
    path: '/portal/:companyId/links/:token',
    access,
    summary: 'Whether a link can still be opened; opens nothing, as mail programs look at links, too',
    params: byToken,
    response: z.object({ company: dealer, state: z.enum(['open', 'used', 'expired']) }),
  }),
  open: endpoint({
    method: 'POST',
    path: '/portal/:companyId/links/:token/open',
    access,
    summary: 'Open a link, once: begins the session, and ends the customer’s one before',
    params: byToken,
    response: nothing,
    history: { event: 'portal.opened' },
  }),
  home: endpoint({
    method: 'GET',
    path: '/portal/:companyId/account',
    access,
    summary: 'What the customer owes, and how it can be paid',
    params: company,
    response: home,
  }),
  invoices: endpoint({
    method: 'GET',
    path: '/portal/:companyId/invoices',
    access,
    summary: 'The customer’s invoices, newest first',
    params: company,
    query: page,
    response: z.object({
      items: z.array(
        z.object({
          id,
          number: cents,
          on: z.string(),
          about: z.string().nullable(),
          status: z.string(),
          totalCents: cents,
          openCents: cents,
        }),
      ),
      next: id.nullable(),
    }),
  }),
  payments: endpoint({
    method: 'GET',
    path: '/portal/:companyId/payments',
    access,
    summary: 'The customer’s payments and credits, newest first',
    params: company,
    query: page,
    response: z.object({
      items: z.array(
        z.object({
          id,
          number: cents,
          on: z.string(),
          how: z.string(),
          amountCents: cents,
          reversedCents: cents,
        }),
      ),
      next: id.nullable(),
    }),
  }),
  paper: endpoint({
    method: 'GET',
    path: '/portal/:companyId/invoices/:invoiceId/pdf',
    access,
    summary: 'An invoice as PDF, in base64',
    params: company.extend({ invoiceId: id }),
    response: z.object({ name: z.string(), pdf: z.string() }),
  }),
  pay: endpoint({
    method: 'POST',
    path: '/portal/:companyId/pay',
    access,
    summary: 'Pay chosen invoices, or an amount, the oldest first; one request key is charged once',
    params: company,
    body: portalPayment,
    response: outcome,
    history: { event: 'portal.paid' },
  }),
  outcome: endpoint({
    method: 'GET',
    path: '/portal/:companyId/pay/:requestKey',
    access,
    summary: 'How a payment stands',
    params: company.extend({ requestKey: z.uuid() }),
    response: outcome,
  }),
  leave: endpoint({
    method: 'POST',
    path: '/portal/:companyId/leave',
    access,
    summary: 'Sign out of the portal',
    params: company,
    response: nothing,
    history: { none: 'Ends a session of the customer’s own' },
  }),
}
