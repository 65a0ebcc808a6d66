/** Equifax OneView as far as its public pages show it. README.md: subjects, and what is invented. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import type { Sandbox, WireAnswer, WireCall } from '../kit.ts'
import { type Inquiry, openFiles } from '../open-credit/files.ts'
import { sentinelOf } from '../open-credit/server.ts'

const client = { id: 'keyholder-client', secret: 'client-demo' }
const member = { memberNumber: '999ZB12345', securityCode: 'X42' }
const scope = 'https://api.equifax.com/business/oneview/consumer-credit/v1'
const reportPath = '/business/oneview/consumer-credit/v1/reports/credit-report'
const tokenSeconds = 3600
const subscriber = member.memberNumber

const request = z.object({
  consumers: z.object({
    name: z.array(z.object({ identifier: z.literal('current'), firstName: z.string(), lastName: z.string() })).length(1),
    socialNum: z.array(z.object({ identifier: z.literal('current'), number: z.string().regex(/^\d{9}$/) })).length(1),
    dateOfBirth: z.iso.date().optional(),
    addresses: z
      .array(z.object({ identifier: z.enum(['current', 'former']), addressLine1: z.string(), cityName: z.string(), stateAbbreviation: z.string().length(2), zipCode: z.string() }))
      .min(1)
      .max(2),
  }),
  customerReferenceidentifier: z.string().max(40),
  customerConfiguration: z.object({
    equifaxUSConsumerCreditReport: z.object({
      memberNumber: z.string(),
      securityCode: z.string(),
      permissiblePurposeCode: z.string().length(1),
      subjectPin: z.string().optional(),
    }),
  }),
}) // prettier-ignore

const json = (status: number, body: unknown, headers: Record<string, string> = {}): WireAnswer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
})
const refuse = (status: number, description: string, headers?: Record<string, string>) =>
  json(status, { code: String(status), description }, headers)

export const equifax = (dataDir: string | null): Sandbox => {
  const files = openFiles(dataDir && join(dataDir, 'equifax.jsonl'), 'EF')
  const tokens = new Map<string, number>()

  function answer(call: WireCall): WireAnswer {
    if (call.method !== 'POST') return refuse(405, 'Method not allowed')
    if (call.path === '/v2/oauth/token') return signIn(call)
    if (call.path !== reportPath) return refuse(404, 'No such resource')
    const token = /^Bearer (.+)$/.exec(call.headers.authorization ?? '')?.[1] ?? ''
    if ((tokens.get(token) ?? 0) < Date.now())
      return refuse(401, 'The access token is invalid or has expired')
    let body: unknown
    try {
      body = JSON.parse(call.body)
    } catch {
      return refuse(400, 'The body is not JSON')
    }
    const parsed = request.safeParse(body)
    if (!parsed.success) return refuse(400, `${parsed.error.issues[0]!.path.join('.')} is not valid`)
    const { consumers, customerReferenceidentifier: requestKey, customerConfiguration } = parsed.data
    const { memberNumber, securityCode, subjectPin } = customerConfiguration.equifaxUSConsumerCreditReport
    if (memberNumber !== member.memberNumber || securityCode !== member.securityCode)
      return refuse(403, 'Member number or security code is not right')
    const { firstName, lastName } = consumers.name[0]!
    return json(
      200,
      reply(
        files.make({
          subscriber,
          requestKey,
          digest: '',
          ssn: consumers.socialNum[0]!.number,
          name: `${lastName}, ${firstName}`,
          bureau: 'Equifax',
          born: consumers.dateOfBirth ?? '',
          pin: subjectPin,
        }),
        consumers,
      ),
    )
  }

  function signIn(call: WireCall): WireAnswer {
    const basic = Buffer.from(`${client.id}:${client.secret}`).toString('base64')
    const form = new URLSearchParams(call.body)
    if (call.headers.authorization !== `Basic ${basic}`)
      return json(401, { error: 'invalid_client', error_description: 'Client authentication failed' })
    if (form.get('grant_type') !== 'client_credentials' || form.get('scope') !== scope)
      return json(400, { error: 'invalid_scope', error_description: 'The scope is not known' })
    const token = randomBytes(24).toString('base64url')
    tokens.set(token, Date.now() + tokenSeconds * 1000)
    return json(200, { access_token: token, token_type: 'Bearer', expires_in: tokenSeconds, scope })
  }

  return {
    key: 'equifax',
    name: 'Equifax (OneView)',
    about: `Client ${client.id}, secret ${client.secret}; member ${member.memberNumber}, security digits ${member.securityCode}. What a subject shows is decided by the last four digits of the SSN.`,
    columns: [
      { title: 'SSN', path: 'accountNumber' },
      { title: 'Shows', path: 'shows' },
      { title: 'Result', path: 'result' },
      { title: 'Score', path: 'score' },
    ],
    answer,
    accountNumberOf: (call) => sentinelOf(/"number":"(\d{9})"/.exec(call.body)?.[1]),
    isSignIn: (call) => call.path === '/v2/oauth/token',
    refuse: (status, _code, detail, headers) => refuse(status, detail, headers),
    accounts: files.files,
    effects: files.effects,
    upsert: files.upsert,
    reset: files.reset,
    close: files.close,
  }
}

/** A frozen file answers 7, a missing one 2; the report repeats SSN and birthdate, as reports do. */
function reply(inquiry: Inquiry, consumers: z.output<typeof request>['consumers']): object {
  const { id, result, score, alerts, factors } = inquiry
  const code = result === 'no_hit' ? '2' : result === 'frozen' ? '7' : alerts.length ? '6' : '1'
  return {
    status: 'completed',
    consumers: {
      equifaxUSConsumerCreditReport: [
        {
          transactionId: id,
          customerReferenceNumber: inquiry.requestKey,
          hitCode: { code, description: { '1': 'Hit', '2': 'No-Hit', '6': 'Hit and Automated Consumer Narrative', '7': 'Locked file' }[code] },
          subjectName: consumers.name[0],
          subjectSocialNum: consumers.socialNum[0]!.number,
          birthDate: consumers.dateOfBirth,
          addresses: consumers.addresses,
          models: score === null ? [] : [{ type: 'FICO', score, reasons: factors.map((description, at) => ({ code: `0000${at + 1}`, description })) }],
          alerts: alerts.map((description) => ({ code: 'A', description })),
        },
      ],
    },
  } // prettier-ignore
}
