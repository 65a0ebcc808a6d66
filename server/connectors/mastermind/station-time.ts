/** The station's dates: ISO without a zone, or as SQL Server prints them, `Apr  3 2013  7:47AM`. */
import { clockAt, instantAtClock } from '#shared/time.ts'

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** The instant that a column holds, by the station's clock; null if it holds none. */
export function stationInstant(text: string | undefined, timeZone: string): string | null {
  const given = text?.trim() ?? ''
  const [, iso] = /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?)(?:\.\d+)?$/.exec(given) ?? []
  if (iso) return readingAt(iso, timeZone)
  const [, name, day, year, hour, minute, half] =
    /^([a-z]{3})\s+(\d{1,2})\s+(\d{4})\s+(\d{1,2}):(\d\d)\s*([AP])M$/i.exec(given) ?? []
  const month = months.indexOf(name?.toLowerCase() ?? '') + 1
  if (!month || Number(hour) > 12) return null
  const hours = (Number(hour) % 12) + (half!.toUpperCase() === 'P' ? 12 : 0)
  const two = (value: number | string) => String(value).padStart(2, '0')
  return readingAt(`${year}-${two(month)}-${two(day!)}T${two(hours)}:${minute}`, timeZone)
}

function readingAt(reading: string, timeZone: string): string | null {
  try {
    return instantAtClock(reading, timeZone)
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

/** What the station's clock reads at an instant, as it is sent. */
export const stationReading = (instant: string | Date, timeZone: string): string => clockAt(instant, timeZone)
