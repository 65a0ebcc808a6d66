/** Sends calls of the Open Station API and turns its answers into parsed replies or `ConnectorError`s. */
import type { z } from 'zod'
import { ConnectorError, type ErrorKind } from '../errors.ts'
import type { ProviderFetch, ProviderReply, ProviderRequest } from '../http.ts'
import { ourField } from './map.ts'
import { sessionToken, type Session } from './session.ts'
import type { OpenStationSettings } from './settings.ts'
import { problemReply, sessionReply } from './wire.ts'

export type StationCall = {
  /** In the dealer's words: "Look up account". */
  call: string
  effect: 'read' | 'write'
  method: ProviderRequest['method']
  path: string
  query?: Record<string, string>
  body?: object
  idempotencyKey?: string
  /** The version that the write rests on. */
  revision?: string
  /** A customer's passcodes within the body. */
  secrets?: readonly string[]
  /** Our field behind a wire path of this call's body; left out, the account's (`ourField` of map.ts). */
  ourField?: (path: string) => string | null
}

export type StationClient = <T extends z.ZodType>(call: StationCall, reply: T) => Promise<z.output<T>>

export function openStationClient(settings: OpenStationSettings, fetch: ProviderFetch): StationClient {
  const base = settings.baseUrl.replace(/\/+$/, '')

  const send = (call: StationCall, token: string | null) => {
    const url = new URL(base + call.path)
    for (const [name, value] of Object.entries(call.query ?? {})) url.searchParams.set(name, value)
    const headers: Record<string, string> = { accept: 'application/json, application/problem+json' }
    if (call.body)
      headers['content-type'] = call.method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
    if (token) headers.authorization = `Bearer ${token}`
    if (call.idempotencyKey) headers['idempotency-key'] = call.idempotencyKey
    if (call.revision) headers['if-match'] = `"${call.revision}"`
    return fetch({
      call: call.call,
      effect: call.effect,
      method: call.method,
      url,
      headers,
      body: call.body && JSON.stringify(call.body),
      secrets: [...(token ? [token] : []), ...(call.secrets ?? [])],
    })
  }

  const signIn = async (): Promise<Session> => {
    const { userId, password, dealerId } = settings
    const body = { userId, password, dealerId }
    const call = { call: 'Sign in', effect: 'read', method: 'POST', path: '/session', body } as const
    const session = understand(call, await send(call, null), sessionReply)
    return { token: session.token, expiresAtMs: Date.parse(session.expiresAt) }
  }

  return async (call, reply) => {
    const token = await sessionToken(settings, null, signIn)
    const first = await send(call, token)
    if (first.status !== 401) return understand(call, first, reply)
    const renewed = await sessionToken(settings, token, signIn)
    return understand(call, await send(call, renewed), reply)
  }
}

/** The parsed reply of a 2xx, else throws what the station's problem document says. */
function understand<T extends z.ZodType>(call: StationCall, reply: ProviderReply, schema: T): z.output<T> {
  const unknownIfWrite = call.effect === 'write' ? 'unknown' : 'not_applied'
  if (reply.status >= 200 && reply.status < 300) {
    const parsed = schema.safeParse(reply.status === 204 ? null : json(reply.body))
    if (parsed.success) return parsed.data
    const where = parsed.error.issues[0]?.path.join('.') || 'the body'
    const reason = `The reply does not keep to the contract at ${where}`
    throw new ConnectorError('unexpected_reply', { call: call.call, outcome: unknownIfWrite, reason })
  }

  const parsed = problemReply.safeParse(json(reply.body))
  const problem = parsed.success ? parsed.data : null
  const kind = kindOf(reply.status, problem?.code)
  throw new ConnectorError(kind, {
    call: call.call,
    // A refusal in the station's own form is its word that nothing was done; a 5xx or a stray page is not.
    outcome:
      problem && reply.status < 500
        ? 'not_applied'
        : kind === 'rate_limited'
          ? 'not_applied'
          : unknownIfWrite,
    providerMessage: problem?.detail ? reply.scrub(problem.detail).slice(0, 500) : null,
    reason: problem?.detail ? null : `HTTP status ${reply.status}`,
    retryAfterMs: retryAfterMs(reply.header('retry-after')),
    field: problem?.field ? (call.ourField ?? ourField)(problem.field) : null,
  })
}

/** What of a call was missing; anything else that is not found is no answer to a call of the contract. */
const missing: Record<string, ErrorKind> = {
  customer_not_found: 'not_found',
  test_not_found: 'rejected',
  agency_not_found: 'rejected',
  // Of the Open Interactive API, which is spoken through this client, too.
  subscriber_not_found: 'not_found',
  login_not_found: 'rejected',
  precheck_not_found: 'not_found',
}

function kindOf(status: number, code: string | undefined): ErrorKind {
  if (status >= 500) return 'unavailable'
  if (status === 429) return 'rate_limited'
  // Any other status from something that does not speak the contract (a proxy, a wrong address) means nothing.
  if (code === undefined) return 'unexpected_reply'
  if (status === 401 || status === 403) return 'bad_credentials'
  if (status === 404) return missing[code] ?? 'unexpected_reply'
  if (status === 400 || status === 409 || status === 412 || status === 422) return 'rejected'
  return 'unexpected_reply'
}

/** `Retry-After` is seconds or a date (RFC 9110, 10.2.3). */
function retryAfterMs(header: string | null): number | null {
  if (header === null) return null
  const ms = /^\d{1,7}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now()
  return Number.isFinite(ms) ? Math.max(0, ms) : null
}

function json(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
