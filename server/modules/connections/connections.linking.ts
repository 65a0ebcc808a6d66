/**
 * Linking: look, compare, reserve, claim at the station, confirm. The reservation is a row and a job, so that a link
 * whose answer is lost is finished by the worker and never stays half done (REL-003).
 */
import type { Output, Parsed } from '#shared/contract.ts'
import type { connections, Difference, Discrepancies, Monitoring } from '#shared/contracts/connections.ts'
import { saveFields } from '#shared/contracts/customers.ts'
import { fail } from '#shared/errors.ts'
import type { FieldName } from '#shared/rules/customer-fields.ts'
import type {
  AccountField,
  AccountRef,
  Manifest,
  RemoteAccount,
  Station,
} from '#server/connectors/contract.ts'
import type { StationZone } from '#server/connectors/station-parts.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx, IoCtx } from '#server/http/context.ts'
import { place, seal } from '#server/platform/encryption.ts'
import {
  type AfterSave,
  isShown,
  mayChange,
  saveCustomer,
  type Visible,
} from '../customers/customers.service.ts'
import { listZoneEquipment } from '../equipment/equipment.service.ts'
import { compare, type OurAccount, seenDigest } from './connections.account.ts'
import { finishLink, type Plan } from './connections.finish.ts'
import * as outbox from './connections.outbox.ts'
import * as queries from './connections.queries.ts'
import { referenceOf } from './connections.reference.ts'
import { readMonitoring } from './connections.service.ts'
import { type Linkable, readOurAccount, readTargetToChange, requireLinkable } from './connections.target.ts'
import { zonesDifference } from './connections.zones.match.ts'
import { sendsZones } from './connections.zones.ts'
import { failAsProvider, type OpenStation, type StationDesk } from '../providers/providers.service.ts'

/** How long the worker leaves a link to the request that makes it. */
const graceMs = 20_000

export type Sides = {
  target: Linkable
  ours: OurAccount
  theirs: RemoteAccount | null
  zones: Difference | null
  open: OpenStation
}

/** Reads both sides. The station is asked outside of any transaction; what was said to it is kept either way. */
export async function readSides(ctx: IoCtx, desk: StationDesk, customerId: number): Promise<Sides> {
  const { target, ours } = await ctx.tx(async (inner, db) => {
    const target = requireLinkable(await readTargetToChange(inner, db, customerId))
    return { target, ours: await readOurAccount(db, ctx.actor.company.id, target.customer) }
  })
  const { company, accountNumber } = target
  const open = desk.open(ctx.actor.company.id, company)
  const { pattern, help } = open.manifest.limits.accountNumber
  if (!new RegExp(pattern).test(accountNumber))
    fail('connections.account_number_form', { accountNumber, company: company.name, help })
  try {
    const theirs = await open.station.account.lookup(accountNumber)
    const theirZones = theirs && (await readTheirZones(open.station, open.manifest, theirs))
    const zones = theirZones && (await zonesPart(ctx, target.customer, open.manifest, theirZones))
    return { target, ours, open, theirs, zones }
  } catch (error) {
    return failAsProvider(error, company.name)
  } finally {
    await ctx.tx((_inner, db) => queries.insertCalls(db, customerId, null, open.calls.splice(0)))
  }
}

/** Refuses an account that does not exist or that another record holds, here or at the station. */
async function requireFree(ctx: IoCtx, { target, theirs }: Sides): Promise<RemoteAccount> {
  const values = { accountNumber: target.accountNumber, company: target.company.name }
  if (!theirs) return fail('connections.account_not_found', values)
  const owner = await ctx.tx((_inner, db) =>
    queries.findAccountOwner(db, target.company.id, target.accountNumber),
  )
  if (owner) fail('connections.account_taken', { ...values, owner: `#${owner.id} ${owner.name}` })
  const { linkedReference } = theirs
  if (
    linkedReference !== null &&
    linkedReference !== referenceOf(ctx.actor.company.slug, target.customer.id)
  ) {
    fail('connections.taken_elsewhere', { ...values, reference: linkedReference })
  }
  return theirs
}

/** The Discrepancies page. Changes nothing. @throws connections.… with what stands in the way */
export async function readDiscrepancies(
  ctx: IoCtx,
  desk: StationDesk,
  { params }: Parsed<typeof connections.discrepancies>,
): Promise<Output<typeof connections.discrepancies>> {
  const sides = await readSides(ctx, desk, params.customerId)
  const theirs = await requireFree(ctx, sides)
  const { target, ours, open, zones } = sides
  return compareSides(ctx, { customer: target.customer, company: target.company, open, ours, theirs, zones })
}

type Compared = {
  customer: Visible
  company: { name: string }
  open: Pick<OpenStation, 'manifest'>
  ours: OurAccount
  theirs: RemoteAccount
  zones: Difference | null
}

/** Both sides as a page of discrepancies, for this user. */
export function compareSides(ctx: IoCtx, sides: Compared): Discrepancies {
  const { customer, company, open, ours, theirs, zones } = sides
  const access = (name: FieldName) => ({
    masked: !isShown(ctx.actor, customer, name),
    mayChange: mayChange(ctx.actor, customer, name),
  })
  const { differences, equal } = compare(open.manifest, ours, theirs, access)
  return {
    company: company.name,
    accountNumber: theirs.accountNumber,
    inService: theirs.inService,
    differences: zones ? [...differences, zones] : differences,
    equal: !zones && sendsZones(open.manifest) ? [...equal, 'Zones'] : equal,
    seen: seenDigest(ours, theirs, zones),
  }
}

/** The station's zones, where they are set from here. */
export const readTheirZones = async (
  station: Station,
  manifest: Manifest,
  ref: AccountRef,
): Promise<StationZone[]> => (station.zones && sendsZones(manifest) ? station.zones.list(ref) : [])

/** How they differ from what is installed. */
export async function zonesPart(
  ctx: IoCtx,
  customer: Visible,
  manifest: Manifest,
  theirs: StationZone[],
): Promise<Difference | null> {
  if (!sendsZones(manifest)) return null
  const ours = await ctx.tx((_inner, db) => listZoneEquipment(db, customer.id))
  return zonesDifference(ours, theirs, ctx.actor.grants.has('equipment.view', customer.locationId))
}

/**
 * Links as the Discrepancies page showed it. Where theirs was chosen, their value is saved here first; everything
 * else of ours goes to the station.
 * @throws connections.changed_meanwhile if either side is not what the page showed
 */
export async function linkAccount(
  ctx: IoCtx,
  desk: StationDesk,
  input: Parsed<typeof connections.link>,
  followSave: AfterSave,
): Promise<Monitoring> {
  const { params, body } = input
  const sides = await readSides(ctx, desk, params.customerId)
  const theirs = await requireFree(ctx, sides)
  if (seenDigest(sides.ours, theirs, sides.zones) !== body.seen) fail('connections.changed_meanwhile')
  const connectionId = await ctx.tx(async (inner, db) => {
    const id = await reserve(inner, db, sides.target, { mode: 'link', externalId: theirs.externalId })
    await takeTheirs(inner, db, sides.target.customer, theirs, body.takeTheirs, followSave)
    return id
  })
  return finish(ctx, desk, input, connectionId, sides.target.company.name)
}

/** Reserves the account, with a job that finishes what a request leaves undone. */
export async function reserve(ctx: Ctx, db: Db, seen: Linkable, plan: Plan): Promise<number> {
  // Read again under this transaction: the record may have changed since both sides were read.
  const target = requireLinkable(await readTargetToChange(ctx, db, seen.customer.id))
  const sameRecord = target.customer.row.version === seen.customer.row.version
  if (!sameRecord || target.accountNumber !== seen.accountNumber || target.company.id !== seen.company.id)
    fail('connections.changed_meanwhile')
  const { actor } = ctx
  const account = {
    customerId: target.customer.id,
    monitoringCompanyId: target.company.id,
    accountNumber: target.accountNumber,
  }
  if (!(await outbox.cancelReleases(db, account))) fail('connections.link_running')
  const id = await queries.reserveConnection(db, {
    customer_id: target.customer.id,
    monitoring_company_id: target.company.id,
    account_number: target.accountNumber,
    linked_by: actor.userId,
    sealed_plan: seal(JSON.stringify(plan), place(actor.company.id, 'connection.sealed_plan')),
  })
  if (!id) return fail('connections.link_running')
  await outbox.addConnectionJob(db, 'connections.finish_link', id, new Date(ctx.now.getTime() + graceMs))
  ctx.history.add({
    event: 'connections.link_asked',
    entity: 'connection',
    entityId: id,
    customerId: target.customer.id,
    detail: { company: target.company.name, accountNumber: target.accountNumber },
  })
  return id
}

/** Saves their values over ours where the user chose so, as an ordinary save with its permissions and history. */
export async function takeTheirs(
  ctx: Ctx,
  db: Db,
  customer: Visible,
  theirs: Pick<RemoteAccount, 'fields'>,
  chosen: string[],
  afterSave: AfterSave,
): Promise<void> {
  const fields = Object.fromEntries(
    chosen
      .filter((name): name is AccountField => name in theirs.fields)
      .map((name) => [name, theirs.fields[name] === '' ? null : theirs.fields[name]!]),
  )
  if (!Object.keys(fields).length) return
  // The station may hold what no field of ours may: the same schema judges it as judges what people type.
  const judged = saveFields.safeParse(fields)
  if (!judged.success) {
    const errors = judged.error.issues.map((i) => ({
      path: `fields.${i.path.join('.')}`,
      message: i.message,
    }))
    return fail('request.invalid', {}, { errors })
  }
  await saveCustomer(
    ctx,
    db,
    { params: { customerId: customer.id }, body: { version: customer.row.version, fields: judged.data } },
    afterSave,
  )
}

/** Does the second half at once; what is left undone the worker finishes. */
export async function finish(
  ctx: IoCtx,
  desk: StationDesk,
  input: Parsed<typeof connections.monitoring>,
  connectionId: number,
  company: string,
): Promise<Monitoring> {
  try {
    await finishLink(
      {
        companyId: ctx.actor.company.id,
        connectionId,
        now: ctx.now,
        tx: (work) => ctx.tx((inner, db) => work(db, inner.history)),
      },
      desk,
    )
  } catch (error) {
    // Unless the station definitely refused, the page shows "linking" from now on and the worker finds out.
    return failAsProvider(error, company)
  }
  return ctx.tx((inner, db) => readMonitoring(inner, db, input))
}
