/** Equifax OneView Consumer Credit: OAuth 2 client credentials, then one JSON call. README.md says what is public. */
import { z } from 'zod'
import type { CreditAnswer, CreditConnector, CreditInquiry } from '../credit.ts'
import { ConnectorError } from '../errors.ts'
import type { ProviderFetch, ProviderReply } from '../http.ts'
import { subjectPin } from '../open-credit/profile.ts'
import { retryAfterMs } from '../station-words.ts'
import { tokenFor } from '../token-session.ts'
import { permissiblePurposeCode, readReport, refusalReply, reportReply, tokenReply } from './wire.ts'

const settings = z.object({
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .max(300)
    .meta({ label: 'Service address', help: 'https://api.equifax.com, or https://api.sandbox.equifax.com' }),
  clientId: z.string().min(1).max(100).meta({ label: 'Client ID' }),
  clientSecret: z.string().min(1).max(200).meta({ label: 'Client secret', secret: true }),
  memberNumber: z.string().min(1).max(20).meta({ label: 'Member number' }),
  securityCode: z.string().min(1).max(20).meta({ label: 'Security digits', secret: true }),
  customerCode: z.string().max(10).default('').meta({ label: 'Customer code' }),
  scoreModel: z
    .string()
    .max(10)
    .default('')
    .meta({ label: 'Score model', help: 'Empty: your contract’s own' }),
})
type Settings = z.output<typeof settings>

const scope = 'https://api.equifax.com/business/oneview/consumer-credit/v1'
const reportPath = '/business/oneview/consumer-credit/v1/reports/credit-report'

export const equifax: CreditConnector = {
  manifest: {
    kind: 'credit',
    key: 'equifax',
    name: 'Equifax',
    honesty:
      'Speaks the OneView consumer-credit API as far as its public pages and client code show it, and has never run against the live service.',
    brands: ['Equifax'],
    settings,
    limits: { callsPerSecond: 5, timeoutMs: 45_000 },
    idempotency: 'look',
    needs: ['ssn'],
    extras: z.object({ subjectPin }),
    scorecard: [
      { rule: 'Signs in by client credentials; score, hit code, alerts, score factors', state: 'done' },
      {
        rule: 'Finds an inquiry whose answer was lost',
        state: 'exempt',
        reason: 'No such call is public: a person asks Equifax',
      },
      { rule: 'Has run against the live service', state: 'todo', reason: 'Needs a member’s contract' },
    ],
  },
  open(given, fetch) {
    const own = settings.parse(given)
    const base = own.baseUrl.replace(/\/+$/, '')
    const credentials = [base, own.clientId, own.clientSecret]
    const signIn = async () => {
      const call = 'Sign in'
      const basic = Buffer.from(`${own.clientId}:${own.clientSecret}`).toString('base64')
      const reply = await fetch({
        call,
        effect: 'read',
        method: 'POST',
        url: new URL(`${base}/v2/oauth/token`),
        headers: {
          accept: 'application/json',
          authorization: `Basic ${basic}`,
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: new URLSearchParams({ grant_type: 'client_credentials', scope }).toString(),
        secrets: [basic],
      })
      const parsed = tokenReply.safeParse(json(reply.body))
      if (reply.status !== 200 || !parsed.success) throw refusal(call, reply, 'not_applied')
      return { token: parsed.data.access_token, expiresAtMs: Date.now() + parsed.data.expires_in * 1000 }
    }
    return {
      async check() {
        // An old token would be good although the secret has been changed.
        const known = await tokenFor(credentials, null, signIn)
        await tokenFor(credentials, known, signIn)
        return 'Equifax answers and knows the client. The member number is tried by the first report only.'
      },
      async inquire(inquiry) {
        const token = await tokenFor(credentials, null, signIn)
        const first = await ask(own, fetch, base, token, inquiry)
        // Refused at the door, nothing was read: that alone may be sent again.
        const reply =
          first.status === 401
            ? await ask(own, fetch, base, await tokenFor(credentials, token, signIn), inquiry)
            : first
        return answer(reply)
      },
    }
  },
}

function ask(
  own: Settings,
  fetch: ProviderFetch,
  base: string,
  token: string,
  { requestKey, subject, purpose, extras }: CreditInquiry,
): Promise<ProviderReply> {
  const address = (
    identifier: string,
    {
      addressLine1,
      city,
      state,
      zip,
    }: Omit<typeof subject, 'previous'> | NonNullable<typeof subject.previous>,
  ) => ({
    identifier,
    addressLine1,
    cityName: city,
    stateAbbreviation: state,
    zipCode: zip,
  })
  const pin = typeof extras.subjectPin === 'string' ? extras.subjectPin : ''
  const body = {
    consumers: {
      name: [{ identifier: 'current', firstName: subject.firstName, lastName: subject.lastName }],
      socialNum: [{ identifier: 'current', number: subject.ssn }],
      ...(subject.birthdate && { dateOfBirth: subject.birthdate }),
      addresses: [
        address('current', subject),
        ...(subject.previous ? [address('former', subject.previous)] : []),
      ],
    },
    customerReferenceidentifier: requestKey,
    customerConfiguration: {
      equifaxUSConsumerCreditReport: {
        memberNumber: own.memberNumber,
        securityCode: own.securityCode,
        ...(own.customerCode && { customerCode: own.customerCode }),
        permissiblePurposeCode: permissiblePurposeCode[purpose],
        ...(own.scoreModel && { models: [{ identifier: own.scoreModel }] }),
        ...(pin && { subjectPin: pin }),
      },
    },
  }
  return fetch({
    call: 'Run credit',
    effect: 'write',
    method: 'POST',
    url: new URL(base + reportPath),
    headers: {
      accept: 'application/json',
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
    secrets: [token, subject.ssn, subject.birthdate, pin].filter(Boolean),
  })
}

function answer(reply: ProviderReply): CreditAnswer {
  const call = 'Run credit'
  if (reply.status !== 200 && reply.status !== 201) throw refusal(call, reply, 'unknown')
  const parsed = reportReply.safeParse(json(reply.body))
  if (!parsed.success)
    throw new ConnectorError('unexpected_reply', {
      call,
      outcome: 'unknown',
      reason: `The reply is not one that is known, at ${parsed.error.issues[0]?.path.join('.') || 'the body'}`,
    })
  return readReport(parsed.data, reply.body)
}

function refusal(call: string, reply: ProviderReply, lost: 'unknown' | 'not_applied'): ConnectorError {
  const { status } = reply
  const said = refusalReply.safeParse(json(reply.body)).data
  const kind =
    status >= 500 ? 'unavailable'
    : status === 429 ? 'rate_limited'
    : !said ? 'unexpected_reply'
    : status === 401 || status === 403 ? 'bad_credentials'
    : 'rejected' // prettier-ignore
  const words = said?.description ?? said?.error_description ?? said?.error
  return new ConnectorError(kind, {
    call,
    outcome: (said && status < 500) || status === 429 ? 'not_applied' : lost,
    providerMessage: words ? reply.scrub(words).slice(0, 300) : null,
    reason: words ? null : `HTTP status ${status}`,
    retryAfterMs: retryAfterMs(reply.header('retry-after')),
  })
}

function json(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
