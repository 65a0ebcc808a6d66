/** Fundings as answers, and as history tells of them. */
import type { Funding, FundingFields, FundingRow } from '#shared/contracts/funding.ts'
import { formatCents } from '#shared/money.ts'
import { chargeBackUntil } from '#shared/rules/funding.ts'
import { formatDate } from '#shared/time.ts'
import type { Change } from '#server/db/history-draft.ts'
import { fieldNames, type FundingDbRow } from './funding.queries.ts'

type Listed = Omit<
  FundingDbRow,
  'reasonId' | 'reasonName' | 'rateCents' | 'multipleHundredths' | 'holdbackPpm' | 'grade' | 'notes' | 'outcomeReason' | 'createdByName' | 'entries'
> // prettier-ignore
export type FundingListRow = Listed

export const toRow = (row: Listed): FundingRow => ({
  id: row.id,
  customer: { id: row.customerId, name: row.customerName },
  location: row.location,
  funder: { id: row.funderId, name: row.funderName },
  progress: row.progress,
  outcome: row.outcome,
  expectedCents: row.expectedCents,
  expectedOn: row.expectedOn,
  receivedCents: row.receivedCents,
  heldCents: row.heldCents,
  chargedBackCents: row.chargedBackCents,
  remainingCents: row.expectedCents - row.receivedCents - row.chargedBackCents,
  submittedOn: row.submittedOn,
  decidedOn: row.decidedOn,
  fundedOn: row.fundedOn,
  chargeBackUntil: chargeBackUntil(row.fundedOn, row.chargeBackMonths),
  reference: row.reference,
  createdAt: row.createdAt.toISOString(),
})

export const toFunding = (row: FundingDbRow, may: { modify: boolean; delete: boolean }): Funding => ({
  ...toRow(row),
  version: row.version,
  reason: row.reasonId === null ? null : { id: row.reasonId, name: row.reasonName ?? '' },
  rateCents: row.rateCents,
  multipleHundredths: row.multipleHundredths,
  holdbackPpm: row.holdbackPpm,
  chargeBackMonths: row.chargeBackMonths,
  grade: row.grade,
  notes: row.notes,
  outcomeReason: row.outcomeReason,
  entries: row.entries.map((entry) => ({ ...entry, by: entry.by ?? 'System' })),
  createdBy: row.createdByName ?? 'System',
  abilities: { modify: may.modify, delete: may.delete && row.entries.length === 0 },
})

export const fieldsOf = (row: FundingDbRow): FundingFields =>
  Object.fromEntries(fieldNames.map((name) => [name, row[name]])) as FundingFields

/** What differs, as people read it. @param before null: it is new */
export function changesOf(
  before: FundingFields | null,
  after: FundingFields,
  names: ReadonlyMap<number, string>,
  currency: string,
): Change[] {
  const read = (fields: FundingFields | null, name: keyof FundingFields): string | null => {
    const value = fields?.[name] ?? null
    if (value === null || value === '') return null
    if (name === 'funderId' || name === 'reasonId') return names.get(value as number) ?? `#${value}`
    if (name === 'rateCents' || name === 'expectedCents') return formatCents(value as number, currency)
    if (name === 'expectedOn') return formatDate(String(value))
    if (name === 'multipleHundredths') return `${(value as number) / 100} times`
    if (name === 'holdbackPpm') return `${(value as number) / 10_000}%`
    if (name === 'chargeBackMonths') return `${value} months`
    return String(value)
  }
  return fieldNames
    .map((field) => ({ field, old: read(before, field), new: read(after, field) }))
    .filter((change) => change.old !== change.new)
}
