/** Equipment as rows, as answers and as history tells it. */
import type { Equipment, EquipmentValues } from '#shared/contracts/equipment.ts'
import { type EquipmentLabel, equipmentLabels, equipmentStatuses } from '#shared/rules/equipment.ts'
import { addMonths, formatDate } from '#shared/time.ts'
import type { Change } from '#server/db/history-draft.ts'
import type { EquipmentColumns, EquipmentRow } from './equipment.queries.ts'

/** @param today the company's date. @param charges whether the reader may see what it was sold for. */
export const toEquipment = (row: EquipmentRow, today: string, charges: boolean): Equipment => ({
  id: row.id,
  version: row.version,
  item: { id: row.item_id, name: row.item, category: row.category, partNumber: row.part_number },
  serial: row.serial,
  zone: row.zone,
  zoneName: row.zone_name,
  wireType: row.wire_type_id === null ? null : { id: row.wire_type_id, name: row.wire_type ?? '' },
  place: row.place,
  area: row.area,
  status: row.status,
  installedOn: row.installed_on,
  warrantyUntil: row.warranty_until,
  warrantyEnded: row.warranty_until !== null && row.warranty_until < today,
  note: row.note,
  addedAt: row.created_at.toISOString(),
  chargeCents: charges ? row.charge_cents : null,
  soldBy: charges && row.sold_by_id !== null ? { id: row.sold_by_id, name: row.sold_by ?? '' } : null,
})

/** The last day of an item's warranty; null if it has none, or is not installed. */
export const warrantyEnd = (installedOn: string | null, months: number | null): string | null =>
  installedOn && months ? addMonths(installedOn, months) : null

/** What the table keeps of the given values. @param warrantyMonths of the item, for a warranty that is left out. */
export const toColumns = (values: EquipmentValues, warrantyMonths: number | null): EquipmentColumns => ({
  item_id: values.itemId,
  serial: values.serial,
  zone: values.zone,
  zone_name: values.zoneName,
  wire_type_id: values.wireTypeId,
  place: values.place,
  area: values.area,
  status: values.status,
  installed_on: values.installedOn,
  warranty_until:
    values.warrantyUntil === undefined
      ? warrantyEnd(values.installedOn, warrantyMonths)
      : values.warrantyUntil,
  note: values.note,
})

/** The columns of a stored device, with the names that they point to. */
export const columnsOf = (row: EquipmentRow): EquipmentColumns & Names => {
  const { item_id, serial, zone, zone_name, wire_type_id, place, area, status, note, item, wire_type } = row
  const { installed_on, warranty_until } = row
  return {
    item_id, serial, zone, zone_name, wire_type_id, place, area, status, installed_on, warranty_until, note, item, wire_type,
  } // prettier-ignore
}

type Names = { item: string; wire_type: string | null }
type Told = Record<EquipmentLabel, string | null>

const told = (row: EquipmentColumns & Names): Told => ({
  item: row.item,
  serial: row.serial,
  zone: row.zone,
  zoneName: row.zone_name,
  wireType: row.wire_type,
  place: row.place,
  area: String(row.area),
  status: equipmentStatuses[row.status],
  installedOn: row.installed_on && formatDate(row.installed_on),
  warrantyUntil: row.warranty_until && formatDate(row.warranty_until),
  note: row.note || null,
})

/** What differs, in the labels' order; null stands for "there was none" or "is none now". */
export function equipmentChanges(
  before: (EquipmentColumns & Names) | null,
  after: (EquipmentColumns & Names) | null,
): Change[] {
  const [old, now] = [before && told(before), after && told(after)]
  return (Object.keys(equipmentLabels) as EquipmentLabel[])
    .map((field) => ({ field, old: old?.[field] ?? null, new: now?.[field] ?? null }))
    .filter((change) => change.old !== change.new)
}

/** `Front door (003)`, `Lynx panel`: how a sentence calls a device. */
export const calledBy = (row: Pick<EquipmentColumns, 'zone' | 'zone_name'> & { item: string }): string =>
  row.zone ? `${row.zone_name ?? row.item} (zone ${row.zone})` : row.item
