/** What one types into the forms of an at-risk entry. */
import type { Output } from '#shared/contract.ts'
import type { Risk, risks } from '#shared/contracts/risks.ts'
import { parseMoney } from '#shared/money.ts'

export type Choices = Output<typeof risks.choices>

export type Draft = {
  reasonId: string
  causeId: string
  levelId: string
  ownerId: string
  reportedOn: string
  followUpOn: string
  followUpTime: string
  amountAtRisk: string
  notes: string
}
export type MoneyDraft = {
  collected: string
  collectedOn: string
  credited: string
  creditedOn: string
  creditReasonId: string
}

export const dollars = (cents: number | null | undefined): string =>
  cents == null ? '' : (cents / 100).toFixed(2)
/** Cents; what is no amount stays a text, which the contract refuses at its field. */
const cents = (typed: string) => (typed.trim() === '' ? 0 : (parseMoney(typed) ?? typed))
const idOr = <T>(text: string, none: T) => (text === '' ? none : Number(text))

export const draftOf = (risk: Risk | undefined, fresh: { ownerId: number; today: string }): Draft => ({
  reasonId: risk ? String(risk.reason.id) : '',
  causeId: risk?.cause ? String(risk.cause.id) : '',
  levelId: risk ? String(risk.level.id) : '',
  ownerId: String(risk?.owner.id ?? fresh.ownerId),
  reportedOn: risk?.reportedOn ?? fresh.today,
  followUpOn: risk?.followUpOn ?? '',
  followUpTime: risk?.followUpTime ?? '',
  amountAtRisk: risk ? dollars(risk.amountAtRiskCents) : '',
  notes: risk?.notes ?? '',
})

export const moneyOf = (risk: Risk): MoneyDraft => ({
  collected: risk.collectedCents ? dollars(risk.collectedCents) : '',
  collectedOn: risk.collectedOn ?? '',
  credited: risk.creditedCents ? dollars(risk.creditedCents) : '',
  creditedOn: risk.creditedOn ?? '',
  creditReasonId: risk.creditReason ? String(risk.creditReason.id) : '',
})

/** As the contract takes it; what is missing is refused there at its field. */
export const bodyOf = (draft: Draft) => ({
  reasonId: idOr(draft.reasonId, undefined),
  causeId: idOr(draft.causeId, null),
  levelId: idOr(draft.levelId, undefined),
  ownerId: idOr(draft.ownerId, undefined),
  reportedOn: draft.reportedOn,
  followUpOn: draft.followUpOn || null,
  followUpTime: draft.followUpTime || null,
  // Left empty, the monthly rate is taken.
  amountAtRiskCents: draft.amountAtRisk.trim() === '' ? undefined : cents(draft.amountAtRisk),
  notes: draft.notes,
})

export const moneyBody = (draft: MoneyDraft) => ({
  collectedCents: cents(draft.collected),
  collectedOn: draft.collectedOn || null,
  creditedCents: cents(draft.credited),
  creditedOn: draft.creditedOn || null,
  creditReasonId: idOr(draft.creditReasonId, null),
})

type Choice = { id: number; name: string; active?: boolean }
/** For a select: what is out of use only where it is chosen. */
export const selectData = (choices: readonly Choice[] = [], chosen = '') =>
  choices
    .filter(({ id, active = true }) => active || String(id) === chosen)
    .map(({ id, name }) => ({ value: String(id), label: name }))
/** The same with a first line for none. */
export const optionalData = (choices: readonly Choice[] | undefined, chosen: string) => [
  { value: '', label: 'Not said' },
  ...selectData(choices, chosen),
]
