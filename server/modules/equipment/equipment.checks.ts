/** What equipment must fulfil before it is written: what it is chosen from, and a zone that is nobody else's. */
import type { EquipmentValues } from '#shared/contracts/equipment.ts'
import { fail, type FieldError } from '#shared/errors.ts'
import { isGone, zoneKey } from '#shared/rules/equipment.ts'
import type { Db } from '#server/db/database.ts'
import { type EquipmentRow, holdItems, type ItemRow, listWireTypes } from './equipment.queries.ts'

export type Chosen = { item: ItemRow; wireType: string | null }

/**
 * Judges values as the device `before` would have them, or a new one. What is out of use may stay where it is.
 * @param rows all equipment of the record, which is locked.
 * @throws request.invalid with all fields at once
 */
export async function checkValues(
  db: Db,
  values: EquipmentValues,
  rows: readonly EquipmentRow[],
  before: EquipmentRow | undefined,
  prefix = '',
): Promise<Chosen> {
  const errors: FieldError[] = []
  const wrong = (path: string, message: string) => errors.push({ path: `${prefix}${path}`, message })
  const item = (await holdItems(db, [values.itemId])).get(values.itemId)
  if (!item || (!item.active && before?.item_id !== item.id)) wrong('itemId', 'Choose an item from the list')
  const wireType = await findWireType(db, values.wireTypeId, before?.wire_type_id ?? null)
  if (wireType === undefined) wrong('wireTypeId', 'Choose a wire type from the list')
  if (values.zone && !isGone(values.status)) {
    const holder = holderOf(values.zone, rows, before)
    if (holder) wrong('zone', `Zone ${holder.zone} is ${holder.zone_name ?? holder.item}`)
  }
  if (errors.length || !item || wireType === undefined) return fail('request.invalid', {}, { errors })
  return { item, wireType }
}

const holderOf = (zone: string, rows: readonly EquipmentRow[], except?: EquipmentRow) =>
  rows.find((row) => row !== except && row.zone && !isGone(row.status) && zoneKey(row.zone) === zoneKey(zone))

/** The wire type's name; undefined if it may not be chosen. */
async function findWireType(
  db: Db,
  id: number | null,
  had: number | null,
): Promise<string | null | undefined> {
  if (id === null) return null
  const found = (await listWireTypes(db)).find((row) => row.id === id)
  return found && (found.active || found.id === had) ? found.name : undefined
}

/** Refuses that two devices that are there have one zone. @throws equipment.zone_claimed */
export function requireZonesApart(rows: readonly Pick<EquipmentRow, 'zone' | 'status'>[]): void {
  const taken = new Set<string>()
  for (const { zone, status } of rows) {
    if (!zone || isGone(status)) continue
    if (taken.has(zoneKey(zone))) fail('equipment.zone_claimed', { zone })
    taken.add(zoneKey(zone))
  }
}
