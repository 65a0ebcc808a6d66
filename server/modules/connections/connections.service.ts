/** Reading connections, asking for what the outbox does, and queueing what a save changed. */
import type { Output, Parsed } from '#shared/contract.ts'
import type { Connection, connections, Monitoring, Push } from '#shared/contracts/connections.ts'
import { fail } from '#shared/errors.ts'
import type { FieldName } from '#shared/rules/customer-fields.ts'
import type { Manifest } from '#server/connectors/contract.ts'
import { connectorByKey } from '#server/connectors/registry.ts'
import type { Db } from '#server/db/database.ts'
import { type Ctx, requireAt } from '#server/http/context.ts'
import { type AfterSave, getCatalogueName, shownField } from '../customers/customers.service.ts'
import { contactsFor, keptFields, labelOf, labelsOf } from './connections.account.ts'
import { actionsOf, attentionOf } from './connections.actions.ts'
import { forgetCheck } from './connections.checks.ts'
import * as outbox from './connections.outbox.ts'
import * as queries from './connections.queries.ts'
import { readOurAccount, readTarget, readTargetToChange } from './connections.target.ts'
import { insertZonePush, sendsZones } from './connections.zones.ts'

export { findContactStation, queueContacts } from './connections.contacts.ts'
// What accounts at interactive-services providers share with those at stations (modules/interactive).
export {
  compareFields,
  contactsFor,
  differingFields,
  labelOf,
  labelsOf,
  type OurAccount,
  sameContacts,
  sameValue,
} from './connections.account.ts'
export { takeTheirs } from './connections.linking.ts'
export { findLinkedAccount, insertCalls } from './connections.queries.ts'
export { readReference, referenceOf } from './connections.reference.ts'
export { judgeFailure } from './connections.retry.ts'
export { readOurAccount } from './connections.target.ts'
export { countLinked } from './connections.linked.ts'
export {
  type Check,
  forgetCheck,
  keepChecks,
  type News,
  noteSent,
  settleFindings,
} from './connections.checks.ts'
export { judgeAccount } from './connections.look.ts'
export { retryConnections } from './connections.again.ts'
export { queueZones } from './connections.zones.ts'

const iso = (at: Date | null): string | null => at?.toISOString() ?? null

const toConnection = (row: queries.ShownConnection): Connection => ({
  id: row.id,
  company: row.company,
  accountNumber: row.account_number,
  state: row.state as Connection['state'],
  linkedAt: iso(row.linked_at),
  linkedBy: row.linked_by_name,
  unlinkedAt: iso(row.unlinked_at),
  unlinkedBy: row.unlinked_by_name,
  lastSyncAt: iso(row.last_sync_at),
  waiting: row.waiting,
  failed: row.failed,
})

const toPush = (row: outbox.ShownPush): Push => ({
  id: row.id,
  kind: row.kind as Push['kind'],
  fields: labelsOf(row.fields),
  state: row.state as Push['state'],
  attempts: row.attempts,
  nextAttemptAt: iso(row.next_attempt_at),
  error: row.error_kind
    ? {
        kind: row.error_kind,
        call: row.error_call ?? '',
        message: row.error_message ?? '',
        field: row.error_field && labelOf(row.error_field),
      }
    : null,
  createdAt: row.created_at.toISOString(),
  createdBy: row.created_by_name,
  finishedAt: iso(row.finished_at),
})

/** The monitoring page. @throws customers.not_found, access.denied_here, connections.leads_have_none */
export async function readMonitoring(
  ctx: Ctx,
  db: Db,
  { params }: Parsed<typeof connections.monitoring>,
): Promise<Monitoring> {
  const target = await readTarget(ctx, db, params.customerId)
  const { customer, company, active } = target
  const shown = await queries.listConnections(db, customer.id)
  const pushes = shown[0] ? await outbox.listRecentPushes(db, shown[0].id, 30) : []
  const manifest = company?.connector ? connectorByKey(company.connector)?.manifest : undefined
  const standing = active && shown.find((row) => row.id === active.id)
  const ours = await readOurAccount(db, ctx.actor.company.id, customer)
  const dealerNumberId = customer.row.dealerNumberId as number | null
  return {
    company: company && {
      id: company.id,
      name: company.name,
      connector: manifest?.name ?? null,
      inHouse: company.in_house,
      honesty: manifest?.honesty ?? null,
    },
    accountNumber: target.accountNumber,
    receiverNumber: shownField(ctx.actor, customer, 'receiverNumber') as string | null,
    dealerNumber: dealerNumberId === null ? null : await getCatalogueName(db, dealerNumberId),
    providerFields: (manifest?.providerFields ?? []).map(({ key, label, help }) => ({
      label,
      help,
      value: (shownField(ctx.actor, customer, key as FieldName) as string | null) ?? null,
    })),
    connection: standing ? toConnection(standing) : null,
    past: shown.filter((row) => row.id !== active?.id).map(toConnection),
    actions: actionsOf(ctx, target, manifest, pushes.filter((p) => p.state === 'failed').length),
    attention: attentionOf(target, shown, pushes),
    pushes: pushes.map(toPush),
    contacts: ctx.actor.grants.has('emergency_contacts.view', customer.locationId)
      ? (manifest ? contactsFor(manifest, ours) : ours.contacts).map((c) => ({
          order: c.order,
          name: `${c.firstName} ${c.lastName}`.trim(),
          phone: c.phone || null,
          relation: c.relation,
          hasKey: c.hasKey,
        }))
      : [],
    sentFields: manifest ? keptFields(manifest).map(labelOf) : [],
  }
}

export type ListInteractive = (
  db: Db,
  customerId: number,
  served: boolean,
) => Promise<Output<typeof connections.hub>['interactive']>

/** The hub. */
export async function readHub(
  ctx: Ctx,
  db: Db,
  { params }: Parsed<typeof connections.hub>,
  listInteractive: ListInteractive,
): Promise<Output<typeof connections.hub>> {
  const target = await readTarget(ctx, db, params.customerId)
  const shown = await queries.listConnections(db, target.customer.id)
  const pushes = shown[0] ? await outbox.listRecentPushes(db, shown[0].id, 30) : []
  const standing = shown.find((row) => row.id === target.active?.id)
  const provider = target.customer.row.serviceProviderId as number | null
  const { archived, row } = target.customer
  const interactive = await listInteractive(db, target.customer.id, !archived && !row.isCanceled)
  return {
    monitoring: {
      company: target.company?.name ?? null,
      accountNumber: target.accountNumber,
      connection: standing ? toConnection(standing) : null,
      integrated: Boolean(target.company?.connector),
    },
    // Without an account of ours the provider that the Home form names.
    interactive: interactive.length || provider === null ? interactive : [await namedOnForm(db, provider)],
    attention: attentionOf(target, shown, pushes),
  }
}

async function namedOnForm(db: Db, id: number) {
  const row = await db
    .selectFrom('service_provider')
    .select('name')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return { provider: row.name, account: null, plan: null, state: 'Named on the Home form', attention: null }
}

/** What was said to the station, newest first. @throws access.denied_here */
export async function listCalls(
  ctx: Ctx,
  db: Db,
  { params, query }: Parsed<typeof connections.calls>,
): Promise<Output<typeof connections.calls>> {
  const { customer } = await readTarget(ctx, db, params.customerId)
  requireAt(ctx.actor, 'connections.modify', customer.locationId)
  const rows = await queries.listCalls(db, customer.id, query.before, query.limit + 1)
  const page = rows.slice(0, query.limit)
  return {
    items: page.map((row) => ({
      id: row.id,
      at: row.at.toISOString(),
      call: row.call,
      method: row.method,
      path: row.path,
      status: row.status,
      durationMs: row.duration_ms,
      request: row.request,
      response: row.response,
      error: row.error,
    })),
    next: rows.length > query.limit ? page.at(-1)!.id : null,
  }
}

/** Queues everything that the station keeps. @throws connections.not_linked */
export async function syncConnection(
  ctx: Ctx,
  db: Db,
  input: Parsed<typeof connections.sync>,
): Promise<Monitoring> {
  const { active, company, customer } = await requireLinked(ctx, db, input.params.customerId)
  const manifest = connectorByKey(company.connector ?? '')?.manifest
  if (!manifest) return fail('connections.not_integrated', { company: company.name })
  await queueEverything(db, active, manifest, ctx.actor.userId)
  ctx.history.add({
    event: 'connections.sync_asked',
    entity: 'connection',
    entityId: active.id,
    customerId: customer.id,
    detail: { company: company.name },
  })
  return readMonitoring(ctx, db, input)
}

/** Sends what failed once more, after a look at what the station holds. @throws connections.push_not_found */
export async function retryConnection(
  ctx: Ctx,
  db: Db,
  input: Parsed<typeof connections.retry>,
): Promise<Monitoring> {
  const { active, customer } = await readTargetToChange(ctx, db, input.params.customerId)
  // Without a link it is the last one's: the station may have refused to take its note away.
  const [newest] = await queries.listConnections(db, customer.id)
  if (!newest || active?.state === 'linking') return fail('connections.not_linked')
  if (!(await outbox.retryFailed(db, newest.id))) fail('connections.push_not_found')
  await outbox.addConnectionJob(db, 'connections.push', newest.id)
  ctx.history.add({
    event: 'connections.retried',
    entity: 'connection',
    entityId: newest.id,
    customerId: customer.id,
    detail: { company: newest.company },
  })
  return readMonitoring(ctx, db, input)
}

async function requireLinked(ctx: Ctx, db: Db, customerId: number) {
  const target = await readTargetToChange(ctx, db, customerId)
  const { active, company } = target
  if (active?.state !== 'linked' || !company) return fail('connections.not_linked')
  return { ...target, active, company }
}

/**
 * Breaks the link, at once and on our side; the note at the station follows by the outbox. Neither account is
 * deleted (CON-012).
 * @throws connections.not_linked
 */
export async function unlink(
  ctx: Ctx,
  db: Db,
  input: Parsed<typeof connections.unlink>,
): Promise<Monitoring> {
  const { active, customer, company } = await readTargetToChange(ctx, db, input.params.customerId)
  if (!active) return fail('connections.not_linked')
  const standing = await queries.lockConnection(db, active.id)
  if (standing?.state === 'unlinked') fail('connections.not_linked') // by somebody else, a moment ago
  await queries.updateConnection(db, active.id, {
    state: 'unlinked',
    unlinked_at: ctx.now,
    unlinked_by: ctx.actor.userId,
  })
  await outbox.cancelWaiting(db, active.id)
  await forgetCheck(db, 'monitoring', active.id)
  await outbox.insertPush(db, {
    connection_id: active.id,
    kind: 'release',
    fields: [],
    created_by: ctx.actor.userId,
  })
  await outbox.addConnectionJob(db, 'connections.push', active.id)
  ctx.history.add({
    event: 'connections.unlinked',
    entity: 'connection',
    entityId: active.id,
    customerId: customer.id,
    detail: { company: company?.name ?? '', accountNumber: active.account_number },
  })
  return readMonitoring(ctx, db, input)
}

export async function queueEverything(
  db: Db,
  connection: queries.ConnectionRow,
  manifest: Manifest,
  userId: number | null,
): Promise<void> {
  const connectionId = connection.id
  await outbox.cancelSuperseded(db, connectionId, keptFields(manifest))
  await outbox.insertPush(db, {
    connection_id: connectionId,
    kind: 'fields',
    fields: keptFields(manifest),
    created_by: userId,
  })
  if (manifest.capabilities.includes('contacts')) {
    await outbox.insertPush(db, {
      connection_id: connectionId,
      kind: 'contacts',
      fields: ['contacts'],
      created_by: userId,
    })
  }
  if (sendsZones(manifest)) await insertZonePush(db, connection, userId)
  await outbox.addConnectionJob(db, 'connections.push', connectionId)
}

/**
 * Queues the station's share of what a save changed, in the save's own transaction (CON-013). A change made while
 * the link is still being confirmed is sent with the link.
 */
export const queueChanges: AfterSave = async (ctx, db, row, changed) => {
  // The record is locked, so that its connection does not begin meanwhile.
  if (row.connectionState === null) return
  const active = await queries.lockForUpdate(db, row.id)
  const manifest = connectorByKey(active?.connector ?? '')?.manifest
  const fields = manifest ? keptFields(manifest).filter((name) => changed.includes(name)) : []
  if (active?.state !== 'linked' || !fields.length) return
  await outbox.queueFields(db, active.id, fields, ctx.actor.userId)
}
