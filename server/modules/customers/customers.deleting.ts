/** Deleting a record and all that belongs to it (REC-170). */
import type { Output, Parsed } from '#shared/contract.ts'
import type { customersLifecycle } from '#shared/contracts/customers-lifecycle.ts'
import { fail } from '#shared/errors.ts'
import type { Db } from '#server/db/database.ts'
import { type Ctx, requireAt } from '#server/http/context.ts'
import { requireView, stateOf } from './customers.answers.ts'
import type { CustomerPart } from './customers.parts.ts'
import { countChildren, deleteRecord, lockToDelete } from './customers.lifecycle.queries.ts'
import { findRecord, lockRecord } from './customers.queries.ts'

/**
 * Deletes a record for good; an archived one has to be unarchived first (REC-200). The fact stays in History, under the record's number.
 * @throws customers.not_found; access.denied_here; customers.archived; customers.still_linked; customers.has_children; what a part throws
 */
export async function deleteCustomer(
  ctx: Ctx,
  db: Db,
  { params }: Parsed<typeof customersLifecycle.delete>,
  parts: readonly CustomerPart[],
): Promise<Output<typeof customersLifecycle.delete>> {
  const id = params.customerId
  await lockRecord(db, id)
  await requireDeletable(ctx, db, id)
  // The parts lock what is theirs before nothing may refer to the record any more: in this order nobody waits in a circle.
  for (const part of parts) await part.delete?.prepare(ctx, db, id)
  await lockToDelete(db, id)
  const { row, kind } = await requireDeletable(ctx, db, id)
  await deleteRecord(db, id)
  ctx.history.add({
    event: 'customers.deleted',
    entity: 'customer',
    entityId: id,
    customerId: id,
    detail: { kind, name: `${row.firstName} ${row.lastName}`, number: id },
  })
  return {}
}

async function requireDeletable(ctx: Ctx, db: Db, id: number) {
  const row = await findRecord(db, id)
  if (!row) return fail('customers.not_found')
  const state = stateOf(row)
  requireView(ctx.actor, state)
  requireAt(
    ctx.actor,
    state.kind === 'customer' ? 'delete_customer.yes' : 'delete_lead.yes',
    state.locationId,
  )
  if (state.archived) fail('customers.archived')
  if (state.linked) {
    const { connectionMonitor, connectionAccount } = row
    fail('customers.still_linked', {
      company: connectionMonitor ?? '',
      accountNumber: connectionAccount ?? '',
    })
  }
  const count = await countChildren(db, id)
  if (count) fail('customers.has_children', { count })
  return { row, kind: state.kind }
}
