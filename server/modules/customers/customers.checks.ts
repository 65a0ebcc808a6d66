/** The rules that need more than one field, or other rows, to judge a record's values. */
import type { FieldError } from '#shared/errors.ts'
import { checkZip } from '#shared/postal.ts'
import {
  field,
  type FieldName,
  fieldNames,
  type FieldValues,
  hasField,
  isRequired,
  type RecordKind,
} from '#shared/rules/customer-fields.ts'
import { breakdownFlaws, isRateOffered } from '#shared/rules/mmr-breakdown.ts'
import { isSelling, showsLeadRep } from '#shared/rules/offered-values.ts'
import { userRoleLabels } from '#shared/rules/users.ts'
import { todayIn } from '#shared/time.ts'
import type { Actor } from '#server/db/actor.ts'
import type { Db } from '#server/db/database.ts'
import { listRateItems, listReferences, type Reference, type ReferenceType } from './customers.queries.ts'

const at = (name: FieldName, message: string): FieldError => ({ path: `fields.${name}`, message })

/** Judges the whole record as it would be after the save; pure, so that the page can ask the same. */
export function checkRecord(kind: RecordKind, values: FieldValues): FieldError[] {
  const errors = fieldNames
    .filter((name) => hasField(name, kind) && isRequired(name, kind) && (values[name] ?? null) === null)
    .map((name) => at(name, `${field(name).label} is required`))
  const zip = checkZip((values.zip as string | null) ?? '', (values.state as string | null) ?? null)
  if (values.zip && zip) errors.push(at('zip', zip))
  if (values.isCanceled) {
    if (!values.cancelDate) errors.push(at('cancelDate', 'Enter the date of the cancelation'))
    if (!values.cancelReasonId) errors.push(at('cancelReasonId', 'Choose why the account was canceled'))
  }
  return errors
}

/** The types of fields whose values are ids, and what is said of one that points nowhere. */
export const referenceTypes: Record<ReferenceType, string> = {
  catalogue: 'value',
  user: 'user',
  location: 'location',
  monitoringCompany: 'monitoring company',
  serviceProvider: 'provider',
}

/**
 * Judges the ids among `changed`: each must exist in the company and be active. An inactive value may stay where it
 * is, and so is only refused when newly given.
 */
export async function checkReferences(
  db: Db,
  changed: FieldName[],
  values: FieldValues,
): Promise<FieldError[]> {
  const errors: FieldError[] = []
  for (const [type, noun] of Object.entries(referenceTypes) as [ReferenceType, string][]) {
    const names = changed.filter((name) => field(name).type === type && typeof values[name] === 'number')
    if (!names.length) continue
    const rows = new Map(
      (
        await listReferences(
          db,
          type,
          names.map((name) => values[name] as number),
        )
      ).map((r) => [r.id, r]),
    )
    for (const name of names) {
      const message = judgeReference(name, rows.get(values[name] as number), noun, values)
      if (message) errors.push(at(name, message))
    }
  }
  return errors
}

/** What is wrong with an id that is newly given; null if it may be. @param row what it points to */
export function judgeReference(
  name: FieldName,
  row: Reference | undefined,
  noun: string,
  values: FieldValues,
): string | null {
  const f = field(name)
  if (!row || (f.type === 'catalogue' && row.catalogue !== f.catalogue)) return `There is no such ${noun}`
  if (!row.active) return `This ${noun} is no longer in use`
  if (f.type === 'user' && !row.roles?.includes(f.role))
    return `This user is not a ${userRoleLabels[f.role].toLowerCase()}`
  if (name === 'sourceId' && !isSelling(row.data))
    return 'This source is marked neither Sells Leads nor Sells Customers'
  if (name === 'sourceCampaignId' && row.data?.sourceId !== values.sourceId)
    return 'This campaign belongs to another source'
  return null
}

/**
 * Judges what of `changed` may not be given newly although it exists: a rate whose breakdown is out of date or whose
 * day has not come (REC-105), a Lead Rep in a status that has none (REC-130). Run after `checkReferences`.
 */
export async function checkOffers(
  actor: Actor,
  db: Db,
  kind: RecordKind,
  changed: FieldName[],
  values: FieldValues,
  now: Date,
): Promise<FieldError[]> {
  const given = (name: FieldName) => changed.includes(name) && typeof values[name] === 'number'
  const rate = given('mmrId') ? await findValue(db, values.mmrId as number) : undefined
  const asksStatus = kind === 'lead' && given('leadRepId') && typeof values.leadStatusId === 'number'
  return judgeOffers(actor, now, {
    rate,
    items: rate && actor.company.settings.mmrBreakout ? await listRateItems(db) : [],
    status: asksStatus ? await findValue(db, values.leadStatusId as number) : undefined,
  })
}

/** @param of the rate that is newly given, the line items of rates, the status of a lead that is given a Lead Rep */
export function judgeOffers(
  { company }: Actor,
  now: Date,
  of: {
    rate: Reference | undefined
    items: Awaited<ReturnType<typeof listRateItems>>
    status: Reference | undefined
  },
): FieldError[] {
  const { rate, items, status } = of
  const errors: FieldError[] = []
  if (rate && !isRateOffered({ active: true, data: rate.data }, todayIn(company.timeZone, now)))
    errors.push(at('mmrId', 'This rate is not in effect yet'))
  else if (rate && company.settings.mmrBreakout) {
    const [flaw] = breakdownFlaws(rate.data, items)
    if (flaw)
      errors.push(
        at('mmrId', `This rate’s breakdown is out of date (${flaw}): it can only stay where it already is`),
      )
  }
  if (status && !showsLeadRep(status.data))
    errors.push(at('leadRepId', 'A lead in this status has no Lead Rep'))
  return errors
}

const findValue = async (db: Db, id: number) => (await listReferences(db, 'catalogue', [id]))[0]
