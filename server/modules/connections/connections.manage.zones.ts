/** A linked account's zones beside the customer's equipment (CON-052). */
import type { Output, Parsed } from '#shared/contract.ts'
import type { stationAccounts, ZoneList } from '#shared/contracts/station-accounts.ts'
import { fail } from '#shared/errors.ts'
import type { StationZone } from '#server/connectors/station-parts.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx, IoCtx } from '#server/http/context.ts'
import { listZoneEquipment, type ZoneEquipment } from '../equipment/equipment.service.ts'
import type { StationDesk } from '../providers/providers.service.ts'
import {
  type Account,
  askStation,
  changeAtStation,
  readLinked,
  requirePart,
  settle,
} from './connections.manage.ts'
import { matchZones, zoneDiffers } from './connections.zones.match.ts'
import { queueZones } from './connections.zones.ts'

type Request<K extends keyof typeof stationAccounts> = Parsed<(typeof stationAccounts)[K]>

const zonesOf = (account: Account) => requirePart(account, 'zones', account.station.zones)
const ourZones = (ctx: IoCtx, customerId: number) => ctx.tx((_inner, db) => listZoneEquipment(db, customerId))

const toOurs = ({ zone, name, area, status }: ZoneEquipment) => ({
  zone,
  name,
  area: String(area),
  faulty: status === 'faulty',
})

/** Who may not see equipment sees the station's list alone. */
function toList(
  { actor }: IoCtx,
  { customer }: Account,
  ours: ZoneEquipment[],
  theirs: StationZone[],
): ZoneList {
  if (!actor.grants.has('equipment.view', customer.locationId))
    return { matched: [], theirsOnly: theirs, oursOnly: [], equipmentHidden: true }
  const { matched, theirsOnly, oursOnly } = matchZones(ours, theirs)
  return {
    matched: matched.map((pair) => ({ ...pair, ours: toOurs(pair.ours), differs: zoneDiffers(pair) })),
    theirsOnly,
    oursOnly: oursOnly.map(toOurs),
    equipmentHidden: false,
  }
}

/** @throws connections.… */
export async function readZones(
  ctx: IoCtx,
  desk: StationDesk,
  { params }: Request<'zones'>,
): Promise<ZoneList> {
  return askStation(ctx, desk, params.customerId, async (account) =>
    toList(ctx, account, await ourZones(ctx, params.customerId), await zonesOf(account).list(account.ref)),
  )
}

/** Queues all zones, as each change of equipment does. @throws connections.not_linked */
export async function sendZonesAgain(
  ctx: Ctx,
  db: Db,
  { params }: Request<'sendZones'>,
): Promise<Output<typeof stationAccounts.sendZones>> {
  const { connection, company } = await readLinked(ctx, db, params.customerId, 'change')
  await queueZones(ctx, db, params.customerId)
  ctx.history.add({
    event: 'connections.zones_asked',
    entity: 'connection',
    entityId: connection.id,
    customerId: params.customerId,
    detail: { company: company.name },
  })
  return {}
}

/** @throws connections.zone_gone */
export async function changeZone(
  ctx: IoCtx,
  desk: StationDesk,
  { params, body }: Request<'changeZone'>,
): Promise<ZoneList> {
  const { list } = await changeAtStation(
    ctx,
    desk,
    params.customerId,
    async (account) => {
      const zones = zonesOf(account)
      const put = requirePart(account, 'zone_edit', zones.put?.bind(zones))
      const before = findZone(account, await zones.list(account.ref), body.zone)
      const location = body.location ?? before.location
      const wanted = { ...before, eventType: body.eventType, deviceType: body.deviceType, location }
      const isThere = (list: StationZone[]) =>
        list.some(
          (now) =>
            now.zone === wanted.zone &&
            now.eventType === wanted.eventType &&
            now.deviceType === wanted.deviceType &&
            (now.location ?? '') === (wanted.location ?? ''),
        )
      const theirs = await settle(
        account,
        () => put(account.ref, { zones: [wanted], idempotencyKey: account.idempotencyKey }),
        async () => {
          const now = await zones.list(account.ref)
          return isThere(now) ? now : undefined
        },
      )
      return { before, list: toList(ctx, account, await ourZones(ctx, params.customerId), theirs) }
    },
    ({ before }, { company }) => {
      const changes = (
        [
          ['Event type', before.eventType, body.eventType],
          ['Device type', before.deviceType, body.deviceType],
          ['Location', before.location ?? '', body.location ?? before.location ?? ''],
        ] as const
      )
        .filter(([, old, now]) => old !== now)
        .map(([field, old, now]) => ({ field, old: old || null, new: now || null }))
      return changes.length
        ? { event: 'connections.zone_changed', detail: { zone: body.zone, company: company.name }, changes }
        : null
    },
  )
  return list
}

/** Removes a zone that matches nothing here. @throws connections.zone_matched, connections.zone_gone */
export async function removeZone(
  ctx: IoCtx,
  desk: StationDesk,
  { params, body }: Request<'removeZone'>,
): Promise<ZoneList> {
  const { list } = await changeAtStation(
    ctx,
    desk,
    params.customerId,
    async (account) => {
      const zones = zonesOf(account)
      const remove = requirePart(account, 'zone_edit', zones.remove?.bind(zones))
      const ours = await ourZones(ctx, params.customerId)
      const there = await zones.list(account.ref)
      const before = findZone(account, there, body.zone)
      if (matchZones(ours, there).matched.some(({ theirs }) => theirs === before))
        fail('connections.zone_matched', { zone: body.zone })
      const left = await settle(
        account,
        () => remove(account.ref, { zones: [body.zone], idempotencyKey: account.idempotencyKey }),
        async () => {
          const now = await zones.list(account.ref)
          return now.some(({ zone }) => zone === body.zone) ? undefined : now
        },
      )
      return { before, list: toList(ctx, account, ours, left) }
    },
    ({ before }, { company }) => ({
      event: 'connections.zone_removed',
      detail: { zone: body.zone, name: before.name, company: company.name },
    }),
  )
  return list
}

const findZone = ({ company }: Account, zones: StationZone[], zone: string): StationZone =>
  zones.find((one) => one.zone === zone) ?? fail('connections.zone_gone', { company: company.name, zone })
