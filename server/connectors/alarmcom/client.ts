/** Sends Alarm.com's calls and turns what comes back into results or `ConnectorError`s. */
import { ConnectorError, type ErrorKind } from '../errors.ts'
import type { ProviderFetch, ProviderReply } from '../http.ts'
import { XmlError, type XmlElement } from '../xml.ts'
import {
  envelope,
  pathOf,
  readAnswer,
  soapAction,
  textOf,
  type Credentials,
  type Message,
} from './message.ts'

export type AlarmcomCall = {
  /** In the dealer's words: "Look up account". */
  call: string
  effect: 'read' | 'write'
  message: Message
}

/** Sends one call and reads its result (null if the answer holds none) by `read`, whose `XmlError` is an unexpected reply. */
export type Send = <T>(call: AlarmcomCall, read: (result: XmlElement | null) => T) => Promise<T>

export function alarmcomClient(baseUrl: string, credentials: Credentials, fetch: ProviderFetch): Send {
  const base = baseUrl.replace(/\/+$/, '')
  return async (call, read) => {
    const reply = await fetch({
      call: call.call,
      effect: call.effect,
      method: 'POST',
      url: new URL(`${base}${pathOf(call.message)}`),
      headers: { 'content-type': 'text/xml; charset=utf-8', soapaction: soapAction(call.message) },
      body: envelope(call.message, credentials),
    })
    return understand(call, reply, read)
  }
}

function understand<T>(call: AlarmcomCall, reply: ProviderReply, read: (result: XmlElement | null) => T): T {
  const unknownIfWrite = call.effect === 'write' ? 'unknown' : 'not_applied'
  const refuse = (
    kind: ErrorKind,
    outcome: 'not_applied' | 'unknown',
    said: string | null,
    reason: string | null = null,
  ) =>
    new ConnectorError(kind, {
      call: call.call,
      outcome,
      providerMessage: said ? reply.scrub(said).slice(0, 500) : null,
      reason: said ? null : reason,
      retryAfterMs: retryAfterMs(reply.header('retry-after')),
      field: kind === 'rejected' && said ? fieldIn(said) : null,
    })
  const status = `HTTP status ${reply.status}`

  if (reply.status === 429) throw refuse('rate_limited', 'not_applied', null, status)
  if (reply.status === 401 || reply.status === 403)
    throw refuse('bad_credentials', 'not_applied', null, status)
  try {
    const answer = readAnswer(reply.body, call.message.operation)
    if (answer.kind === 'fault') {
      const { text, byCaller } = answer
      const kind = kindOfRefusal(text)
      // A fault of the server's own says nothing of what was done before it, unless it never let us in.
      if (!byCaller && kind !== 'bad_credentials') throw refuse('unavailable', unknownIfWrite, text, status)
      throw refuse(kind, 'not_applied', text, 'Alarm.com refused the call')
    }
    if (reply.status !== 200) throw refuse('unexpected_reply', unknownIfWrite, null, status)
    const refusal = answer.result && refusalIn(answer.result)
    if (refusal !== null) throw refuse(kindOfRefusal(refusal), 'not_applied', refusal, 'Alarm.com refused it')
    return read(answer.result)
  } catch (error) {
    if (!(error instanceof XmlError)) throw error
    if (reply.status >= 500) throw refuse('unavailable', unknownIfWrite, null, status)
    throw refuse('unexpected_reply', unknownIfWrite, null, error.message)
  }
}

/** What a result refuses, in the service's words; null if it refuses nothing. */
function refusalIn(result: XmlElement): string | null {
  const said = textOf(result, 'ErrorMessage') || textOf(result, 'Message')
  const success = textOf(result, 'Success')
  if (success === 'false' || success === '0') return said || 'Alarm.com gave no reason'
  // Results without Success have only the message to refuse by.
  return success === '' && textOf(result, 'ErrorMessage') !== '' ? said : null
}

/** Refusals have no codes, so their words must do. All three kinds mean that nothing was done. */
function kindOfRefusal(text: string): ErrorKind {
  if (
    /\b(authenticat\w*|log\s?in failed|credentials?|two-?factor|user\s?name or password)\b/i.test(text) &&
    /\b(invalid|incorrect|wrong|denied|unknown|fail\w*|expired|disabled|required|locked|not\s+\w+)\b/i.test(
      text,
    )
  )
    return 'bad_credentials'
  if (/\b(customer|account|unit|commitment)\b.*\b(not\s+(be\s+)?found|does\s+not\s+exist)\b/i.test(text))
    return 'not_found'
  return 'rejected'
}

const fieldWords: readonly [RegExp, string][] = [
  [/\blog\s?in\b/i, 'login'],
  [/\b(modem|serial|coverage)\b/i, 'deviceSerial'],
  [/\b(package|plan|add-?on|feature)\b/i, 'planCode'],
  [/\breceiver\b/i, 'centralStation.receiver'],
  [/\be-?mail\b/i, 'email'],
  [/\bphone\b/i, 'primaryPhone'],
  [/\b(zip|postal)\b/i, 'zip'],
  [/\bstreet\d?\b/i, 'addressLine1'],
  [/\bcity\b/i, 'city'],
  [/\bstate\b/i, 'state'],
  [/\blast\s?name\b/i, 'lastName'],
  [/\bpropertytype\b/i, 'propertyType'],
]

/** Our field that the service's words name. */
const fieldIn = (text: string): string | null => fieldWords.find(([word]) => word.test(text))?.[1] ?? null

/** `Retry-After` is seconds or a date (RFC 9110, 10.2.3). */
function retryAfterMs(header: string | null): number | null {
  if (header === null) return null
  const ms = /^\d{1,7}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now()
  return Number.isFinite(ms) ? Math.max(0, ms) : null
}
