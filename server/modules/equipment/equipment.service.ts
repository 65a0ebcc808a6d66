/**
 * What is installed at a customer. Every change is made under the record's lock, so that of two who claim a zone the
 * second hears of the first; what a station keeps of it is queued in the same transaction.
 */
import type { Output, Parsed } from '#shared/contract.ts'
import type { Equipment, equipment, EquipmentList } from '#shared/contracts/equipment.ts'
import { fail } from '#shared/errors.ts'
import { equipmentCategories, isGone, maxEquipment, nextZones } from '#shared/rules/equipment.ts'
import { todayIn } from '#shared/time.ts'
import type { Db } from '#server/db/database.ts'
import { type Ctx, requireAt } from '#server/http/context.ts'
import { queueZones } from '../connections/connections.service.ts'
import { getReadable, getWritable, type Visible } from '../customers/customers.service.ts'
import { listPageOf } from '../history/history.service.ts'
import { addDevices } from './equipment.adding.ts'
import {
  calledBy,
  columnsOf,
  equipmentChanges,
  toColumns,
  toEquipment,
  warrantyEnd,
} from './equipment.answers.ts'
import { checkValues, requireZonesApart } from './equipment.checks.ts'
import { findPackage } from './equipment.packages.queries.ts'
import * as queries from './equipment.queries.ts'
import type { EquipmentColumns, EquipmentRow } from './equipment.queries.ts'

export { installParts } from './equipment.installing.ts'
export { type Added, addOrdered, listOrderable } from './equipment.ordering.ts'
export { listOfferedPackages } from './equipment.packages.ts'
export { equipmentPart } from './equipment.part.ts'
export { listZoneEquipment, type ZoneEquipment } from './equipment.zones.ts'

type Request<K extends keyof typeof equipment> = Parsed<(typeof equipment)[K]>

/** @throws customers.not_found, access.denied_here */
export async function readEquipment(ctx: Ctx, db: Db, { params }: Request<'list'>): Promise<EquipmentList> {
  return read(ctx, db, await getReadable(ctx, db, params.customerId, 'equipment.view'))
}

/** What a device was sold for belongs to the sale. */
const seesCharges = (ctx: Ctx, record: Visible): boolean =>
  ctx.actor.grants.has('sale_information.view', record.locationId)

async function read(ctx: Ctx, db: Db, record: Visible): Promise<EquipmentList> {
  const today = todayIn(ctx.actor.company.timeZone, ctx.now)
  const may = (level: 'create' | 'modify') =>
    !record.archived && ctx.actor.grants.has(`equipment.${level}`, record.locationId)
  return {
    items: (await queries.listEquipment(db, record.id)).map((row) =>
      toEquipment(row, today, seesCharges(ctx, record)),
    ),
    abilities: { create: may('create'), modify: may('modify') },
    readOnlyReason: record.archived ? 'archived' : null,
  }
}

/** What files of an import name: items and wire types, those out of use, too. */
export const listItemNames = async (db: Db) => ({
  items: await queries.listItems(db),
  wireTypes: await queries.listWireTypes(db),
})

/** @throws customers.not_found, access.denied_here; equipment.not_found */
export async function readDevice(ctx: Ctx, db: Db, { params }: Request<'get'>): Promise<Equipment> {
  const record = await getReadable(ctx, db, params.customerId, 'equipment.view')
  const row = rowOf(await queries.listEquipment(db, record.id), params.equipmentId)
  return toEquipment(row, todayIn(ctx.actor.company.timeZone, ctx.now), seesCharges(ctx, record))
}

/** @throws customers.not_found, access.denied_here; equipment.not_found */
export async function listDeviceHistory(
  ctx: Ctx,
  db: Db,
  { params, query }: Request<'history'>,
): Promise<Output<typeof equipment.history>> {
  const record = await getReadable(ctx, db, params.customerId, 'equipment.view')
  const row = rowOf(await queries.listEquipment(db, record.id), params.equipmentId)
  return listPageOf(ctx, db, record, { entity: 'equipment', entityId: row.id }, query)
}

const rowOf = (rows: readonly EquipmentRow[], id: number): EquipmentRow =>
  rows.find((row) => row.id === id) ?? fail('equipment.not_found')

async function lock(ctx: Ctx, db: Db, customerId: number, level: 'create' | 'modify') {
  const record = await getWritable(ctx, db, customerId, `equipment.${level}`)
  // The answer to every change shows the whole list.
  requireAt(ctx.actor, 'equipment.view', record.locationId)
  return { record, rows: await queries.listEquipment(db, customerId) }
}

const requireRoom = (rows: readonly unknown[], more: number): void => {
  if (rows.length + more > maxEquipment) fail('equipment.too_many', { max: maxEquipment })
}

/** Members that decide on what a station gets (listZoneEquipment). */
const toldToStations: ReadonlySet<string> = new Set([
  'item',
  'zone',
  'zoneName',
  'wireType',
  'area',
  'status',
])

/** @throws customers.…; equipment.too_many; request.invalid with the fields */
export async function addEquipment(
  ctx: Ctx,
  db: Db,
  { params, body }: Request<'create'>,
): Promise<EquipmentList> {
  const { record, rows } = await lock(ctx, db, params.customerId, 'create')
  requireRoom(rows, 1)
  const { item, wireType } = await checkValues(db, body, rows, undefined)
  const columns = toColumns(body, item.warrantyMonths)
  const [id] = await queries.insertEquipment(db, record.id, ctx.actor.userId, [columns])
  const added = { ...columns, item: item.name, wire_type: wireType }
  ctx.history.add({
    event: 'equipment.added',
    entity: 'equipment',
    entityId: id!,
    customerId: record.id,
    detail: { what: calledBy(added) },
    changes: equipmentChanges(null, added),
  })
  if (added.zone) await queueZones(ctx, db, record.id)
  return read(ctx, db, record)
}

/** @throws customers.…; equipment.not_found; equipment.stale with what is stored now; request.invalid with the fields */
export async function changeEquipment(
  ctx: Ctx,
  db: Db,
  { params, body }: Request<'update'>,
): Promise<EquipmentList> {
  const { record, rows } = await lock(ctx, db, params.customerId, 'modify')
  const before = rowOf(rows, params.equipmentId)
  if (before.version !== body.version)
    return fail(
      'equipment.stale',
      {},
      { extra: { current: toEquipment(before, record.row.today, seesCharges(ctx, record)) } },
    )
  const { item, wireType } = await checkValues(db, body.equipment, rows, before, 'equipment.')
  const after = { ...toColumns(body.equipment, item.warrantyMonths), item: item.name, wire_type: wireType }
  if (!(await write(ctx, db, record, [{ before, after }]))) ctx.history.nothingChanged()
  return read(ctx, db, record)
}

type Pair = { before: EquipmentRow; after: EquipmentColumns & { item: string; wire_type: string | null } }

/** Writes what differs, with its history. Returns how many devices changed. */
async function write(ctx: Ctx, db: Db, record: Visible, pairs: readonly Pair[]): Promise<number> {
  let count = 0
  let tell = false
  for (const { before, after } of pairs) {
    const changes = equipmentChanges(before, after)
    if (!changes.length) continue
    count += 1
    tell ||= (before.zone ?? after.zone) !== null && changes.some(({ field }) => toldToStations.has(field))
    const { item: _, wire_type: __, ...columns } = after
    await queries.updateEquipment(db, [before.id], columns)
    ctx.history.add({
      event: 'equipment.changed',
      entity: 'equipment',
      entityId: before.id,
      customerId: record.id,
      detail: { what: calledBy(before) },
      changes,
    })
  }
  if (tell) await queueZones(ctx, db, record.id)
  return count
}

/**
 * Changes several devices, all or none. A day of installation brings the item's warranty where none was noted.
 * @throws customers.…; equipment.not_found, equipment.zone_claimed; request.invalid for a warranty that ends too early
 */
export async function changeSeveral(
  ctx: Ctx,
  db: Db,
  { params, body: { ids, change } }: Request<'bulk'>,
): Promise<Output<typeof equipment.bulk>> {
  const { record, rows } = await lock(ctx, db, params.customerId, 'modify')
  const chosen = [...new Set(ids)].map((id) => rowOf(rows, id))
  const items = await queries.holdItems(
    db,
    chosen.map((row) => row.item_id),
  )
  const pairs = chosen.map((before): Pair => {
    const installed = change.installedOn === undefined ? before.installed_on : change.installedOn
    const proposed = change.installedOn
      ? (before.warranty_until ?? warrantyEnd(installed, items.get(before.item_id)?.warrantyMonths ?? null))
      : before.warranty_until
    return {
      before,
      after: {
        ...columnsOf(before),
        status: change.status ?? before.status,
        installed_on: installed,
        warranty_until: change.warrantyUntil === undefined ? proposed : change.warrantyUntil,
      },
    }
  })
  for (const { before, after } of pairs) {
    if (!after.installed_on || !after.warranty_until || after.installed_on <= after.warranty_until) continue
    const message = `The warranty of ${calledBy(before)} would end before its installation`
    fail('request.invalid', {}, { errors: [{ path: 'change', message }] })
  }
  requireZonesApart(rows.map((row) => pairs.find(({ before }) => before === row)?.after ?? row))
  // What leaves its zone makes room for what takes it.
  const changed = await write(
    ctx,
    db,
    record,
    pairs.toSorted((a, b) => Number(isGone(b.after.status)) - Number(isGone(a.after.status))),
  )
  if (!changed) ctx.history.nothingChanged()
  return { ...(await read(ctx, db, record)), changed }
}

/** @throws customers.…; equipment.not_found */
export async function removeEquipment(
  ctx: Ctx,
  db: Db,
  { params }: Request<'remove'>,
): Promise<EquipmentList> {
  const { record, rows } = await lock(ctx, db, params.customerId, 'modify')
  const gone = rowOf(rows, params.equipmentId)
  await queries.deleteEquipment(db, gone.id)
  ctx.history.add({
    event: 'equipment.deleted',
    entity: 'equipment',
    entityId: gone.id,
    customerId: record.id,
    detail: { what: calledBy(gone) },
    changes: equipmentChanges(gone, null),
  })
  if (gone.zone) await queueZones(ctx, db, record.id)
  return read(ctx, db, record)
}

/**
 * Adds every device of a package that is still in use; those that detect something may get the next free zones.
 * @throws customers.…; equipment.package_not_found, equipment.package_empty, equipment.too_many
 */
export async function addPackage(
  ctx: Ctx,
  db: Db,
  { params, body }: Request<'addPackage'>,
): Promise<Output<typeof equipment.addPackage>> {
  const { record, rows } = await lock(ctx, db, params.customerId, 'create')
  const found = await findPackage(db, body.packageId)
  if (!found?.active) return fail('equipment.package_not_found')
  const items = await queries.holdItems(
    db,
    found.lines.map((line) => line.itemId),
  )
  const wireTypes = new Map((await queries.listWireTypes(db)).map((row) => [row.id, row]))
  const devices = found.lines.flatMap((line) => {
    const item = items.get(line.itemId)
    return item?.active ? Array.from({ length: line.quantity }, () => ({ item, line })) : []
  })
  if (!devices.length) fail('equipment.package_empty')
  requireRoom(rows, devices.length)
  const detecting = devices.filter(({ item }) => equipmentCategories[item.category].detects)
  const taken = rows.flatMap(({ zone, status }) => (zone && !isGone(status) ? [zone] : []))
  const zones = body.numberZones ? nextZones(taken, detecting.length) : []
  const added = devices.map(({ item, line }) => {
    const wireType = wireTypes.get(line.wireTypeId ?? item.wireTypeId ?? 0)
    return {
      item_id: item.id,
      serial: null,
      zone: equipmentCategories[item.category].detects ? (zones.shift() ?? null) : null,
      zone_name: null,
      wire_type_id: wireType?.id ?? null,
      place: null,
      area: 1,
      status: body.status,
      installed_on: body.installedOn,
      warranty_until: warrantyEnd(body.installedOn, item.warrantyMonths),
      note: '',
      item: item.name,
      wire_type: wireType?.name ?? null,
    }
  })
  await addDevices(ctx, db, record, added, { package: found.name })
  return { ...(await read(ctx, db, record)), added: added.length }
}
