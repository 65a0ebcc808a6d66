/** What a look at a linked account may find, when accounts are compared, and how many of a list are counted. */
import { addDays, instantAtClock, todayIn } from '../time.ts'

/** Worst first, as an account shows one of them. */
export const findings = ['missing', 'taken', 'out_of_service', 'drift'] as const
export type Finding = (typeof findings)[number]

export const reconcileHours = ['off', ...Array.from({ length: 24 }, (_, hour) => String(hour))] as [
  string,
  ...string[],
]
export const defaultReconcileHour = '3'

const clock = (hour: number) => `${hour % 12 || 12}:00 ${hour < 12 ? 'AM' : 'PM'}`
export const reconcileHourOptions = reconcileHours.map((value) => ({
  value,
  label: value === 'off' ? 'Only when somebody asks' : `Every day at ${clock(Number(value))}`,
}))

/**
 * The next time that the clock in `zone` reads the hour; null if it is `off`. An hour that comes twice counts once, and
 * one that never comes is made up for an hour later.
 */
export function nextReconcileAt(hour: string, zone: string, now: Date): Date | null {
  if (hour === 'off') return null
  const today = todayIn(zone, now)
  const at = (date: string) => new Date(instantAtClock(`${date}T${hour.padStart(2, '0')}:00`, zone))
  const next = at(today)
  return next > now ? next : at(addDays(today, 1))
}

/** Lists that may be long are counted up to here: "1,000+". */
export const countedUpTo = 1000

/** After so long a change that has not arrived is worth a look. */
export const lateMinutes = 15

/** Failures that one request tries again. */
export const maxRetried = 2000
