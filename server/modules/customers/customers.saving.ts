/** Creating and saving a record. */
import type { Customer, customers, SaveFields } from '#shared/contracts/customers.ts'
import type { Parsed } from '#shared/contract.ts'
import { fail, type FieldError } from '#shared/errors.ts'
import { permissionLabel } from '#shared/permissions.ts'
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
import { lockOf, missingToModify, modifyPermission, type RecordState } from './customers.access.ts'
import { plainValue, requireView, sealedPlace, shownValue, stateOf, toCustomer } from './customers.answers.ts'
import { checkRecord, checkReferences } from './customers.checks.ts'
import {
  type ColumnValues,
  findRecord,
  insertCustomer,
  listSavesSince,
  lockRecord,
  type RecordRow,
  updateCustomer,
} from './customers.queries.ts'

/** Called in the save's transaction with the fields that it changed. */
export type AfterSave = (ctx: Ctx, db: Db, customerId: number, changed: FieldName[]) => Promise<void>

/**
 * Creates a record and opens it.
 * @throws access.denied_here without the create permission at its location; request.invalid with the fields
 */
export async function createCustomer(
  ctx: Ctx,
  db: Db,
  { body }: Parsed<typeof customers.create>,
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
  refuseForbidden(ctx, record, filled, { creating: true })
  const errors = [
    ...checkRecord(kind, values),
    ...(await checkReferences(db, filled, values)),
    ...(await checkParent(db, null, filled, values)),
  ]
  if (errors.length) fail('request.invalid', {}, { errors })

  const id = await insertCustomer(db, {
    kind,
    created_by: actor.userId,
    updated_by: actor.userId,
    ...toColumns(actor.company.id, filled, values),
    location_id: locationId,
  })
  ctx.history.add({
    event: 'customers.created',
    entity: 'customer',
    entityId: id,
    customerId: id,
    detail: { kind, version: 1 },
    changes: [...new Set<FieldName>(['locationId', ...filled])].map((name) => ({
      field: name,
      old: null,
      new: kept(actor.company.id, name, values[name] ?? null),
    })),
  })
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
  await lockRecord(db, id)
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
  const changed = given.filter((name) => (body.fields[name] ?? null) !== (before[name] ?? null))
  if (!changed.length) {
    ctx.history.nothingChanged()
    return toCustomer(actor, row)
  }
  refuseLocked(ctx, record, row, changed)
  refuseForbidden(ctx, record, changed, { creating: false })
  if (changed.includes('locationId'))
    requireAt(actor, modifyPermission(record.kind), body.fields.locationId as number)
  const values: FieldValues = { ...before, ...body.fields }
  const errors = [
    ...checkRecord(record.kind, values).filter((e) => concerns(e, changed)),
    ...(await checkReferences(db, changed, values)),
    ...(await checkParent(db, row, changed, values)),
  ]
  if (errors.length) fail('request.invalid', {}, { errors })

  await updateCustomer(db, id, actor.userId, toColumns(actor.company.id, changed, values))
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
    changes,
  })
  await afterSave(ctx, db, id, changed)
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

/** Two levels only: a parent has no parent, and a customer with sub-customers gets none (REC-161, REC-162). No `row`: a new record. */
async function checkParent(
  db: Db,
  row: RecordRow | null,
  changed: FieldName[],
  values: FieldValues,
): Promise<FieldError[]> {
  const parentId = values.parentId
  if (!changed.includes('parentId') || typeof parentId !== 'number') return []
  const refuse = (message: string) => [{ path: 'fields.parentId', message }]
  if (parentId === row?.id) return refuse('A customer cannot be its own parent')
  if (row?.children?.length) return refuse('This customer has sub-customers and so cannot become one')
  const parent = await db
    .selectFrom('customer')
    .select(['kind', 'parent_id'])
    .where('id', '=', parentId)
    .forUpdate()
    .executeTakeFirst()
  if (!parent || parent.kind !== 'customer') return refuse('There is no such customer')
  return parent.parent_id === null ? [] : refuse('That customer is a sub-customer itself')
}

/** A company that does not bill through parents has no such field (REC-160). */
function refuseUnknown(actor: Actor, record: RecordState, given: FieldName[]): void {
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
  if (locked.length) {
    fail(
      'request.invalid',
      {},
      {
        errors: locked.map(({ name }) => ({
          path: `fields.${name}`,
          message: 'This field cannot be changed',
        })),
      },
    )
  }
}

/** Refuses the whole save if one field is not theirs to change: silently dropping it would lose what was typed. */
function refuseForbidden(
  ctx: Ctx,
  record: RecordState,
  names: FieldName[],
  { creating }: { creating: boolean },
): void {
  const missing = names
    // Whoever may create a record says where it belongs and gives its first values, also those that are masked later.
    .filter((name) => !creating || (name !== 'locationId' && !field(name).confidential))
    .map((name) => ({ name, permission: missingToModify(ctx.actor, record, name) }))
    .filter(({ permission }) => permission && !(creating && permission === modifyPermission(record.kind)))
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

async function refuseStale(
  ctx: Ctx,
  db: Db,
  record: RecordState,
  row: RecordRow,
  version: number,
): Promise<never> {
  const saves = await listSavesSince(db, row.id, version)
  const last = saves.at(-1)
  const names = [...new Set(saves.flatMap((save) => save.fields as FieldName[]))]
  const theirs = names.flatMap((name) => {
    const value = shownValue(ctx.actor, record, row, name)
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
const kept = (companyId: number, name: FieldName, value: FieldValues[FieldName] | null) =>
  value != null && field(name).sealed ? seal(String(value), sealedPlace(companyId, name)) : (value ?? null)

const toColumns = (companyId: number, names: FieldName[], values: FieldValues): ColumnValues =>
  Object.fromEntries(names.map((name) => [columnOf(name), kept(companyId, name, values[name] ?? null)]))
