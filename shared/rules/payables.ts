/** What a dealer owes because of a customer: commissions, bonuses, referral fees (TAB-010, BIL-008). */
export const payableStatuses = {
  pending: 'Pending',
  requires_review: 'Requires review',
  approved: 'Approved',
  partially_paid: 'Partially paid',
  paid_in_full: 'Paid in full',
  denied: 'Denied',
} as const
export type PayableStatus = keyof typeof payableStatuses
export const payableStatusKeys = Object.keys(payableStatuses) as [PayableStatus, ...PayableStatus[]]

/** Those that a person sets; the others follow from payments. */
export const settableStatuses = ['pending', 'requires_review', 'approved', 'denied'] as const
export type SettableStatus = (typeof settableStatuses)[number]

export const payableSources = {
  event: 'By a rule',
  function: 'By hand, as the rule says',
  hand: 'By hand',
  charge_back: 'Charge back',
} as const
export type PayableSource = keyof typeof payableSources
export const payableSourceKeys = Object.keys(payableSources) as [PayableSource, ...PayableSource[]]

export const payableEvents = {
  installed: 'Customer installed',
  funded: 'Funding paid in full',
  tag_applied: 'Tag applied',
  tag_removed: 'Tag removed',
  custom_field_set: 'User-defined field set',
  canceled: 'Account canceled',
  reinstated: 'Cancelation taken back',
  funding_charged_back: 'Funding charged back',
} as const
export type PayableEvent = keyof typeof payableEvents
export const payableEventKeys = Object.keys(payableEvents) as [PayableEvent, ...PayableEvent[]]

/** What became of a payee when an event was worked off. */
export const generationResults = {
  made: 'Made',
  review: 'Made, requires review',
  exists: 'There is one already',
  no_payee: 'Nobody to pay',
  no_level: 'No level is set',
  no_amount: 'Comes to nothing',
  charged_back: 'Charged back',
  held: 'Held: requires review',
  restored: 'Restored',
} as const
export type GenerationResult = keyof typeof generationResults
export const generationResultKeys = Object.keys(generationResults) as [
  GenerationResult,
  ...GenerationResult[],
]

export const maxPayables = 300
export const maxPayableLines = 40
/** As many as one bulk change or pay run takes. */
export const maxBulkPayables = 2000

/** Whether the status may be set from where the payable stands. What was paid is reversed before it is denied. */
export function maySet(now: { status: PayableStatus; paidCents: number }, next: SettableStatus): boolean {
  if (now.status === next) return false
  if (now.status === 'paid_in_full') return false
  if (now.paidCents !== 0)
    return next === 'requires_review' || (next === 'approved' && now.status === 'requires_review')
  return true
}
/** What is still to be paid of it: nothing of what was denied. Below zero it is to be taken back. */
export const outstandingOf = (row: {
  status: PayableStatus
  amountCents: number
  paidCents: number
}): number => (row.status === 'denied' ? 0 : row.amountCents - row.paidCents)
/** Whether money may be paid of it. */
export const isPayable = ({ status }: { status: PayableStatus }): boolean =>
  status === 'approved' || status === 'partially_paid'

export const payableLabels: Record<string, string> = {
  function: 'Job function',
  payee: 'Payee',
  level: 'Level',
  status: 'Status',
  statusReason: 'Reason',
  amount: 'Amount',
  earnedOn: 'Earned',
  lines: 'Lines',
  noteToPayee: 'Note to payee',
  notes: 'Notes',
  payment: 'Payment',
}
