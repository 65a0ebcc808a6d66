/** Pull: a linked account compared with the customer, and the station's values taken over (CON-011, CON-033). */
import type { Output, Parsed } from '#shared/contract.ts'
import type { Discrepancies } from '#shared/contracts/connections.ts'
import type { stationAccounts } from '#shared/contracts/station-accounts.ts'
import { fail } from '#shared/errors.ts'
import type { RemoteAccount } from '#server/connectors/contract.ts'
import type { IoCtx } from '#server/http/context.ts'
import { type AfterSave, saveProvided } from '../customers/customers.service.ts'
import type { StationDesk } from '../providers/providers.service.ts'
import { differingFields, labelsOf, type OurAccount, seenDigest } from './connections.account.ts'
import { compareSides, readTheirZones, takeTheirs, zonesPart } from './connections.linking.ts'
import { type Account, askStation, readLinked } from './connections.manage.ts'
import { settleFindings } from './connections.checks.ts'
import * as outbox from './connections.outbox.ts'
import { readOurAccount } from './connections.target.ts'
import { insertFirstZonePush, sendsZones } from './connections.zones.ts'

type Request<K extends keyof typeof stationAccounts> = Parsed<(typeof stationAccounts)[K]>

type Sides = {
  account: Account
  ours: OurAccount
  theirs: RemoteAccount
  zones: Awaited<ReturnType<typeof zonesPart>>
}

/** Reads both sides of a linked account. @throws connections.account_not_found if the station has it no more */
async function readSides(ctx: IoCtx, desk: StationDesk, customerId: number): Promise<Sides> {
  // Archived it is not even compared: nothing could come of it.
  await ctx.tx((inner, db) => readLinked(inner, db, customerId, 'change'))
  return askStation(ctx, desk, customerId, async (account) => {
    const { customer, company, manifest, station, ref } = account
    const { accountNumber } = ref
    const theirs = await station.account.lookup(accountNumber)
    if (!theirs) return fail('connections.account_not_found', { accountNumber, company: company.name })
    const theirZones = await readTheirZones(station, manifest, theirs)
    const ours = await ctx.tx((_inner, db) => readOurAccount(db, ctx.actor.company.id, customer))
    return { account, ours, theirs, zones: await zonesPart(ctx, customer, manifest, theirZones) }
  })
}

/** What differs between a linked account and the customer. Changes nothing. */
export async function comparePull(
  ctx: IoCtx,
  desk: StationDesk,
  { params }: Request<'compare'>,
): Promise<Discrepancies> {
  const { account, ours, theirs, zones } = await readSides(ctx, desk, params.customerId)
  return compareSides(ctx, { ...account, open: account, ours, theirs, zones })
}

/**
 * Takes theirs over for the chosen fields, by a save with its permissions; the others that differ go to the station.
 * @throws connections.changed_meanwhile if either side is not what the page showed; request.invalid
 */
export async function pullAccount(
  ctx: IoCtx,
  desk: StationDesk,
  { params, body }: Request<'pull'>,
  followSave: AfterSave,
): Promise<Output<typeof stationAccounts.pull>> {
  const { account, ours, theirs, zones } = await readSides(ctx, desk, params.customerId)
  if (seenDigest(ours, theirs, zones) !== body.seen) fail('connections.changed_meanwhile')
  const { manifest } = account
  await ctx.tx(async (inner, db) => {
    const { customer, company, connection } = await readLinked(inner, db, params.customerId, 'change')
    if (customer.row.version !== account.customer.row.version) fail('connections.changed_meanwhile')
    const differing = differingFields(manifest, ours, theirs)
    const taken = differing.filter((name) => body.takeTheirs.includes(name))
    if (!taken.length) fail('connections.changed_meanwhile')
    await inner.history.from('integration', () => takeTheirs(inner, db, customer, theirs, taken, followSave))
    await settleFindings(db, 'monitoring', connection.id, ['drift'])
    await saveProvided(db, inner.history, inner.actor.company.id, customer.id, theirs.identifiers ?? {})
    const insert = (kind: 'fields' | 'contacts', fields: string[]) =>
      outbox.insertPush(db, { connection_id: connection.id, kind, fields, created_by: inner.actor.userId })
    const kept = differing.filter((name) => !taken.includes(name))
    const { differences } = compareSides(ctx, { ...account, open: account, ours, theirs, zones })
    if (kept.length) await insert('fields', kept)
    if (differences.some(({ field }) => field === 'contacts')) await insert('contacts', ['contacts'])
    if (zones && sendsZones(manifest)) await insertFirstZonePush(db, connection, inner.actor.userId)
    await outbox.addConnectionJob(db, 'connections.push', connection.id)
    inner.history.add({
      event: 'connections.pulled',
      entity: 'connection',
      entityId: connection.id,
      customerId: customer.id,
      detail: {
        fields: labelsOf(taken).join(', '),
        accountNumber: account.ref.accountNumber,
        company: company.name,
      },
    })
  })
  return {}
}
