/** What the built-in reports count by: months of the calendar, rates in hundredths of a percent. */

export const monthPattern = /^(19|20|21)\d{2}-(0[1-9]|1[0-2])$/

/** `2026-03` and 14 → the first day of each of the 14 months that end with March, the oldest first. */
export function monthsUntil(to: string, count: number): string[] {
  const [year, month] = [Number(to.slice(0, 4)), Number(to.slice(5, 7))]
  return Array.from({ length: count }, (_, i) => {
    const at = year * 12 + (month - 1) - (count - 1 - i)
    return `${String(Math.floor(at / 12)).padStart(4, '0')}-${String((at % 12) + 1).padStart(2, '0')}-01`
  })
}

/** Hundredths of a percent, rounded to the nearest; null of nothing. */
export const rateOf = (part: number, whole: number): number | null =>
  whole > 0 ? Math.round((part * 10_000) / whole) : null

export type Loss = {
  openingAccounts: number
  lostAccounts: number
  openingCents: number
  lostCents: number
}

/**
 * Attrition of a year: what twelve months lost, of what they opened with on average. Fewer than twelve months that opened
 * with anything make no year.
 */
export function trailingRates(twelve: readonly Loss[]): { accounts: number | null; cents: number | null } {
  const sum = (name: keyof Loss) => twelve.reduce((all, month) => all + month[name], 0)
  if (twelve.length < 12 || twelve.some(({ openingAccounts }) => openingAccounts <= 0))
    return { accounts: null, cents: null }
  return {
    accounts: rateOf(sum('lostAccounts') * 12, sum('openingAccounts')),
    cents: rateOf(sum('lostCents') * 12, sum('openingCents')),
  }
}

/** `325` → `3.25 %`. */
export const percentText = (hundredths: number | null): string =>
  hundredths === null ? '–' : `${(hundredths / 100).toFixed(2)} %`
