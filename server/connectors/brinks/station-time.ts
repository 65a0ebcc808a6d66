/** MIDI's dates: .NET writes them with its offset or without, SQL Server takes `MM/dd/yyyy`. */
import { clockAt, instantAtClock } from '#shared/time.ts'

/** The instant that a column holds, by the station's clock where it has no offset; null if it holds none. */
export function stationInstant(text: string | undefined, timeZone: string): string | null {
  const given = text?.trim() ?? ''
  const isReading = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?)?$/.test(given)
  if (isReading) return instantAtClock(given, timeZone)
  return /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:?\d\d)$/.test(given) && !Number.isNaN(Date.parse(given))
    ? new Date(given).toISOString()
    : null
}

/** `2026-11-22` → `11/22/2026`, as public clients write dates. */
export const stationDate = (date: string): string => date.replace(/^(\d{4})-(\d\d)-(\d\d)$/, '$2/$3/$1')

/** The station's day at an instant, as it is sent. */
export const stationDayAt = (instant: string | Date, timeZone: string): string =>
  stationDate(clockAt(instant, timeZone).slice(0, 10))

/** The day in a column, `yyyy-mm-dd`; '' if it holds none. */
export const dayFrom = (text: string | undefined): string => {
  const given = text?.trim() ?? ''
  const [, month, day, year] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})/.exec(given) ?? []
  if (year) return `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`
  return /^\d{4}-\d\d-\d\d/.exec(given)?.[0] ?? ''
}
