/** When a failed update is tried again: decided by the kind of the failure, here and nowhere else. */
import type { ConnectorError } from '#server/connectors/errors.ts'

export type Verdict = { final: true } | { final: false; waitMs: number; lookFirst: boolean }

const second = 1000
/**
 * Tries before an update becomes a visible failure. Garbage instead of a reply may be a gateway that is restarted: half
 * an hour of it is waited out, an outage for two and a half hours.
 */
const limits = { rejected: 3, rate_limited: 200, unavailable: 30, unexpected_reply: 15 } as const
const longestWaitMs = 300 * second

/** 1 s, 2 s, 4 s, … up to 5 minutes, with a tenth of chance so that many accounts do not come back at once. */
const backOff = (attempts: number, chance: number): number =>
  Math.round(Math.min(longestWaitMs, second * 2 ** (attempts - 1)) * (0.9 + 0.2 * chance))

export type Try = {
  /** Tries so far, this one included. */
  attempts: number
  /** Whether the account was looked up right before. */
  looked: boolean
  /** 0 to 1. */
  chance: number
}

export function judgeFailure(
  error: Pick<ConnectorError, 'kind' | 'outcome' | 'field' | 'retryAfterMs'>,
  t: Try,
): Verdict {
  switch (error.kind) {
    case 'rejected':
      // Without a field's name it may be that the account had changed since we saw it: look, and try again.
      if (error.field || t.attempts >= limits.rejected) return { final: true }
      return { final: false, waitMs: t.looked ? second : 0, lookFirst: true }
    case 'bad_credentials':
    case 'not_found':
      return { final: true }
    case 'rate_limited':
      if (t.attempts >= limits.rate_limited) return { final: true }
      return {
        final: false,
        waitMs: Math.min(error.retryAfterMs ?? 5 * second, longestWaitMs),
        lookFirst: error.outcome === 'unknown',
      }
    case 'unavailable':
    case 'unexpected_reply':
      if (t.attempts >= limits[error.kind]) return { final: true }
      return { final: false, waitMs: backOff(t.attempts, t.chance), lookFirst: error.outcome === 'unknown' }
  }
}
