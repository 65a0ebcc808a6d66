/** Words of the equipment at a customer, and how its fields are called wherever one reads of them. */

/** More than any premises have; bounds what a list can cost. */
export const maxEquipment = 500
export const maxPackages = 300
/** Lines of a package, and devices that it adds. */
export const maxPackageLines = 40
export const maxPackageDevices = 100

export const equipmentStatuses = {
  planned: 'Planned',
  ordered: 'On order',
  installed: 'Installed',
  faulty: 'Faulty',
  replaced: 'Replaced',
  removed: 'Removed',
} as const
export type EquipmentStatus = keyof typeof equipmentStatuses

/** It is no longer there: it claims no zone and is not counted. */
export const isGone = (status: EquipmentStatus): boolean => status === 'replaced' || status === 'removed'
/** It hangs on the wall and may signal, working or not. */
export const isOnSite = (status: EquipmentStatus): boolean => status === 'installed' || status === 'faulty'

/** Kinds of items, in the order in which a list groups them. `detects` is what reports a zone of its own. */
export const equipmentCategories = {
  panel: { label: 'Panel', detects: false },
  communicator: { label: 'Communicator', detects: false },
  keypad: { label: 'Keypad', detects: false },
  contact: { label: 'Contact', detects: true },
  motion: { label: 'Motion', detects: true },
  glass_break: { label: 'Glass break', detects: true },
  smoke: { label: 'Smoke', detects: true },
  heat: { label: 'Heat', detects: true },
  co: { label: 'CO', detects: true },
  water: { label: 'Water', detects: true },
  panic: { label: 'Panic button', detects: true },
  siren: { label: 'Siren', detects: false },
  camera: { label: 'Camera', detects: false },
  lock: { label: 'Lock', detects: false },
  thermostat: { label: 'Thermostat', detects: false },
  other: { label: 'Other', detects: false },
} as const
export type EquipmentCategory = keyof typeof equipmentCategories

/** Labels of what a change of equipment can name, in the order in which history lists them. */
export const equipmentLabels = {
  item: 'Item',
  serial: 'Serial / MAC',
  zone: 'Zone',
  zoneName: 'Zone name',
  wireType: 'Wire type',
  place: 'Place',
  area: 'Area',
  status: 'Status',
  installedOn: 'Installed',
  warrantyUntil: 'Warranty until',
  note: 'Note',
} as const
export type EquipmentLabel = keyof typeof equipmentLabels

/** Zones that a panel takes for one: `1` and `001`. The database's index `equipment_zone` holds the same. */
export const zoneKey = (zone: string): string => zone.toUpperCase().replace(/^0+(?=.)/, '')

/** The next numbers that nobody has, as stations write them: after `007` come `008` and `009`. */
export function nextZones(taken: readonly string[], count: number): string[] {
  const numbers = taken.filter((zone) => /^\d+$/.test(zone)).map(Number)
  const last = Math.max(0, ...numbers)
  return Array.from({ length: count }, (_, i) => String(last + i + 1).padStart(3, '0'))
}
