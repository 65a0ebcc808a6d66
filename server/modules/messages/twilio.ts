/**
 * Twilio's Messages API on its documented wire (twilio.com/docs/messaging/api/message-resource), through the way out that
 * all providers have: Twilio's own SDK has no base address, and its client does not tell "never sent" from "sent, and the
 * answer was lost", on which sending at most once rests (docs/connectors/twilio.md).
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { SmsSettings } from '#shared/contracts/message-setup.ts'
import { ConnectorError, type ErrorKind } from '#server/connectors/errors.ts'
import { providerFetch, type ProviderReply } from '#server/connectors/http.ts'

export type Twilio = Pick<SmsSettings, 'baseUrl' | 'accountSid'> & { authToken: string }

const timeoutMs = 15_000
const callsPerSecond = 50

const sent = z.object({
  sid: z.string().regex(/^[A-Z]{2}[0-9a-f]{32}$/),
  status: z.string().max(40),
  to: z.string().nullish(),
  from: z.string().nullish(),
  body: z.string().nullish(),
  direction: z.string().nullish(),
  date_created: z.string().nullish(),
  error_code: z.number().nullish(),
  error_message: z.string().nullish(),
})
export type TwilioMessage = z.output<typeof sent>
const refusal = z.object({ code: z.number(), message: z.string() })

/** A refusal that speaks of the number that was written to: 21610 is one that texted STOP. */
export class TwilioRefusal extends ConnectorError {
  readonly code: number
  constructor(kind: ErrorKind, call: string, code: number, message: string) {
    super(kind, { call, outcome: 'not_applied', providerMessage: `${message} (Twilio ${code})` })
    this.code = code
  }
}

const wayTo = (companyId: number, { authToken, accountSid }: Twilio, allowPrivate: boolean) =>
  providerFetch({
    connector: 'twilio',
    credentials: `${companyId}/twilio`,
    timeoutMs,
    callsPerSecond,
    allowPrivate,
    secrets: [authToken, Buffer.from(`${accountSid}:${authToken}`).toString('base64')],
  })

async function ask(
  companyId: number,
  twilio: Twilio,
  allowPrivate: boolean,
  call: string,
  path: string,
  form?: Record<string, string>,
): Promise<unknown> {
  const { accountSid, authToken, baseUrl } = twilio
  const reply = await wayTo(
    companyId,
    twilio,
    allowPrivate,
  )({
    call,
    effect: form ? 'write' : 'read',
    method: form ? 'POST' : 'GET',
    url: new URL(`${baseUrl.replace(/\/+$/, '')}/2010-04-01/Accounts/${accountSid}${path}`),
    headers: {
      authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`,
      accept: 'application/json',
      ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
    },
    ...(form && { body: new URLSearchParams(form).toString() }),
  })
  return read(reply, call, form !== undefined)
}

function read(reply: ProviderReply, call: string, isWrite: boolean): unknown {
  const outcome = isWrite ? 'unknown' : 'not_applied'
  const fail = (kind: ErrorKind, reason: string, applied: 'unknown' | 'not_applied' = outcome) =>
    new ConnectorError(kind, { call, outcome: applied, reason })
  let body: unknown
  try {
    body = JSON.parse(reply.body)
  } catch (cause) {
    // What stands behind the gateway may have taken it all the same.
    if (reply.status === 401)
      throw fail('bad_credentials', 'Twilio did not accept the credentials', 'not_applied')
    if (reply.status === 429) throw fail('rate_limited', 'Twilio asks us to slow down', 'not_applied')
    throw new ConnectorError(reply.status >= 500 ? 'unavailable' : 'unexpected_reply', {
      call,
      outcome,
      reason: `Twilio answered ${reply.status} without JSON`,
      cause,
    })
  }
  if (reply.status < 400) return body
  const said = refusal.safeParse(body)
  const code = said.success ? said.data.code : 0
  const words = said.success ? reply.scrub(said.data.message) : `status ${reply.status}`
  if (reply.status === 429)
    throw new ConnectorError('rate_limited', {
      call,
      outcome: 'not_applied',
      reason: 'Twilio asks us to slow down',
      retryAfterMs: Number(reply.header('retry-after') ?? 5) * 1000 || 5000,
    })
  if (reply.status >= 500) throw fail('unavailable', `Twilio is out of order (status ${reply.status})`)
  const kind =
    reply.status === 401 || reply.status === 403
      ? 'bad_credentials'
      : reply.status === 404
        ? 'not_found'
        : 'rejected'
  throw new TwilioRefusal(kind, call, code, words)
}

const understood = (body: unknown, call: string, outcome: 'unknown' | 'not_applied'): TwilioMessage => {
  const parsed = sent.safeParse(body)
  if (parsed.success) return parsed.data
  throw new ConnectorError('unexpected_reply', { call, outcome, reason: 'Twilio’s answer is no message' })
}

export type TextOrder = {
  to: string
  body: string
  from: { number: string } | { serviceSid: string }
  statusCallback: string | null
}

/** Sends one text message. @throws ConnectorError; its `outcome` says whether it may have left all the same */
export async function createMessage(
  companyId: number,
  twilio: Twilio,
  allowPrivate: boolean,
  { to, body, from, statusCallback }: TextOrder,
): Promise<TwilioMessage> {
  const answer = await ask(companyId, twilio, allowPrivate, 'Send text message', '/Messages.json', {
    To: to,
    ...('number' in from ? { From: from.number } : { MessagingServiceSid: from.serviceSid }),
    Body: body,
    ...(statusCallback && { StatusCallback: statusCallback }),
  })
  return understood(answer, 'Send text message', 'unknown')
}

/** What became of a message. @throws ConnectorError */
export async function fetchMessage(
  companyId: number,
  twilio: Twilio,
  allowPrivate: boolean,
  sid: string,
): Promise<TwilioMessage> {
  const call = 'Look up text message'
  return understood(
    await ask(companyId, twilio, allowPrivate, call, `/Messages/${sid}.json`),
    call,
    'not_applied',
  )
}

/** What we sent to a number since a day, newest first. @throws ConnectorError */
export async function listMessages(
  companyId: number,
  twilio: Twilio,
  allowPrivate: boolean,
  to: string,
  since: Date,
): Promise<TwilioMessage[]> {
  const query = new URLSearchParams({
    To: to,
    'DateSent>': since.toISOString().slice(0, 10),
    PageSize: '200',
  })
  const call = 'List text messages'
  const answer = await ask(companyId, twilio, allowPrivate, call, `/Messages.json?${query}`)
  const page = z.object({ messages: z.array(sent) }).safeParse(answer)
  if (page.success) return page.data.messages.filter(({ direction }) => direction?.startsWith('outbound'))
  throw new ConnectorError('unexpected_reply', { call, outcome: 'not_applied', reason: 'It is no list' })
}

/** Asks who the account is. @returns a sentence for the administrator. @throws ConnectorError */
export async function checkTwilio(companyId: number, twilio: Twilio, allowPrivate: boolean): Promise<string> {
  const call = 'Check account'
  const account = z
    .object({ friendly_name: z.string().max(200), status: z.string() })
    .safeParse(await ask(companyId, twilio, allowPrivate, call, '.json'))
  if (!account.success)
    throw new ConnectorError('unexpected_reply', { call, outcome: 'not_applied', reason: 'It is no account' })
  const { friendly_name: name, status } = account.data
  if (status !== 'active')
    throw new ConnectorError('rejected', {
      call,
      outcome: 'not_applied',
      reason: `The account “${name}” is ${status}`,
    })
  return `Twilio knows us as “${name}”. No message was sent.`
}

/**
 * Twilio's signature of a callback: base64 of HMAC-SHA1 under the auth token, over the address as Twilio was told it and
 * every form member in the order of its name (twilio.com/docs/usage/security, "Validating requests").
 */
export const twilioSignature = (
  authToken: string,
  url: string,
  form: Readonly<Record<string, string | undefined>>,
): string =>
  createHmac('sha1', authToken)
    .update(
      Object.keys(form)
        .toSorted()
        .reduce((text, name) => text + name + (form[name] ?? ''), url),
    )
    .digest('base64')

/** Takes as long for every pair of texts. */
export function isSame(given: string, wanted: string): boolean {
  const digest = (text: string) => createHmac('sha256', 'signatures').update(text).digest()
  return timingSafeEqual(digest(given), digest(wanted))
}
