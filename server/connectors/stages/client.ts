/** Calls the SiteGroupGateway, in JSON or SOAP, and turns its answers into parsed replies or `ConnectorError`s. */
import type { z } from 'zod'
import { ConnectorError, type ErrorKind } from '../errors.ts'
import type { ProviderFetch, ProviderReply, ProviderRequest } from '../http.ts'
import { inOrder, sentBy, type Operation } from './interface.ts'
import { ourField } from './map.ts'
import type { StagesSettings } from './settings.ts'
import { envelope, readSoap, soapHeaders } from './soap.ts'
import { result } from './wire.ts'

export type GatewayCall = {
  /** In the dealer's words: "Look up account". */
  call: string
  operation: Operation
  /** What the loss of the answer leaves open: a look that confirms a write leaves the write open. */
  effect: 'read' | 'write'
  /** The operation's members after UserName and Password. */
  members: object
  /** A customer's passcodes within the members. */
  secrets?: readonly string[]
}
export type Gateway = <T extends z.ZodType>(call: GatewayCall, reply: T) => Promise<z.output<T>>

/** "Required Data is Missing": the site is imported all the same; another client was seen to go on. */
const missingDataWarning = 145
const maxDepth = 24

export function openGateway(settings: StagesSettings, fetch: ProviderFetch): Gateway {
  return async (call, schema) => {
    let request: ProviderRequest
    try {
      request = requestFor(settings, call)
    } catch (error) {
      // A character that the form cannot carry: nothing was sent.
      const reason = error instanceof Error ? error.message : String(error)
      throw new ConnectorError('rejected', { call: call.call, outcome: 'not_applied', reason })
    }
    return understand(settings, call, await fetch(request), schema)
  }
}

function requestFor(settings: StagesSettings, call: GatewayCall): ProviderRequest {
  const { transport, userId: UserName, password: Password } = settings
  const { operation } = call
  const values = { UserName, Password, ...call.members }
  const { effect, secrets } = call
  const common = { call: call.call, effect, method: 'POST', secrets } as const
  const given = settings.baseUrl.replace(/\/+$/, '')
  const base = given.replace(/\/[^/]+\.asmx$/i, '').replace(/\/SiteGroupGateway$/i, '')
  if (transport === 'json')
    return {
      ...common,
      url: new URL(`${base}/SiteGroupGateway/OpenAPI/method/${operation}`),
      headers: { accept: 'application/json', 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(inOrder(sentBy(operation), values)),
    }
  return {
    ...common,
    url: new URL(/\.asmx$/i.test(given) ? given : `${base}/SiteGroupGateway/SiteGroupGateway.asmx`),
    headers: soapHeaders(transport, operation),
    body: envelope(transport, operation, values),
  }
}

type Content = { fault: null; value: unknown } | { fault: { byCaller: boolean; text: string }; value: null }

/** What the body says, in the JSON form's shape; `value` is undefined for what is no answer of this interface. */
function contentOf({ transport }: StagesSettings, operation: Operation, body: string): Content {
  if (transport === 'json') return { fault: null, value: unwrap(operation, json(body)) }
  try {
    const answer = readSoap(transport, operation, body)
    return answer.kind === 'fault' ? { fault: answer, value: null } : { fault: null, value: answer.value }
  } catch {
    return { fault: null, value: undefined }
  }
}

function understand<T extends z.ZodType>(
  settings: StagesSettings,
  call: GatewayCall,
  reply: ProviderReply,
  schema: T,
): z.output<T> {
  const open = call.effect === 'write' ? 'unknown' : 'not_applied'
  const { fault, value: content } = contentOf(settings, call.operation, reply.body)
  const said = result.safeParse(content)
  const message = fault ? fault.text : said.success ? (said.data.ErrorMessage ?? '').trim() : ''
  const failure = (
    kind: ErrorKind,
    outcome: 'not_applied' | 'unknown',
    reason: string,
    retryAfterMs: number | null = null,
  ) =>
    new ConnectorError(kind, {
      call: call.call,
      outcome,
      providerMessage: message ? reply.scrub(message).slice(0, 500) : null,
      reason: message ? null : reason,
      retryAfterMs,
      field: kind === 'rejected' && call.operation === 'ImportSite' ? ourField(message) : null,
    })

  const status = `HTTP status ${reply.status}`
  // Both SOAPs put a fault of the caller under 500 or 400; whether anything was done before it, no fault says.
  if (fault?.byCaller) throw failure('rejected', open, status)
  if (reply.status >= 500) throw failure('unavailable', open, status)
  if (reply.status === 429)
    throw failure('rate_limited', 'not_applied', status, retryAfterMs(reply.header('retry-after')))
  if (reply.status === 401 || reply.status === 403) throw failure('bad_credentials', 'not_applied', status)
  if (fault) throw failure('unavailable', open, status)
  // Any other answer from something that does not speak the interface (a proxy, a wrong address) means nothing.
  if (!said.success)
    throw failure('unexpected_reply', open, `The reply does not keep to the interface (${status})`)
  const { ErrorNum } = said.data
  const warned = call.operation === 'ImportSite' && ErrorNum === missingDataWarning
  if (ErrorNum !== 0 && !warned)
    throw failure(
      kindOf(call.operation, message),
      'not_applied',
      `The station refused with number ${ErrorNum}`,
    )
  if (reply.status >= 300) throw failure('unexpected_reply', open, status)
  const parsed = schema.safeParse(content)
  if (parsed.success) return parsed.data
  const where = parsed.error.issues[0]?.path.join('.') || 'the body'
  throw failure('unexpected_reply', open, `The reply does not keep to the interface at ${where}`)
}

/**
 * The gateway's numbers are not public, its sentences are all there is. Only a plain word of the login or of the
 * transmitter is taken as such; everything else is a refusal, which is shown in the station's own words. Never is a
 * doubtful sentence taken for "no such account": a shell would then be written over a site that exists.
 */
function kindOf(operation: Operation, message: string): ErrorKind {
  if (/\b(password|user ?name|log ?[io]n|credentials?|authenticat\w+|authoriz\w+)\b/i.test(message))
    return 'bad_credentials'
  const absent =
    /\b(transmitter( ?codes?)?|site|account)\b[^.]*\b(not found|does ?n[o']t exist|does not exist|unknown)\b/i.test(
      message,
    ) || /\b(no such|unknown|invalid) transmitter\b/i.test(message)
  return absent && operation !== 'ImportSite' ? 'not_found' : 'rejected'
}

/** The JSON form is described less exactly than the SOAP form: the result may come bare or under `GetSiteResult`. */
function unwrap(operation: Operation, content: unknown): unknown {
  const name = `${operation}Result`
  const wrapped = typeof content === 'object' && content !== null && Object.hasOwn(content, name)
  return wrapped ? (content as Record<string, unknown>)[name] : content
}

/** Parsed JSON; undefined for what is none, or is nested deeper than any answer of this interface. */
function json(body: string): unknown {
  try {
    const value: unknown = JSON.parse(body)
    return isWithin(value, maxDepth) ? value : undefined
  } catch {
    return undefined
  }
}

const isWithin = (value: unknown, depth: number): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (depth > 0 && Object.values(value).every((inner) => isWithin(inner, depth - 1)))

/** `Retry-After` is seconds or a date (RFC 9110, 10.2.3). */
function retryAfterMs(header: string | null): number | null {
  if (header === null) return null
  const ms = /^\d{1,7}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now()
  return Number.isFinite(ms) ? Math.max(0, ms) : null
}
