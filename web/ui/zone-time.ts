/** Wall-clock times of the company's zone and the instants that they stand for, by Intl alone. */

const parts = (iso: string, zone: string) => {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  })
  const found = Object.fromEntries(format.formatToParts(new Date(iso)).map((p) => [p.type, p.value]))
  return {
    date: `${found['year']}-${found['month']}-${found['day']}`,
    time: `${found['hour']}:${found['minute']}`,
  }
}

/** An instant as the zone's calendar and clock show it: `{ date: '2024-03-03', time: '14:05' }`. */
export const wallClock = (iso: string, zone: string): { date: string; time: string } => parts(iso, zone)

/**
 * The instant at which the zone's clocks show that date and time. A time that comes twice (clocks go back) is the
 * first of the two; one that never comes (clocks go forward) is as much later as the clocks jump.
 */
export function instantAt(date: string, time: string, zone: string): string {
  const asUtc = Date.parse(`${date}T${time}:00Z`)
  const offsetAt = (utc: number) => {
    const seen = parts(new Date(utc).toISOString(), zone)
    return Date.parse(`${seen.date}T${seen.time}:00Z`) - utc
  }
  const day = 24 * 3_600_000
  const [before, after] = [offsetAt(asUtc - day), offsetAt(asUtc + day)]
  const first = asUtc - before
  const utc =
    before !== after && offsetAt(first) !== before && offsetAt(asUtc - after) === after
      ? asUtc - after
      : first
  return new Date(utc).toISOString()
}
