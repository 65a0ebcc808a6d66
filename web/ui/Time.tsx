/** An instant as people read it: how long ago within a day, else date and time; the exact one on hover. */
import { dayMs, formatDate, formatInstant, relativeWithinDay, todayIn } from '#shared/time.ts'
import { useLocale } from './locale.ts'
import { useNow } from './now.ts'

type Props = {
  /** RFC 3339. */
  at: string
  /** Always date and time, never "5 minutes ago". */
  exact?: boolean
  /** Beyond a day the date alone, for narrow columns. */
  short?: boolean
}

export function Time({ at, exact = false, short = false }: Props) {
  const { timeZone } = useLocale()
  const now = useNow()
  const isLongAgo = Math.abs(now - Date.parse(at)) >= dayMs
  const full = `${formatInstant(at, timeZone)} (${timeZone.replaceAll('_', ' ')})`
  return (
    <time dateTime={at} title={full} className="tabular">
      {exact
        ? formatInstant(at, timeZone)
        : short && isLongAgo
          ? formatDate(todayIn(timeZone, at))
          : relativeWithinDay(at, new Date(now), timeZone)}
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
