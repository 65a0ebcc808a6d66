/**
 * Instants and dates as people read them, by Intl alone, so that the page carries no date library. An instant is
 * an ISO text with an offset; a date is `YYYY-MM-DD` in the company's own calendar and has no zone. A zone is an
 * IANA name (`America/Denver`); one that does not exist throws RangeError.
 */

const minuteMs = 60_000
const hourMs = 60 * minuteMs
/** A day of 24 hours, as time runs; a day of the calendar is an hour shorter or longer twice a year. */
export const dayMs = 24 * hourMs

/** `2024-03-03T21:05:00Z` in Denver → `Mar 3, 2024, 2:05 PM`. */
export function formatInstant(iso: string, zone: string): string {
  return plainSpaces(formatter('instant', zone).format(instantOf(iso)))
}

/** `2024-03-03` → `Mar 3, 2024`. Throws RangeError on what is no date. */
export function formatDate(date: string): string {
  return formatter('date', 'UTC').format(partsOf(date).utc)
}

/**
 * How long ago, or how far ahead, within a day (`just now`, `5 minutes ago`, `in 3 hours`); further away the
 * instant itself, as `formatInstant` gives it. Rounded down: 119 minutes are 1 hour.
 */
export function relativeWithinDay(iso: string, now: string | Date, zone: string): string {
  const distance = instantOf(iso).getTime() - instantOf(now).getTime()
  const length = Math.abs(distance)
  if (length < minuteMs) return 'just now'
  if (length >= dayMs) return formatInstant(iso, zone)
  const [count, unit] =
    length < hourMs ? [Math.floor(length / minuteMs), 'minute'] : [Math.floor(length / hourMs), 'hour']
  const words = `${count} ${unit}${count === 1 ? '' : 's'}`
  return distance < 0 ? `${words} ago` : `in ${words}`
}

/** The date that it is in `zone` at the instant `now`. */
export function todayIn(zone: string, now: string | Date): string {
  const parts = formatter('numbers', zone).formatToParts(instantOf(now))
  const part = (type: string) => parts.find((p) => p.type === type)?.value
  return `${part('year')}-${part('month')}-${part('day')}`
}

/** The same day `count` months on (or back, if negative); the month's last day where that month is shorter. */
export function addMonths(date: string, count: number): string {
  const { year, month, day } = partsOf(date)
  const months = year * 12 + (month - 1) + count
  const [toYear, toMonth] = [Math.floor(months / 12), (((months % 12) + 12) % 12) + 1]
  return isoDate(toYear, toMonth, Math.min(day, daysIn(toYear, toMonth)))
}

/**
 * Whole months that remain of a term of `termMonths` that began on `startDate` (REC-101). A month counts until it
 * is over: the whole term on its first day, 1 during its last month, 0 from the day on which the last month is
 * complete. A term that has not begun yet has all its months left.
 */
export function monthsRemaining(startDate: string, termMonths: number, today: string): number {
  return Math.min(termMonths, Math.max(0, termMonths - wholeMonthsBetween(startDate, today)))
}

/** Whole months from a date to a later one; negative to an earlier one. */
export function wholeMonthsBetween(from: string, to: string): number {
  const [start, end] = [partsOf(from), partsOf(to)]
  const months = (end.year - start.year) * 12 + (end.month - start.month)
  return addMonths(from, months) > to ? months - 1 : months
}

/** The date `count` days on, or back if negative. */
export function addDays(date: string, count: number): string {
  const day = new Date(partsOf(date).utc.getTime() + count * dayMs)
  return day.toISOString().slice(0, 10)
}

/** Days from a date to a later one; negative to an earlier one. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((partsOf(to).utc.getTime() - partsOf(from).utc.getTime()) / dayMs)

/**
 * The instant of a clock's reading: `2024-03-03T02:05:00` in Denver → `2024-03-03T09:05:00.000Z`. Of an hour that comes
 * twice (the end of summer time) the first; one that never comes counts as if summer time had not begun.
 * Throws RangeError on what is no reading.
 */
export function instantAtClock(reading: string, zone: string): string {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?))?$/.exec(reading)
  const asUtc = match ? Date.parse(`${match[1]}T${match[2] ?? '00:00'}Z`) : NaN
  if (Number.isNaN(asUtc)) throw new RangeError(`Not a clock's reading: ${reading}`)
  const offsets = [asUtc - dayMs, asUtc + dayMs].map((around) => offsetAt(around, zone))
  const fitting = offsets.find((offset) => offsetAt(asUtc - offset, zone) === offset)
  return new Date(asUtc - (fitting ?? offsets[0]!)).toISOString()
}

/** What the clock in `zone` reads at an instant: `2024-03-03T02:05:00`. */
export function clockAt(instant: string | Date, zone: string): string {
  const time = instantOf(instant).getTime()
  return new Date(time + offsetAt(time, zone)).toISOString().slice(0, 19)
}

/** Milliseconds that the clock in `zone` is ahead of UTC. */
function offsetAt(time: number, zone: string): number {
  const seconds = Math.floor(time / 1000) * 1000
  const parts = formatter('clock', zone).formatToParts(seconds)
  const part = (type: string) => Number(parts.find((p) => p.type === type)?.value)
  return (
    Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) -
    seconds
  )
}

function instantOf(value: string | Date): Date {
  const instant = typeof value === 'string' ? new Date(value) : value
  if (Number.isNaN(instant.getTime())) throw new RangeError(`Not an instant: ${String(value)}`)
  return instant
}

function partsOf(date: string) {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date)
  const [year, month, day] = [Number(match?.[1]), Number(match?.[2]), Number(match?.[3])]
  if (!match || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) {
    throw new RangeError(`Not a date: ${date}`)
  }
  return { year, month, day, utc: new Date(`${date}T00:00:00Z`) }
}

const daysIn = (year: number, month: number) =>
  month === 2
    ? year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
      ? 29
      : 28
    : [4, 6, 9, 11].includes(month)
      ? 30
      : 31

const isoDate = (year: number, month: number, day: number) =>
  `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`

/** Some engines put a narrow no-break space before AM and PM; a plain one is the same text everywhere. */
const plainSpaces = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')

const styles = {
  instant: { year: 'numeric', month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' },
  date: { year: 'numeric', month: 'short', day: 'numeric' },
  numbers: { year: 'numeric', month: '2-digit', day: '2-digit' },
  clock: {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>

const formatters = new Map<string, Intl.DateTimeFormat>()

function formatter(style: keyof typeof styles, timeZone: string): Intl.DateTimeFormat {
  const key = `${style} ${timeZone}`
  let found = formatters.get(key)
  if (!found) {
    found = new Intl.DateTimeFormat('en-US', { ...styles[style], timeZone })
    formatters.set(key, found)
  }
  return found
}
