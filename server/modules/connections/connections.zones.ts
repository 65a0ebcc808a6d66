/** A customer's zones on their way to the station. What they are is the equipment's to say: listZoneEquipment. */
import { createHash } from 'node:crypto'
import { zoneKey } from '#shared/rules/equipment.ts'
import type { AccountRef, Manifest, Station } from '#server/connectors/contract.ts'
import { ConnectorError } from '#server/connectors/errors.ts'
import { connectorByKey } from '#server/connectors/registry.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'
import { listZoneEquipment, type ZoneEquipment } from '../equipment/equipment.service.ts'
import { findMonitoringCompany } from '../providers/providers.service.ts'
import * as outbox from './connections.outbox.ts'
import * as queries from './connections.queries.ts'
import { zonesToSend } from './connections.zones.match.ts'

/** How an update names a zone among its fields: `zone:001`. */
const prefix = 'zone:'
export const zoneField = (zone: string): string => `${prefix}${zoneKey(zone).padStart(3, '0')}`
/** The zone that a field of an update names; null if it names none. */
export const zoneOfField = (field: string): string | null =>
  field.startsWith(prefix) ? field.slice(prefix.length) : null

/**
 * Queues the zones after each change of equipment that decides on one, in the change's own transaction (CON-013). All
 * are named, those of earlier updates too: what was sent once and is no longer there, the station forgets. A change made
 * while the link is still being confirmed is sent with the link. Nothing happens where the station keeps no zones.
 */
export async function queueZones(ctx: Ctx, db: Db, customerId: number): Promise<void> {
  const connection = await findZoneLink(db, customerId)
  if (connection) await insertZonePush(db, connection, ctx.actor.userId)
}

/** Names every zone that is here or was sent before. Returns false if there is none. */
export async function insertZonePush(
  db: Db,
  connection: queries.ConnectionRow,
  userId: number | null,
): Promise<boolean> {
  const here = (await listZoneEquipment(db, connection.customer_id)).map(({ zone }) => zoneField(zone))
  return insertNamed(
    db,
    connection.id,
    [...here, ...(await outbox.listZoneFields(db, connection.id))],
    userId,
  )
}

/** The same at the beginning of a link: what hangs here is sent, and nothing of the station's is removed. */
export async function insertFirstZonePush(
  db: Db,
  connection: queries.ConnectionRow,
  userId: number | null,
): Promise<boolean> {
  const zones = (await listZoneEquipment(db, connection.customer_id)).filter(({ removed }) => !removed)
  return insertNamed(
    db,
    connection.id,
    zones.map(({ zone }) => zoneField(zone)),
    userId,
  )
}

async function insertNamed(db: Db, connectionId: number, names: string[], userId: number | null) {
  const fields = [...new Set(names)].sort()
  if (!fields.length) return false
  await outbox.cancelSuperseded(db, connectionId, fields)
  await outbox.insertPush(db, { connection_id: connectionId, kind: 'zones', fields, created_by: userId })
  await outbox.addConnectionJob(db, 'connections.push', connectionId)
  return true
}

/** The customer's link, if its station keeps zones. Held as it is until the transaction ends. */
async function findZoneLink(db: Db, customerId: number): Promise<queries.ConnectionRow | undefined> {
  const connection = await queries.lockActive(db, customerId)
  if (connection?.state !== 'linked') return undefined
  const company = await findMonitoringCompany(db, connection.monitoring_company_id)
  const manifest = connectorByKey(company?.connector ?? '')?.manifest
  return manifest && sendsZones(manifest) ? connection : undefined
}

/** Whether the station's zones can be set from here. */
export const sendsZones = (manifest: Manifest): boolean => manifest.capabilities.includes('zone_edit')

/**
 * Makes the named zones at the station what they are here, and touches no other. It looks before it writes, so that a
 * repeat sends what is still missing.
 * @throws ConnectorError whose field names the zone: `zone:001`
 */
export async function sendZones(
  station: Station,
  manifest: Manifest,
  ref: AccountRef,
  { fields, ours, key }: { fields: readonly string[]; ours: readonly ZoneEquipment[]; key: string },
): Promise<void> {
  if (!station.zones?.put) return
  const named = fields.map(zoneOfField).filter((zone) => zone !== null)
  const { put, remove } = zonesToSend(manifest, named, ours, await station.zones.list(ref))
  const keyFor = (step: string, content: unknown) =>
    `${step}-${createHash('sha256')
      .update(JSON.stringify([key, content]))
      .digest('base64url')}`
  if (remove.length && station.zones.remove)
    await station.zones.remove(ref, { zones: remove, idempotencyKey: keyFor('x', remove) })
  if (put.length) {
    const write = { zones: put, idempotencyKey: keyFor('z', put) }
    await station.zones.put(ref, write).catch((error: unknown) => {
      throw error instanceof ConnectorError ? namingZone(error, put) : error
    })
  }
}

/** `zones.1.name` of what was sent, by the zone's own number. */
function namingZone(error: ConnectorError, put: readonly { zone: string }[]): ConnectorError {
  const index = /^zones\.(\d+)/.exec(error.field ?? '')?.[1]
  const zone = index === undefined ? undefined : put[Number(index)]?.zone
  if (zone === undefined) return error
  const { kind, call, outcome, providerMessage, reason, retryAfterMs } = error
  return new ConnectorError(kind, {
    call,
    outcome,
    providerMessage,
    reason,
    retryAfterMs,
    field: zoneField(zone),
    cause: error,
  })
}
