/** Archiving and unarchiving a customer with its sub-customers (REC-200 to REC-205). */
import type { Output, Parsed } from '#shared/contract.ts'
import type { Customer } from '#shared/contracts/customers.ts'
import type { ArchivedMember, customersLifecycle } from '#shared/contracts/customers-lifecycle.ts'
import { fail } from '#shared/errors.ts'
import { type Permission, permissionLabel } from '#shared/permissions.ts'
import type { Actor } from '#server/db/actor.ts'
import type { Db } from '#server/db/database.ts'
import { type Ctx, requireAt } from '#server/http/context.ts'
import { requireView, stateOf, toCustomer } from './customers.answers.ts'
import type { ArchiveEffect, ArchiveStay, CustomerPart } from './customers.parts.ts'
import {
  type FamilyRow,
  findMember,
  listFamily,
  lockRecords,
  setArchived,
} from './customers.lifecycle.queries.ts'
import { findRecord } from './customers.queries.ts'

type Family = { record: FamilyRow; children: FamilyRow[] }

/**
 * The customer and its sub-customers, if the user may do this to the customer.
 * @throws customers.not_found; access.denied_here; customers.customers_only
 */
async function readFamily(ctx: Ctx, db: Db, customerId: number, permission: Permission): Promise<Family> {
  const row = await findRecord(db, customerId)
  if (!row) return fail('customers.not_found')
  const state = stateOf(row)
  requireView(ctx.actor, state)
  requireAt(ctx.actor, permission, state.locationId)
  if (state.kind !== 'customer') fail('customers.customers_only')
  const [record, ...children] = await listFamily(db, customerId)
  return record ? { record, children } : fail('customers.not_found')
}

/** The same, with every row of it locked until the transaction ends. @throws besides: customers.family_changed */
async function lockFamily(ctx: Ctx, db: Db, customerId: number, permission: Permission): Promise<Family> {
  const seen = await readFamily(ctx, db, customerId, permission)
  const { parentId } = seen.record
  const ids = [customerId, ...(parentId === null ? [] : [parentId]), ...seen.children.map(({ id }) => id)]
  await lockRecords(db, ids)
  const family = await readFamily(ctx, db, customerId, permission)
  // Nobody can become a sub-customer any more, as that takes the parent's lock; whoever did at the last moment is not locked.
  const locked = new Set(ids)
  if (family.children.some(({ id }) => !locked.has(id)) || family.record.parentId !== parentId)
    fail('customers.family_changed')
  return family
}

/** Sub-customers go along only by who holds the permission at their locations too. @throws customers.family_denied */
function requireForChildren(actor: Actor, children: readonly FamilyRow[], permission: Permission): void {
  const refused = children.find(({ locationId }) => !actor.grants.has(permission, locationId))
  if (refused)
    fail('customers.family_denied', { permission: permissionLabel(permission), child: refused.name })
}

const unarchived = ({ archivedAt }: FamilyRow) => archivedAt === null
const archived = ({ archivedAt }: FamilyRow) => archivedAt !== null

/** What archiving would end and what it would leave, for each that would be archived. */
export async function previewArchive(
  ctx: Ctx,
  db: Db,
  { params }: Parsed<typeof customersLifecycle.archivePreview>,
  parts: readonly CustomerPart[],
): Promise<Output<typeof customersLifecycle.archivePreview>> {
  const { record, children } = await readFamily(ctx, db, params.customerId, 'archive_customer.yes')
  if (archived(record)) fail('customers.archived')
  const going = [record, ...children.filter(unarchived)]
  const ids = going.map(({ id }) => id)
  const effects: ArchiveEffect[] = []
  const stays: ArchiveStay[] = []
  for (const { archive } of parts) {
    effects.push(...((await archive?.listEffects(db, ids)) ?? []))
    stays.push(...((await archive?.listStays?.(db, ids)) ?? []))
  }
  const [first, ...rest] = going.map((member): ArchivedMember => ({
    id: member.id,
    name: member.name,
    effects: effects
      .filter((e) => e.customerId === member.id && e.count > 0)
      .map(({ what, count }) => ({ what, count })),
    stays: stays.filter((s) => s.customerId === member.id).map(({ sentence }) => sentence),
  }))
  return { record: first!, children: rest }
}

/**
 * Archives a customer and every sub-customer that is not archived yet, in this transaction: all or none.
 * @throws customers.archived; customers.family_denied; and see readFamily
 */
export async function archiveCustomer(
  ctx: Ctx,
  db: Db,
  { params }: Parsed<typeof customersLifecycle.archive>,
  parts: readonly CustomerPart[],
): Promise<Customer> {
  const { record, children } = await lockFamily(ctx, db, params.customerId, 'archive_customer.yes')
  if (archived(record)) fail('customers.archived')
  const along = children.filter(unarchived)
  requireForChildren(ctx.actor, along, 'archive_customer.yes')
  const ids = [record, ...along].map(({ id }) => id)
  for (const { archive } of parts) await archive?.end(ctx, db, ids)
  await setArchived(db, ids, ctx.now, ctx.actor.userId)
  ctx.history.add({
    event: 'customers.archived',
    entity: 'customer',
    entityId: record.id,
    customerId: record.id,
  })
  for (const { id } of along) {
    ctx.history.add({
      event: 'customers.archived_along',
      entity: 'customer',
      entityId: id,
      customerId: id,
      detail: { parent: record.name },
    })
  }
  return toCustomer(ctx.actor, await findRecord(db, record.id))
}

/** The archived parent that must come first, and the archived sub-customers that could come along. */
export async function previewUnarchive(
  ctx: Ctx,
  db: Db,
  { params }: Parsed<typeof customersLifecycle.unarchivePreview>,
): Promise<Output<typeof customersLifecycle.unarchivePreview>> {
  const { record, children } = await readFamily(ctx, db, params.customerId, 'unarchive_customer.yes')
  if (unarchived(record)) fail('customers.not_archived')
  const parent = record.parentId === null ? undefined : await findMember(db, record.parentId)
  const named = ({ id, name }: FamilyRow) => ({ id, name })
  return {
    archivedParent: parent && archived(parent) ? named(parent) : null,
    children: children.filter(archived).map(named),
  }
}

/**
 * Unarchives a customer, by choice with its archived sub-customers. What archiving ended stays ended.
 * @throws customers.not_archived; customers.parent_archived; customers.family_denied; and see readFamily
 */
export async function unarchiveCustomer(
  ctx: Ctx,
  db: Db,
  { params, body }: Parsed<typeof customersLifecycle.unarchive>,
): Promise<Customer> {
  const { record, children } = await lockFamily(ctx, db, params.customerId, 'unarchive_customer.yes')
  if (unarchived(record)) fail('customers.not_archived')
  const parent = record.parentId === null ? undefined : await findMember(db, record.parentId)
  if (parent && archived(parent)) fail('customers.parent_archived', { parent: parent.name })
  const along = body.withChildren ? children.filter(archived) : []
  requireForChildren(ctx.actor, along, 'unarchive_customer.yes')
  await setArchived(
    db,
    [record, ...along].map(({ id }) => id),
    null,
    ctx.actor.userId,
  )
  ctx.history.add({
    event: 'customers.unarchived',
    entity: 'customer',
    entityId: record.id,
    customerId: record.id,
  })
  for (const { id } of along) {
    ctx.history.add({
      event: 'customers.unarchived_along',
      entity: 'customer',
      entityId: id,
      customerId: id,
      detail: { parent: record.name },
    })
  }
  return toCustomer(ctx.actor, await findRecord(db, record.id))
}
