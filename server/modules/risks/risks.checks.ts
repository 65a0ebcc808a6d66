/** What an at-risk entry must fulfil before it is written. */
import { fail, type FieldError } from '#shared/errors.ts'
import type { RecordKind } from '#shared/rules/customer-fields.ts'
import type { Db } from '#server/db/database.ts'
import type { Names } from './risks.answers.ts'
import {
  holdValues,
  listPeople,
  type RiskCatalogue,
  type RiskDbRow,
  type RiskValues,
} from './risks.queries.ts'

/** The record that an entry belongs to, as far as it decides who may see to it. */
export type RiskPlace = { customerId: number; kind: RecordKind; locationId: number }

const catalogueOf = {
  reasonId: ['at_risk_reason', 'reason'],
  causeId: ['at_risk_cause', 'cause'],
  levelId: ['at_risk_level', 'risk level'],
  resolutionId: ['at_risk_resolution', 'resolution'],
  creditReasonId: ['at_risk_credit_reason', 'credit reason'],
} as const satisfies Partial<Record<keyof RiskValues, readonly [RiskCatalogue, string]>>

/**
 * Judges an entry as it would be. What is out of use, and an owner who has left, may stay where they are.
 * @param at what stands before the paths of the errors: `fields.` of a save
 * @returns the names of all that it points to, for history
 * @throws request.invalid with all fields at once
 */
export async function checkRisk(
  db: Db,
  place: RiskPlace,
  before: RiskDbRow | null,
  after: RiskValues,
  today: string,
  at = '',
): Promise<Names> {
  const errors: FieldError[] = []
  const refuse = (name: keyof RiskValues, message: string) => errors.push({ path: `${at}${name}`, message })

  const rows = await holdValues(db)
  for (const name of Object.keys(catalogueOf) as (keyof typeof catalogueOf)[]) {
    const id = after[name]
    if (id === null || id === before?.[name]) continue
    const [catalogue, noun] = catalogueOf[name]
    const row = rows.find((r) => r.id === id && r.catalogue === catalogue)
    if (!row) refuse(name, `Choose a ${noun} from the list`)
    else if (!row.active) refuse(name, `This ${noun} is no longer in use`)
  }

  const people = await listPeople(db, place.kind, place.locationId)
  const users = new Map(people.map(({ id, name }) => [id, name]))
  if (before) users.set(before.ownerId, before.ownerName)
  if (before?.savedById) users.set(before.savedById, before.savedByName ?? '')
  if (!users.has(after.ownerId)) refuse('ownerId', 'This user cannot see to an entry of this record')
  if (after.savedById !== null && !users.has(after.savedById))
    refuse('savedById', 'This user does not see entries of this record')

  if (after.reportedOn > today && after.reportedOn !== before?.reportedOn)
    refuse('reportedOn', 'Must not lie ahead')
  if (after.followUpTime && !after.followUpOn) refuse('followUpTime', 'Enter the date, too')
  if (after.collectedOn && !after.collectedCents)
    refuse('collectedCents', 'Enter the amount, or clear the date')
  if (after.creditedOn && !after.creditedCents) refuse('creditedCents', 'Enter the amount, or clear the date')
  if (after.creditReasonId && !after.creditedCents)
    refuse('creditedCents', 'Enter the amount, or clear the credit reason')
  if (errors.length) fail('request.invalid', {}, { errors })
  return { users, values: new Map(rows.map(({ id, name }) => [id, name])) }
}

/** The entry after a change: money has the day on which it came, today unless said; without money there is none. */
export function changed(before: RiskValues, change: Partial<RiskValues>, today: string): RiskValues {
  const after: RiskValues = { ...before, ...change }
  if (after.followUpOn === null && change.followUpTime === undefined) after.followUpTime = null
  if (after.collectedCents > 0) after.collectedOn ??= today
  else if (!change.collectedOn) after.collectedOn = null
  if (after.creditedCents > 0) after.creditedOn ??= today
  else {
    if (!change.creditedOn) after.creditedOn = null
    if (!change.creditReasonId) after.creditReasonId = null
  }
  return after
}
