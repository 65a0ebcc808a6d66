/** Twilio's Messages API as twilio.com documents it: strict on sign-in and form, with signed callbacks. README.md has the lies. */
import { createHash, createHmac } from 'node:crypto'
import { z } from 'zod'
import type { Effect, Sandbox, WireAnswer, WireCall } from '../kit.ts'

export const credentials = { sid: `AC${'5a'.repeat(16)}`, token: 'sandbox-demo' }

/** Numbers that always meet the same refusal (twilio.com/docs/iam/test-credentials). */
const magic: Record<string, [code: number, message: string]> = {
  '+15005550001': [21211, "The 'To' number +15005550001 is not a valid phone number."],
  '+15005550002': [
    21612,
    "The message From/To pair violates a blacklist rule or the 'To' number cannot be reached.",
  ],
  '+15005550003': [21408, 'Permission to send an SMS has not been enabled for the region of this number.'],
  '+15005550004': [21610, 'Attempt to send to unsubscribed recipient'],
  '+15005550009': [21614, "'To' number is not a valid mobile number"],
}
const members = new Set([
  'To',
  'From',
  'MessagingServiceSid',
  'Body',
  'StatusCallback',
  'MediaUrl',
  'ValidityPeriod',
])
const e164 = /^\+[1-9]\d{7,14}$/

type Text = {
  accountNumber: string
  sid: string
  to: string
  from: string
  serviceSid: string | null
  body: string
  status: string
  direction: 'inbound' | 'outbound-api'
  errorCode: number | null
  at: string
  callback: string | null
}

const phones = z.strictObject({
  accounts: z.array(
    z.strictObject({
      /** The number. */
      accountNumber: z.string().regex(e164),
      stopped: z.boolean().default(false),
      /** What becomes of what is sent there. */
      outcome: z.enum(['delivered', 'undelivered', 'failed', 'sent']).default('delivered'),
      errorCode: z.int().nullable().default(null),
    }),
  ),
})
type Phone = z.output<typeof phones>['accounts'][number]

const inbound = z.strictObject({
  from: z.string().regex(e164),
  to: z.string(),
  body: z.string(),
  /** Where the number's webhook stands. */
  url: z.url(),
  token: z.string().default(credentials.token),
  sid: z.string().optional(),
  form: z.record(z.string(), z.string()).default({}),
})
const status = z.strictObject({
  sid: z.string(),
  status: z.string(),
  errorCode: z.int().optional(),
  token: z.string().default(credentials.token),
})

const reply = (code: number, body: unknown, headers: Record<string, string> = {}): WireAnswer => ({
  status: code,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
})
const refuse = (httpStatus: number, code: number, message: string, headers?: Record<string, string>) =>
  reply(
    httpStatus,
    { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status: httpStatus },
    headers,
  )

const signature = (token: string, url: string, form: Record<string, string>) =>
  createHmac('sha1', token)
    .update(
      Object.keys(form)
        .toSorted()
        .reduce((text, name) => text + name + form[name], url),
    )
    .digest('base64')

async function post(url: string, token: string, form: Record<string, string>): Promise<WireAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': signature(token, url, form),
      'user-agent': 'TwilioProxy/1.1',
    },
    body: new URLSearchParams(form).toString(),
    signal: AbortSignal.timeout(15_000),
  })
  return reply(200, {
    status: response.status,
    type: response.headers.get('content-type'),
    body: await response.text(),
  })
}

export const twilio = (): Sandbox => {
  const known = new Map<string, Phone>()
  const texts = new Map<string, Text>()
  const effects: Effect[] = []
  const timers = new Set<NodeJS.Timeout>()
  const sidOf = (kind: string) =>
    kind + createHash('md5').update(`${kind}${texts.size}${Math.random()}`).digest('hex')
  const phone = (number: string): Phone =>
    known.get(number) ?? { accountNumber: number, stopped: false, outcome: 'delivered', errorCode: null }
  const soon = (ms: number, work: () => void) => {
    const timer = setTimeout(() => (timers.delete(timer), work()), ms)
    timer.unref()
    timers.add(timer)
  }

  function answer(call: WireCall): WireAnswer {
    const [, user, rest] = /^\/2010-04-01\/Accounts\/(AC[0-9a-f]{32})(.*)$/.exec(call.path) ?? []
    const basic = `Basic ${Buffer.from(`${credentials.sid}:${credentials.token}`).toString('base64')}`
    if (call.headers.authorization !== basic) return refuse(401, 20003, 'Authenticate')
    if (user !== credentials.sid)
      return refuse(404, 20404, `The requested resource ${call.path} was not found`)
    if (rest === '.json' && call.method === 'GET')
      return reply(200, { sid: user, friendly_name: 'Sandbox Alarm', status: 'active', type: 'Full' })
    if (rest === '/Messages.json' && call.method === 'POST') return create(call)
    if (rest === '/Messages.json' && call.method === 'GET') return list(call.query)
    const sid = /^\/Messages\/(SM[0-9a-f]{32})\.json$/.exec(rest ?? '')?.[1]
    const text = sid && call.method === 'GET' ? texts.get(sid) : undefined
    return text
      ? reply(200, wire(text))
      : refuse(404, 20404, `The requested resource ${call.path} was not found`)
  }

  function create(call: WireCall): WireAnswer {
    if (call.headers['content-type'] !== 'application/x-www-form-urlencoded')
      return refuse(415, 20001, 'Unsupported media type')
    const form = new URLSearchParams(call.body)
    const stranger = [...form.keys()].find((name) => !members.has(name))
    if (stranger) return refuse(400, 20001, `Unknown parameter ${stranger}`)
    const [to, from, serviceSid, body] = ['To', 'From', 'MessagingServiceSid', 'Body'].map((name) =>
      form.get(name),
    )
    if (!to) return refuse(400, 21604, "A 'To' phone number is required.")
    if (!from && !serviceSid) return refuse(400, 21603, "A 'From' phone number is required.")
    if (!body) return refuse(400, 21602, 'Message body is required.')
    if (body.length > 1600)
      return refuse(400, 21617, 'The concatenated message body exceeds the 1600 character limit')
    if (!e164.test(to)) return refuse(400, 21211, `The 'To' number ${to} is not a valid phone number.`)
    if (from && !e164.test(from) && !/^\d{5,6}$/.test(from))
      return refuse(
        400,
        21212,
        `The 'From' number ${from} is not a valid phone number, shortcode, or alphanumeric sender ID.`,
      )
    const callback = form.get('StatusCallback')
    if (callback !== null && !URL.canParse(callback))
      return refuse(400, 21609, `The 'StatusCallback' URL ${callback} is not a valid URL.`)
    if (magic[to]) return refuse(400, ...magic[to])
    if (phone(to).stopped) return refuse(400, 21610, 'Attempt to send to unsubscribed recipient')
    const sid = sidOf('SM')
    const text: Text = {
      ...{ accountNumber: to, sid, to, body, callback },
      ...{ from: from ?? '+18015550190', serviceSid: serviceSid ?? null },
      ...{ status: serviceSid ? 'accepted' : 'queued', direction: 'outbound-api', errorCode: null },
      at: new Date().toISOString(),
    }
    texts.set(sid, text)
    effects.push({
      ...{ seq: effects.length + 1, at: text.at, kind: 'message', accountNumber: to, idempotencyKey: sid },
      values: { to, from: text.from, body },
    })
    const { outcome, errorCode } = phone(to)
    soon(150, () => tell(text, 'sent', null))
    if (outcome !== 'sent') soon(400, () => tell(text, outcome, errorCode))
    return reply(201, wire(text))
  }

  /** Sets the state, and tells whoever asked to be told. */
  function tell(text: Text, state: string, errorCode: number | null, token = credentials.token) {
    Object.assign(text, { status: state, errorCode })
    if (!text.callback) return Promise.resolve(reply(200, { status: null }))
    return post(text.callback, token, {
      AccountSid: credentials.sid,
      ApiVersion: '2010-04-01',
      MessageSid: text.sid,
      SmsSid: text.sid,
      MessageStatus: state,
      SmsStatus: state,
      To: text.to,
      From: text.from,
      ...(errorCode && { ErrorCode: String(errorCode) }),
    }).catch((error: unknown) => reply(502, { error: String(error) }))
  }

  function list(query: URLSearchParams): WireAnswer {
    const since = query.get('DateSent>')
    const found = [...texts.values()]
      .filter(({ to }) => !query.has('To') || to === query.get('To'))
      .filter(({ from }) => !query.has('From') || from === query.get('From'))
      .filter(({ at }) => !since || at.slice(0, 10) >= since)
      .toReversed()
    const size = Number(query.get('PageSize') ?? 50)
    return reply(200, {
      messages: found.slice(0, size).map(wire),
      page: 0,
      page_size: size,
      next_page_uri: null,
    })
  }

  const wire = (text: Text) => ({
    sid: text.sid,
    account_sid: credentials.sid,
    messaging_service_sid: text.serviceSid,
    to: text.to,
    from: text.from,
    body: text.body,
    status: text.status,
    direction: text.direction,
    num_segments: String(Math.ceil(text.body.length / 153) || 1),
    error_code: text.errorCode,
    error_message: null,
    date_created: new Date(text.at).toUTCString(),
    date_sent: text.status === 'queued' ? null : new Date(text.at).toUTCString(),
    uri: `/2010-04-01/Accounts/${credentials.sid}/Messages/${text.sid}.json`,
  })

  return {
    key: 'twilio',
    name: 'Twilio (Messages)',
    about: `Takes text messages: POST /twilio/2010-04-01/Accounts/${credentials.sid}/Messages.json with the auth token ${credentials.token}. Numbers +15005550001 to …9 are refused as Twilio’s test numbers are. POST /twilio/_control/inbound brings one back.`,
    columns: [
      { title: 'To', path: 'to' },
      { title: 'From', path: 'from' },
      { title: 'Status', path: 'status' },
      { title: 'Text', path: 'body' },
    ],
    answer,
    accountNumberOf: (call) => new URLSearchParams(call.body).get('To'),
    isSignIn: () => false,
    refuse: (code, _name, detail, headers) => refuse(code, code === 429 ? 20429 : 20500, detail, headers),
    accounts: () => texts.values(),
    effects: () => effects,
    upsert(body) {
      const { accounts } = phones.parse(body)
      for (const one of accounts) known.set(one.accountNumber, one)
      return accounts.length
    },
    reset() {
      for (const timer of timers) clearTimeout(timer)
      known.clear()
      texts.clear()
      effects.length = 0
    },
    close() {
      for (const timer of timers) clearTimeout(timer)
    },
    controls: {
      /** A person texts one of the numbers; STOP and START are kept as Twilio keeps them. */
      inbound(body) {
        const { from, to, body: text, url, token, sid = sidOf('SM'), form } = inbound.parse(body)
        const word = text.trim().toUpperCase()
        const stop = ['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT'].includes(word)
        const start = ['START', 'YES', 'UNSTOP'].includes(word)
        if (stop || start) known.set(from, { ...phone(from), stopped: stop })
        return post(url, token, {
          AccountSid: credentials.sid,
          ApiVersion: '2010-04-01',
          MessageSid: sid,
          SmsMessageSid: sid,
          SmsStatus: 'received',
          From: from,
          To: to,
          Body: text,
          NumMedia: '0',
          NumSegments: '1',
          ...(stop && { OptOutType: 'STOP' }),
          ...(start && { OptOutType: 'START' }),
          ...form,
        })
      },
      status(body) {
        const { sid, status: state, errorCode, token } = status.parse(body)
        const text = texts.get(sid)
        return text
          ? Promise.resolve(tell(text, state, errorCode ?? null, token))
          : Promise.resolve(reply(404, { error: 'No such message' }))
      },
    },
  }
}
