/** The equipment of a customer as central stations are told of it. */
import { isGone, isOnSite, zoneKey } from '#shared/rules/equipment.ts'
import type { Db } from '#server/db/database.ts'
import { type EquipmentRow, listEquipment } from './equipment.queries.ts'

/** A zone as stations are told of it. */
export type ZoneEquipment = {
  id: number
  /** As it was typed, `001`; of two that a panel takes for one only that which is there is listed. */
  zone: string
  /** The zone's name, or else the item's. */
  name: string
  category: EquipmentRow['category']
  wireType: string | null
  area: number
  status: EquipmentRow['status']
  /** It was taken down or replaced, and no other device has taken its zone: the station should forget it. */
  removed: boolean
}

/**
 * The zones of what hangs on the wall, and those that are free again since their device was taken down. What is only
 * planned is none. A deleted row leaves no trace here.
 */
export async function listZoneEquipment(db: Db, customerId: number): Promise<ZoneEquipment[]> {
  const found = new Map<string, ZoneEquipment>()
  const rows = (await listEquipment(db, customerId)).filter(
    ({ status }) => isOnSite(status) || isGone(status),
  )
  // Those that are there come first in the list.
  for (const row of rows) {
    if (!row.zone || found.has(zoneKey(row.zone))) continue
    found.set(zoneKey(row.zone), {
      id: row.id,
      zone: row.zone,
      name: row.zone_name ?? row.item,
      category: row.category,
      wireType: row.wire_type,
      area: row.area,
      status: row.status,
      removed: isGone(row.status),
    })
  }
  return [...found.values()]
}
