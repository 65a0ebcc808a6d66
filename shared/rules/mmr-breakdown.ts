/** Whether a monthly rate may be given to a customer: its first day, and its breakdown against the company's line items. */
import { sumCents } from '../money.ts'
import type { MmrData } from './mmr.ts'

/** A line item of the company, as the catalogue has it. */
export type MmrItem = { id: number; name: string; active: boolean }

/** A rate's data, read leniently: what cannot be read has a total of null and no breakdown. */
export function readRate(data: unknown): {
  totalCents: number | null
  items: Record<string, number>
  effectiveOn: string | null
} {
  const given = (data ?? {}) as Partial<MmrData>
  const amounts = Object.entries(given.items ?? {}).filter(([, amount]) => Number.isSafeInteger(amount))
  return {
    totalCents: Number.isSafeInteger(given.totalCents) ? given.totalCents! : null,
    items: Object.fromEntries(amounts),
    effectiveOn: typeof given.effectiveOn === 'string' ? given.effectiveOn : null,
  }
}

/**
 * In what a rate's breakdown differs from the company's line items; `[]` if it fits. It must name every active item, no
 * other one, and add up to the total (REC-105).
 */
export function breakdownFlaws(data: unknown, items: readonly MmrItem[]): string[] {
  const rate = readRate(data)
  const active = items.filter((item) => item.active)
  const known = new Map(items.map((item) => [String(item.id), item]))
  const missing = active.filter(({ id }) => !(String(id) in rate.items)).map(({ name }) => name)
  const flaws = [
    ...(missing.length ? [`${listed(missing)} ${missing.length > 1 ? 'are' : 'is'} missing`] : []),
    ...Object.keys(rate.items)
      .filter((id) => !known.get(id)?.active)
      .map((id) => `${known.get(id)?.name ?? 'An item that was removed'} is no longer a line item`),
  ]
  const amounts = Object.values(rate.items)
  if (amounts.length && sumCents(amounts) !== rate.totalCents)
    flaws.push('the line items do not add up to the total')
  return flaws
}

/** `Interactive, Financing and Warranty` */
const listed = (names: readonly string[]) =>
  names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? '')

/** Whether a rate may be given on this day (`YYYY-MM-DD` of the company's calendar), its breakdown aside. */
export const isRateOffered = (rate: { active: boolean; data: unknown }, today: string): boolean =>
  rate.active && (readRate(rate.data).effectiveOn ?? today) <= today
