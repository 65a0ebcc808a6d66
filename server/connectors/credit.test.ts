import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startSandboxes } from '#sandboxes/all.ts'
import { breaches } from '#sandboxes/open-credit/document.ts'
import type { CreditBureau, CreditInquiry } from './credit.ts'
import { rejection } from './conformance-desk.ts'
import { type ProviderFetch, providerFetch, type TranscriptEntry } from './http.ts'
import { creditByKey, creditConnectors, secretValues } from './registry.ts'

/** Where each connector's sandbox stands, and who one is there. `wrong` is what no sandbox takes. */
const logins: Record<string, { sandbox: string; path?: string; settings: Record<string, string>; wrong: string; finds: boolean }> = {
  'adt-credit': { sandbox: 'open-credit', settings: { dealerNumber: 'ACME01', password: 'sandbox-demo' }, wrong: 'password', finds: true },
  transunion: { sandbox: 'open-credit', settings: { subscriberCode: '0125A12345', password: 'sandbox-demo' }, wrong: 'password', finds: true },
  'open-credit': { sandbox: 'open-credit', settings: { subscriber: 'keyholder-credit', password: 'sandbox-demo' }, wrong: 'password', finds: true },
  hart: { sandbox: 'hart', path: '/api', settings: { account: 'keyholder', password: 'sandbox-demo', bureau: 'EFX' }, wrong: 'password', finds: false },
  equifax: { sandbox: 'equifax', settings: { clientId: 'keyholder-client', clientSecret: 'client-demo', memberNumber: '999ZB12345', securityCode: 'X42' }, wrong: 'securityCode', finds: false },
} // prettier-ignore

let running: Awaited<ReturnType<typeof startSandboxes>>
let kept: TranscriptEntry[] = []
let broken: string[] = []
beforeAll(async () => {
  running = await startSandboxes({ connectors: ['open-credit', 'hart', 'equifax'] })
})
afterAll(() => running.close())
beforeEach(() => ((kept = []), (broken = [])))

const control = async (key: string, name: string, method = 'GET', body?: object) =>
  (await (
    await fetch(`${running.url}/${logins[key]!.sandbox}/_control/${name}`, {
      method,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    })
  ).json()) as { effects: { accountNumber: string }[] }

function open(key: string, change: Record<string, string> = {}): CreditBureau {
  const { manifest, open: openBureau } = creditByKey(key)!
  const { sandbox, path = '', settings } = logins[key]!
  const given = { baseUrl: `${running.url}/${sandbox}${path}`, ...settings, ...change }
  const send = providerFetch({
    connector: key,
    credentials: `${key} ${JSON.stringify(change)}`,
    timeoutMs: 1000,
    callsPerSecond: 1000,
    allowPrivate: true,
    secrets: secretValues(manifest, given),
    onCall: (entry) => kept.push(entry),
  })
  // Every exchange of the Open Credit API is held against the document that gateways read.
  const watched: ProviderFetch = async (request) => {
    const reply = await send(request)
    if (sandbox === 'open-credit')
      broken.push(
        ...breaches({
          method: request.method,
          target: request.url.pathname.replace('/open-credit', '') + request.url.search,
          requestHeaders: request.headers ?? {},
          requestBody: request.body,
          status: reply.status,
          contentType: reply.header('content-type'),
          responseBody: reply.body,
        }),
      )
    return reply
  }
  return openBureau(given, watched)
}

let keys = 0
let people = 0
function inquiry(ending: string, change: Partial<CreditInquiry> = {}): CreditInquiry {
  return {
    requestKey: `connector-test-${String(++keys).padStart(6, '0')}`,
    subject: {
      firstName: 'Nell',
      lastName: 'O’Borrower',
      addressLine1: '12 Main Street',
      city: 'Provo',
      state: 'UT',
      zip: '84601',
      ssn: `9${String(++people).padStart(4, '0')}${ending}`,
      birthdate: '1980-02-29',
      previous: { addressLine1: '1 Old Road', city: 'Orem', state: 'UT', zip: '84057-1234' },
    },
    purpose: 'credit_transaction',
    extras: {},
    ...change,
  }
}

it('every credit connector is asked, and says what its wire rests on', () => {
  expect(creditConnectors.map(({ manifest }) => manifest.key).sort()).toEqual(Object.keys(logins).sort())
  for (const { manifest } of creditConnectors)
    expect(manifest.honesty).toMatch(/never run against|no bureau’s own wire/)
})

describe.each(Object.entries(logins))('%s', (key, { sandbox, wrong, finds }) => {
  const made = async ({ subject }: CreditInquiry) =>
    (await control(key, 'accounts?limit=0')).effects.filter((effect) => effect.accountNumber === subject.ssn)
      .length

  it('answers a scored file, a thin, a missing and a frozen one, and keeps to the contract', async () => {
    const bureau = open(key)
    expect(await bureau.check()).toMatch(/answers/)
    const scored = await bureau.inquire(inquiry('0003'))
    expect(scored).toMatchObject({
      outcome: 'scored',
      score: 512,
      transactionId: expect.stringMatching(/^(OC|HX|EF)7\d+/),
    })
    for (const [ending, outcome] of [
      ['0000', 'no_hit'],
      ['0001', 'frozen'],
      ['0002', 'thin'],
    ] as const)
      // prettier-ignore
      expect(await bureau.inquire(inquiry(ending))).toMatchObject({ outcome, score: null })
    expect((await bureau.inquire(inquiry('0004'))).alerts).toHaveLength(2)
    const report =
      scored.report === 'apart' ? await bureau.fetchReport!(scored.transactionId) : scored.report!.text
    expect(report).toMatch(/512/)
    expect(broken).toEqual([])
  })

  it('makes no inquiry without its credentials, and says that none was made', async () => {
    const asked = inquiry('0003')
    const error = await rejection(open(key, { [wrong]: 'not-it' }).inquire(asked))
    expect(error).toMatchObject({ kind: 'bad_credentials', outcome: 'not_applied' })
    expect(await made(asked)).toBe(0)
  })

  it('a lost answer is unknown and nothing is repeated; where the bureau knows our number it is found', async () => {
    const bureau = open(key)
    const lost = inquiry('0006')
    expect(await rejection(bureau.inquire(lost))).toMatchObject({ kind: 'unavailable', outcome: 'unknown' })
    expect(await made(lost)).toBe(1)
    expect(bureau.find !== undefined).toBe(finds)
    if (bureau.find) {
      expect(await bureau.find(lost.requestKey)).toMatchObject({ outcome: 'scored', score: 699 })
      expect(await bureau.find('connector-test-unknown')).toBeNull()
      // Asked again under its key by somebody all the same, it is the one that was made.
      expect(await rejection(bureau.inquire(lost))).toMatchObject({ outcome: 'unknown' })
      expect(await made(lost)).toBe(1)
    }
    await control(key, 'faults', 'POST', { fault: 'malformed', match: { path: sandbox === 'open-credit' ? '/inquiries' : sandbox === 'hart' ? '/api' : '/credit-report' } }) // prettier-ignore
    const half = inquiry('0003')
    expect(await rejection(bureau.inquire(half))).toMatchObject({
      kind: 'unexpected_reply',
      outcome: 'unknown',
    })
    expect(await made(half)).toBe(1)
    await control(key, 'faults', 'POST', { fault: 'timeout', match: { path: sandbox === 'open-credit' ? '/inquiries' : sandbox === 'hart' ? '/api' : '/credit-report' } }) // prettier-ignore
    const late = inquiry('0003')
    expect(await rejection(bureau.inquire(late))).toMatchObject({ kind: 'unavailable', outcome: 'unknown' })
    expect(await made(late)).toBe(0)
  })

  it('SSN, birthdate, subject PIN and credentials reach no transcript and no error', async () => {
    const asked = inquiry('0003', { extras: { subjectPin: '471100' } })
    await open(key).inquire(asked)
    const refused = await rejection(open(key, { [wrong]: 'not-the-secret' }).inquire(inquiry('0003')))
    const told = JSON.stringify([kept.map(({ request, path, error }) => [request, path, error]), refused])
    expect(kept.length).toBeGreaterThan(1)
    for (const secret of [
      asked.subject.ssn,
      '1980-02-29',
      '02/29/1980',
      '02%2F29%2F1980',
      '471100',
      'sandbox-demo',
      'client-demo',
      'not-the-secret',
    ])
      expect(told).not.toContain(secret)
  })
})

it('the Open Credit API makes one inquiry of a key, and refuses the key for another', async () => {
  const bureau = open('open-credit')
  const first = inquiry('4321')
  const answer = await bureau.inquire(first)
  expect(await bureau.inquire(first)).toEqual(answer)
  const other = await rejection(bureau.inquire({ ...inquiry('4322'), requestKey: first.requestKey }))
  expect(other).toMatchObject({ kind: 'rejected', outcome: 'not_applied' })
  const { effects } = await control('open-credit', 'accounts?limit=0')
  expect(effects.filter(({ accountNumber }) => accountNumber === first.subject.ssn)).toHaveLength(1)
})
