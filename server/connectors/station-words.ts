/** What stations say in words only, where their numbers are not public: why they refuse, and what an event is. */
import type { ErrorKind } from './errors.ts'
import type { EventKind } from './station-parts.ts'

/** The kind behind a refusal's words. All three mean that nothing was done. */
export function kindOfRefusal(text: string): ErrorKind {
  if (
    /\b(user\s?(id|name)?|password|log\s?[io]n|credentials?)\b/i.test(text) &&
    /\b(invalid|incorrect|wrong|denied|unknown|failed|expired|disabled|not\s+(valid|authorized|allowed|found))\b/i.test(
      text,
    )
  )
    return 'bad_credentials'
  if (/\b(cs|account|system|customer)\b.*\b(not\s+(found|on\s+file)|does\s+not\s+exist)\b/i.test(text))
    return 'not_found'
  return 'rejected'
}

/** Milliseconds of `Retry-After`, which is seconds or a date (RFC 9110, 10.2.3). */
export function retryAfterMs(header: string | null): number | null {
  if (header === null) return null
  const ms = /^\d{1,7}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now()
  return Number.isFinite(ms) ? Math.max(0, ms) : null
}

const kinds: readonly [RegExp, EventKind][] = [
  [/\brestor/i, 'restore'],
  [/\bcancel|\babort/i, 'cancel'],
  [/\btest/i, 'test'],
  [/\bbypass/i, 'bypass'],
  [/\b(clos|arm(ed|ing)\b)/i, 'close'],
  [/\b(open|disarm)/i, 'open'],
  [/\b(trouble|battery|tamper|failure|fail\b|loss|lost|supervis)/i, 'trouble'],
  [/\b(called|dispatch|notified|operator|comment)/i, 'action'],
  [/\b(alarm|burg|fire|smoke|panic|hold-?up|duress|medical|carbon|flood|intrusion)/i, 'alarm'],
]

/** The kind of an event that its words tell. */
export const eventKindOf = (words: string): EventKind =>
  kinds.find(([word]) => word.test(words))?.[1] ?? 'other'
