import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startSandboxes } from '#sandboxes/all.ts'
import type { Effect } from '#sandboxes/kit.ts'
import { rejection } from './conformance-desk.ts'
import { providerFetch, type TranscriptEntry } from './http.ts'
import type { ChargeOrder, NewMethod, PaymentProcessor, StoredMethod } from './payment.ts'
import { paymentByKey, paymentConnectors, secretValues } from './registry.ts'

/** Who one is at each sandbox; `wrong` is a credential that is turned down; `pay` the path of a charge. */
const logins: Record<string, { settings: Record<string, string>; secret: string; webhook: string; pay: string }> = {
  nmi: { settings: { securityKey: 'sandbox-security-key', tokenizationKey: 'sandbox-tokenization-key', webhookKey: 'hook-demo' }, secret: 'securityKey', webhook: 'hook-demo', pay: '/api/transact.php' },
  stripe: { settings: { secretKey: 'sk_test_sandbox', publishableKey: 'pk_test_sandbox', webhookSecret: 'whsec_demo' }, secret: 'secretKey', webhook: 'whsec_demo', pay: '/v1/payment_intents' },
} // prettier-ignore

let running: Awaited<ReturnType<typeof startSandboxes>>
let kept: TranscriptEntry[] = []
beforeAll(async () => {
  running = await startSandboxes({ connectors: ['nmi', 'stripe'] })
})
afterAll(() => running.close())
beforeEach(() => void (kept = []))

const control = async <T>(key: string, name: string, body?: object): Promise<T> =>
  (await (
    await fetch(`${running.url}/${key}/_control/${name}`, {
      method: body ? 'POST' : 'GET',
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    })
  ).json()) as T

function open(key: string, change: Record<string, string> = {}): PaymentProcessor {
  const { manifest, open: openProcessor } = paymentByKey(key)!
  const given = { baseUrl: `${running.url}/${key}`, ...logins[key]!.settings, ...change }
  return openProcessor(
    given,
    providerFetch({
      connector: key,
      credentials: `${key} ${JSON.stringify(change)}`,
      timeoutMs: 1000,
      callsPerSecond: 1000,
      allowPrivate: true,
      secrets: secretValues(manifest, given),
      onCall: (entry) => kept.push(entry),
    }),
  )
}

let keys = 0
const nextKey = () => `test-${String(++keys).padStart(8, '0')}`
const card = (number: string) => ({ kind: 'card', number, exp: '12/39' })
async function stored(key: string, numbers: object = card('4111111111111111')): Promise<StoredMethod> {
  const { token } = await control<{ token: string }>(key, 'token', numbers)
  const method: NewMethod = {
    key: nextKey(),
    kind: 'kind' in numbers && numbers.kind === 'bank_account' ? 'bank_account' : 'card',
    token,
    holder: { firstName: 'Nell', lastName: 'O’Payer', company: '', email: 'nell@example.test' },
    address: { line1: '12 Main Street', line2: '', city: 'Provo', state: 'UT', zip: '84601' },
  }
  return open(key).store(method)
}
let amounts = 0
const order = (method: StoredMethod, change: Partial<ChargeOrder> = {}): ChargeOrder => ({
  key: nextKey(),
  // Another amount each time: the gateway's own check of duplicates is a question of its own.
  amountCents: 4000 + ++amounts,
  method,
  description: 'Invoice 1204',
  reference: { customerId: '7', billingMethodId: '3', subject: 'invoice' },
  ...change,
})
const made = async (key: string, of: { key: string }) =>
  (await control<{ effects: Effect[] }>(key, 'accounts?limit=0')).effects.filter(
    ({ idempotencyKey }) => idempotencyKey === of.key,
  ).length

it('[ADM-011] every payment connector is asked, and says what its wire rests on', () => {
  expect(paymentConnectors.map(({ manifest }) => manifest.key).sort()).toEqual(Object.keys(logins).sort())
  for (const { manifest } of paymentConnectors) expect(manifest.honesty).toMatch(/never run against/)
})

describe.each(Object.keys(logins))('%s', (key) => {
  const { settings, secret, webhook, pay } = logins[key]!

  it('[ADB-008][BIL-006] stores a card by its token, and knows of it what one may know', async () => {
    const processor = open(key)
    expect(await processor.check()).toMatch(/answers/)
    const method = await stored(key)
    expect(method).toMatchObject({ kind: 'card', brand: 'Visa', last4: '1111', expMonth: 12, expYear: 2039 })
    const form = processor.capture()
    expect(form.kinds).toContain('card')
    expect(JSON.stringify(form)).not.toContain(settings[secret]!)
    // A token is good for one use, and one of nobody for none.
    expect(await rejection(processor.store({ key: nextKey(), kind: 'card', token: 'made-up', holder: { firstName: 'A', lastName: 'B', company: '', email: '' }, address: { line1: '1 A', line2: '', city: 'Provo', state: 'UT', zip: '84601' } }))).toMatchObject({ outcome: 'not_applied' }) // prettier-ignore
    await processor.remove(method)
    await processor.remove(method)
    const refused = await rejection(processor.charge(order(method)))
    expect(refused).toMatchObject({ outcome: 'not_applied' })
  })

  it('charges, declines softly and hard, and says why in our words', async () => {
    const processor = open(key)
    const one = order(await stored(key))
    expect(await processor.charge(one)).toMatchObject({ result: 'approved', reason: null })
    for (const [number, reason] of [
      ['4000000000009995', 'insufficient_funds'],
      ['4000000000000002', 'do_not_honor'],
      ['4000000000009979', 'lost_or_stolen'],
    ] as const) {
      const declined = await processor.charge(order(await stored(key, card(number))))
      expect(declined).toMatchObject({ result: 'declined', reason })
      expect(declined.text).not.toBe('')
    }
    expect(await made(key, one)).toBe(1)
  })

  it('[REL-002] an answer that was lost is unknown, and the charge is found by our key', async () => {
    const processor = open(key)
    const one = order(await stored(key, card('4000000000000119')))
    expect(await rejection(processor.charge(one))).toMatchObject({ kind: 'unavailable', outcome: 'unknown' })
    expect(await processor.find(one)).toMatchObject({ result: 'approved', amountCents: one.amountCents })
    expect(await made(key, one)).toBe(1)
    const method = await stored(key)
    for (const [fault, kind, charged] of [
      ['malformed', 'unexpected_reply', 1],
      ['timeout', 'unavailable', 0],
      ['http_500', 'unavailable', 0],
      ['drop_before', 'unavailable', 0],
    ] as const) {
      await control(key, 'faults', { fault, match: { path: pay, write: true } })
      const next = order(method)
      expect(await rejection(processor.charge(next)), fault).toMatchObject({ kind, outcome: 'unknown' })
      expect(await made(key, next), fault).toBe(charged)
      if (charged) expect(await processor.find(next), fault).toMatchObject({ result: 'approved' })
      else expect(await processor.find(next), fault).toBeNull()
    }
    await control(key, 'faults', { fault: 'rate_limit', match: { path: pay, write: true } })
    expect(await rejection(processor.charge(order(method)))).toMatchObject({ kind: 'rate_limited', outcome: 'not_applied' }) // prettier-ignore
  })

  it('[REL-002] charged again under its key by somebody all the same, it is one charge', async () => {
    const processor = open(key)
    const one = order(await stored(key))
    const first = await processor.charge(one)
    if (paymentByKey(key)!.manifest.idempotency === 'key') expect(await processor.charge(one)).toEqual(first)
    // The gateway takes it for a duplicate: it may have been ours, so that nobody knows before it was looked up.
    else
      expect(await rejection(processor.charge(one))).toMatchObject({ kind: 'rejected', outcome: 'unknown' })
    expect(await made(key, one)).toBe(1)
    expect(await processor.find(one)).toMatchObject({ transactionId: first.transactionId })
    expect(await processor.find({ ...one, key: 'never-charged-1' })).toBeNull()
  })

  it('refunds in part, finds a refund whose answer was lost, and never more than was paid', async () => {
    const processor = open(key)
    const method = await stored(key)
    const { transactionId } = await processor.charge(order(method, { amountCents: 9000 + ++amounts }))
    const refund = {
      key: nextKey(),
      transactionId,
      amountCents: 2000,
      kind: 'card' as const,
      refundedBeforeCents: 0,
    }
    expect(await processor.refund(refund)).toMatchObject({ result: 'approved', amountCents: 2000 })
    await control(key, 'faults', { fault: 'drop_after', match: { path: key === 'nmi' ? pay : '/v1/refunds', write: true } }) // prettier-ignore
    const lost = { ...refund, key: nextKey(), refundedBeforeCents: 2000 }
    expect(await rejection(processor.refund(lost))).toMatchObject({ outcome: 'unknown' })
    expect(await processor.findRefund(lost)).toMatchObject({ result: 'approved' })
    expect(await processor.findRefund({ ...lost, key: nextKey(), refundedBeforeCents: 4000 })).toBeNull()
    expect(await rejection(processor.refund({ ...refund, key: nextKey(), amountCents: 9_999_00 }))).toMatchObject({ kind: 'rejected', outcome: 'not_applied' }) // prettier-ignore
  })

  it('tells of chargebacks by a signed webhook, and believes no other', async () => {
    const processor = open(key)
    const method = await stored(key, card('4000000000000259'))
    const { transactionId } = await processor.charge(order(method))
    await control(key, 'settle', {})
    // Nobody listens at this address: what matters is what would have been sent.
    const told: { body: string; header: Record<string, string> }[] = []
    const listener = (await import('node:http')).createServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString()))
      request.on('end', () => {
        told.push({ body, header: request.headers as Record<string, string> })
        response.end('{}')
      })
    })
    await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done))
    const { port } = listener.address() as { port: number }
    await control(key, 'webhook', { url: `http://127.0.0.1:${port}/`, key: webhook })
    listener.close()
    const at = (now = new Date(), change = (body: string) => body, own = processor) =>
      told.map(({ body, header }) =>
        own.takeWebhook({ body: change(body), header: (name) => header[name] ?? '', now }),
      )
    const news = at().flatMap((one) => one ?? [])
    expect(at().every((one) => one !== null)).toBe(true)
    expect(news.find((one) => one.kind === 'charged_back')).toMatchObject({ transactionId })
    expect(at(new Date(), (body) => `${body} `)).toEqual(told.map(() => null))
    const another = open(key, { [key === 'nmi' ? 'webhookKey' : 'webhookSecret']: 'somebody-elses' })
    expect(at(new Date(), undefined, another)).toEqual(told.map(() => null))
    const without = open(key, { [key === 'nmi' ? 'webhookKey' : 'webhookSecret']: '' })
    expect(at(new Date(), undefined, without)).toEqual(told.map(() => null))
    // Stripe signs the time as well; at NMI the event's id is what a repeat is known by.
    if (key === 'stripe') expect(at(new Date(Date.now() + 301_000))).toEqual(told.map(() => null))
  })

  it('[SEC-003] credentials and tokens reach no transcript and no error', async () => {
    const { token } = await control<{ token: string }>(key, 'token', card('4111111111111111'))
    const method = { key: nextKey(), kind: 'card' as const, token, holder: { firstName: 'Nell', lastName: 'Payer', company: '', email: '' }, address: { line1: '1 A', line2: '', city: 'Provo', state: 'UT', zip: '84601' } } // prettier-ignore
    await open(key).charge(order(await open(key).store(method)))
    const refused = await rejection(open(key, { [secret]: 'not-the-secret' }).check())
    expect(refused).toMatchObject({ kind: 'bad_credentials' })
    const said = JSON.stringify([kept, refused])
    for (const planted of [token, settings[secret]!, 'not-the-secret', '4111111111111111'])
      expect(said).not.toContain(planted)
  })
})

it('NMI voids before settlement, and tells of returns when asked what is new', async () => {
  const processor = open('nmi')
  const bank = { kind: 'bank_account', aba: '124000054', account: '000123456701' }
  const method = await stored('nmi', bank)
  expect(method).toMatchObject({
    kind: 'bank_account',
    last4: '6701',
    accountType: 'checking',
    holderType: 'personal',
  })
  const before = new Date(Date.now() - 1000)
  const first = await processor.charge(order(method))
  expect(await processor.findVoid!(first.transactionId)).toBeNull()
  expect(await processor.void!(first.transactionId, 'bank_account')).toMatchObject({ result: 'approved' })
  expect(await processor.findVoid!(first.transactionId)).toMatchObject({ result: 'approved' })
  const second = await processor.charge(order(method))
  await control('nmi', 'settle', {})
  const refused = await rejection(processor.void!(second.transactionId, 'bank_account'))
  expect(refused).toMatchObject({ kind: 'rejected', outcome: 'not_applied' })
  const news = (await processor.listNews(before)).filter((one) => one.transactionId === second.transactionId)
  expect(news.map(({ kind, code }) => [kind, code])).toEqual([['settled', ''], ['returned', 'R01']]) // prettier-ignore
})
