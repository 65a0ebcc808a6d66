/** An instant as people read it: how long ago within a day, else date and time; the exact one on hover. */
import { formatDate, formatInstant, relativeWithinDay } from '#shared/time.ts'
import { useLocale } from './locale.ts'
import { useNow } from './now.ts'

/** @param at RFC 3339. @param exact always date and time, never "5 minutes ago". */
export function Time({ at, exact = false }: { at: string; exact?: boolean }) {
  const { timeZone } = useLocale()
  const now = useNow()
  const full = `${formatInstant(at, timeZone)} (${timeZone.replaceAll('_', ' ')})`
  return (
    <time dateTime={at} title={full} className="tabular">
      {exact ? formatInstant(at, timeZone) : relativeWithinDay(at, new Date(now), timeZone)}
    </time>
  )
}

/** A calendar date `YYYY-MM-DD`, which has no zone: "Mar 3, 2024". */
export function Day({ on }: { on: string }) {
  return (
    <time dateTime={on} className="tabular">
      {formatDate(on)}
    </time>
  )
}
