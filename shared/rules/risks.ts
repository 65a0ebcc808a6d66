/** What at-risk entries follow on both sides: states, channels, and how their fields are called. */

/** More than any record ever has; bounds what a list can cost. */
export const maxRisks = 200
export const maxAttempts = 500

/** `open`, and the ways in which an entry ends. */
export const riskStatuses = {
  open: 'Open',
  mitigated: 'Mitigated',
  resolved: 'Resolved',
  cancelled: 'Cancelled',
  lost: 'Lost',
} as const
export type RiskStatus = keyof typeof riskStatuses
export const riskEnds = ['mitigated', 'resolved', 'cancelled', 'lost'] as const
export type RiskEnd = (typeof riskEnds)[number]

export const riskChannels = {
  phone: 'Phone call',
  text: 'Text message',
  email: 'E-mail',
  visit: 'Visit',
  letter: 'Letter',
  other: 'Other',
} as const
export type RiskChannel = keyof typeof riskChannels

/** Labels of what a change of an entry can name, in the order in which history lists them. */
export const riskLabels = {
  status: 'Status',
  reportedOn: 'Date reported',
  reasonId: 'Reason',
  causeId: 'Cause',
  levelId: 'Risk level',
  ownerId: 'Assigned to',
  followUpOn: 'Follow-up date',
  followUpTime: 'Follow-up time',
  amountAtRiskCents: 'Amount at risk',
  resolutionId: 'Resolution',
  savedById: 'Saved by',
  collectedCents: 'Amount collected',
  collectedOn: 'Collected cleared date',
  creditedCents: 'Amount credited',
  creditedOn: 'Credited on',
  creditReasonId: 'Credit reason',
  notes: 'Notes',
  channel: 'Communication type',
  outcome: 'Outcome',
} as const
export type RiskLabel = keyof typeof riskLabels

/** Whether an open entry's follow-up is late. Dates as `YYYY-MM-DD` in the company's calendar. */
export const isFollowUpOverdue = (
  risk: { status: RiskStatus; followUpOn: string | null },
  today: string,
): boolean => risk.status === 'open' && risk.followUpOn !== null && risk.followUpOn < today
