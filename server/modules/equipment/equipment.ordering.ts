/** Devices that an order brings: those of a package, and single items beside it, with what is charged for each. */
import { sql } from 'kysely'
import { fail, type FieldError } from '#shared/errors.ts'
import { equipmentCategories, isGone, maxEquipment, nextZones } from '#shared/rules/equipment.ts'
import type { Db } from '#server/db/database.ts'
import { type Ctx, requireAt } from '#server/http/context.ts'
import type { Visible } from '../customers/customers.service.ts'
import { addDevices } from './equipment.adding.ts'
import { findPackage } from './equipment.packages.queries.ts'
import * as queries from './equipment.queries.ts'

export type OrderedLine = {
  itemId: number
  quantity: number
  /** null: the item's price as it now is. */
  chargeCents: number | null
  /** null: the item's own. */
  wireTypeId: number | null
}

type Order = {
  /** How history calls it. */
  name: string
  packageId: number | null
  extras: readonly OrderedLine[]
  soldById: number
  numberZones: boolean
}

/** What was added, as history tells it: one line for each item with its number and charge. */
export type Added = {
  devices: number
  lines: { item: string; quantity: number; chargeCents: number | null }[]
}

/**
 * Adds planned devices for everything that is ordered; items of the package that are out of use are left out. The record
 * is locked by the caller.
 * @throws access.denied_here without Equipment: Create; equipment.package_not_found, equipment.too_many; request.invalid
 * with the lines that cannot be ordered
 */
export async function addOrdered(ctx: Ctx, db: Db, record: Visible, order: Order): Promise<Added> {
  requireAt(ctx.actor, 'equipment.create', record.locationId)
  const found = order.packageId === null ? null : await findPackage(db, order.packageId)
  if (found === undefined || found?.active === false) fail('equipment.package_not_found')
  const wanted: OrderedLine[] = [...(found?.lines ?? []), ...order.extras]
  const items = await queries.holdItems(
    db,
    wanted.map(({ itemId }) => itemId),
  )
  const wireTypes = new Map((await queries.listWireTypes(db)).map((row) => [row.id, row]))
  refuseUnknown(order.extras, items, wireTypes)
  const prices = await readPrices(db, [...items.keys()])
  const lines = wanted.flatMap((line) => {
    const item = items.get(line.itemId)
    return item?.active
      ? [{ ...line, item, chargeCents: line.chargeCents ?? prices.get(item.id) ?? null }]
      : []
  })
  const devices = lines.flatMap((line) => Array.from({ length: line.quantity }, () => line))
  const there = await queries.listEquipment(db, record.id)
  if (there.length + devices.length > maxEquipment) fail('equipment.too_many', { max: maxEquipment })
  if (!devices.length) return { devices: 0, lines: [] }

  const taken = there.flatMap(({ zone, status }) => (zone && !isGone(status) ? [zone] : []))
  const detecting = devices.filter(({ item }) => equipmentCategories[item.category].detects)
  const zones = order.numberZones ? nextZones(taken, detecting.length) : []
  const added = devices.map(({ item, wireTypeId, chargeCents }) => {
    const wireType = wireTypes.get(wireTypeId ?? item.wireTypeId ?? 0)
    return {
      item_id: item.id,
      serial: null,
      zone: equipmentCategories[item.category].detects ? (zones.shift() ?? null) : null,
      zone_name: null,
      wire_type_id: wireType?.id ?? null,
      place: null,
      area: 1,
      status: 'planned' as const,
      installed_on: null,
      warranty_until: null,
      note: '',
      charge_cents: chargeCents,
      sold_by_id: order.soldById,
      item: item.name,
      wire_type: wireType?.name ?? null,
    }
  })
  await addDevices(ctx, db, record, added, { order: order.name })
  return {
    devices: devices.length,
    lines: lines.map(({ item, quantity, chargeCents }) => ({ item: item.name, quantity, chargeCents })),
  }
}

type Names = Map<number, { active: boolean }>

function refuseUnknown(extras: readonly OrderedLine[], items: Names, wireTypes: Names): void {
  const errors: FieldError[] = []
  for (const [index, { itemId, wireTypeId }] of extras.entries()) {
    if (!items.get(itemId)?.active)
      errors.push({ path: `extras.${index}.itemId`, message: 'Choose an item from the list' })
    if (wireTypeId !== null && !wireTypes.get(wireTypeId)?.active)
      errors.push({ path: `extras.${index}.wireTypeId`, message: 'Choose a wire type from the list' })
  }
  if (errors.length) fail('request.invalid', {}, { errors })
}

/** What one of each costs a customer, where the catalogue says. */
async function readPrices(db: Db, itemIds: readonly number[]): Promise<Map<number, number>> {
  const { rows } = await sql<{ id: number; cents: number }>`
    select id, (data ->> 'priceCents')::bigint as cents from catalogue_value
    where company_id = platform.company_id() and id = any (${[...itemIds]}::bigint[]) and data ->> 'priceCents' is not null`.execute(
    db,
  )
  return new Map(rows.map(({ id, cents }) => [id, cents]))
}

/** What an order is chosen from: items, wire types and packages that are in use. */
export async function listOrderable(db: Db) {
  const active = <R extends { active: boolean }>(rows: R[]) => rows.filter((row) => row.active)
  return {
    items: active(await queries.listItems(db)).map(({ id, name }) => ({ id, name })),
    wireTypes: active(await queries.listWireTypes(db)).map(({ id, name }) => ({ id, name })),
  }
}
