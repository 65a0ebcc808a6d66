/** Signs in to Alula and sends its two kinds of calls; turns answers into parsed replies or `ConnectorError`s. */
import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import { ConnectorError, type ErrorKind } from '../errors.ts'
import type { ProviderFetch, ProviderReply, ProviderRequest } from '../http.ts'
import { kindOfRefusal, retryAfterMs } from '../station-words.ts'
import { tokenFor, type Session } from '../token-session.ts'
import { ourField } from './map.ts'
import type { AlulaSettings } from './manifest.ts'
import { errorsReply, tokenRefusal, tokenReply } from './wire.ts'

type Named = Pick<ProviderRequest, 'call' | 'effect'>
/** A REST call: a resource's path, what is asked of it, what is written to it. */
export type RestCall = Named & {
  method: 'GET' | 'POST' | 'PATCH'
  path: string
  query?: Record<string, string>
  data?: { type: string; id?: string; attributes: Record<string, unknown> }
}
export type RpcCall = Named & { procedure: string; params: Record<string, unknown> }
export type AlulaClient = ReturnType<typeof openAlulaClient>

export function openAlulaClient(settings: AlulaSettings, fetch: ProviderFetch) {
  const { clientId, clientSecret, username, password } = settings
  const base = settings.baseUrl.replace(/\/+$/, '')

  const grant = async (form: Record<string, string>): Promise<Session> => {
    const call = 'Sign in'
    const reply = await fetch({
      call,
      effect: 'read',
      method: 'POST',
      url: new URL(`${base}/oauth/token`),
      headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
      secrets: form.refresh_token ? [form.refresh_token] : [],
    })
    const parsed = tokenReply.safeParse(json(reply.body))
    if (reply.status === 200 && parsed.success) {
      const { access_token: token, expires_in: seconds, refresh_token: refreshToken } = parsed.data
      const last = refreshToken ?? form.refresh_token
      return { token, expiresAtMs: Date.now() + seconds * 1000, ...(last && { refreshToken: last }) }
    }
    const refusal = tokenRefusal.safeParse(json(reply.body))
    const refused = refusal.success && [400, 401, 403].includes(reply.status)
    throw new ConnectorError(refused ? 'bad_credentials' : kindOf(reply.status, false), {
      call,
      outcome: 'not_applied',
      providerMessage: refused
        ? reply.scrub(refusal.data.error_description ?? refusal.data.error).slice(0, 500)
        : null,
      reason: refused ? null : `HTTP status ${reply.status}`,
      retryAfterMs: retryAfterMs(reply.header('retry-after')),
    })
  }
  const client = { client_id: clientId, client_secret: clientSecret }
  /** By the refresh token while it is good; by the password else. */
  const renew = async (last: Session | null): Promise<Session> => {
    if (last?.refreshToken)
      try {
        return await grant({ grant_type: 'refresh_token', ...client, refresh_token: last.refreshToken })
      } catch (error) {
        if (!(error instanceof ConnectorError) || error.kind !== 'bad_credentials') throw error
      }
    return grant({ grant_type: 'password', ...client, username, password })
  }
  const credentials = [base, clientId, clientSecret, username, password]

  const send = async (request: Omit<ProviderRequest, 'headers' | 'secrets'>): Promise<ProviderReply> => {
    const once = (token: string) =>
      fetch({
        ...request,
        headers: {
          accept: 'application/json',
          authorization: `Bearer ${token}`,
          ...(request.body !== undefined && { 'content-type': 'application/json' }),
        },
        secrets: [token],
      })
    const token = await tokenFor(credentials, null, renew)
    const first = await once(token)
    return first.status === 401 ? once(await tokenFor(credentials, token, renew)) : first
  }

  return {
    /** The parsed answer. */
    rest: async <T extends z.ZodType>(
      { call, effect, method, path, query = {}, data }: RestCall,
      schema: T,
    ): Promise<z.output<T>> => {
      const url = new URL(`${base}/rest/v1/${path}`)
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
      const reply = await send({ call, effect, method, url, body: data && JSON.stringify({ data }) })
      if (reply.status < 200 || reply.status >= 300) throw refusalOf({ call, effect }, reply)
      return parse({ call, effect }, schema, json(reply.body))
    },
    /** Calls a procedure. A refusal comes with status 200 and is found in the body. */
    rpc: async ({ call, effect, procedure, params }: RpcCall): Promise<void> => {
      const url = new URL(`${base}/rpc/v1/${procedure}`)
      const body = JSON.stringify({ id: randomUUID(), params })
      const reply = await send({ call, effect, method: 'POST', url, body })
      if (reply.status < 200 || reply.status >= 300) throw refusalOf({ call, effect }, reply)
      const answer = json(reply.body)
      if (typeof answer !== 'object' || answer === null || Array.isArray(answer))
        throw noContract({ call, effect }, 'the body')
      const said =
        wordsOf((answer as Record<string, unknown>).error) ??
        wordsOf((answer as Record<string, unknown>).errors)
      if (said === null) return
      const providerMessage = reply.scrub(said).slice(0, 500)
      throw new ConnectorError(kindOfRefusal(said), { call, outcome: 'not_applied', providerMessage })
    },
  }
}

function parse<T extends z.ZodType>(call: Named, schema: T, answer: unknown): z.output<T> {
  const parsed = schema.safeParse(answer)
  if (parsed.success) return parsed.data
  throw noContract(call, parsed.error.issues[0]?.path.join('.') || 'the body')
}

const noContract = ({ call, effect }: Named, where: string) =>
  new ConnectorError('unexpected_reply', {
    call,
    outcome: effect === 'write' ? 'unknown' : 'not_applied',
    reason: `The reply is not understood at ${where}`,
  })

/** What a status other than 2xx means; only a refusal in the service's own form is its word that nothing was done. */
function refusalOf({ call, effect }: Named, reply: ProviderReply): ConnectorError {
  const parsed = errorsReply.safeParse(json(reply.body))
  const error = parsed.success ? parsed.data.errors[0]! : null
  const kind = kindOf(reply.status, error !== null)
  const words = error?.detail ?? error?.title
  const sure = kind === 'rate_limited' || (error !== null && reply.status < 500)
  return new ConnectorError(kind, {
    call,
    outcome: sure || effect === 'read' ? 'not_applied' : 'unknown',
    providerMessage: words ? reply.scrub(words).slice(0, 500) : null,
    reason: words ? null : `HTTP status ${reply.status}`,
    retryAfterMs: retryAfterMs(reply.header('retry-after')),
    field: error?.source ? ourField(error.source.pointer) : null,
  })
}

function kindOf(status: number, inForm: boolean): ErrorKind {
  if (status >= 500) return 'unavailable'
  if (status === 429) return 'rate_limited'
  if (!inForm) return 'unexpected_reply'
  if (status === 401 || status === 403) return 'bad_credentials'
  if (status === 404) return 'not_found'
  return status === 400 || status === 409 || status === 422 ? 'rejected' : 'unexpected_reply'
}

/** The words of an RPC's `error` or `errors`, which are a text, an object or a list; null if there is none. */
function wordsOf(error: unknown): string | null {
  if (typeof error === 'string') return error || null
  if (Array.isArray(error)) return error.length > 0 ? (wordsOf(error[0]) ?? 'Refused') : null
  if (typeof error !== 'object' || error === null) return null
  const { message, detail, title } = error as Record<string, unknown>
  const words = [message, detail, title].find((text) => typeof text === 'string' && text !== '')
  return Object.keys(error).length > 0 ? ((words as string | undefined) ?? 'Refused') : null
}

function json(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
