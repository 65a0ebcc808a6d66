/** Plans of interactive-services providers: what there is to choose from, a choice, and what a change would cost. */
import { z } from 'zod'
import { text } from '../contract.ts'

export const code = text(60)
export const codes = z.array(code).max(60)
export const choice = z.object({ code: z.string(), label: z.string() })
export const cents = z.number().int().nullable()

export const plan = choice.extend({
  monthlyCents: cents,
  included: z.array(choice),
  addOns: z.array(choice.extend({ monthlyCents: cents, maxQuantity: z.number().int().nullable() })),
})
export type InteractivePlan = z.output<typeof plan>

export const planChoice = z.object({
  planCode: code,
  addOnCodes: codes.default([]),
  /** How many of each add-on that is counted; one that is not named stays as many as it is, or is one. */
  quantities: z
    .record(code, z.number().int().min(1).max(999))
    .refine((values) => Object.keys(values).length <= 60, 'Too many at once')
    .default({}),
})

export const quote = z.object({
  beforeCents: cents,
  afterCents: cents,
  /** Why the provider would refuse it; null if it would not. */
  refusal: z.string().nullable(),
  /** What the customer pays, and what of it is left after the provider's price, before and after. */
  billing: z.object({ mmrCents: cents, leftBeforeCents: cents, leftAfterCents: cents }),
})
export type PlanQuoteAnswer = z.output<typeof quote>
