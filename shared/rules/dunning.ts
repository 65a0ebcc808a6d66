/**
 * Dunning: on which days a declined charge is tried again (ADB-011). The company says it as days after the due date; a hard decline
 * is not tried again by itself, as only another billing method can help.
 */
import { addDays } from '../time.ts'

export const maxDunningTries = 8
export const maxDunningDay = 60
export const defaultDunningDays = '1, 3, 7'

/** `"1, 3, 7"` as numbers, rising and without repeats; null if it says something else. Empty: nothing is tried again. */
export function dunningDays(text: string): number[] | null {
  const parts = text
    .split(/[\s,;]+/)
    .map((part) => part.trim())
    .filter(Boolean)
  if (parts.some((part) => !/^\d{1,2}$/.test(part))) return null
  const days = [...new Set(parts.map(Number))].sort((a, b) => a - b)
  const fits = days.length <= maxDunningTries && days.every((day) => day >= 1 && day <= maxDunningDay)
  return fits ? days : null
}

/**
 * The next day of the schedule after today; null once it is used up.
 * @param dueOn the day on which it was to be paid; without one, the day of the first attempt.
 */
export function nextRetryOn(dueOn: string, days: readonly number[], today: string): string | null {
  return days.map((day) => addDays(dueOn, day)).find((on) => on > today) ?? null
}
