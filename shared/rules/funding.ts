/** Contracts that are sold to funding companies: how far each is, how it came out, what it brings (TAB-010, BIL-008). */
import { addMonths } from '../time.ts'
import type { CatalogueDefinition } from './catalogue-definition.ts'
import { levels } from './catalogue-definition.ts'

export const fundingProgresses = {
  pending: 'Pending',
  ready: 'Ready',
  submitted: 'Submitted',
  review: 'In review',
  complete: 'Complete',
} as const
export type FundingProgress = keyof typeof fundingProgresses
export const fundingProgressKeys = Object.keys(fundingProgresses) as [FundingProgress, ...FundingProgress[]]

export const fundingOutcomes = {
  paid_in_full: 'Paid in full',
  partially_paid: 'Partially paid',
  rejected: 'Rejected',
  non_fundable: 'Non-fundable',
} as const
export type FundingOutcome = keyof typeof fundingOutcomes
export const fundingOutcomeKeys = Object.keys(fundingOutcomes) as [FundingOutcome, ...FundingOutcome[]]
export const isRefused = (outcome: FundingOutcome | null): boolean =>
  outcome === 'rejected' || outcome === 'non_fundable'

export const fundingEntryKinds = {
  payout: 'Funding',
  holdback: 'Holdback',
  holdback_release: 'Holdback paid out',
  charge_back: 'Charge back',
} as const
export type FundingEntryKind = keyof typeof fundingEntryKinds
export const fundingEntryKindKeys = Object.keys(fundingEntryKinds) as [
  FundingEntryKind,
  ...FundingEntryKind[],
]
/** Money in, or money that stays away or goes back. */
export const signOf = (kind: FundingEntryKind): 1 | -1 =>
  kind === 'payout' || kind === 'holdback_release' ? 1 : -1

export const maxFundings = 50

/** What a contract brings: its monthly rate, so many times. Half a cent is rounded up. @param multipleHundredths 3600 is 36 times */
export const expectedOf = (rateCents: number, multipleHundredths: number): number =>
  Math.floor((rateCents * multipleHundredths + 50) / 100)
/** What the funder withholds of it. @param holdbackPpm 100000 is 10 % */
export const holdbackOf = (expectedCents: number, holdbackPpm: number): number =>
  Number((BigInt(expectedCents) * BigInt(holdbackPpm) + 500_000n) / 1_000_000n)

/** Until when the funder may charge it back; null: it was not funded, or never may. */
export const chargeBackUntil = (fundedOn: string | null, months: number): string | null =>
  fundedOn === null || months === 0 ? null : addMonths(fundedOn, months)

export type RecordFunding = 'not_submitted' | 'submitted' | 'funded' | 'rejected' | 'charged_back'
type Judged = {
  id: number
  progress: FundingProgress
  outcome: FundingOutcome | null
  fundedOn: string | null
  receivedCents: number
  heldCents: number
  chargedBackCents: number
}

const statusOf = (one: Judged): RecordFunding => {
  if (one.chargedBackCents > 0 && one.receivedCents + one.heldCents <= 0) return 'charged_back'
  if (isRefused(one.outcome)) return 'rejected'
  if (one.outcome !== null || one.fundedOn !== null) return 'funded'
  return one.progress === 'submitted' || one.progress === 'review' ? 'submitted' : 'not_submitted'
}

/** How the record's own field stands: as its latest funding that was not refused; refused, if all were. */
export function recordFunding(fundings: readonly Judged[]): { fundingStatus: RecordFunding; fundedOn: string | null } {
  const newest = [...fundings].sort((a, b) => b.id - a.id)
  const one = newest.find(({ outcome }) => !isRefused(outcome)) ?? newest[0]
  if (!one) return { fundingStatus: 'not_submitted', fundedOn: null }
  const fundingStatus = statusOf(one)
  return { fundingStatus, fundedOn: fundingStatus === 'funded' ? one.fundedOn : null }
} // prettier-ignore

export const fundingLabels: Record<string, string> = {
  funderId: 'Funder',
  reasonId: 'Reason funder selected',
  rateCents: 'Monthly rate',
  multipleHundredths: 'Multiple',
  holdbackPpm: 'Holdback',
  chargeBackMonths: 'Charge-back period',
  expectedCents: 'Amount expected',
  expectedOn: 'Date expected',
  reference: 'Reference',
  grade: 'Grade',
  notes: 'Notes',
  progress: 'Progress',
  outcome: 'Outcome',
  outcomeReason: 'Reason',
  submittedOn: 'Submitted',
  decidedOn: 'Decided',
  fundedOn: 'Funded',
  entry: 'Transaction',
}

const permissions = levels('partner_companies')

export const funderDefinition: CatalogueDefinition = {
  one: 'funder',
  label: 'Funders',
  help: 'Funding companies that contracts are sold to, with their terms',
  permissions,
  apart: true,
  nameMax: 120,
  fields: {
    multiple: {
      label: 'Pays times the monthly rate',
      type: 'decimal',
      min: 0,
      max: 100,
      help: 'For example 36: proposed for a new funding',
    },
    holdback: { label: 'Holdback in percent', type: 'decimal', min: 0, max: 100 },
    chargeBackMonths: { label: 'Charge-back period', type: 'whole', unit: 'month', min: 0, max: 120 },
    contact: { label: 'Contact', type: 'text', max: 120, inList: false },
    phone: { label: 'Phone', type: 'phone', inList: false },
    email: { label: 'E-mail', type: 'email', inList: false },
  },
  usual: [],
}

export const funderReasonDefinition: CatalogueDefinition = {
  one: 'funder selection reason',
  label: 'Funder Selection Reasons',
  help: 'Why a contract went to the funder that it went to',
  permissions,
  apart: true,
  nameMax: 60,
  fields: {},
  usual: ['Best multiple', 'Credit grade', 'Contract term', 'Territory', 'Customer’s wish'].map((name) => ({ name })),
} // prettier-ignore

export const fundingCatalogues = { funder: funderDefinition, funder_reason: funderReasonDefinition } as const
