/**
 * Linking: look, compare, reserve, claim at the station, confirm. The reservation is a row and a job, so that a link
 * whose answer is lost is finished by the worker and never stays half done (REL-003).
 */
import type { Output, Parsed } from '#shared/contract.ts'
import type { connections, Monitoring } from '#shared/contracts/connections.ts'
import { saveFields } from '#shared/contracts/customers.ts'
import { fail } from '#shared/errors.ts'
import type { FieldName } from '#shared/rules/customer-fields.ts'
import type { AccountField, RemoteAccount } from '#server/connectors/contract.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx, IoCtx } from '#server/http/context.ts'
import { place, seal } from '#server/platform/encryption.ts'
import { maskedField, mayChange, saveCustomer } from '../customers/customers.service.ts'
import { compare, type OurAccount, seenDigest } from './connections.account.ts'
import { finishLink, type Plan } from './connections.finish.ts'
import * as queries from './connections.queries.ts'
import { referenceOf } from './connections.reference.ts'
import { readMonitoring } from './connections.service.ts'
import { type Linkable, readOurAccount, readTargetToChange, requireLinkable } from './connections.target.ts'
import { failAsProvider, type OpenStation, type StationDesk } from './stations.ts'

/** How long the worker leaves a link to the request that makes it. */
const graceMs = 20_000

type Sides = { target: Linkable; ours: OurAccount; theirs: RemoteAccount | null; open: OpenStation }

/** Reads both sides. The station is asked outside of any transaction; what was said to it is kept either way. */
async function readSides(ctx: IoCtx, desk: StationDesk, customerId: number): Promise<Sides> {
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
    return { target, ours, open, theirs: await open.station.account.lookup(accountNumber) }
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
  const { target, ours, open } = sides
  const access = (name: FieldName) => ({
    masked: maskedField(ctx.actor, target.customer, name) !== 'shown',
    mayChange: mayChange(ctx.actor, target.customer, name),
  })
  return {
    company: target.company.name,
    accountNumber: target.accountNumber,
    inService: theirs.inService,
    ...compare(open.manifest, ours, theirs, access),
    seen: seenDigest(ours, theirs),
  }
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
): Promise<Monitoring> {
  const { params, body } = input
  const sides = await readSides(ctx, desk, params.customerId)
  const theirs = await requireFree(ctx, sides)
  if (seenDigest(sides.ours, theirs) !== body.seen) fail('connections.changed_meanwhile')
  const connectionId = await ctx.tx(async (inner, db) => {
    const id = await reserve(inner, db, sides.target, { mode: 'link', externalId: theirs.externalId })
    await takeTheirs(inner, db, sides, theirs, body.takeTheirs)
    return id
  })
  return finish(ctx, desk, input, connectionId, sides.target.company.name)
}

/** Creates the account at the station and links it. @throws connections.account_exists */
export async function shellAccount(
  ctx: IoCtx,
  desk: StationDesk,
  input: Parsed<typeof connections.shell>,
): Promise<Monitoring> {
  const sides = await readSides(ctx, desk, input.params.customerId)
  const { target, theirs } = sides
  const company = target.company.name
  if (!sides.open.station.account.create) fail('connections.unsupported', { company })
  if (theirs) fail('connections.account_exists', { accountNumber: target.accountNumber, company })
  const connectionId = await ctx.tx((inner, db) =>
    reserve(inner, db, target, { mode: 'shell', externalId: null }),
  )
  return finish(ctx, desk, input, connectionId, company)
}

async function reserve(ctx: Ctx, db: Db, seen: Linkable, plan: Plan): Promise<number> {
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
  if (!(await queries.cancelReleases(db, account))) fail('connections.link_running')
  const id = await queries.reserveConnection(db, {
    customer_id: target.customer.id,
    monitoring_company_id: target.company.id,
    account_number: target.accountNumber,
    linked_by: actor.userId,
    sealed_plan: seal(JSON.stringify(plan), place(actor.company.id, 'connection.sealed_plan')),
  })
  if (!id) return fail('connections.link_running')
  await queries.addConnectionJob(db, 'connections.finish_link', id, new Date(ctx.now.getTime() + graceMs))
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
async function takeTheirs(
  ctx: Ctx,
  db: Db,
  { target }: Sides,
  theirs: RemoteAccount,
  chosen: string[],
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
  const { customer } = target
  await saveCustomer(
    ctx,
    db,
    { params: { customerId: customer.id }, body: { version: customer.row.version, fields: judged.data } },
    async () => {},
  )
}

async function finish(
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
