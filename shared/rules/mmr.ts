/**
 * Monthly monitoring rates (REC-103 to REC-105): what a rate and its line items may hold. Amounts are whole cents; the
 * items of a breakdown add up to its total. When a rate may be given: mmr-breakdown.ts.
 */
import { z } from 'zod'
import { date } from '../contract.ts'
import { formatCents, sumCents } from '../money.ts'

/** $1,000,000.00 a month is no rate of this trade. */
const cents = z.number().int('Enter whole cents').min(0, 'At least 0').max(99_999_999, 'At most $999,999.99')
const itemId = z.string().regex(/^[1-9]\d{0,15}$/)

export const mmrItemKinds = [
  { value: 'monitoring', label: 'Monitoring' },
  { value: 'financing', label: 'Financing' },
  { value: 'warranty', label: 'Warranty' },
  { value: 'interactive', label: 'Interactive' },
  { value: 'other', label: 'Other' },
] as const

/** The `data` of a value of the catalogue `mmr_item`: one line of every rate's breakdown. */
export const mmrItemData = z.object({
  kind: z.enum(mmrItemKinds.map((kind) => kind.value)).default('other'),
  /** What the admin page proposes for a new rate. */
  defaultCents: cents.nullable().default(null),
})
export type MmrItemData = z.output<typeof mmrItemData>

/** The `data` of a value of the catalogue `mmr`: the total, and the cents of each line item by the item's id. */
export const mmrData = z
  .object({
    totalCents: cents,
    /** Empty: the rate has no breakdown, as in a company that does not break its rates out. */
    items: z.record(itemId, cents).default({}),
    /** From this day on the rate is offered; null: from the beginning. */
    effectiveOn: date.nullable().default(null),
  })
  .superRefine(({ totalCents, items }, ctx) => {
    const amounts = Object.values(items)
    if (amounts.length && sumCents(amounts) !== totalCents)
      ctx.addIssue({
        code: 'custom',
        path: ['items'],
        message: `The line items add up to ${plain(sumCents(amounts))}, the rate is ${plain(totalCents)}`,
      })
  })
export type MmrData = z.output<typeof mmrData>

/** In a sentence that knows no currency: `44.99`. */
const plain = (amountCents: number) => formatCents(amountCents, 'USD').slice(1)
