/** HART (Monitronics, SAFE): the reseller's form-post API that hands on the three bureaus' files. README.md: what is public. */
import { z } from 'zod'
import type { CreditAnswer, CreditConnector, CreditInquiry } from '../credit.ts'
import { ConnectorError } from '../errors.ts'
import type { ProviderFetch, ProviderReply } from '../http.ts'
import { parseXml, XmlError } from '../xml.ts'
import { readReply } from './reply.ts'

const settings = z.object({
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .max(300)
    .meta({ label: 'Service address', help: 'For example https://api.creditsystem.com/' }),
  account: z.string().min(1).max(40).meta({ label: 'Account' }),
  password: z.string().min(1).max(128).meta({ label: 'Password', secret: true }),
  product: z
    .enum(['CREDIT', 'BISLRPT', 'SCORE REPORT', 'SOFTPULL', 'EFXSOFTPULL'])
    .default('CREDIT')
    .meta({ label: 'Product', help: 'As your contract says; a soft pull leaves no mark on the file' }),
  bureau: z
    .enum(['TU', 'EFX', 'XPN'])
    .default('TU')
    .meta({
      label: 'Bureau',
      help: 'Brinks Home asks for TransUnion',
      choices: { TU: 'TransUnion', EFX: 'Equifax', XPN: 'Experian' },
    }),
})
type Settings = z.output<typeof settings>

const extras = z.object({
  continueOnMatch: z.boolean().default(false).meta({
    label: 'Continue on match',
    help: 'Go on although this person or address has an account already',
  }),
})

/** PASS=2 is a new pull, 109 fetches one again by its token. */
const newPull = '2'
const refusals = /^\s*(login was not successful|unauthorized method of access)/i
const matched = /^\s*match found/i

export const hart: CreditConnector = {
  manifest: {
    kind: 'credit',
    key: 'hart',
    name: 'HART (Monitronics, SAFE)',
    honesty:
      'Speaks the reseller’s form-post API as public client code shows it; its own documents are not public, and it has never run against the live service.',
    brands: ['Brinks Home (Monitronics)', 'SAFE', 'TransUnion', 'Equifax', 'Experian'],
    settings,
    limits: { callsPerSecond: 2, timeoutMs: 60_000 },
    idempotency: 'look',
    needs: ['ssn'],
    extras,
    scorecard: [
      { rule: 'New pull of each of the three bureaus, score and printed report', state: 'done' },
      {
        rule: 'Finds an inquiry whose answer was lost',
        state: 'exempt',
        reason: 'The wire has no such call: a person asks HART',
      },
      { rule: 'Has run against the live service', state: 'todo', reason: 'Needs a dealer’s account' },
    ],
  },
  open(given, fetch) {
    const own = settings.parse(given)
    return {
      /** No call of this wire only says who one is: without a subject it refuses the login, or the inquiry. */
      async check() {
        const call = 'Test connection'
        const reply = await post(fetch, own, { call, effect: 'read', form: { PASS: '0' }, secrets: [] })
        const said = reply.body.trim()
        if (reply.status !== 200 || refusals.test(said)) throw refused(call, reply)
        return 'HART answers, and did not turn the account down. Only an inquiry tries the rest.'
      },
      inquire: (inquiry) => inquire(own, fetch, inquiry),
    }
  },
}

async function inquire(own: Settings, fetch: ProviderFetch, inquiry: CreditInquiry): Promise<CreditAnswer> {
  const call = 'Run credit'
  const { subject, extras: chosen } = inquiry
  const form = {
    PASS: newPull,
    PROCESS: 'PCCREDIT',
    PRODUCT: own.product,
    BUREAU: own.bureau,
    NAME: `${subject.lastName}, ${subject.firstName}`,
    SSN: subject.ssn,
    DOB: subject.birthdate.replace(/^(\d{4})-(\d\d)-(\d\d)$/, '$2/$3/$1'),
    ADDRESS: subject.addressLine1,
    CITY: subject.city,
    STATE: subject.state,
    ZIP: subject.zip,
    ...(subject.previous && {
      PREVADDRESS: subject.previous.addressLine1,
      PREVCITY: subject.previous.city,
      PREVSTATE: subject.previous.state,
      PREVZIP: subject.previous.zip,
    }),
    ...(chosen.continueOnMatch === true && { CONTINUEONMATCH: 'Y' }),
  }
  const secrets = [subject.ssn, subject.birthdate, form.DOB].filter(Boolean)
  const reply = await post(fetch, own, { call, effect: 'write', form, secrets })
  if (reply.status !== 200 || refusals.test(reply.body)) throw refused(call, reply)
  if (matched.test(reply.body))
    throw new ConnectorError('rejected', {
      call,
      outcome: 'not_applied',
      reason:
        'This person or address has an account already. Tick “Continue on match” to run credit all the same',
    })
  try {
    return readReply(parseXml(reply.body))
  } catch (error) {
    if (!(error instanceof XmlError)) throw error
    throw new ConnectorError('unexpected_reply', { call, outcome: 'unknown', reason: error.message })
  }
}

type Post = { call: string; effect: 'read' | 'write'; form: Record<string, string>; secrets: string[] }

const post = (fetch: ProviderFetch, own: Settings, { call, effect, form, secrets }: Post) =>
  fetch({
    call,
    effect,
    method: 'POST',
    url: new URL(own.baseUrl),
    headers: { accept: 'text/xml', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ ACCOUNT: own.account, PASSWD: own.password, ...form }).toString(),
    secrets,
  })

/** The wire's failures are plain text. One that refuses the login is its word that nothing was pulled. */
function refused(call: string, reply: ProviderReply): ConnectorError {
  if (refusals.test(reply.body))
    return new ConnectorError('bad_credentials', {
      call,
      outcome: 'not_applied',
      providerMessage: reply.scrub(reply.body.trim()).slice(0, 200),
    })
  return new ConnectorError(
    reply.status === 429 ? 'rate_limited' : reply.status >= 500 ? 'unavailable' : 'unexpected_reply',
    {
      call,
      outcome: reply.status === 429 ? 'not_applied' : 'unknown',
      reason: `HTTP status ${reply.status}`,
    },
  )
}
