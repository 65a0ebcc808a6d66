/** A lead becomes a customer: the same row, number and history (REC-190). */
import type { Parsed } from '#shared/contract.ts'
import type { Customer } from '#shared/contracts/customers.ts'
import type { customersLifecycle } from '#shared/contracts/customers-lifecycle.ts'
import { fail } from '#shared/errors.ts'
import { type FieldName, fieldNames, type FieldValues } from '#shared/rules/customer-fields.ts'
import type { Db } from '#server/db/database.ts'
import { type Ctx, requireAt } from '#server/http/context.ts'
import { plainValue, requireView, stateOf, toCustomer } from './customers.answers.ts'
import { judgeAddress } from './customers.address.ts'
import { checkOffers, checkRecord, checkReferences } from './customers.checks.ts'
import { findRecord, lockRecord, updateCustomer } from './customers.queries.ts'
import { type AfterSave, refuseStale, toColumns } from './customers.saving.ts'

/**
 * Converts a lead. The new customer's location and sales rep are part of it, so that they need no other permission.
 * @throws customers.not_found; access.denied_here without Leads: Modify at the lead's location or Customers: Create at
 * the customer's; customers.not_a_lead; customers.stale; request.invalid with what a customer still lacks
 */
export async function convertLead(
  ctx: Ctx,
  db: Db,
  { params, body }: Parsed<typeof customersLifecycle.convert>,
  afterSave: AfterSave,
): Promise<Customer> {
  const { actor } = ctx
  const id = params.customerId
  await lockRecord(db, id)
  const row = await findRecord(db, id)
  if (!row) return fail('customers.not_found')
  const state = stateOf(row)
  requireView(actor, state)
  if (state.archived) fail('customers.archived')
  if (state.kind === 'customer') fail('customers.not_a_lead')
  requireAt(actor, 'leads.modify', state.locationId)
  requireAt(actor, 'customers.create', body.fields.locationId)
  if (row.version !== body.version) await refuseStale(ctx, db, state, row, body.version)

  const before = Object.fromEntries(
    fieldNames.map((name) => [name, plainValue(actor.company.id, name, row[name])]),
  ) as FieldValues
  // A lead has no Office Location on its form, so that the one chosen now is new, whichever it is.
  const given: FieldValues = { ...body.fields }
  const changed = (Object.keys(given) as FieldName[]).filter(
    (name) => (given[name] ?? null) !== (before[name] ?? null),
  )
  const values: FieldValues = { ...before, ...given }
  const errors = [
    ...checkRecord('customer', values),
    ...(await checkReferences(db, Object.keys(given) as FieldName[], values)),
    ...(await checkOffers(actor, db, 'customer', changed, values, ctx.now)),
  ]
  if (errors.length) fail('request.invalid', {}, { errors })

  const address = judgeAddress(ctx, row, { values, changed })
  await updateCustomer(db, id, actor.userId, {
    ...toColumns(actor.company.id, changed, values),
    ...address.columns,
    kind: 'customer',
  })
  ctx.history.add({
    event: 'customers.converted',
    entity: 'customer',
    entityId: id,
    customerId: id,
    detail: { version: row.version + 1 },
    changes: changed.map((name) => ({ field: name, old: before[name] ?? null, new: values[name] ?? null })),
  })
  address.factsOf(id).forEach((fact) => ctx.history.add(fact))
  await afterSave(ctx, db, row, changed)
  return toCustomer(actor, await findRecord(db, id))
}
