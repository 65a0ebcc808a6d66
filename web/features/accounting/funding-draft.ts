/** What one types of a funding, and what it is on the wire. */
import type { Funding, FundingFields } from '#shared/contracts/funding.ts'
import { parseMoney } from '#shared/money.ts'
import { expectedOf } from '#shared/rules/funding.ts'

export type FundingDraft = {
  funderId: string
  reasonId: string
  rate: string
  multiple: string
  holdback: string
  months: string
  /** Empty: rate times multiple. */
  expected: string
  expectedOn: string
  reference: string
  grade: string
  notes: string
}

const dollars = (cents: number) => (cents / 100).toFixed(2)

export const emptyDraft = (rateCents: number): FundingDraft => ({
  funderId: '',
  reasonId: '',
  rate: dollars(rateCents),
  multiple: '0',
  holdback: '0',
  months: '0',
  expected: '',
  expectedOn: '',
  reference: '',
  grade: '',
  notes: '',
})

export const draftOf = (row: Funding): FundingDraft => ({
  funderId: String(row.funder.id),
  reasonId: row.reason ? String(row.reason.id) : '',
  rate: dollars(row.rateCents),
  multiple: String(row.multipleHundredths / 100),
  holdback: String(row.holdbackPpm / 10_000),
  months: String(row.chargeBackMonths),
  expected: dollars(row.expectedCents),
  expectedOn: row.expectedOn ?? '',
  reference: row.reference,
  grade: row.grade,
  notes: row.notes,
})

const number = (text: string, times: number) =>
  /^\d+(\.\d+)?$/.test(text.trim()) ? Math.round(Number(text) * times) : Number.NaN

/** Rate times multiple, while both can be read. */
export const proposedCents = (draft: FundingDraft): number | null => {
  const [rate, multiple] = [parseMoney(draft.rate), number(draft.multiple, 100)]
  return rate === null || Number.isNaN(multiple) ? null : expectedOf(rate, multiple)
}

export const fieldsOf = (draft: FundingDraft): FundingFields => ({
  funderId: Number(draft.funderId),
  reasonId: draft.reasonId ? Number(draft.reasonId) : null,
  rateCents: parseMoney(draft.rate) ?? Number.NaN,
  multipleHundredths: number(draft.multiple, 100),
  holdbackPpm: number(draft.holdback, 10_000),
  chargeBackMonths: number(draft.months, 1),
  expectedCents:
    (draft.expected.trim() === '' ? proposedCents(draft) : parseMoney(draft.expected)) ?? Number.NaN,
  expectedOn: draft.expectedOn || null,
  reference: draft.reference,
  grade: draft.grade,
  notes: draft.notes,
})
