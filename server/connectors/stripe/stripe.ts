/** Stripe: customers, payment methods, payment intents, refunds, events; Stripe.js takes the numbers. README.md: what is public. */
import { ConnectorError } from '../errors.ts'
import type { ProviderFetch } from '../http.ts'
import type {
  ChargeOrder,
  NewMethod,
  PaymentConnector,
  PaymentProcessor,
  ProcessorAnswer,
  RefundOrder,
  StoredMethod,
} from '../payment.ts'
import { brandName } from '../payment-words.ts'
import { Declined, type StripeClient, stripeClient } from './client.ts'
import { stripeSettings, type StripeSettings } from './settings.ts'
import { eventTypes, isSigned, newsOfEvent, readEvent } from './webhook.ts'
import {
  accountReply,
  customerReply,
  eventReply,
  type Intent,
  intentReply,
  listOf,
  methodReply,
  reasonOfError,
  refundReply,
  type StripeError,
} from './wire.ts'

export const stripe: PaymentConnector = {
  manifest: {
    kind: 'payment',
    key: 'stripe',
    name: 'Stripe',
    honesty:
      'Speaks Stripe’s published API, Stripe.js and webhooks; it has never run against the live service.',
    brands: ['Stripe'],
    settings: stripeSettings,
    limits: { callsPerSecond: 20, timeoutMs: 60_000 },
    idempotency: 'key',
    voids: false,
    webhookSecret: 'webhookSecret',
    scorecard: [
      { rule: 'Card numbers never reach us', state: 'done' },
      { rule: 'Finds a charge whose answer was lost, by our key in its metadata', state: 'done' },
      { rule: 'Refunds and disputes', state: 'done' },
      { rule: 'Voids', state: 'exempt', reason: 'Stripe captures at once: a refund takes its place' },
      { rule: 'Bank accounts (ACH)', state: 'todo', reason: 'Stripe verifies them in a flow of its own' },
      { rule: 'Has run against the live service', state: 'todo', reason: 'Needs a merchant’s account' },
    ],
  },
  open: (settings, fetch) => openStripe(stripeSettings.parse(settings), fetch),
}

function openStripe(own: StripeSettings, fetch: ProviderFetch): PaymentProcessor {
  const send = stripeClient(own, fetch)
  const script = new URL(own.scriptUrl).origin
  const api = new URL(own.baseUrl).origin
  return {
    async check() {
      const call = { call: 'Test connection', effect: 'read', method: 'GET', path: '/v1/account' } as const
      const account = await send(call, accountReply)
      return `Stripe answers for ${account.business_profile?.name || account.id}.`
    },
    capture: () => ({
      form: 'stripe',
      script: own.scriptUrl,
      publicKey: own.publishableKey,
      origins: {
        script: [script],
        frame: [
          ...new Set([script, ...(script === 'https://js.stripe.com' ? ['https://hooks.stripe.com'] : [])]),
        ],
        connect: [...new Set([api, script])],
      },
      kinds: ['card'],
    }),
    store: (method) => store(send, method),
    async remove({ methodRef }) {
      const path = `/v1/payment_methods/${encodeURIComponent(methodRef)}/detach`
      try {
        await send({ call: 'Forget billing method', effect: 'write', method: 'POST', path }, methodReply)
      } catch (error) {
        // Detached already, or gone.
        if (!(error instanceof ConnectorError) || !['not_found', 'rejected'].includes(error.kind)) throw error
      }
    },
    charge: (order) => charge(send, order),
    async find({ key, method }) {
      for (let after: string | undefined; ;) {
        const page = await send(
          {
            call: 'Look up charge',
            effect: 'read',
            method: 'GET',
            path: '/v1/payment_intents',
            form: { customer: method.customerRef, limit: '100', ...(after && { starting_after: after }) },
          },
          listOf(intentReply),
        )
        const found = page.data.find(({ metadata }) => metadata.keyholder_key === key)
        if (found) return ofIntent('Look up charge', found, 'not_applied')
        after = page.data.at(-1)?.id
        if (!page.has_more || !after) return null
      }
    },
    refund: (order) => refund(send, order),
    async findRefund({ key, transactionId }) {
      const { data } = await send(
        {
          call: 'Look up refund',
          effect: 'read',
          method: 'GET',
          path: '/v1/refunds',
          form: { payment_intent: transactionId, limit: '100' },
        },
        listOf(refundReply),
      )
      const found = data.find(({ metadata }) => metadata.keyholder_key === key)
      return found ? ofRefund(found) : null
    },
    async listNews(since) {
      const form: Record<string, string> = {
        'created[gte]': String(Math.floor(since.getTime() / 1000)),
        limit: '100',
      }
      eventTypes.forEach((type, at) => (form[`types[${at}]`] = type))
      const events = []
      for (let after: string | undefined; events.length < 5000;) {
        const page = await send(
          {
            call: 'Read disputes and refunds',
            effect: 'read',
            method: 'GET',
            path: '/v1/events',
            form: { ...form, ...(after && { starting_after: after }) },
          },
          listOf(eventReply),
        )
        events.push(...page.data)
        after = page.data.at(-1)?.id
        if (!page.has_more || !after) break
      }
      return events.reverse().flatMap(newsOfEvent)
    },
    takeWebhook({ body, header, now }) {
      if (!own.webhookSecret || !isSigned(own.webhookSecret, header('stripe-signature'), body, now))
        return null
      return readEvent(body)
    },
  }
}

/** Both writes carry our key: stored twice under it, it is one customer and one method. */
async function store(send: StripeClient, { key, holder, address, token }: NewMethod): Promise<StoredMethod> {
  const call = 'Store billing method'
  const name = holder.company || `${holder.firstName} ${holder.lastName}`.trim()
  const customer = await send(
    {
      call,
      effect: 'write',
      method: 'POST',
      path: '/v1/customers',
      idempotencyKey: `${key}-customer`,
      form: {
        name,
        ...(holder.email && { email: holder.email }),
        'address[line1]': address.line1,
        ...(address.line2 && { 'address[line2]': address.line2 }),
        'address[city]': address.city,
        'address[state]': address.state,
        'address[postal_code]': address.zip,
        'address[country]': 'US',
        'metadata[keyholder_key]': key,
      },
    },
    customerReply,
  )
  try {
    const method = await send(
      {
        call,
        effect: 'write',
        method: 'POST',
        path: `/v1/payment_methods/${encodeURIComponent(token)}/attach`,
        idempotencyKey: `${key}-attach`,
        form: { customer: customer.id },
        secrets: [token],
      },
      methodReply,
    )
    if (!method.card)
      throw new ConnectorError('rejected', {
        call,
        outcome: 'not_applied',
        providerMessage: 'That is no card.',
      })
    return {
      customerRef: customer.id,
      methodRef: method.id,
      kind: 'card',
      brand: brandName(method.card.brand),
      last4: method.card.last4.slice(-4),
      expMonth: method.card.exp_month,
      expYear: method.card.exp_year,
      accountType: null,
      holderType: null,
    }
  } catch (error) {
    if (!(error instanceof Declined)) throw error
    const providerMessage = error.error.message ?? 'The issuer declined it.'
    throw new ConnectorError('rejected', { call, outcome: 'not_applied', providerMessage })
  }
}

const declinedAnswer = (transactionId: string, amountCents: number, error: StripeError): ProcessorAnswer => ({
  transactionId,
  result: 'declined',
  amountCents,
  authCode: '',
  code: error.decline_code ?? error.code ?? error.type,
  text: (error.message ?? 'Declined').slice(0, 300),
  reason: reasonOfError(error),
  settled: false,
})

async function charge(send: StripeClient, order: ChargeOrder): Promise<ProcessorAnswer> {
  const call = 'Charge'
  try {
    const intent = await send(
      {
        call,
        effect: 'write',
        method: 'POST',
        path: '/v1/payment_intents',
        idempotencyKey: order.key,
        secrets: [order.method.methodRef],
        form: {
          amount: String(order.amountCents),
          currency: 'usd',
          customer: order.method.customerRef,
          payment_method: order.method.methodRef,
          off_session: 'true',
          confirm: 'true',
          description: order.description,
          'payment_method_types[0]': 'card',
          'metadata[keyholder_key]': order.key,
          'metadata[billing_method]': order.reference.billingMethodId,
          'metadata[subject]': order.reference.subject,
          'metadata[customer]': order.reference.customerId,
        },
      },
      intentReply,
    )
    return ofIntent(call, intent, 'unknown')
  } catch (error) {
    if (error instanceof Declined)
      return declinedAnswer(error.error.payment_intent?.id ?? '', order.amountCents, error.error)
    throw error
  }
}

function ofIntent(call: string, intent: Intent, lost: 'unknown' | 'not_applied'): ProcessorAnswer {
  const { id, amount, status, last_payment_error: error } = intent
  if (status === 'succeeded' || status === 'processing')
    return { transactionId: id, result: 'approved', amountCents: amount, authCode: '', code: status, text: 'Approved', reason: null, settled: status === 'succeeded' } // prettier-ignore
  if (status === 'requires_payment_method' || status === 'canceled')
    return declinedAnswer(id, amount, error ?? { type: 'card_error', message: 'Declined' })
  // The issuer wants the customer to confirm it, who is not there.
  if (status === 'requires_action')
    return declinedAnswer(id, amount, { type: 'card_error', code: 'authentication_required', message: 'The issuer wants the customer to confirm it' }) // prettier-ignore
  throw new ConnectorError('unexpected_reply', {
    call,
    outcome: lost,
    reason: `The payment is in state ${status}`,
  })
}

async function refund(send: StripeClient, order: RefundOrder): Promise<ProcessorAnswer> {
  return ofRefund(
    await send(
      {
        call: 'Refund',
        effect: 'write',
        method: 'POST',
        path: '/v1/refunds',
        idempotencyKey: order.key,
        form: {
          payment_intent: order.transactionId,
          amount: String(order.amountCents),
          'metadata[keyholder_key]': order.key,
        },
      },
      refundReply,
    ),
  )
}

function ofRefund(one: {
  id: string
  status: string | null
  amount: number
  failure_reason?: string | null
}): ProcessorAnswer {
  const isRefused = one.status === 'failed' || one.status === 'canceled'
  return {
    transactionId: one.id,
    result: isRefused ? 'declined' : 'approved',
    amountCents: one.amount,
    authCode: '',
    code: one.status ?? 'pending',
    text: isRefused ? (one.failure_reason ?? 'Refused') : 'Refunded',
    reason: isRefused ? 'other' : null,
    settled: one.status === 'succeeded',
  }
}
