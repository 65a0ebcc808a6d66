/**
 * Keeps to a provider's call rate: one token bucket per set of credentials, shared by all calls of this
 * process. Two processes together may exceed the rate; the provider's 429 then says so, and the job waits.
 */

/** A bucket that holds one second's worth of calls. Takers queue: each takes a token and is told its wait. */
export class TokenBucket {
  readonly #perSecond: number
  #tokens: number
  #filledAt: number

  constructor(perSecond: number, nowMs: number) {
    this.#perSecond = perSecond
    this.#tokens = Math.max(1, perSecond)
    this.#filledAt = nowMs
  }

  /** Takes a token and returns the milliseconds to wait for it, or returns null if that is over `maxWaitMs`. */
  take(nowMs: number, maxWaitMs: number): number | null {
    const earned = (Math.max(0, nowMs - this.#filledAt) / 1000) * this.#perSecond
    this.#tokens = Math.min(Math.max(1, this.#perSecond), this.#tokens + earned)
    this.#filledAt = nowMs
    const waitMs = Math.max(0, Math.ceil(((1 - this.#tokens) / this.#perSecond) * 1000))
    if (waitMs > maxWaitMs) return null
    this.#tokens -= 1
    return waitMs
  }
}

const buckets = new Map<string, { perSecond: number; bucket: TokenBucket }>()

/** The bucket of these credentials; made anew when their rate has changed. */
export function bucketFor(credentials: string, perSecond: number): TokenBucket {
  const known = buckets.get(credentials)
  if (known?.perSecond === perSecond) return known.bucket
  const bucket = new TokenBucket(perSecond, performance.now())
  buckets.set(credentials, { perSecond, bucket })
  return bucket
}
