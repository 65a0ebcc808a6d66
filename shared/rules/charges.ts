/** Charges: how an attempt stands, why it was declined, what a bank's return means (REL-002, ADB-011). */

/**
 * `queued`: nothing was sent. `calling`: it is being sent, or somebody died while sending. `unknown`: money may have moved; it is
 * looked up and never repeated blindly. `approved`: the processor took it. `declined`: it said no. `failed`: nothing moved, and
 * nobody said no. `canceled`: taken back before anything was sent.
 */
export const chargeStates = [
  'queued',
  'calling',
  'unknown',
  'approved',
  'declined',
  'failed',
  'canceled',
] as const
export type ChargeState = (typeof chargeStates)[number]
export const openChargeStates = ['queued', 'calling', 'unknown'] as const satisfies ChargeState[]
export const isOpenCharge = (state: ChargeState): boolean =>
  (openChargeStates as readonly ChargeState[]).includes(state)

export const chargeStateNames: Record<ChargeState, string> = {
  queued: 'Waiting',
  calling: 'Being sent',
  unknown: 'Unknown',
  approved: 'Approved',
  declined: 'Declined',
  failed: 'Not sent',
  canceled: 'Canceled',
}

export const chargeKinds = { charge: 'Charge', refund: 'Refund', void: 'Void' } as const
export type ChargeKind = keyof typeof chargeKinds
export const chargeKindKeys = Object.keys(chargeKinds) as [ChargeKind, ...ChargeKind[]]

/** What becomes of an approved charge at the processor. */
export const settlements = {
  pending: 'Pending settlement',
  settled: 'Settled',
  voided: 'Voided',
  returned: 'Returned',
  charged_back: 'Charged back',
} as const
export type Settlement = keyof typeof settlements
export const settlementKeys = Object.keys(settlements) as [Settlement, ...Settlement[]]

/**
 * Why a charge was declined. A hard one will be declined again until the customer gives another method; a soft one may go through
 * on another day.
 */
export const declineReasons = {
  insufficient_funds: { label: 'Insufficient funds', hard: false },
  over_limit: { label: 'Over the limit', hard: false },
  do_not_honor: { label: 'Do not honor', hard: false },
  call_issuer: { label: 'Call the issuer', hard: false },
  try_later: { label: 'Try again in a few days', hard: false },
  other: { label: 'Declined', hard: false },
  expired_card: { label: 'Expired card', hard: true },
  invalid_expiry: { label: 'Wrong expiry date', hard: true },
  invalid_account: { label: 'Invalid account number', hard: true },
  closed_account: { label: 'Closed account', hard: true },
  lost_or_stolen: { label: 'Lost or stolen card', hard: true },
  fraud: { label: 'Suspected fraud', hard: true },
  not_allowed: { label: 'Not allowed for this card', hard: true },
  stop_payment: { label: 'Customer stopped payments', hard: true },
  unknown_method: { label: 'No such method at the processor', hard: true },
} as const
export type DeclineReason = keyof typeof declineReasons
export const declineReasonKeys = Object.keys(declineReasons) as [DeclineReason, ...DeclineReason[]]
export const isHardDecline = (reason: DeclineReason): boolean => declineReasons[reason].hard

/** Return codes of the ACH network (Nacha Operating Rules, Appendix Four), those that come for debits of consumers and businesses. */
export const achReturns: Record<string, { label: string; reason: DeclineReason }> = {
  R01: { label: 'Insufficient funds', reason: 'insufficient_funds' },
  R02: { label: 'Account closed', reason: 'closed_account' },
  R03: { label: 'No account, or account not found', reason: 'invalid_account' },
  R04: { label: 'Invalid account number', reason: 'invalid_account' },
  R05: { label: 'Unauthorized debit to a consumer’s account', reason: 'stop_payment' },
  R07: { label: 'Authorization revoked', reason: 'stop_payment' },
  R08: { label: 'Payment stopped', reason: 'stop_payment' },
  R09: { label: 'Uncollected funds', reason: 'insufficient_funds' },
  R10: { label: 'Not authorized by the account holder', reason: 'stop_payment' },
  R16: { label: 'Account frozen', reason: 'closed_account' },
  R20: { label: 'Not a transaction account', reason: 'invalid_account' },
  R29: { label: 'Business says it is not authorized', reason: 'stop_payment' },
}

export const achReturnLabel = (code: string): string => achReturns[code]?.label ?? 'Returned by the bank'
export const achReturnReason = (code: string): DeclineReason => achReturns[code]?.reason ?? 'invalid_account'

/** A debit may be presented again for these two alone, and at most twice (Nacha Operating Rules 2.12.4). */
const representable: ReadonlySet<string> = new Set(['R01', 'R09'])
export const maxRepresentments = 2
/** After so many days: the next payday is likelier than the next day. */
export const representAfterDays = 5

/** @param representment how often this debit was presented again already. */
export const mayRepresent = (code: string, representment: number): boolean =>
  representable.has(code) && representment < maxRepresentments

/** The most that one attempt may take, in cents: beyond it somebody mistyped. */
export const maxChargeCents = 5_000_000_00

/** How changes read in the record's history. */
export const chargeLabels: Record<string, string> = {
  state: 'State',
  amount: 'Amount',
  method: 'Billing method',
  transaction: 'Transaction',
  reason: 'Reason',
  settlement: 'Settlement',
  refunded: 'Refunded',
}
