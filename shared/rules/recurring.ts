/**
 * Recurring invoices on both sides (BIL-003): which periods they have, and what each costs. Periods are counted from the
 * day on which the regular ones begin, never from the one before: the 31st becomes the 30th or 28th and comes back.
 * The billing run does the same in SQL (server/modules/billing/billing.batch.ts); a test holds the two beside each other.
 */
import { addMonths, daysBetween } from '../time.ts'

export const maxRecurring = 100
export const frequencies = [
  { value: 1, label: 'Monthly' },
  { value: 3, label: 'Quarterly' },
  { value: 6, label: 'Semi-annually' },
  { value: 12, label: 'Annually' },
] as const

/** `Monthly`, `Every 4 months`. */
export const frequencyText = (everyMonths: number): string =>
  frequencies.find(({ value }) => value === everyMonths)?.label ?? `Every ${everyMonths} months`

export const recurringStates = { active: 'Active', stopped: 'Stopped', finished: 'Finished' } as const
export type RecurringState = keyof typeof recurringStates

export type Schedule = {
  everyMonths: number
  /** When the service begins. */
  startOn: string
  /** When the first regular period begins; later than the start: what lies between is billed by its days. */
  anchorOn: string
  endOn: string | null
  maxCount: number | null
}
export type Period = {
  index: number
  from: string
  /** The first day that is no longer in it. */
  to: string
  /** What of a whole period it is: days of days. Null: a whole one. */
  share: { days: number; of: number } | null
  /** Whole years since the regular periods began. */
  years: number
}

const isPartial = ({ startOn, anchorOn }: Schedule): boolean => anchorOn > startOn

/** When a period begins. @param index from 0 */
export function periodStart(schedule: Schedule, index: number): string {
  const { startOn, anchorOn, everyMonths } = schedule
  if (index === 0) return startOn
  return addMonths(anchorOn, (index - (isPartial(schedule) ? 1 : 0)) * everyMonths)
}

export function periodOf(schedule: Schedule, index: number): Period {
  const from = periodStart(schedule, index)
  const to = periodStart(schedule, index + 1)
  const partial = isPartial(schedule)
  const share =
    partial && index === 0
      ? { days: daysBetween(from, to), of: daysBetween(addMonths(to, -schedule.everyMonths), to) }
      : null
  const regular = Math.max(0, index - (partial ? 1 : 0))
  return { index, from, to, share, years: Math.floor((regular * schedule.everyMonths) / 12) }
}

/** Whether a period of this number is still billed. */
export const hasPeriod = (schedule: Schedule, index: number): boolean =>
  (schedule.maxCount === null || index < schedule.maxCount) &&
  (schedule.endOn === null || periodStart(schedule, index) <= schedule.endOn)

/** Half a cent away from zero, as PostgreSQL rounds numerics. */
function divideRounded(part: bigint, by: bigint): number {
  const doubled = (part < 0n ? -part : part) * 2n + by
  const rounded = doubled / (by * 2n)
  return Number(part < 0n ? -rounded : rounded)
}

/**
 * A line's price in a period: with the annual increase, then by the days of a partial one.
 * @param increasePpm millionths a year; not for a price that follows the record's rate
 */
export function priceIn(period: Period, priceCents: number, increasePpm: number): number {
  const million = 1_000_000n
  const years = BigInt(period.years)
  const raised = divideRounded(
    BigInt(priceCents) * (million + BigInt(increasePpm)) ** years,
    million ** years,
  )
  return period.share === null
    ? raised
    : divideRounded(BigInt(raised) * BigInt(period.share.days), BigInt(period.share.of))
}

export const recurringLabels = {
  name: 'Name',
  state: 'Status',
  everyMonths: 'Frequency',
  saleOn: 'Sale date',
  startOn: 'Starts',
  anchorOn: 'Regular periods begin',
  endOn: 'Ends',
  maxCount: 'Number of invoices',
  daysBefore: 'Made before its date',
  termId: 'Terms',
  billParent: 'Bill through the parent',
  billingMethodId: 'Auto Pay',
  taxExempt: 'Tax exempt',
  increasePpm: 'Annual increase',
  poNumber: 'PO number',
  lines: 'Lines',
  notes: 'Note to the customer',
  internalNotes: 'Internal notes',
} as const
