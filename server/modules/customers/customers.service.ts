/** What other modules ask of customers and leads. */
import { fail } from '#shared/errors.ts'
import type { Permission } from '#shared/permissions.ts'
import { field, type FieldName, type FieldValue, hasField } from '#shared/rules/customer-fields.ts'
import type { Actor } from '#server/db/actor.ts'
import type { Db } from '#server/db/database.ts'
import { type Ctx, requireAt } from '#server/http/context.ts'
import { unseal } from '#server/platform/encryption.ts'
import {
  isMasked,
  lockOf,
  maySee,
  missingToModify,
  type RecordState,
  viewPermission,
} from './customers.access.ts'
import { plainValue, requireView, sealedPlace, shownValue, stateOf } from './customers.answers.ts'
import { findRecord, lockRecord, type RecordRow } from './customers.queries.ts'

export { convertLead } from './customers.converting.ts'
export { createCustomer, saveCustomer } from './customers.saving.ts'
export {
  insertJudged,
  judgeNew,
  readSurroundings,
  refusalOf,
  type Surroundings,
} from './customers.importing.ts'
export { lockOf, missingToModify, permissionToSee, viewPermission } from './customers.access.ts'
export type { CustomerPart } from './customers.parts.ts'
export { listCustomFields, shownCustomChange, shownCustomValue } from './customers.custom.ts'
export { modifyPermission } from './customers.access.ts'
export {
  customAsked,
  fieldsAsked,
  idsStatement,
  listStatement,
  type ListRow,
  type Position,
} from './customers.list.ts'
export { toListRow } from './customers.rows.ts'
export { matchingOf, regulationsOfRecord } from './customers.regulations.ts'
export { factsOfRecord } from './customers.statuses.ts'
export type { AfterSave, AtCreation } from './customers.saving.ts'
export type { RecordState } from './customers.access.ts'
export { holdForProvided, saveProvided, setDecided } from './customers.provided.ts'

/** What other modules need to know of a record that the user may view. */
export type Visible = RecordState & { id: number; row: RecordRow }

/** The record, if it exists. @throws access.denied_here if the user may not view it */
export async function findVisible(ctx: Ctx, db: Db, customerId: number): Promise<Visible | undefined> {
  const row = await findRecord(db, customerId)
  if (!row) return undefined
  const record = stateOf(row)
  requireView(ctx.actor, record)
  return { ...record, id: row.id, row }
}

/**
 * The record, locked until the transaction ends, for a change to what belongs to it: notes, contacts, tags and so on.
 * @throws customers.not_found; access.denied_here without `permission` at its location; customers.archived
 */
export async function getWritable(
  ctx: Ctx,
  db: Db,
  customerId: number,
  permission: Permission,
): Promise<Visible> {
  await lockRecord(db, customerId)
  const record = await findVisible(ctx, db, customerId)
  if (!record) return fail('customers.not_found')
  requireAt(ctx.actor, permission, record.locationId)
  return record.archived ? fail('customers.archived') : record
}

/**
 * The record, for reading what belongs to it.
 * @throws customers.not_found; access.denied_here without `permission` at its location
 */
export async function getReadable(
  ctx: Ctx,
  db: Db,
  customerId: number,
  permission: Permission,
): Promise<Visible> {
  const record = await findVisible(ctx, db, customerId)
  if (!record) return fail('customers.not_found')
  requireAt(ctx.actor, permission, record.locationId)
  return record
}

/** How a field of the record stands to this user. */
export const maskedField = (
  actor: Actor,
  record: RecordState,
  name: FieldName,
): 'hidden' | 'masked' | 'shown' =>
  !maySee(actor, record, name)
    ? 'hidden'
    : isMasked(actor, { ...record, hasSsn: true }, name)
      ? 'masked'
      : 'shown'

/** Whether the field's value is shown to this user, about to be done so: of a confidential one it is taken down. */
export function isShown(actor: Actor, record: Visible, name: FieldName): boolean {
  const shown = maskedField(actor, record, name) === 'shown'
  if (shown && field(name).confidential) actor.sight?.note(record.id, name)
  return shown
}

/** The same in the record's history, where a customer's first fields may be a lead's: for who may view leads (REC-190). */
export function maskedInHistory(actor: Actor, record: RecordState, name: FieldName) {
  if (hasField(name, record.kind)) return maskedField(actor, record, name)
  const wasLead = record.kind === 'customer' && actor.grants.has(viewPermission('lead'), record.locationId)
  return wasLead ? maskedField(actor, { ...record, kind: 'lead' }, name) : 'hidden'
}

/** Opens a sealed value of a customer. */
export const openSealed = (companyId: number, name: FieldName, sealed: string): string =>
  unseal(sealed, sealedPlace(companyId, name))

/** A stored value, opened and unmasked: for what leaves to a station, never for an answer. */
export const openField = plainValue

/** A field's value as this user may see it; null if it is not theirs to see. */
export const shownField = (actor: Actor, record: Visible, name: FieldName): FieldValue =>
  shownValue(actor, record, record.row, name) ?? null

export async function getCatalogueName(db: Db, id: number): Promise<string> {
  return (
    await db.selectFrom('catalogue_value').select('name').where('id', '=', id).executeTakeFirstOrThrow()
  ).name
}

/** Whether this user may change the field of the record as it stands. */
export const mayChange = (actor: Actor, record: RecordState, name: FieldName): boolean =>
  maySee(actor, record, name) && !lockOf(actor, record, name) && !missingToModify(actor, record, name)

/** The record's stored values, for the worker, which acts for nobody in particular. */
export const findRecordRow = findRecord
