/** Attempts to charge billing methods, what became of them, and what processors tell of them (REL-002, ADB-011). */
import { z } from 'zod'
import { date, endpoint, id, instant, text } from '../contract.ts'
import {
  chargeKindKeys,
  chargeStates,
  declineReasonKeys,
  maxChargeCents,
  settlementKeys,
} from '../rules/charges.ts'
import { withoutCard } from '../rules/customer-values.ts'

const state = z.enum(chargeStates)

export const chargeRow = z
  .object({
    id,
    customerId: id,
    customer: z.string(),
    location: z.string(),
    kind: z.enum(chargeKindKeys),
    /** Of a refund or a void: the charge. */
    ofId: id.nullable(),
    state,
    settlement: z.enum(settlementKeys).nullable(),
    amountCents: z.number().int(),
    refundedCents: z.number().int(),
    description: z.string(),
    /** What is charged: a kind, opaque to this module. */
    subjectKind: z.string(),
    /** `Visa ending in 1111`. */
    method: z.string(),
    methodId: id,
    processor: z.string(),
    requestedAt: instant,
    requestedBy: z.string().nullable(),
    answeredAt: instant.nullable(),
    transactionId: z.string(),
    authCode: z.string(),
    reason: z.enum(declineReasonKeys).nullable(),
    /** The processor’s own code and words. */
    code: z.string(),
    message: z.string(),
    /** Why nothing was sent, or why its outcome is not known. */
    failure: z.string().nullable(),
    returned: z.object({ at: instant, code: z.string(), message: z.string() }).nullable(),
    /** When the processor is looked into, or the attempt sent again; null: nothing happens by itself. */
    nextLookAt: instant.nullable(),
    /** On which day the charge is tried again by itself. */
    nextRetryOn: z.string().nullable(),
    /** How often it was sent, and which presentment of an ACH debit it is. */
    tries: z.number().int(),
    representment: z.number().int(),
    abilities: z.object({
      retry: z.boolean(),
      look: z.boolean(),
      settle: z.boolean(),
      cancel: z.boolean(),
      refund: z.boolean(),
      void: z.boolean(),
    }),
  })
  .meta({ id: 'Charge' })
export type Charge = z.output<typeof chargeRow>

export const chargeSorts = ['requested', 'amount'] as const
/** What one looks for: `attention` is unknown, not sent, declined without another try, returned or charged back. */
export const chargeFilters = [
  'attention',
  'unknown',
  'waiting',
  'approved',
  'declined',
  'failed',
  'returned',
  'retrying',
] as const
const filter = z.object({
  state: z.enum(chargeFilters).optional(),
  kind: z.enum(chargeKindKeys).optional(),
  processorId: id.optional(),
  locationId: id.optional(),
  from: date.optional(),
  to: date.optional(),
})
export type ChargeFilter = z.output<typeof filter>
const listQuery = filter.extend({
  sort: z.enum(chargeSorts).default('requested'),
  direction: z.enum(['asc', 'desc']).default('desc'),
  /** Opaque; as a page before gave it. */
  after: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type ChargeQuery = z.output<typeof listQuery>

const ofCharge = z.object({ chargeId: id })
const named = z.object({ id, name: z.string() })
export const refundBody = z.strictObject({
  /** Made once by the form: whatever is sent twice under it is one refund. */
  requestKey: z.string().regex(/^[A-Za-z0-9-]{16,40}$/, '16 to 40 letters, digits and hyphens'),
  amountCents: z
    .number('Enter an amount')
    .int('Whole cents')
    .min(1, 'More than nothing')
    .max(maxChargeCents, 'That is too much'),
})
export const settleBody = z
  .strictObject({
    made: z.boolean('Say whether the money moved'),
    transactionId: withoutCard(text(60)).default(''),
    note: withoutCard(text(300)).pipe(z.string().min(1, 'Say who at the processor told you')),
  })
  .refine(({ made, transactionId }) => !made || transactionId !== '', {
    path: ['transactionId'],
    message: 'Enter the processor’s transaction number',
  })

export const charges = {
  list: endpoint({
    method: 'GET',
    path: '/charges',
    access: 'payments.view',
    summary: 'Attempts to charge, of every record that one may see: those whose outcome is unknown first',
    query: listQuery,
    response: z.object({ items: z.array(chargeRow), next: z.string().nullable() }),
  }),
  totals: endpoint({
    method: 'GET',
    path: '/charges/totals',
    access: 'payments.view',
    summary: 'How many attempts fit the filter, and what was approved, given back and came back among them',
    query: filter,
    response: z.object({
      count: z.number().int(),
      unknown: z.number().int(),
      approvedCents: z.number().int(),
      refundedCents: z.number().int(),
      returnedCents: z.number().int(),
    }),
  }),
  options: endpoint({
    method: 'GET',
    path: '/charges/options',
    access: 'payments.view',
    // The processors are the company's; locations are those where one sees payments.
    scope: 'company',
    summary: 'What the list of charges can be filtered by',
    response: z.object({ locations: z.array(named), processors: z.array(named) }),
  }),
  open: endpoint({
    method: 'GET',
    path: '/charges/:chargeId',
    access: 'payments.view',
    summary: 'One attempt to charge',
    params: ofCharge,
    response: chargeRow,
  }),
  retry: endpoint({
    method: 'POST',
    path: '/charges/:chargeId/retry',
    access: 'payments.modify',
    summary: 'Send what was not sent again, under its key; or try a declined charge again as another attempt',
    params: ofCharge,
    response: chargeRow,
    history: { event: 'charges.retried' },
  }),
  look: endpoint({
    method: 'POST',
    path: '/charges/:chargeId/look',
    access: 'payments.modify',
    summary: 'Look at the processor now for an answer that was lost',
    params: ofCharge,
    response: chargeRow,
    history: { none: 'A question that changes nothing; what it finds is noted when it is found' },
  }),
  settle: endpoint({
    method: 'POST',
    path: '/charges/:chargeId/settle',
    access: 'payments.modify',
    summary: 'Note what the processor said on the telephone of an attempt whose answer was lost',
    params: ofCharge,
    body: settleBody,
    response: chargeRow,
    history: { event: 'charges.settled_by_hand' },
  }),
  cancel: endpoint({
    method: 'POST',
    path: '/charges/:chargeId/cancel',
    access: 'payments.modify',
    summary: 'Take back an attempt of which nothing was sent, or the next try of a declined one',
    params: ofCharge,
    response: chargeRow,
    history: { event: 'charges.canceled' },
  }),
  refund: endpoint({
    method: 'POST',
    path: '/charges/:chargeId/refund',
    access: 'payments.modify',
    summary: 'Give an approved charge back, in part or whole',
    params: ofCharge,
    body: refundBody,
    response: chargeRow,
    history: { event: 'charges.refund_requested' },
  }),
  void: endpoint({
    method: 'POST',
    path: '/charges/:chargeId/void',
    access: 'payments.modify',
    summary: 'Take an approved charge back before it is settled',
    params: ofCharge,
    response: chargeRow,
    history: { event: 'charges.void_requested' },
  }),
  webhook: endpoint({
    method: 'POST',
    path: '/callbacks/payments/:companyId/:processorId',
    access: 'public',
    signed: true,
    summary: 'A payment processor tells of an earlier charge; signed as the processor signs its webhooks',
    params: z.object({ companyId: id, processorId: id }),
    /** Read by the processor’s connector from the text as it came. */
    body: z.object({ id: z.string().max(100).optional(), event_id: z.string().max(100).optional() }),
    response: z.object({ taken: z.number().int(), repeated: z.number().int() }),
    history: { none: 'What it tells is noted on the charge when it is applied' },
  }),
  webhookStanding: endpoint({
    method: 'GET',
    path: '/payment-processors/:processorId/webhook',
    access: 'integrations.view',
    scope: 'company',
    summary: 'Where a payment processor sends its webhooks, and whether any came',
    params: z.object({ processorId: id }),
    response: z.object({
      path: z.string(),
      /** Without a secret nothing is taken. */
      secretSaved: z.boolean(),
      lastAt: instant.nullable(),
      /** How many came within the last day. */
      count: z.number().int(),
    }),
  }),
}
