/** NMI: the gateway's Direct Post API with its Customer Vault, its Query API, Collect.js and webhooks. README.md: what is public. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { ConnectorError } from '../errors.ts'
import type { ProviderFetch } from '../http.ts'
import type {
  ChargeOrder,
  MethodRef,
  NewMethod,
  PaymentConnector,
  PaymentProcessor,
  ProcessorAnswer,
  RefundOrder,
  StoredMethod,
} from '../payment.ts'
import { brandName, brandOfNumber, dollarsOf } from '../payment-words.ts'
import type { XmlElement } from '../xml.ts'
import { type Answer, type NmiClient, nmiClient, refused, wordsOf } from './client.ts'
import { isDuplicate, isLostInside, reasonOfCode } from './codes.ts'
import { nmiSettings, type NmiSettings } from './settings.ts'
import { isUnderWay, newsOf, newsOfEvent, saleAnswer, transactionsOf } from './transactions.ts'

const asIs = { scrub: (text: string) => text }

export const nmi: PaymentConnector = {
  manifest: {
    kind: 'payment',
    key: 'nmi',
    name: 'NMI',
    honesty:
      'Speaks NMI’s published Direct Post, Customer Vault, Query, Collect.js and webhook interfaces; it has never run against the live gateway.',
    brands: ['NMI', 'White-label gateways of NMI resellers'],
    settings: nmiSettings,
    limits: { callsPerSecond: 5, timeoutMs: 60_000 },
    idempotency: 'look',
    voids: true,
    webhookSecret: 'webhookKey',
    scorecard: [
      { rule: 'Card numbers and account numbers never reach us', state: 'done' },
      { rule: 'Finds a charge whose answer was lost, by our order id', state: 'done' },
      { rule: 'Refunds, voids, ACH returns', state: 'done' },
      { rule: 'Chargebacks', state: 'done', reason: 'By webhook alone: the Query API does not list them' },
      { rule: 'Has run against the live gateway', state: 'todo', reason: 'Needs a merchant’s account' },
    ],
  },
  open: (settings, fetch) => openNmi(nmiSettings.parse(settings), fetch),
}

function openNmi(own: NmiSettings, fetch: ProviderFetch): PaymentProcessor {
  const client = nmiClient(own, fetch)
  const base = own.baseUrl.replace(/\/+$/, '')
  const { origin } = new URL(base)
  return {
    async check() {
      await client.query({ call: 'Test connection', form: { report_type: 'profile' } })
      return 'NMI answers, and knows the security key.'
    },
    capture: () => ({
      form: 'collectjs',
      script: `${base}/token/Collect.js`,
      publicKey: own.tokenizationKey,
      origins: { script: [origin], frame: [origin], connect: [origin] },
      kinds: [...(own.cards ? (['card'] as const) : []), ...(own.ach ? (['bank_account'] as const) : [])],
    }),
    store: (method) => store(client, own, method),
    async remove({ customerRef }) {
      const call = 'Forget billing method'
      const form = { customer_vault: 'delete_customer', customer_vault_id: customerRef }
      const answer = await client.transact({ call, effect: 'write', form })
      if (answer.response === '1' || /invalid customer vault id/i.test(answer.responsetext ?? '')) return
      throw refused(call, asIs, answer.responsetext ?? '')
    },
    charge: (order) => charge(client, own, order),
    async find({ key }) {
      const found = await listByOrder(client, key)
      if (found.some(isUnderWay))
        throw new ConnectorError('unavailable', {
          call: 'Look up charge',
          outcome: 'not_applied',
          reason: 'The gateway does not know yet itself',
        })
      const answers = found.flatMap((one) => saleAnswer(one) ?? [])
      return answers.find(({ result }) => result === 'approved') ?? answers[0] ?? null
    },
    refund: (order) => refund(client, order),
    findRefund: (order) => findRefund(client, order),
    async void(transactionId, kind) {
      const call = 'Void charge'
      const form = { type: 'void', transactionid: transactionId, payment: paymentOf(kind) }
      const answer = await client.transact({ call, effect: 'write', form })
      return toAnswer(call, answer, 0)
    },
    async findVoid(transactionId) {
      const [one] = await listById(client, transactionId)
      const done = one?.actions.find(({ type, success }) => type === 'void' && success)
      if (!one || !done) return null
      return { transactionId, result: 'approved', amountCents: done.cents, authCode: '', code: done.code, text: done.text, reason: null, settled: true } // prettier-ignore
    },
    async listNews(since) {
      const children = await client.query({
        call: 'Read settlements and returns',
        form: {
          action_type: 'settle,check_return,check_late_return,void',
          start_date: since.toISOString().replace(/\D/g, '').slice(0, 14),
          result_limit: '1000',
        },
      })
      return transactionsOf(children).flatMap(newsOf)
    },
    takeWebhook({ body, header }) {
      if (!own.webhookKey) return null
      // The nonce is no time: what keeps a webhook from being played again is its event's id, which the caller remembers.
      const [, nonce = '', given = ''] =
        /^t=([^,]{1,200}),s=([0-9a-f]{64})$/.exec(header('webhook-signature')) ?? []
      const wanted = createHmac('sha256', own.webhookKey).update(`${nonce}.${body}`).digest()
      const bytes = Buffer.from(given, 'hex')
      if (bytes.length !== wanted.length || !timingSafeEqual(bytes, wanted)) return null
      try {
        return newsOfEvent(JSON.parse(body))
      } catch {
        return null
      }
    },
  }
}

const paymentOf = (kind: ChargeOrder['method']['kind']) => (kind === 'card' ? 'creditcard' : 'check')

/** Our key is the vault's id: a lost answer is looked up, and stored twice is stored once. */
async function store(client: NmiClient, own: NmiSettings, method: NewMethod): Promise<StoredMethod> {
  const call = 'Store billing method'
  const validates = method.kind === 'card' && own.validateCards
  const form = {
    ...(validates && { type: 'validate' }),
    customer_vault: 'add_customer',
    customer_vault_id: method.key,
    payment_token: method.token,
    payment: paymentOf(method.kind),
    first_name: method.holder.firstName,
    last_name: method.holder.lastName,
    company: method.holder.company,
    email: method.holder.email,
    address1: method.address.line1,
    address2: method.address.line2,
    city: method.address.city,
    state: method.address.state,
    zip: method.address.zip,
    country: 'US',
  }
  const ref = { customerRef: method.key, methodRef: method.key }
  try {
    const answer = await client.transact({ call, effect: 'write', form, secrets: [method.token] })
    if (answer.response !== '1') {
      if (answer.response === '2' || /^2\d\d$/.test(answer.response_code!))
        throw new ConnectorError('rejected', {
          call,
          outcome: 'not_applied',
          providerMessage: `The issuer declined it: ${wordsOf(answer.responsetext ?? '')}`.slice(0, 300),
        })
      // Sent twice, its token is used up; what it made stands under our key.
      const before = await readStored(client, method, ref)
      if (before) return before
      throw refused(call, asIs, answer.responsetext ?? '')
    }
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.outcome !== 'unknown') throw error
    const found = await readStored(client, method, ref)
    if (found) return found
    throw error
  }
  const stored = await readStored(client, method, ref)
  if (stored) return stored
  throw new ConnectorError('unexpected_reply', {
    call,
    outcome: 'unknown',
    reason: 'The vault does not show it',
  })
}

/** The card as the vault shows it: masked. */
async function readStored(
  client: NmiClient,
  { kind }: NewMethod,
  ref: MethodRef,
): Promise<StoredMethod | null> {
  const children = await client.query({
    call: 'Read billing method',
    form: { report_type: 'customer_vault', customer_vault_id: ref.customerRef },
  })
  const customer = children
    .find(({ name }) => name === 'customer_vault')
    ?.children.find(({ name }) => name === 'customer')
  if (!customer) return null
  const value = (name: string) =>
    customer.children.find((child: XmlElement) => child.name === name)?.text.trim() ?? ''
  const masked = value(kind === 'card' ? 'cc_number' : 'check_account')
  const [, month = '', year = ''] = /^(\d\d)(\d\d)$/.exec(value('cc_exp')) ?? []
  const accountType = value('account_type').toLowerCase()
  const holderType = value('account_holder_type').toLowerCase()
  return {
    ...ref,
    kind,
    brand: kind === 'card' ? brandName(value('cc_type')) || brandOfNumber(masked) : '',
    last4: masked.slice(-4),
    expMonth: month ? Number(month) : null,
    expYear: year ? 2000 + Number(year) : null,
    accountType: kind === 'card' ? null : accountType === 'savings' ? 'savings' : 'checking',
    holderType: kind === 'card' ? null : holderType === 'business' ? 'business' : 'personal',
  }
}

async function charge(client: NmiClient, own: NmiSettings, order: ChargeOrder): Promise<ProcessorAnswer> {
  const call = 'Charge'
  const { method, reference } = order
  const answer = await client.transact({
    call,
    effect: 'write',
    form: {
      type: 'sale',
      amount: dollarsOf(order.amountCents),
      currency: 'USD',
      customer_vault_id: method.customerRef,
      orderid: order.key,
      order_description: order.description,
      // Standing instructions of the customer, who is not there: Visa's and Mastercard's stored-credential rules.
      ...(method.kind === 'card' && { initiated_by: 'merchant', stored_credential_indicator: 'used' }),
      ...(method.kind === 'bank_account' && {
        payment: 'check',
        sec_code: method.holderType === 'business' ? 'CCD' : 'PPD',
      }),
      ...(own.duplicateCheck ? {} : { dup_seconds: '0' }),
      merchant_defined_field_1: reference.billingMethodId,
      merchant_defined_field_2: reference.subject,
      merchant_defined_field_3: reference.customerId,
    },
  })
  return toAnswer(call, answer, order.amountCents)
}

/** @throws ConnectorError of unknown outcome for a duplicate, which may be ours, and for a line that was lost inside */
function toAnswer(call: string, answer: Answer, amountCents: number): ProcessorAnswer {
  const code = answer.response_code!
  const text = wordsOf(answer.responsetext ?? '').slice(0, 300)
  if (isDuplicate(code, text))
    throw new ConnectorError('rejected', { call, outcome: 'unknown', providerMessage: text })
  if (isLostInside(code))
    throw new ConnectorError('unavailable', { call, outcome: 'unknown', providerMessage: text })
  const declined = answer.response === '2' || /^2\d\d$/.test(code) || code === '461'
  if (answer.response === '3' && !declined) throw refused(call, asIs, text)
  if (!answer.transactionid)
    throw new ConnectorError('unexpected_reply', {
      call,
      outcome: 'unknown',
      reason: 'The answer names no transaction',
    })
  return {
    transactionId: answer.transactionid,
    result: declined ? 'declined' : 'approved',
    amountCents,
    authCode: answer.authcode ?? '',
    code,
    text,
    reason: declined ? reasonOfCode(code) : null,
    settled: false,
  }
}

const listByOrder = async (client: NmiClient, orderId: string) =>
  transactionsOf(await client.query({ call: 'Look up charge', form: { order_id: orderId } })).filter(
    (one) => one.orderId === orderId,
  )
const listById = async (client: NmiClient, transactionId: string) =>
  transactionsOf(
    await client.query({ call: 'Look up charge', form: { transaction_id: transactionId } }),
  ).filter(({ id }) => id === transactionId)

async function refund(client: NmiClient, order: RefundOrder): Promise<ProcessorAnswer> {
  const call = 'Refund'
  const form = {
    type: 'refund',
    transactionid: order.transactionId,
    amount: dollarsOf(order.amountCents),
    payment: paymentOf(order.kind),
    orderid: order.key,
  }
  return toAnswer(call, await client.transact({ call, effect: 'write', form }), order.amountCents)
}

/** By our order id; a gateway that keeps the sale's instead says by its actions how much was refunded in all. */
async function findRefund(client: NmiClient, order: RefundOrder): Promise<ProcessorAnswer | null> {
  const own = await listByOrder(client, order.key)
  const all = [...own, ...(own.length ? [] : await listById(client, order.transactionId))]
  const made = all.flatMap((one) =>
    one.actions
      .filter(({ type, success }) => type === 'refund' && success)
      .map((action) => ({ one, action })),
  )
  const sum = made.reduce((cents, { action }) => cents + action.cents, 0)
  const before = own.length ? 0 : order.refundedBeforeCents
  const last = made.at(-1)
  if (!last || sum < before + order.amountCents) return null
  const { one, action } = last
  return { transactionId: one.id, result: 'approved', amountCents: order.amountCents, authCode: '', code: action.code, text: action.text, reason: null, settled: false } // prettier-ignore
}
