/** A service that speaks the part of Stripe's API that Keyholder uses, strictly. sandboxes/nmi/README.md: cards and lies. */
import { createHash, createHmac } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import type { Sandbox, WireAnswer, WireCall } from '../kit.ts'
import { fieldPage, open, stripeScript } from '../nmi/hosted.ts'
import { openLedger, type Telling, type Token, type Transaction } from '../nmi/ledger.ts'

const secretKey = 'sk_test_sandbox'
const publishableKey = 'pk_test_sandbox'

class Refused extends Error {
  readonly status: number
  readonly error: object
  constructor(
    status: number,
    error: { type: string; code?: string; message: string; [more: string]: unknown },
  ) {
    super(error.message)
    this.status = status
    this.error = error
  }
}
const missing = (what: string) =>
  new Refused(404, { type: 'invalid_request_error', code: 'resource_missing', message: `No such ${what}` })
const invalid = (message: string) => new Refused(400, { type: 'invalid_request_error', message })

const declines: Record<string, [code: string, decline: string, message: string]> = {
  '201': ['card_declined', 'do_not_honor', 'Your card was declined.'],
  '202': ['card_declined', 'insufficient_funds', 'Your card has insufficient funds.'],
  '223': ['expired_card', 'expired_card', 'Your card has expired.'],
  '252': ['card_declined', 'stolen_card', 'Your card was declined.'],
}

export const stripe = (dataDir: string | null): Sandbox => {
  const ledger = openLedger(dataDir && join(dataDir, 'stripe.jsonl'), 'pi_')
  const customers = new Map<string, Record<string, string>>()
  const replies = new Map<string, { digest: string; answer: WireAnswer }>()
  let events: { id: string; created: number; type: string; data: object }[] = []

  const cardOf = (token: Pick<Token, 'brand' | 'last4' | 'exp'>) => ({
    brand: token.brand,
    last4: token.last4,
    exp_month: Number(token.exp.slice(0, 2)),
    exp_year: 2000 + Number(token.exp.slice(2)),
  })
  const intentOf = (one: Transaction) => {
    const [sale] = one.deeds
    const no = sale!.success ? null : declines[sale!.code]
    return {
      id: one.id,
      object: 'payment_intent',
      amount: one.cents,
      status: no ? 'requires_payment_method' : 'succeeded',
      metadata: one.fields,
      last_payment_error: no && { type: 'card_error', code: no[0], decline_code: no[1], message: no[2] },
    }
  }
  const list = (data: object[]) => open(200, { object: 'list', data, has_more: false })
  const metadata = (form: URLSearchParams) =>
    Object.fromEntries(
      [...form].flatMap(([name, value]) => {
        const key = /^metadata\[(\w+)\]$/.exec(name)?.[1]
        return key ? [[key, value]] : []
      }),
    )

  function route(call: WireCall): WireAnswer {
    const { method, path } = call
    if (path.startsWith('/js/')) return hosted(call)
    if (call.headers.authorization !== `Bearer ${secretKey}`)
      throw new Refused(401, { type: 'invalid_request_error', message: 'Invalid API Key provided' })
    const form = new URLSearchParams(call.body)
    const id = decodeURIComponent(/^\/v1\/\w+\/([^/]+)/.exec(path)?.[1] ?? '')
    if (method === 'GET') {
      if (path === '/v1/account')
        return open(200, { id: 'acct_sandbox', business_profile: { name: 'Keyholder sandbox' } })
      if (path === '/v1/payment_intents')
        return list(
          ledger
            .transactions()
            .filter(
              (one) =>
                one.originalId === '' && ledger.method(one.method)?.customer === call.query.get('customer'),
            )
            .map(intentOf)
            .reverse(),
        )
      if (path === '/v1/refunds')
        return list(
          ledger
            .transactions()
            .filter((one) => one.originalId === call.query.get('payment_intent'))
            .map(refundOf),
        )
      if (path === '/v1/events') return list(listEvents(Number(call.query.get('created[gte]') ?? 0)))
      throw missing('resource')
    }
    if (method !== 'POST') throw missing('resource')
    if (path === '/v1/customers') {
      const customer = `cus_${customers.size + 1}${Date.now().toString(36)}`
      customers.set(customer, metadata(form))
      return open(200, { id: customer, object: 'customer' })
    }
    if (path.endsWith('/attach')) return attach(id, form.get('customer') ?? '')
    if (path.endsWith('/detach')) {
      if (!ledger.method(id)) throw missing('payment_method')
      ledger.forget(id)
      return open(200, { id, object: 'payment_method', type: 'card', customer: null, card: null })
    }
    if (path === '/v1/payment_intents') return pay(form)
    if (path === '/v1/refunds') return refund(form)
    throw missing('resource')
  }

  function attach(id: string, customer: string): WireAnswer {
    const token = ledger.tokens.get(id)
    if (!token || token.used) throw missing(`PaymentMethod: ${id}`)
    if (!customers.has(customer)) throw missing(`customer: ${customer}`)
    if (token.scenario === 'expired')
      throw new Refused(402, {
        type: 'card_error',
        code: 'expired_card',
        decline_code: 'expired_card',
        message: 'Your card has expired.',
      })
    ledger.keep(token, id, customer)
    ledger.note('store', id, customer, { last4: token.last4 })
    return open(200, { id, object: 'payment_method', type: 'card', customer, card: cardOf(token) })
  }

  function pay(form: URLSearchParams): WireAnswer {
    const method = ledger.method(form.get('payment_method') ?? '')
    if (!method || method.customer !== form.get('customer')) throw missing('payment_method')
    if (form.get('confirm') !== 'true' || form.get('off_session') !== 'true')
      throw invalid('Confirm it off session')
    const amount = Number(form.get('amount'))
    if (!Number.isInteger(amount) || amount < 50) throw invalid('Amount must be at least 50 cents')
    const fields = metadata(form)
    const one = ledger.sell(method, amount, fields.keyholder_key ?? '', fields)
    const intent = intentOf(one)
    if (intent.last_payment_error)
      throw new Refused(402, {
        ...intent.last_payment_error,
        message: intent.last_payment_error.message,
        payment_intent: intent,
      })
    return open(200, intent)
  }

  const refundOf = (one: Transaction) => ({
    id: one.id.replace('pi_', 're_'),
    object: 'refund',
    status: 'succeeded',
    amount: one.cents,
    metadata: one.fields,
  })
  function refund(form: URLSearchParams): WireAnswer {
    const of = ledger.transaction(form.get('payment_intent') ?? '')
    if (!of) throw missing('payment_intent')
    const amount = Number(form.get('amount'))
    if (!(amount > 0) || ledger.refunded(of.id) + amount > of.cents)
      throw invalid('Refund amount is greater than unrefunded amount on charge')
    const fields = metadata(form)
    return open(200, refundOf(ledger.refund(of, amount, fields.keyholder_key ?? '', fields)))
  }

  const eventOf = (telling: Telling) => ({
    id: `evt_${telling.id}`,
    object: 'event',
    created: Math.floor(Date.now() / 1000),
    type: telling.kind === 'charged_back' ? 'charge.dispute.created' : 'payment_intent.succeeded',
    data: {
      object:
        telling.kind === 'charged_back'
          ? {
              id: `dp_${telling.id}`,
              payment_intent: telling.transaction,
              amount: telling.cents,
              reason: 'fraudulent',
            }
          : { id: telling.transaction, amount: telling.cents },
    },
  })
  function listEvents(since: number) {
    events.push(...ledger.takeTellings().map(eventOf))
    return events.filter(({ created }) => created >= since).reverse()
  }

  function hosted(call: WireCall): WireAnswer {
    if (call.path === '/js/v3/' || call.path === '/js/v3') return stripeScript()
    if (call.path === '/js/v3/field.html')
      return fieldPage(
        call.query.get('field') === 'ccexp' ? 'Expiry (MM / YY)' : 'Card number',
        call.query.get('field') === 'ccexp' ? 'MM / YY' : 'Card number',
      )
    if (call.path !== '/js/v3/tokenize' || call.method !== 'POST')
      return { status: 404, body: 'Nothing is here\n' }
    const { key, values } = collected.parse(JSON.parse(call.body))
    if (key !== publishableKey) return open(200, { error: { message: 'Invalid API Key provided' } })
    try {
      const token = ledger.makeToken({ kind: 'card', number: values.ccnumber, exp: values.ccexp }, 'pm_')
      return open(200, { paymentMethod: { id: token.token, card: cardOf(token) } })
    } catch {
      return open(200, { error: { message: 'Your card number or expiry date is not valid.' } })
    }
  }

  /** Our key at work: the first answer is the answer; another question under it is refused. */
  function once(call: WireCall): WireAnswer {
    const key = call.headers['idempotency-key']
    if (call.method !== 'POST' || typeof key !== 'string') return safely(call)
    const digest = createHash('sha256').update(`${call.path} ${call.body}`).digest('hex')
    const before = replies.get(key)
    if (before && before.digest !== digest)
      return refusal(
        new Refused(400, {
          type: 'idempotency_error',
          message: 'Keys for idempotent requests can only be used with the same parameters',
        }),
      )
    const answer = before?.answer ?? safely(call)
    if (answer.status !== 401) replies.set(key, { digest, answer })
    return answer
  }
  function safely(call: WireCall): WireAnswer {
    try {
      return route(call)
    } catch (error) {
      if (error instanceof Refused) return refusal(error)
      throw error
    }
  }

  return {
    key: 'stripe',
    name: 'Stripe',
    about: `A payment processor. Secret key ${secretKey}, publishable key ${publishableKey}. Cards as at the NMI sandbox.`,
    columns: [
      { title: 'Method', path: 'accountNumber' },
      { title: 'Customer', path: 'customer' },
      { title: 'Ends in', path: 'last4' },
      { title: 'Bank', path: 'shows' },
    ],
    answer: once,
    accountNumberOf: (call) => {
      const id = new URLSearchParams(call.path.startsWith('/v1/') ? call.body : '').get('payment_method')
      return id && ledger.method(id)?.scenario === 'lost' ? `${id}-WDRA` : id
    },
    isSignIn: (call) => call.path.startsWith('/js/'),
    isWrite: (call) => call.method === 'POST',
    refuse: (status, code, detail, headers) => ({
      ...refusal(
        new Refused(status, {
          type: status === 429 ? 'rate_limit_error' : 'api_error',
          code,
          message: detail,
        }),
      ),
      ...(headers && { headers: { 'content-type': 'application/json', ...headers } }),
    }),
    accounts: ledger.methods,
    effects: ledger.effects,
    upsert: ledger.upsert,
    reset() {
      customers.clear()
      replies.clear()
      events = []
      ledger.reset()
    },
    close: ledger.close,
    controls: {
      token: (body) => Promise.resolve(open(201, { token: ledger.makeToken(body, 'pm_').token })),
      settle: () => Promise.resolve(open(200, { settled: ledger.settle() })),
      later: () => Promise.resolve(open(200, {})),
      webhook: async (body) => {
        const order = hook.parse(body)
        const sent = []
        for (const telling of ledger.takeTellings()) {
          const event = eventOf(telling)
          events.push(event)
          const text = JSON.stringify(event)
          const time = order.timestamp ?? Math.floor(Date.now() / 1000)
          const signature = createHmac('sha256', order.key).update(`${time}.${text}`).digest('hex')
          const reply = await fetch(order.url, {
            method: 'POST',
            headers: { 'content-type': 'application/json', 'stripe-signature': `t=${time},v1=${signature}` },
            body: text,
          })
          sent.push({ status: reply.status, body: await reply.text(), event: text })
        }
        return open(200, { sent })
      },
    },
  }
}

const hook = z.object({ url: z.url(), key: z.string(), timestamp: z.int().optional() })
const collected = z.object({ key: z.string(), values: z.record(z.string(), z.string().max(100)) })
const refusal = ({ status, error }: Refused): WireAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ error }),
})
