/** Sends calls of the Open Credit API and turns its answers into parsed replies or `ConnectorError`s. No call is repeated. */
import type { z } from 'zod'
import { ConnectorError, type ErrorKind } from '../errors.ts'
import type { ProviderFetch } from '../http.ts'
import { retryAfterMs } from '../station-words.ts'
import type { OpenCreditAccess } from './settings.ts'
import { problemReply } from './wire.ts'

type Call = {
  call: string
  effect: 'read' | 'write'
  method: 'GET' | 'POST'
  path: string
  query?: Record<string, string>
  body?: object
  requestKey?: string
  secrets?: readonly string[]
}

export type OpenCreditClient = <T extends z.ZodType>(call: Call, reply: T) => Promise<z.output<T>>

export function openCreditClient(access: OpenCreditAccess, fetch: ProviderFetch): OpenCreditClient {
  const base = access.baseUrl.replace(/\/+$/, '')
  const basic = Buffer.from(`${access.subscriber}:${access.password}`).toString('base64')
  return async ({ call, effect, method, path, query = {}, body, requestKey, secrets = [] }, schema) => {
    const url = new URL(base + path)
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    const reply = await fetch({
      call,
      effect,
      method,
      url,
      headers: {
        accept: 'application/json, application/problem+json',
        authorization: `Basic ${basic}`,
        ...(body && { 'content-type': 'application/json' }),
        ...(requestKey !== undefined && { 'idempotency-key': requestKey }),
      },
      body: body && JSON.stringify(body),
      secrets: [basic, ...secrets],
    })
    const lost = effect === 'write' ? 'unknown' : 'not_applied'
    const parsedBody = json(reply.body)
    if (reply.status >= 200 && reply.status < 300) {
      const parsed = schema.safeParse(parsedBody)
      if (parsed.success) return parsed.data
      const where = parsed.error.issues[0]?.path.join('.') || 'the body'
      const reason = `The reply does not keep to the contract at ${where}`
      throw new ConnectorError('unexpected_reply', { call, outcome: lost, reason })
    }
    const problem = problemReply.safeParse(parsedBody).data
    throw new ConnectorError(kindOf(reply.status, problem?.code), {
      call,
      // A refusal in the contract's form is the bureau's word that no inquiry was made; a 5xx is not.
      outcome: (problem && reply.status < 500) || reply.status === 429 ? 'not_applied' : lost,
      providerMessage: problem?.detail ? reply.scrub(problem.detail).slice(0, 300) : null,
      reason: problem?.detail ? null : `HTTP status ${reply.status}`,
      retryAfterMs: retryAfterMs(reply.header('retry-after')),
      field: problem?.field?.split('.').at(-1) ?? null,
    })
  }
}

function kindOf(status: number, code: string | undefined): ErrorKind {
  if (status >= 500) return 'unavailable'
  if (status === 429) return 'rate_limited'
  if (code === undefined) return 'unexpected_reply'
  if (status === 401 || status === 403) return 'bad_credentials'
  if (status === 404) return 'not_found'
  return status < 500 ? 'rejected' : 'unexpected_reply'
}

function json(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
