/** A gateway that speaks NMI's Direct Post, Customer Vault, Query, Collect.js and webhook interfaces. README.md: cards and lies. */
import { createHmac, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import type { Sandbox, WireAnswer, WireCall } from '../kit.ts'
import { collectScript, fieldPage, open } from './hosted.ts'
import { type Method, openLedger, type Telling, type Transaction } from './ledger.ts'
import { demoMethods, demoTransactions } from './seed.ts'

const securityKey = 'sandbox-security-key'
export const tokenizationKey = 'sandbox-tokenization-key'
const duplicateMs = 20 * 60_000

const dollars = (cents: number) => (cents / 100).toFixed(2)
const cents = (text: string | null) => Math.round(Number(text ?? 0) * 100)
const xml = (text: string) => text.replace(/[&<>]/g, (mark) => `&#${mark.charCodeAt(0)};`)
const document = (inside: string): WireAnswer => ({
  status: 200,
  headers: { 'content-type': 'text/xml; charset=utf-8' },
  body: `<?xml version="1.0" encoding="UTF-8"?><nm_response>${inside}</nm_response>`,
})
const fields = (values: Record<string, string>): WireAnswer => ({
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: new URLSearchParams(values).toString(),
})
const answer = (response: '1' | '2' | '3', text: string, code: string, more: Record<string, string> = {}) =>
  fields({ response, responsetext: text, authcode: '', transactionid: '', avsresponse: '', cvvresponse: '', orderid: '', type: '', response_code: code, ...more }) // prettier-ignore
const error = (text: string) => answer('3', `${text} REFID:${Math.floor(Math.random() * 1e9)}`, '300')

export const nmi = (dataDir: string | null): Sandbox => {
  const ledger = openLedger(dataDir && join(dataDir, 'nmi.jsonl'), '', demoMethods, demoTransactions)
  const made = new Map<string, number>()

  function transact(form: URLSearchParams): WireAnswer {
    if (form.get('security_key') !== securityKey) return error('Authentication Failed')
    const vault = form.get('customer_vault')
    if (vault === 'add_customer') return addCustomer(form)
    if (vault === 'delete_customer') {
      const id = form.get('customer_vault_id') ?? ''
      if (!ledger.method(id)) return error('Invalid Customer Vault Id')
      ledger.forget(id)
      ledger.note('forget', id, id, {})
      return answer('1', 'Customer Deleted', '100')
    }
    const type = form.get('type')
    if (type === 'sale') return sell(form)
    const of = ledger.transaction(form.get('transactionid') ?? '')
    if (!of) return error('Transaction not found')
    const orderId = form.get('orderid') || of.orderId
    if (type === 'void') {
      if (of.condition !== 'pendingsettlement')
        return error('Only transactions pending settlement can be voided')
      ledger.void(of)
      return answer('1', 'Transaction Void Successful', '100', {
        transactionid: of.id,
        orderid: of.orderId,
        type,
      })
    }
    if (type !== 'refund') return error('Invalid Transaction Type')
    const amount = cents(form.get('amount'))
    if (of.condition === 'failed' || of.condition === 'canceled')
      return error('The specified transaction can not be refunded')
    if (amount <= 0 || ledger.refunded(of.id) + amount > of.cents)
      return error('Refund amount may not exceed the transaction balance')
    const back = ledger.refund(of, amount, orderId)
    return answer('1', 'SUCCESS', '100', { transactionid: back.id, orderid: orderId, type })
  }

  function addCustomer(form: URLSearchParams): WireAnswer {
    const id = form.get('customer_vault_id') || randomUUID()
    const token = ledger.tokens.get(form.get('payment_token') ?? '')
    if (!token || token.used) return error('Payment Token does not exist')
    if (ledger.method(id)) return error('Duplicate Customer Vault Id')
    if (form.get('type') === 'validate' && token.scenario === 'expired')
      return answer('2', 'Expired card', '223')
    ledger.keep(token, id, id)
    ledger.note('store', id, id, { last4: token.last4, zip: form.get('zip') })
    return answer('1', 'Customer Added', '100', { customer_vault_id: id })
  }

  function sell(form: URLSearchParams): WireAnswer {
    const method = ledger.method(form.get('customer_vault_id') ?? '')
    if (!method) return error('Invalid Customer Vault Id')
    const amount = cents(form.get('amount'))
    if (!(amount > 0)) return error('Invalid amount')
    if (method.kind === 'bank_account' && !['PPD', 'WEB', 'TEL', 'CCD'].includes(form.get('sec_code') ?? ''))
      return error('Invalid SEC code')
    if (form.has('cvv')) return error('This sandbox takes no security code with a stored card')
    // The gateway's duplicate check: the same amount from the same card within twenty minutes, whatever its order id.
    const mark = `${method.accountNumber} ${amount}`
    if (form.get('dup_seconds') !== '0' && Date.now() - (made.get(mark) ?? 0) < duplicateMs)
      return error('Duplicate transaction')
    const one = ledger.sell(
      method,
      amount,
      form.get('orderid') ?? '',
      Object.fromEntries([...form].filter(([name]) => name.startsWith('merchant_defined'))),
    )
    const [sale] = one.deeds
    if (sale!.success) made.set(mark, Date.now())
    return answer(sale!.success ? '1' : '2', sale!.text, sale!.code, {
      transactionid: one.id,
      authcode: sale!.success ? '123456' : '',
      orderid: one.orderId,
      type: 'sale',
    })
  }

  function query(form: URLSearchParams): WireAnswer {
    if (form.get('security_key') !== securityKey)
      return document('<error_response>Invalid Security Key REFID:77</error_response>')
    const report = form.get('report_type')
    if (report === 'profile') return document('<merchant><company>Keyholder sandbox</company></merchant>')
    if (report === 'customer_vault') {
      const method = ledger.method(form.get('customer_vault_id') ?? '')
      return document(method ? `<customer_vault>${vaultXml(method)}</customer_vault>` : '')
    }
    const id = form.get('transaction_id')
    const order = form.get('order_id')
    const types = form.get('action_type')?.split(',')
    const since = form.get('start_date')
    if (!id && !order && !since) return document('<error_response>Give a criterion REFID:78</error_response>')
    const found = ledger
      .transactions()
      .filter((one) => (!id || one.id === id) && (!order || one.orderId === order))
      .filter((one) => !types || one.deeds.some((deed) => types.includes(deed.type)))
      .filter((one) => !since || one.deeds.some((deed) => deed.date >= since))
    return document(found.map(transactionXml).join(''))
  }

  const origin = (call: WireCall) => `http://${call.headers.host ?? '127.0.0.1'}/nmi/token/`

  function hosted(call: WireCall): WireAnswer {
    const { path } = call
    if (path === '/token/Collect.js') return collectScript(origin(call))
    if (path === '/token/field.html')
      return fieldPage(
        labels[call.query.get('field') ?? ''] ?? 'Value',
        escapeText(call.query.get('placeholder')),
      )
    if (path !== '/token/tokenize' || call.method !== 'POST')
      return { status: 404, body: 'Nothing is here\n' }
    const given = collected.parse(JSON.parse(call.body))
    if (given.key !== tokenizationKey)
      return open(200, { errors: [{ field: 'ccnumber', message: 'The tokenization key is not right' }] })
    const { values } = given
    const errors = Object.keys(values)
      .filter((field) => values[field] === '')
      .map((field) => ({ field, message: 'Field is empty' }))
    if (errors.length) return open(200, { errors })
    try {
      const token = ledger.makeToken(
        values.ccnumber === undefined
          ? {
              kind: 'bank_account',
              aba: values.checkaba,
              account: values.checkaccount,
              holder: values.checkname ?? '',
            }
          : { kind: 'card', number: values.ccnumber, exp: values.ccexp },
      )
      return open(200, {
        token: token.token,
        tokenType: 'inline',
        card: { number: token.kind === 'card' ? `${token.first6}******${token.last4}` : null, bin: token.first6 || null, exp: token.exp || null, type: token.brand || null },
        check: { name: token.holder || null, account: token.kind === 'card' ? null : `*****${token.last4}`, aba: null },
      }) // prettier-ignore
    } catch (thrown) {
      if (!(thrown instanceof z.ZodError)) throw thrown
      const first =
        thrown.issues[0]?.code === 'invalid_union' ? thrown.issues[0].errors.flat() : thrown.issues
      const said = first.find(({ message }) => /is invalid$/.test(message))?.message ?? 'Not valid'
      const field = /Expiration/.test(said)
        ? 'ccexp'
        : /Routing/.test(said)
          ? 'checkaba'
          : /Account/.test(said)
            ? 'checkaccount'
            : 'ccnumber'
      return open(200, { errors: [{ field, message: said }] }) // prettier-ignore
    }
  }

  return {
    key: 'nmi',
    name: 'NMI',
    about: `A payment gateway. Security key ${securityKey}, tokenization key ${tokenizationKey}. How a card's or an account's bank behaves is decided by its last digits: README.md.`,
    columns: [
      { title: 'Vault', path: 'accountNumber' },
      { title: 'Kind', path: 'kind' },
      { title: 'Ends in', path: 'last4' },
      { title: 'Bank', path: 'shows' },
    ],
    answer(call) {
      if (call.path.startsWith('/token/')) return hosted(call)
      if (call.method !== 'POST') return { status: 405, body: 'POST\n' }
      const form = new URLSearchParams(call.body)
      if (call.path === '/api/transact.php') return transact(form)
      return call.path === '/api/query.php' ? query(form) : { status: 404, body: 'Nothing is here\n' }
    },
    accountNumberOf: (call) => {
      const form = new URLSearchParams(call.path.startsWith('/api/') ? call.body : '')
      const id = form.get('customer_vault_id')
      const isLost = form.get('type') === 'sale' && ledger.method(id ?? '')?.scenario === 'lost'
      return isLost ? `${id}-WDRA` : id
    },
    isSignIn: (call) => call.path.startsWith('/token/'),
    isWrite: (call) => call.path === '/api/transact.php',
    refuse: (status, _code, detail, headers, call) =>
      status === 422 && call?.path === '/api/transact.php'
        ? error(detail)
        : { status, headers, body: detail },
    accounts: ledger.methods,
    effects: ledger.effects,
    upsert: ledger.upsert,
    reset: () => (made.clear(), ledger.reset()),
    close: ledger.close,
    controls: {
      token: (body) => Promise.resolve(open(201, { token: ledger.makeToken(body).token })),
      settle: () => Promise.resolve(open(200, { settled: ledger.settle() })),
      /** Forgets the duplicate check's memory, as twenty minutes would. */
      later: () => Promise.resolve((made.clear(), open(200, {}))),
      webhook: async (body) => {
        const order = hook.parse(body)
        const sent = []
        for (const telling of ledger.takeTellings()) {
          const text = JSON.stringify(eventOf(telling, order.eventId))
          const nonce = order.nonce ?? randomUUID()
          const signature = createHmac('sha256', order.key).update(`${nonce}.${text}`).digest('hex')
          const reply = await fetch(order.url, {
            method: 'POST',
            headers: { 'content-type': 'application/json', 'webhook-signature': `t=${nonce},s=${signature}` },
            body: text,
          })
          sent.push({ status: reply.status, body: await reply.text(), event: text })
        }
        return open(200, { sent })
      },
    },
  }
}

const hook = z.object({
  url: z.url(),
  key: z.string(),
  nonce: z.string().optional(),
  eventId: z.string().optional(),
})
const collected = z.object({ key: z.string(), values: z.record(z.string(), z.string().max(100)) })
const labels: Record<string, string> = {
  ccnumber: 'Card number',
  ccexp: 'Expiry (MM / YY)',
  checkaba: 'Routing number',
  checkaccount: 'Account number',
  checkname: 'Name on the account',
}
const escapeText = (text: string | null) => (text ?? '').replace(/[^A-Za-z0-9 /]/g, '').slice(0, 40)

const vaultXml = (one: Method) =>
  `<customer id="${one.accountNumber}"><customer_vault_id>${one.accountNumber}</customer_vault_id>${
    one.kind === 'card'
      ? `<cc_number>${one.first6.slice(0, 1)}xxxxxxxxxxx${one.last4}</cc_number><cc_exp>${one.exp}</cc_exp><cc_type>${one.brand}</cc_type>`
      : `<check_account>xxxxx${one.last4}</check_account><account_type>${one.accountType}</account_type><account_holder_type>${one.holderType}</account_holder_type>`
  }</customer>`

const transactionXml = (one: Transaction) =>
  `<transaction><transaction_id>${one.id}</transaction_id><transaction_type>${one.kind === 'card' ? 'cc' : 'ck'}</transaction_type><condition>${one.condition}</condition><order_id>${xml(one.orderId)}</order_id><original_transaction_id>${one.originalId}</original_transaction_id><authorization_code>123456</authorization_code>${one.deeds
    .map(
      (deed) =>
        `<action><amount>${dollars(deed.cents)}</amount><action_type>${deed.type}</action_type><date>${deed.date}</date><success>${deed.success ? 1 : 0}</success><response_text>${xml(deed.text)}</response_text><response_code>${deed.code}</response_code></action>`,
    )
    .join('')}</transaction>`

const eventNames: Record<string, string> = {
  settled: 'transaction.check.status.settle',
  returned: 'transaction.check.status.return',
  charged_back: 'chargeback.batch.complete',
}
const eventOf = (telling: Telling, eventId = telling.id) => ({
  event_id: eventId,
  event_type: eventNames[telling.kind],
  event_body:
    telling.kind === 'charged_back'
      ? { chargebacks: [{ transaction_id: telling.transaction, amount: dollars(telling.cents), reason_code: telling.code, reason: telling.text }] }
      : { transaction_id: telling.transaction, action: { response_text: telling.text, response_code: telling.code, amount: dollars(telling.cents) } },
}) // prettier-ignore
