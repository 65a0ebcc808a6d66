/** Sends calls of Stripe's API and turns answers into parsed replies or `ConnectorError`s. No call is repeated. */
import type { z } from 'zod'
import { ConnectorError, type ErrorKind } from '../errors.ts'
import type { ProviderFetch } from '../http.ts'
import { retryAfterMs } from '../station-words.ts'
import type { StripeSettings } from './settings.ts'
import { apiVersion, errorReply, type StripeError } from './wire.ts'

export type StripeCall = {
  call: string
  effect: 'read' | 'write'
  method: 'GET' | 'POST'
  path: string
  /** Form fields, or the query of a GET; nested ones by Stripe's brackets: `metadata[key]`. */
  form?: Record<string, string>
  idempotencyKey?: string
  secrets?: readonly string[]
}

/** A card's decline: it ends the attempt, and is no failure of the call. */
export class Declined extends Error {
  readonly error: StripeError
  constructor(error: StripeError) {
    super(error.code ?? error.type)
    this.error = error
  }
}

export type StripeClient = <T extends z.ZodType>(call: StripeCall, reply: T) => Promise<z.output<T>>

export function stripeClient({ baseUrl, secretKey }: StripeSettings, fetch: ProviderFetch): StripeClient {
  const base = baseUrl.replace(/\/+$/, '')
  return async ({ call, effect, method, path, form = {}, idempotencyKey, secrets = [] }, schema) => {
    const url = new URL(base + path)
    const fields = new URLSearchParams(form).toString()
    if (method === 'GET') url.search = fields
    const reply = await fetch({
      call,
      effect,
      method,
      url,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${secretKey}`,
        'stripe-version': apiVersion,
        ...(method === 'POST' && { 'content-type': 'application/x-www-form-urlencoded' }),
        ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
      },
      ...(method === 'POST' && { body: fields }),
      secrets: [secretKey, ...secrets],
    })
    const lost = effect === 'write' ? 'unknown' : 'not_applied'
    const body = json(reply.body)
    if (reply.status >= 200 && reply.status < 300) {
      const parsed = schema.safeParse(body)
      if (parsed.success) return parsed.data
      const where = parsed.error.issues[0]?.path.join('.') || 'the body'
      throw new ConnectorError('unexpected_reply', {
        call,
        outcome: lost,
        reason: `The reply is not as Stripe describes it at ${where}`,
      })
    }
    const problem = errorReply.safeParse(body).data?.error
    if (reply.status === 402 && problem?.type === 'card_error') throw new Declined(problem)
    const said = problem?.message ? reply.scrub(problem.message).slice(0, 300) : null
    throw new ConnectorError(kindOf(reply.status, problem), {
      call,
      // Stripe's own word that it did nothing. A 409 is our key still at work, a 5xx may have done anything.
      outcome:
        (problem && reply.status < 500 && reply.status !== 409) || reply.status === 429
          ? 'not_applied'
          : lost,
      providerMessage: said,
      reason: said ? null : `HTTP status ${reply.status}`,
      retryAfterMs: retryAfterMs(reply.header('retry-after')),
    })
  }
}

function kindOf(status: number, problem: StripeError | undefined): ErrorKind {
  if (status >= 500 || status === 409) return 'unavailable'
  if (status === 429) return 'rate_limited'
  if (!problem) return 'unexpected_reply'
  if (status === 401 || status === 403) return 'bad_credentials'
  return status === 404 || problem.code === 'resource_missing' ? 'not_found' : 'rejected'
}

function json(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
