/** Credit checks: how one stands, what an inquiry may be made for, and how the consumer agreed to it (TAB-014). */

/**
 * `running`: the bureau is being asked. `unknown`: the inquiry may have been made, and its answer was lost: it is looked
 * up at the bureau, never repeated. `answered`: the bureau's result is here. `failed`: no inquiry was made.
 */
export const creditStates = ['running', 'unknown', 'answered', 'failed'] as const
export type CreditState = (typeof creditStates)[number]

/** What the bureau answered. A score comes with `scored` only. */
export const creditOutcomes = {
  scored: 'Scored',
  thin: 'No score: too little on file',
  no_hit: 'No file found',
  frozen: 'File frozen',
  pending: 'Pending at the bureau',
  declined: 'Declined',
} as const
export type CreditOutcome = keyof typeof creditOutcomes
export const creditOutcomeKeys = Object.keys(creditOutcomes) as [CreditOutcome, ...CreditOutcome[]]

/** Reasons for which the Fair Credit Reporting Act lets a dealer see a report: 15 U.S.C. 1681b(a). */
export const creditPurposes = {
  written_instructions: 'Written instructions of the consumer',
  credit_transaction: 'Credit or service that the consumer applied for',
  business_transaction: 'Business transaction that the consumer began',
  account_review: 'Review of an existing account',
  collection: 'Collection of an account',
} as const
export type CreditPurpose = keyof typeof creditPurposes
export const creditPurposeKeys = Object.keys(creditPurposes) as [CreditPurpose, ...CreditPurpose[]]

export const consentMethods = {
  signed_paper: 'Signed on paper',
  signed_electronically: 'Signed electronically',
  in_person: 'Spoken, in person',
  recorded_call: 'Recorded telephone call',
} as const
export type ConsentMethod = keyof typeof consentMethods
export const consentMethodKeys = Object.keys(consentMethods) as [ConsentMethod, ...ConsentMethod[]]

/** A second inquiry at the same bureau within so many days is asked for by Run Credit Again only. */
export const repeatDays = 30

/** How long reports are kept, in days (company setting); what the card shows stays. */
export const reportDays = { min: 1, max: 3650, initial: 730 } as const

/** Of a record; older ones are archived with it, none is ever deleted one by one. */
export const maxCreditChecks = 200

/** How changes read in the record's history. */
export const creditLabels: Record<string, string> = {
  bureau: 'Credit bureau',
  purpose: 'Permissible purpose',
  consent: 'Consent',
  consentOn: 'Consent given on',
  previousAddress: 'Previous address given',
  note: 'Note',
  outcome: 'Result',
  score: 'Score',
  trackingNumber: 'Tracking number',
  transactionId: 'Transaction',
}
