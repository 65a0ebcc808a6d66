/**
 * What can go wrong at a provider, in six kinds. The kind decides the retry policy (connections.jobs.ts) and
 * the sentence that the user reads; nothing else about a provider's failure is allowed to.
 */
export const errorKinds = [
  'bad_credentials',
  'not_found',
  'rejected',
  'rate_limited',
  'unavailable',
  'unexpected_reply',
] as const
export type ErrorKind = (typeof errorKinds)[number]

export class ConnectorError extends Error {
  readonly kind: ErrorKind
  /** Whether a write may have taken effect: `unknown` obliges the caller to look before trying again. */
  readonly outcome: 'not_applied' | 'unknown'
  /** Which call failed, in the dealer's words: "Look up account". */
  readonly call: string
  /** The provider's own words, already free of secrets; null if it said nothing. */
  readonly providerMessage: string | null
  /** Our words on what was seen from this side ("Connection refused"); null if the provider's say it all. */
  readonly reason: string | null
  /** Milliseconds to wait, if the provider said so. */
  readonly retryAfterMs: number | null
  /** Our field that the provider complained about, if it named one. */
  readonly field: string | null

  constructor(
    kind: ErrorKind,
    detail: {
      call: string
      outcome: 'not_applied' | 'unknown'
      providerMessage?: string | null
      reason?: string | null
      retryAfterMs?: number | null
      field?: string | null
      cause?: unknown
    },
  ) {
    const said = detail.providerMessage ?? detail.reason
    super(`${detail.call}: ${kind}${said ? ` (${said})` : ''}`, { cause: detail.cause })
    this.name = 'ConnectorError'
    this.kind = kind
    this.outcome = detail.outcome
    this.call = detail.call
    this.providerMessage = detail.providerMessage ?? null
    this.reason = detail.reason ?? null
    this.retryAfterMs = detail.retryAfterMs ?? null
    this.field = detail.field ?? null
  }
}
