/** What is left of a customer's contract term: the badge beside the field (REC-101). */
import { z } from 'zod'
import { addMonths, daysBetween, formatDate, monthsRemaining, wholeMonthsBetween } from '../time.ts'

/** The `data` of a value of the catalogue `contract_term`. 0 and 1 both run from month to month. */
export const contractTermData = z.object({ months: z.number().int().min(0).max(600) })

export type TermLeft = {
  /** `24 months left`, `Month to month`, `Expired 3 months ago`. */
  label: string
  /** When it began and ends, in a sentence. */
  detail: string
  state: 'running' | 'open' | 'expired'
}

/**
 * How a term that began with the sale stands on `today`; null where nothing can be said. Dates are `YYYY-MM-DD` in the
 * company's calendar. On the day on which its last month is complete a term has expired.
 */
export function termLeft(months: number | null, saleDate: string | null, today: string): TermLeft | null {
  if (months === null) return null
  if (months <= 1)
    return { label: 'Month to month', detail: 'Runs until one of the two ends it', state: 'open' }
  if (saleDate === null) return null
  const end = addMonths(saleDate, months)
  const span = `${months} months from the sale on ${formatDate(saleDate)}, until ${formatDate(end)}`
  if (today >= end) return { label: `Expired ${ago(end, today)}`, detail: span, state: 'expired' }
  const left = monthsRemaining(saleDate, months, today)
  return { label: `${count(left, 'month')} left`, detail: span, state: 'running' }
}

const count = (n: number, unit: string) => `${n} ${unit}${n === 1 ? '' : 's'}`

function ago(end: string, today: string): string {
  const months = wholeMonthsBetween(end, today)
  if (months > 0) return `${count(months, 'month')} ago`
  const days = daysBetween(end, today)
  return days === 0 ? 'today' : `${count(days, 'day')} ago`
}
