/** Duplicate Customer (TAB-018): a new customer that starts as a copy of chosen fields and parts of another. */
import type { Output, Parsed } from '#shared/contract.ts'
import type { Customer } from '#shared/contracts/customers.ts'
import type { customersLifecycle } from '#shared/contracts/customers-lifecycle.ts'
import { fail } from '#shared/errors.ts'
import { permissionLabel } from '#shared/permissions.ts'
import { alwaysCopied, copyableFields } from '#shared/rules/customer-copy.ts'
import type { FieldName, FieldValues } from '#shared/rules/customer-fields.ts'
import type { Db } from '#server/db/database.ts'
import { type Ctx, requireAt } from '#server/http/context.ts'
import { isMasked, lockOf, maySee, type RecordState } from './customers.access.ts'
import { plainValue, requireView, stateOf, toCustomer } from './customers.answers.ts'
import { checkOffers, checkReferences } from './customers.checks.ts'
import { copyCustom } from './customers.custom.ts'
import { checkParent } from './customers.parents.ts'
import type { CustomerPart } from './customers.parts.ts'
import { bringOver, findRecord, lockRecord, type RecordRow } from './customers.queries.ts'
import { createCustomer, missingToCreate } from './customers.saving.ts'

type Original = { row: RecordRow; state: RecordState }

/** @throws customers.not_found; access.denied_here; customers.customers_only; customers.archived */
async function readOriginal(ctx: Ctx, db: Db, customerId: number): Promise<Original> {
  const row = await findRecord(db, customerId)
  if (!row) return fail('customers.not_found')
  const state = stateOf(row)
  requireView(ctx.actor, state)
  if (state.kind !== 'customer') fail('customers.customers_only')
  requireAt(ctx.actor, 'customers.create', state.locationId)
  if (state.archived) fail('customers.archived')
  return { row, state }
}

/** The copyable fields that hold something and that this user sees in the clear. */
function valuesOf(ctx: Ctx, { row, state }: Original): FieldValues {
  const { actor } = ctx
  const shown = copyableFields.filter((name) => maySee(actor, state, name) && !isMasked(actor, state, name))
  return Object.fromEntries(
    shown
      .map((name) => [name, plainValue(actor.company.id, name, row[name])] as const)
      .filter(([, value]) => value !== null && value !== false),
  )
}

const mayCopy = (ctx: Ctx, part: CustomerPart, locationId: number) =>
  part.duplicate !== undefined && ctx.actor.grants.has(part.duplicate.permission, locationId)

/** What the dialog offers. Fields that cannot be copied are there with the reason. */
export async function previewDuplicate(
  ctx: Ctx,
  db: Db,
  { params }: Parsed<typeof customersLifecycle.duplicatePreview>,
  parts: readonly CustomerPart[],
): Promise<Output<typeof customersLifecycle.duplicatePreview>> {
  const original = await readOriginal(ctx, db, params.customerId)
  const { row, state } = original
  const values = valuesOf(ctx, original)
  const names = Object.keys(values) as FieldName[]
  const created: RecordState = { ...state, linked: false, hasSsn: false }
  const flaws = new Map(
    [
      ...(await checkReferences(db, names, values)),
      ...(await checkOffers(ctx.actor, db, 'customer', names, values, ctx.now)),
      ...(await checkParent(ctx.actor, db, null, names, values)),
    ].map(({ path, message }) => [path, message]),
  )
  const blockedBy = (name: FieldName): string | null => {
    if (lockOf(ctx.actor, created, name)) return 'This field cannot be changed'
    const missing = missingToCreate(ctx.actor, created, name)
    if (missing) return `Needs “${permissionLabel(missing)}”`
    return flaws.get(`fields.${name}`) ?? null
  }
  const [flaw] = await checkReferences(db, ['locationId'], { locationId: state.locationId })
  return {
    firstName: row.firstName as string,
    lastName: row.lastName as string,
    needsLocation: flaw !== undefined,
    fields: names.map((name) => ({ name, required: alwaysCopied(name), blocked: blockedBy(name) })),
    custom: (await copyCustom(ctx, db, { record: state, stored: row.custom }, 'customer')).changes.length,
    parts: parts
      .filter((part) => mayCopy(ctx, part, state.locationId))
      .map((part) => ({ key: part.key, label: part.duplicate!.label })),
  }
}

/**
 * Creates the copy, in this transaction with its parts. The original stays as it is.
 * @throws as creating a customer does; request.invalid for a field that is not the user's to see, or an unknown part
 */
export async function duplicateCustomer(
  ctx: Ctx,
  db: Db,
  { params, body }: Parsed<typeof customersLifecycle.duplicate>,
  parts: readonly CustomerPart[],
): Promise<Customer> {
  await lockRecord(db, params.customerId)
  const original = await readOriginal(ctx, db, params.customerId)
  const { row, state } = original
  const values = valuesOf(ctx, original)
  const hidden = body.fields.filter(
    (name) => !maySee(ctx.actor, state, name) || isMasked(ctx.actor, state, name),
  )
  const chosen = body.parts.map((key) => parts.find((part) => part.key === key && part.duplicate))
  const errors = [
    ...hidden.map((name) => ({ path: 'fields', message: `${name} is not yours to see` })),
    ...(chosen.includes(undefined) ? [{ path: 'parts', message: 'There is no such part to copy' }] : []),
  ]
  if (errors.length) fail('request.invalid', {}, { errors })
  for (const part of chosen) requireAt(ctx.actor, part!.duplicate!.permission, state.locationId)

  const wanted = new Set<FieldName>(body.fields)
  const copied = Object.fromEntries(
    Object.entries(values).filter(
      ([name]) => wanted.has(name as FieldName) || alwaysCopied(name as FieldName),
    ),
  )
  const locationId = body.locationId ?? state.locationId
  const { firstName, lastName } = body
  const custom = body.custom
    ? await copyCustom(ctx, db, { record: state, stored: row.custom }, 'customer')
    : { custom: {}, changes: [] }
  const fields = { ...copied, firstName, lastName, locationId }
  await bringOver(db)
  const { id } = await createCustomer(ctx, db, { body: { kind: 'customer', fields } }, null, {
    next: custom.custom,
    changes: custom.changes,
  })
  for (const part of new Set(chosen)) {
    requireAt(ctx.actor, part!.duplicate!.permission, locationId)
    await part!.duplicate!.copy(ctx, db, params.customerId, id)
  }
  ctx.history.add({
    event: 'customers.duplicated',
    entity: 'customer',
    entityId: id,
    customerId: id,
    detail: { name: `${row.firstName} ${row.lastName}`, number: params.customerId },
  })
  return toCustomer(ctx.actor, await findRecord(db, id))
}
