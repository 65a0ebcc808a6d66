/**
 * How the address of a record stands (TAB-019): a save may bring what verifying found, and any edit of the address
 * without it makes the record unverified again, whoever saves and from where.
 */
import type { AddressDecision, AddressStanding } from '#shared/contracts/places.ts'
import type { FieldError } from '#shared/errors.ts'
import {
  type AddressState,
  addressStateLabel,
  isSameText,
  verifiedFields,
} from '#shared/rules/address-standing.ts'
import type { FieldName, FieldValues } from '#shared/rules/customer-fields.ts'
import type { Db } from '#server/db/database.ts'
import type { Fact } from '#server/db/history-draft.ts'
import type { Ctx } from '#server/http/context.ts'
import { openFinding } from '../places/places.service.ts'
import { type ColumnValues, type RecordRow, userOf } from './customers.queries.ts'

/** What the row keeps of it. */
export type AddressRow = {
  addressStatus: AddressState
  addressVerifiedAt: Date | null
  addressVerifiedBy: number | null
  addressVerifiedSource: AddressStanding['source']
  addressVerifiedAs: { lines: string[]; notes: string[] } | null
}

export type AddressJudgement = {
  columns: ColumnValues
  errors: FieldError[]
  /** What the save adds to the record's history, beside its changed fields. */
  factsOf(customerId: number): Fact[]
}

const untouched: AddressJudgement = { columns: {}, errors: [], factsOf: () => [] }

/** @param row null for a new record */
export function judgeAddress(
  { actor, now }: Ctx,
  row: RecordRow | null,
  {
    values,
    changed,
    decision,
  }: { values: FieldValues; changed: readonly FieldName[]; decision?: AddressDecision },
): AddressJudgement {
  const old = row ? addressStateLabel(row.addressStatus, row.addressVerifiedSource) : null
  const note = (event: Fact['event'], label: string, detail: Record<string, string | number> = {}) => ({
    factsOf: (customerId: number): Fact[] => [
      {
        event,
        entity: 'customer',
        entityId: customerId,
        customerId,
        detail,
        changes: [{ field: 'Address verification', old, new: label }],
      },
    ],
  })
  if (!decision) {
    const edited = verifiedFields.some((name) => changed.includes(name))
    if (!row || row.addressStatus === 'unverified' || !edited) return untouched
    return {
      errors: [],
      columns: {
        address_status: 'unverified',
        address_verified_at: null,
        address_verified_by: null,
        address_verified_source: null,
        address_verified_as: null,
      },
      ...note('places.address_reset', addressStateLabel('unverified', null)),
    }
  }
  const refused = (message: string) => ({ ...untouched, errors: [{ path: 'fields.addressLine1', message }] })
  if (!actor.company.settings.addressVerification)
    return refused('This company does not verify addresses: see Company settings')
  const found = openFinding(actor.company.id, actor.userId, now, decision.proof)
  if (!found) return refused('The verification is no longer good. Verify the address again')
  if (!isSameText(found.address, values))
    return refused('The address was changed since it was verified. Verify it again')
  if (!decision.keep && found.verdict !== 'verified')
    return refused('The address was not verified. Keep it as entered, or change it')
  const status: AddressState = decision.keep ? 'kept' : 'verified'
  return {
    errors: [],
    columns: {
      address_status: status,
      address_verified_at: now.toISOString(),
      address_verified_by: actor.userId,
      address_verified_source: found.source,
      address_verified_as: JSON.stringify({ lines: found.lines, notes: found.notes }),
    },
    ...note(
      decision.keep ? 'places.address_kept' : 'places.address_verified',
      addressStateLabel(status, found.source),
      {
        by: found.source === 'smarty' ? 'Smarty' : 'city and ZIP only',
        as: found.lines.join(', '),
      },
    ),
  }
}

/** Keeps what verifying found of an address that is saved already: no field changes, and neither does the version. */
export async function saveAddressStanding(db: Db, customerId: number, columns: ColumnValues): Promise<void> {
  await db
    .updateTable('customer')
    .set(columns as object)
    .where('id', '=', customerId)
    .execute()
}

export const toAddressStanding = (row: RecordRow): AddressStanding => ({
  status: row.addressStatus,
  at: row.addressVerifiedAt?.toISOString() ?? null,
  by: userOf(row, row.addressVerifiedBy),
  source: row.addressVerifiedSource,
  as: row.addressVerifiedAs?.lines.join(', ') || null,
  notes: row.addressVerifiedAs?.notes ?? [],
})
