/**
 * What the Payment step rests on (NEW-015). Whether a billing method can be taken down follows from the company's payment
 * processor; this is the one place that the step asks.
 */
import type { Ctx } from '#server/http/context.ts'

/** Why nobody can enter a billing method for this company; null if one can. */
export const whyNoPayment = (_ctx: Ctx): string | null =>
  'No payment processor is configured, so that no card or bank account can be taken down here.'

/** Whether the record has a billing method that a payment could be taken from. */
export const hasBillingMethod = (): boolean => false
