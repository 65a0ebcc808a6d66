/** The values of user-defined fields (REC-110): as they are stored, as this user may see them, and what a save of them does. */
import { type Customer, mask, type SaveCustom } from '#shared/contracts/customers.ts'
import { fail, type FieldError } from '#shared/errors.ts'
import { permissionLabel } from '#shared/permissions.ts'
import {
  type CustomField,
  customKey,
  type CustomValue,
  isOffered,
  toCustomField,
} from '#shared/rules/custom-fields.ts'
import { checkCustomValue, customValueText, emptyOf, sameValue } from '#shared/rules/custom-values.ts'
import type { RecordKind } from '#shared/rules/customer-fields.ts'
import type { Actor } from '#server/db/actor.ts'
import type { Db } from '#server/db/database.ts'
import type { Change } from '#server/db/history-draft.ts'
import type { Ctx } from '#server/http/context.ts'
import { place, seal, unseal } from '#server/platform/encryption.ts'
import type { RecordState } from './customers.access.ts'

/** The column `custom`: values by the ids of their definitions. A confidential one is the sealed JSON of its value. */
export type StoredCustom = Record<string, CustomValue | { sealed: string }>

const confidential = 'confidential_custom_fields.yes'

const isSealed = (stored: unknown): stored is { sealed: string } =>
  typeof stored === 'object' && stored !== null && 'sealed' in stored

/** Where a sealed value of a user-defined field belongs, in the record as in its history. */
export const customPlace = (companyId: number, fieldId: number | string): string =>
  place(companyId, `customer.custom.${fieldId}`)

const opened = (companyId: number, id: string, stored: StoredCustom[string]): CustomValue =>
  isSealed(stored) ? (JSON.parse(unseal(stored.sealed, customPlace(companyId, id))) as CustomValue) : stored

const maySeeConfidential = (actor: Actor, record: RecordState): boolean =>
  actor.grants.has(confidential, record.locationId)

/** One stored value as this user sees it: `***` for what is confidential; null for none. */
export function shownCustomValue(
  actor: Actor,
  record: RecordState,
  stored: StoredCustom,
  id: number | string,
): CustomValue {
  const value = stored[id] ?? null
  return isSealed(value) && !maySeeConfidential(actor, record)
    ? mask
    : opened(actor.company.id, String(id), value)
}

/** All stored values of a record as this user sees them. */
export function shownCustom(
  actor: Actor,
  record: RecordState,
  customerId: number,
  stored: StoredCustom,
): Customer['custom'] {
  if (maySeeConfidential(actor, record))
    for (const id in stored) if (isSealed(stored[id])) actor.sight?.note(customerId, customKey(id))
  return Object.fromEntries(
    Object.keys(stored).map((id) => [id, shownCustomValue(actor, record, stored, id)]),
  ) as Customer['custom']
}

/** What a change in history was, as this user may read it: its values are texts already, as people read them. */
export function shownCustomChange(
  actor: Actor,
  record: RecordState,
  fieldId: number,
  change: Change,
): { old: string | null; new: string | null } {
  const read = (value: Change['old']) => {
    if (value === null || !change.sealed) return value === null ? null : String(value)
    if (!maySeeConfidential(actor, record)) return mask
    return unseal(String(value), customPlace(actor.company.id, fieldId))
  }
  return { old: read(change.old), new: read(change.new) }
}

/** The company's definitions: all of them, or those of the ids that exist. */
export async function listCustomFields(db: Db, ids?: readonly number[]): Promise<CustomField[]> {
  let query = db
    .selectFrom('catalogue_value')
    .select(['id', 'name', 'active', 'data'])
    .where('catalogue', '=', 'custom_field')
  if (ids) query = query.where('id', 'in', ids)
  const rows = await query.orderBy('sort').orderBy('name').execute()
  return rows.flatMap((row) => toCustomField(row) ?? [])
}

/** What a save makes of the column, with the history of it; nothing of it counts if there are errors. */
export type CustomSave = { next: StoredCustom; changes: Change[]; errors: FieldError[] }

type Case = {
  record: RecordState
  /** What the record has; empty for one that is being created. */
  stored: StoredCustom
  given: SaveCustom
  /** Every field that is asked for is judged then, and not only what is given. */
  creating: boolean
}

/**
 * Judges the given values by their definitions.
 * @throws access.denied_here for a confidential value that this user may not see, and so not change
 */
export async function judgeCustom(ctx: Ctx, db: Db, of: Case): Promise<CustomSave> {
  const ids = Object.keys(of.given)
  if (!of.creating && ids.length === 0) return { next: of.stored, changes: [], errors: [] }
  return judgeCustomBy(ctx, await listCustomFields(db, of.creating ? undefined : ids.map(Number)), of)
}

/** The same by definitions that were read before, as an import reads them once for many rows. @throws access.denied_here */
export function judgeCustomBy(ctx: Ctx, fields: readonly CustomField[], of: Case): CustomSave {
  const { record, stored, given, creating } = of
  const ids = Object.keys(given)
  const byId = new Map(fields.map((field) => [String(field.id), field]))
  refuseHidden(ctx.actor, of, byId)

  const save: CustomSave = { next: { ...stored }, changes: [], errors: [] }
  const refuse = (id: number | string, message: string) => save.errors.push({ path: customKey(id), message })
  for (const id of ids) {
    const field = byId.get(id)
    if (!field) refuse(id, 'There is no such field')
    else judgeOne(ctx.actor, field, of, save)
  }
  if (creating)
    for (const field of fields)
      if (isOffered(field, record.kind) && field.required && !(String(field.id) in given))
        refuse(field.id, `${field.name} is required`)
  return save
}

function judgeOne({ company }: Actor, field: CustomField, of: Case, save: CustomSave) {
  const { record, stored, given, creating } = of
  const id = String(field.id)
  const before = id in stored ? opened(company.id, id, stored[id]!) : emptyOf(field)
  const refuse = (message: string) => void save.errors.push({ path: customKey(id), message })
  // An old flaw does not stop a save that leaves it alone, also where the field's rules were tightened since.
  if (!creating && sameValue(given[id], before)) return
  if (!isOffered(field, record.kind)) return refuse(`${field.name} is no longer in use`)
  const checked = checkCustomValue(field, given[id], before)
  if (!checked.ok) return refuse(checked.message)
  const { value } = checked
  if (!creating && sameValue(value, before)) return
  if (field.required && sameValue(value, emptyOf(field))) return refuse(`${field.name} is required`)
  if (sameValue(value, before)) return
  const aad = customPlace(company.id, id)
  if (sameValue(value, emptyOf(field))) delete save.next[id]
  else save.next[id] = field.confidential ? { sealed: seal(JSON.stringify(value), aad) } : value
  const written = (held: CustomValue) => {
    const text = sameValue(held, emptyOf(field)) ? null : customValueText(field, held, company.currency)
    return text !== null && field.confidential ? seal(text, aad) : text
  }
  save.changes.push({
    field: customKey(id),
    old: written(before),
    new: written(value),
    ...(field.confidential && { sealed: true }),
  })
}

/** A value that one may not see one may not overwrite, not even with itself: that would tell what it is. */
function refuseHidden(actor: Actor, { record, stored, given }: Case, byId: Map<string, CustomField>): void {
  if (maySeeConfidential(actor, record)) return
  const hidden = Object.keys(given).filter((id) => byId.has(id) && isSealed(stored[id]))
  if (hidden.length === 0) return
  const permission = permissionLabel(confidential)
  const errors = hidden.map((id) => ({ path: customKey(id), message: `Needs “${permission}”` }))
  fail('access.denied_here', { permission }, { errors })
}

/**
 * What a copy of the record begins with, for duplicating: the values that this user may see, of fields that the new
 * record is asked for. Sealed values open in any record of the company, and are copied as they are.
 * @returns the value of the column `custom`, and the changes for the new record's history
 */
export async function copyCustom(
  ctx: Ctx,
  db: Db,
  from: { record: RecordState; stored: StoredCustom },
  kind: RecordKind,
): Promise<{ custom: StoredCustom; changes: Change[] }> {
  const { actor } = ctx
  const ids = Object.keys(from.stored).map(Number)
  const fields = ids.length === 0 ? [] : await listCustomFields(db, ids)
  const given = Object.fromEntries(
    fields
      .filter((field) => isOffered(field, kind))
      .map((field) => [field.id, shownCustomValue(actor, from.record, from.stored, field.id)] as const)
      .filter(([id, value]) => !(value === mask && isSealed(from.stored[id]))),
  ) as SaveCustom
  const save: CustomSave = { next: {}, changes: [], errors: [] }
  const of: Case = { record: { ...from.record, kind }, stored: {}, given, creating: true }
  // A value that its field would refuse today is left behind: the copy is a new record.
  for (const field of fields) if (field.id in given) judgeOne(actor, field, of, save)
  return { custom: save.next, changes: save.changes }
}
