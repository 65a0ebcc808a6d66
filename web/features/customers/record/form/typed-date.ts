/** Dates as people type them: `3/4/24`, `2024-03-04`, `3-4`, `Mar 4 2024`, `t` for today. Month before day, as in the US. */

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/**
 * Reads a typed date as `YYYY-MM-DD`; null for what is no date. A date without a year is this year's.
 * @param today `YYYY-MM-DD`, the day it is for the user.
 * @param pivot the highest two-digit year that is read as 20xx: births lie behind us, contracts ahead.
 */
export function parseTypedDate(
  text: string,
  today: string,
  pivot = Number(today.slice(2, 4)) + 20,
): string | null {
  const typed = text.trim().toLowerCase()
  if (typed === 't' || typed === 'today') return today
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(typed)
  if (iso) return dateOf(Number(iso[1]), Number(iso[2]), Number(iso[3]))
  const compact = /^(\d{2})(\d{2})(\d{4})$/.exec(typed)
  if (compact) return dateOf(Number(compact[3]), Number(compact[1]), Number(compact[2]))
  const us = /^(\d{1,2})[-/. ](\d{1,2})(?:[-/. ](\d{4}|\d{2}))?$/.exec(typed)
  if (us) return dateOf(yearOf(us[3], today, pivot), Number(us[1]), Number(us[2]))
  const named = /^([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}|\d{2}))?$/.exec(typed)
  if (named) {
    const month = months.indexOf(named[1]!.slice(0, 3)) + 1
    return month === 0 ? null : dateOf(yearOf(named[3], today, pivot), month, Number(named[2]))
  }
  return null
}

/** `2024-03-04` as its input shows it: `03/04/2024`. A text that is no date comes back unchanged. */
export function showDate(date: string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date)
  return match ? `${match[2]}/${match[3]}/${match[1]}` : date
}

function yearOf(written: string | undefined, today: string, pivot: number): number {
  if (!written) return Number(today.slice(0, 4))
  if (written.length === 4) return Number(written)
  const year = Number(written)
  return year <= pivot ? 2000 + year : 1900 + year
}

function dateOf(year: number, month: number, day: number): string | null {
  const iso = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
  const parsed = new Date(`${iso}T00:00:00Z`)
  return Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== iso ? null : iso
}
