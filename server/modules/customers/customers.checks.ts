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
import type { Db } from '#server/db/database.ts'
import { listReferences, type Reference, type ReferenceType } from './customers.queries.ts'

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

const referenceTypes: Record<ReferenceType, string> = {
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
      const message = judge(name, rows.get(values[name] as number), noun, values)
      if (message) errors.push(at(name, message))
    }
  }
  return errors
}

function judge(
  name: FieldName,
  row: Reference | undefined,
  noun: string,
  values: FieldValues,
): string | null {
  const f = field(name)
  if (!row || (f.type === 'catalogue' && row.catalogue !== f.catalogue)) return `There is no such ${noun}`
  if (!row.active) return `This ${noun} is no longer in use`
  if (name === 'sourceCampaignId' && row.data?.sourceId !== values.sourceId)
    return 'This campaign belongs to another source'
  return null
}
