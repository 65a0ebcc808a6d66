/** Creating and saving a record. */
import type { Conflict, Customer, customers, SaveFields } from '#shared/contracts/customers.ts'
import type { PreCheckOrder } from '#shared/contracts/prechecks.ts'
import type { Parsed } from '#shared/contract.ts'
import { fail, type FieldError } from '#shared/errors.ts'
import { type Permission, permissionLabel } from '#shared/permissions.ts'
import { customIdOf, type FieldKey } from '#shared/rules/custom-fields.ts'
import {
  columnOf,
  field,
  type FieldName,
  fieldNames,
  type FieldValues,
  hasField,
  type RecordKind,
} from '#shared/rules/customer-fields.ts'
import type { Actor } from '#server/db/actor.ts'
import type { Db } from '#server/db/database.ts'
import type { Change } from '#server/db/history-draft.ts'
import { type Ctx, requireAt } from '#server/http/context.ts'
import { seal } from '#server/platform/encryption.ts'
import { judgeAddress, saveAddressStanding } from './customers.address.ts'
import {
  isMasked,
  lockOf,
  maySee,
  missingToModify,
  modifyPermission,
  type RecordState,
} from './customers.access.ts'
import { plainValue, requireView, sealedPlace, shownValue, stateOf, toCustomer } from './customers.answers.ts'
import { checkOffers, checkRecord, checkReferences } from './customers.checks.ts'
import { lockRecords } from './customers.lifecycle.queries.ts'
import { checkParent } from './customers.parents.ts'
import { judgeCustom, shownCustom, type StoredCustom } from './customers.custom.ts'
import { ssnKeyOf } from './customers.ssn.ts'
import {
  type ColumnValues,
  findRecord,
  hasRole,
  insertCustomer,
  listSavesSince,
  type RecordRow,
  updateCustomer,
} from './customers.queries.ts'

/** Called in the save's transaction with the fields that it changed. */
export type AfterSave = (ctx: Ctx, db: Db, row: RecordRow, changed: FieldName[]) => Promise<void>

/** What other modules ask of a new record, and do once it is there. */
export type AtCreation = {
  check(ctx: Ctx, db: Db, given: Given): Promise<FieldError[]>
  after(ctx: Ctx, db: Db, customerId: number, given: Given): Promise<void>
}
type Given = { kind: RecordKind; values: FieldValues; preCheck: PreCheckOrder | undefined }

/** Values of user-defined fields as another record has them, and the history of copying them. */
export type CopiedCustom = { next: StoredCustom; changes: Change[] }

/**
 * Creates a record and opens it.
 * @param atCreation is left out of a copy
 * @param copiedCustom stands instead of the body's, judged already: a copy may lack what is asked of somebody new
 * @throws access.denied_here without the create permission at its location; request.invalid with the fields
 */
export async function createCustomer(
  ctx: Ctx,
  db: Db,
  { body }: Parsed<typeof customers.create>,
  atCreation: AtCreation | null,
  copiedCustom?: CopiedCustom,
): Promise<Customer> {
  const { actor } = ctx
  const { kind } = body
  const given = Object.keys(body.fields) as FieldName[]
  const locationId = await locationFor(ctx, db, kind, body.fields)
  requireAt(actor, kind === 'customer' ? 'customers.create' : 'leads.create', locationId)

  const record: RecordState = { kind, locationId, archived: false, linked: false, hasSsn: false }
  const values: FieldValues = { ...body.fields, locationId }
  refuseUnknown(actor, record, given)
  const filled = given.filter((name) => values[name] !== null && values[name] !== false)
  refuseFixed(filled.filter((name) => lockOf(actor, record, name)))
  refuseForbidden(ctx, record, filled, { creating: true })
  const custom = copiedCustom
    ? { ...copiedCustom, errors: [] }
    : await judgeCustom(ctx, db, { record, stored: {}, given: body.custom ?? {}, creating: true })
  if (body.addressCheck) refuseForbidden(ctx, record, ['addressLine1'], { creating: true })
  const address = judgeAddress(ctx, null, { values, changed: filled, decision: body.addressCheck })
  const errors = [
    ...address.errors,
    ...checkRecord(kind, values),
    ...(await checkReferences(db, filled, values)),
    ...(await checkOffers(actor, db, kind, filled, values, ctx.now)),
    ...(await checkParent(actor, db, null, filled, values)),
    ...custom.errors,
    ...((await atCreation?.check(ctx, db, { kind, values, preCheck: body.preCheck })) ?? []),
  ]
  if (errors.length) fail('request.invalid', {}, { errors })

  // No form sets a Call Center Rep (REC-130): it is whoever of the call center takes the lead down.
  const takenDown = kind === 'lead' && (await hasRole(db, actor.userId, 'call_center_rep'))
  if (takenDown) values.callCenterRepId = actor.userId
  const stored = [
    ...new Set<FieldName>(['locationId', ...filled, ...(takenDown ? ['callCenterRepId' as const] : [])]),
  ]
  const id = await insertCustomer(db, {
    kind,
    created_by: actor.userId,
    updated_by: actor.userId,
    ...toColumns(actor.company.id, stored, values),
    ...address.columns,
    custom: JSON.stringify(custom.next),
  })
  ctx.history.add({
    event: 'customers.created',
    entity: 'customer',
    entityId: id,
    customerId: id,
    detail: { kind, version: 1 },
    changes: [
      ...stored.map((name): Change => ({
        field: name,
        old: null,
        new: kept(actor.company.id, name, values[name] ?? null),
      })),
      ...custom.changes,
    ],
  })
  address.factsOf(id).forEach((fact) => ctx.history.add(fact))
  await atCreation?.after(ctx, db, id, { kind, values, preCheck: body.preCheck })
  return toCustomer(actor, await findRecord(db, id))
}

/** A lead's form has no Office Location: it belongs to the first location where its creator may create leads. */
async function locationFor(ctx: Ctx, db: Db, kind: RecordKind, fields: SaveFields): Promise<number> {
  if (typeof fields.locationId === 'number' && kind === 'customer') return fields.locationId
  if (kind === 'customer') {
    return fail(
      'request.invalid',
      {},
      { errors: [{ path: 'fields.locationId', message: 'Office Location is required' }] },
    )
  }
  const locations = await db
    .selectFrom('location')
    .select('id')
    .where('active', '=', true)
    .orderBy('id')
    .execute()
  const here = locations.find(({ id }) => ctx.actor.grants.has('leads.create', id))
  return here ? here.id : fail('access.denied', { permission: permissionLabel('leads.create') })
}

/**
 * Saves changed fields as of the version that they were read at.
 * @throws customers.not_found, access.denied_here, customers.archived, customers.stale with both sides,
 * customers.monitoring_locked, request.invalid with the fields
 */
export async function saveCustomer(
  ctx: Ctx,
  db: Db,
  { params, body }: Parsed<typeof customers.save>,
  afterSave: AfterSave,
): Promise<Customer> {
  const { actor } = ctx
  const id = params.customerId
  // With the parent that it may get, in the order in which archiving locks a family.
  const { parentId } = body.fields
  await lockRecords(db, typeof parentId === 'number' ? [id, parentId] : [id])
  const row = await findRecord(db, id)
  if (!row) return fail('customers.not_found')
  const record = stateOf(row)
  requireView(actor, record)
  requireAt(actor, modifyPermission(record.kind), record.locationId)
  if (record.archived) fail('customers.archived')
  if (row.version !== body.version) await refuseStale(ctx, db, record, row, body.version)

  const given = Object.keys(body.fields) as FieldName[]
  refuseUnknown(actor, record, given)
  const before = Object.fromEntries(
    fieldNames.map((name) => [name, plainValue(actor.company.id, name, row[name])]),
  ) as FieldValues
  // What one may not see counts as changed: else a guess would be answered otherwise when it is right.
  const unseen = (name: FieldName) => !maySee(actor, record, name) || isMasked(actor, record, name)
  const changed = given.filter(
    (name) => unseen(name) || (body.fields[name] ?? null) !== (before[name] ?? null),
  )
  const custom = await judgeCustom(ctx, db, {
    record,
    stored: row.custom,
    given: body.custom ?? {},
    creating: false,
  })
  const values: FieldValues = { ...before, ...body.fields }
  if (body.addressCheck) refuseForbidden(ctx, record, ['addressLine1'], { creating: false })
  const address = judgeAddress(ctx, row, { values, changed, decision: body.addressCheck })
  const noteAddress = () => address.factsOf(id).forEach((fact) => ctx.history.add(fact))
  if (!changed.length && !custom.changes.length && !custom.errors.length && !address.errors.length) {
    if (!body.addressCheck) {
      ctx.history.nothingChanged()
      return toCustomer(actor, row)
    }
    await saveAddressStanding(db, id, address.columns)
    noteAddress()
    return toCustomer(actor, await findRecord(db, id))
  }
  refuseLocked(ctx, record, row, changed)
  refuseForbidden(ctx, record, changed, { creating: false })
  if (changed.includes('locationId'))
    requireAt(actor, modifyPermission(record.kind), body.fields.locationId as number)
  const errors = [
    ...address.errors,
    ...checkRecord(record.kind, values).filter((e) => concerns(e, changed)),
    ...(await checkReferences(db, changed, values)),
    ...(await checkOffers(actor, db, record.kind, changed, values, ctx.now)),
    ...(await checkParent(actor, db, row, changed, values)),
    ...custom.errors,
  ]
  if (errors.length) fail('request.invalid', {}, { errors })

  await updateCustomer(db, id, actor.userId, {
    ...toColumns(actor.company.id, changed, values),
    ...address.columns,
    ...(custom.changes.length > 0 && { custom: JSON.stringify(custom.next) }),
  })
  const changes: Change[] = changed.map((name) => ({
    field: name,
    old: field(name).sealed ? ((row[name] as string | null) ?? null) : (before[name] ?? null),
    new: kept(actor.company.id, name, values[name] ?? null),
  }))
  ctx.history.add({
    event: 'customers.saved',
    entity: 'customer',
    entityId: id,
    customerId: id,
    detail: { version: row.version + 1 },
    changes: [...changes, ...custom.changes],
  })
  noteAddress()
  await afterSave(ctx, db, row, changed)
  return toCustomer(actor, await findRecord(db, id))
}

/** Fields that decide together are judged together; an old flaw elsewhere does not stop a save that leaves it alone. */
const together: Partial<Record<FieldName, FieldName[]>> = {
  zip: ['zip', 'state'],
  cancelDate: ['cancelDate', 'isCanceled'],
  cancelReasonId: ['cancelReasonId', 'isCanceled'],
}
function concerns({ path }: FieldError, changed: FieldName[]): boolean {
  const name = path.slice('fields.'.length) as FieldName
  return (together[name] ?? [name]).some((other) => changed.includes(other))
}

/** A company that does not bill through parents has no such field (REC-160). */
export function refuseUnknown(actor: Actor, record: RecordState, given: FieldName[]): void {
  const errors = given
    .filter(
      (name) => !hasField(name, record.kind) || (name === 'parentId' && !actor.company.settings.parentChild),
    )
    .map((name) => ({ path: `fields.${name}`, message: `A ${record.kind} has no ${field(name).label}` }))
  if (errors.length) fail('request.invalid', {}, { errors })
}

function refuseLocked(ctx: Ctx, record: RecordState, row: RecordRow, changed: FieldName[]): void {
  const locked = changed
    .map((name) => ({ name, lock: lockOf(ctx.actor, record, name) }))
    .filter(({ lock }) => lock)
  const linked = locked.filter(({ lock }) => lock === 'linked')
  if (linked.length) {
    fail(
      'customers.monitoring_locked',
      { company: row.connectionMonitor ?? '', accountNumber: row.connectionAccount ?? '' },
      {
        errors: linked.map(({ name }) => ({
          path: `fields.${name}`,
          message: 'Locked while linked: unlink on Connections first',
        })),
      },
    )
  }
  refuseFixed(locked.map(({ name }) => name))
}

/** Of fields that nobody can change. @throws request.invalid */
export function refuseFixed(names: FieldName[]): void {
  if (!names.length) return
  const errors = names.map((name) => ({ path: `fields.${name}`, message: 'This field cannot be changed' }))
  fail('request.invalid', {}, { errors })
}

/**
 * The permission that is missing to give a new record the field. Whoever may create a record says where it belongs and
 * gives its first values, also those that are masked later.
 */
export function missingToCreate(actor: Actor, record: RecordState, name: FieldName): Permission | null {
  if (name === 'locationId' || field(name).confidential) return null
  const missing = missingToModify(actor, record, name)
  return missing === modifyPermission(record.kind) ? null : missing
}

/** Refuses the whole save if one field is not theirs to change: silently dropping it would lose what was typed. */
export function refuseForbidden(
  ctx: Ctx,
  record: RecordState,
  names: FieldName[],
  { creating }: { creating: boolean },
): void {
  const missing = names
    .map((name) => ({
      name,
      permission: creating
        ? missingToCreate(ctx.actor, record, name)
        : missingToModify(ctx.actor, record, name),
    }))
    .filter(({ permission }) => permission)
  const first = missing[0]?.permission
  if (first) {
    fail(
      'access.denied_here',
      { permission: permissionLabel(first) },
      {
        errors: missing.map(({ name, permission }) => ({
          path: `fields.${name}`,
          message: `Needs “${permissionLabel(permission!)}”`,
        })),
      },
    )
  }
}

/** @throws customers.stale with both sides: the record was saved since the version that the caller read. */
export async function refuseStale(
  ctx: Ctx,
  db: Db,
  record: RecordState,
  row: RecordRow,
  version: number,
): Promise<never> {
  const saves = await listSavesSince(db, row.id, version)
  const last = saves.at(-1)
  const names = [...new Set(saves.flatMap((save) => save.fields as FieldKey[]))]
  const theirs = names.flatMap((name): Conflict['fields'] => {
    const customId = customIdOf(name)
    if (customId !== null) {
      const held = customId in row.custom ? { [customId]: row.custom[customId]! } : {}
      return [{ field: name, theirs: shownCustom(ctx.actor, record, row.id, held)[customId] ?? null }]
    }
    const value = shownValue(ctx.actor, record, row, name as FieldName)
    return value === undefined ? [] : [{ field: name, theirs: value }]
  })
  const who = last?.user_name ?? 'Somebody else'
  return fail(
    'customers.stale',
    { who },
    {
      extra: {
        conflict: {
          version: row.version,
          changedBy: who,
          changedAt: (last?.at ?? ctx.now).toISOString(),
          fields: theirs,
        },
      },
    },
  )
}

/** A value as history and the table keep it: sealed if the field is. */
export const kept = (companyId: number, name: FieldName, value: FieldValues[FieldName] | null) =>
  value != null && field(name).sealed ? seal(String(value), sealedPlace(companyId, name)) : (value ?? null)

export const toColumns = (companyId: number, names: FieldName[], values: FieldValues): ColumnValues => ({
  ...Object.fromEntries(names.map((name) => [columnOf(name), kept(companyId, name, values[name] ?? null)])),
  ...(names.includes('ssn') && { ssn_key: ssnKeyOf(companyId, values.ssn) }),
})
