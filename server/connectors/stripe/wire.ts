/** What Stripe's API answers (docs.stripe.com/api, version 2024-06-20), as far as this client reads it. */
import { z } from 'zod'
import type { DeclineReason } from '#shared/rules/charges.ts'

export const apiVersion = '2024-06-20'

export const errorReply = z.object({
  error: z.looseObject({
    type: z.string(),
    code: z.string().optional(),
    decline_code: z.string().optional(),
    message: z.string().optional(),
    payment_intent: z.looseObject({ id: z.string() }).optional(),
  }),
})
export type StripeError = z.output<typeof errorReply>['error']

export const accountReply = z.looseObject({
  id: z.string(),
  business_profile: z.looseObject({ name: z.string().nullish() }).nullish(),
})
export const customerReply = z.looseObject({ id: z.string().min(1) })
export const methodReply = z.looseObject({
  id: z.string().min(1),
  type: z.string(),
  customer: z.string().nullish(),
  card: z
    .looseObject({ brand: z.string(), last4: z.string(), exp_month: z.int(), exp_year: z.int() })
    .nullish(),
})

const metadata = z.record(z.string(), z.string()).default({})
export const intentReply = z.looseObject({
  id: z.string().min(1),
  status: z.string(),
  amount: z.int(),
  metadata,
  last_payment_error: errorReply.shape.error.nullish(),
})
export type Intent = z.output<typeof intentReply>
export const refundReply = z.looseObject({
  id: z.string().min(1),
  status: z.string().nullable(),
  amount: z.int(),
  metadata,
  failure_reason: z.string().nullish(),
})
export const listOf = <T extends z.ZodType>(item: T) =>
  z.looseObject({ data: z.array(item).max(100), has_more: z.boolean() })

export const eventReply = z.looseObject({
  id: z.string().min(1).max(100),
  type: z.string(),
  data: z.looseObject({
    object: z.looseObject({
      id: z.string().optional(),
      payment_intent: z.string().nullish(),
      amount: z.int().nullish(),
      amount_refunded: z.int().nullish(),
      reason: z.string().nullish(),
      last_payment_error: errorReply.shape.error.nullish(),
    }),
  }),
})

/** docs.stripe.com/declines/codes in our words. */
const reasons: Record<string, DeclineReason> = {
  insufficient_funds: 'insufficient_funds',
  withdrawal_count_limit_exceeded: 'over_limit',
  card_velocity_exceeded: 'over_limit',
  do_not_honor: 'do_not_honor',
  call_issuer: 'call_issuer',
  try_again_later: 'try_later',
  issuer_not_available: 'try_later',
  processing_error: 'try_later',
  expired_card: 'expired_card',
  invalid_expiry_month: 'invalid_expiry',
  invalid_expiry_year: 'invalid_expiry',
  incorrect_number: 'invalid_account',
  invalid_number: 'invalid_account',
  invalid_account: 'invalid_account',
  new_account_information_available: 'invalid_account',
  lost_card: 'lost_or_stolen',
  stolen_card: 'lost_or_stolen',
  pickup_card: 'lost_or_stolen',
  restricted_card: 'lost_or_stolen',
  fraudulent: 'fraud',
  merchant_blacklist: 'fraud',
  card_not_supported: 'not_allowed',
  transaction_not_allowed: 'not_allowed',
  stop_payment_order: 'stop_payment',
  revocation_of_all_authorizations: 'stop_payment',
  revocation_of_authorization: 'stop_payment',
}

export const reasonOfError = ({ code, decline_code: decline }: StripeError): DeclineReason =>
  reasons[decline ?? ''] ?? reasons[code ?? ''] ?? 'other'
