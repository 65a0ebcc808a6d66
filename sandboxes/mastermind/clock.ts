/** The station's clock: it names no zone. */
const zone = 'America/Los_Angeles'

/** `2026-11-22T09:30:00`, as it answers times. */
export function clockReading(instant: Date): string {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(instant)
  const part = (type: string) => parts.find((one) => one.type === type)!.value
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}`
}

/** `Nov 22 2026  9:30AM`, as SQL Server prints it where nobody formats it. */
export function printedReading(instant: Date): string {
  const [date, time] = clockReading(instant).split('T') as [string, string]
  const [year, month, day] = date.split('-').map(Number) as [number, number, number]
  const hour = Number(time.slice(0, 2))
  const name = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][month - 1]
  const hours = String(hour % 12 || 12).padStart(2)
  return `${name} ${String(day).padStart(2)} ${year} ${hours}:${time.slice(3, 5)}${hour < 12 ? 'AM' : 'PM'}`
}
