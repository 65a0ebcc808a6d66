/** Words of equipment that several parts of the page use, and the order and choice of a list. */
import type { Equipment, EquipmentItem } from '#shared/contracts/equipment.ts'
import {
  equipmentCategories,
  equipmentStatuses,
  type EquipmentStatus,
  isGone,
} from '#shared/rules/equipment.ts'
import type { Tone } from '#web/ui/tone.ts'
import type { EquipmentSearch, SortKey } from './equipment-search.ts'

export const statusTones: Record<EquipmentStatus, Tone> = {
  planned: 'info',
  ordered: 'attention',
  installed: 'good',
  faulty: 'bad',
  replaced: 'neutral',
  removed: 'neutral',
}

export const statusData = Object.entries(equipmentStatuses).map(([value, label]) => ({ value, label }))

/** Items by category for a select; those out of use only where one of them is chosen. */
export const itemData = (items: readonly EquipmentItem[], chosen: string) => {
  const offered = items.filter(({ id, active }) => active || String(id) === chosen)
  return Object.entries(equipmentCategories)
    .map(([key, { label }]) => ({
      group: label,
      items: offered
        .filter(({ category }) => category === key)
        .map(({ id, name, partNumber }) => ({
          value: String(id),
          label: partNumber ? `${name} · ${partNumber}` : name,
        })),
    }))
    .filter((group) => group.items.length > 0)
}

export const nameOf = ({ zoneName, item }: Pick<Equipment, 'zoneName' | 'item'>): string =>
  zoneName ?? item.name

export const countText = (n: number): string =>
  `${n.toLocaleString('en-US')} ${n === 1 ? 'device' : 'devices'}`

const text = (row: Equipment) =>
  [
    row.zone,
    row.zoneName,
    row.item.name,
    row.item.partNumber,
    equipmentCategories[row.item.category].label,
    row.wireType?.name,
    row.serial,
    row.place,
    row.note,
  ]
    .filter(Boolean)
    .join(' ')
    .toLowerCase()

const hasStatus = (row: Equipment, status: EquipmentSearch['status']): boolean => {
  if (status === undefined) return !isGone(row.status)
  if (status === 'all') return true
  return status === 'gone' ? isGone(row.status) : row.status === status
}

const valueOf: Record<SortKey, (row: Equipment) => string | null> = {
  zone: ({ zone }) => zone?.padStart(8, '0') ?? null,
  name: nameOf,
  item: ({ item }) => item.name,
  category: ({ item }) => equipmentCategories[item.category].label,
  wireType: ({ wireType }) => wireType?.name ?? null,
  status: ({ status }) => String(Object.keys(equipmentStatuses).indexOf(status)),
  installedOn: ({ installedOn }) => installedOn,
  warrantyUntil: ({ warrantyUntil }) => warrantyUntil,
}

/** What the address asks for, in its order; the list's own order if it names none. Empty values come last. */
export function shownRows(rows: readonly Equipment[], search: EquipmentSearch): Equipment[] {
  const words = (search.find ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  const found = rows.filter(
    (row) => hasStatus(row, search.status) && words.every((word) => text(row).includes(word)),
  )
  if (!search.sort) return found
  const value = valueOf[search.sort]
  const sign = search.direction === 'desc' ? -1 : 1
  return found.toSorted((a, b) => {
    const [x, y] = [value(a), value(b)]
    if (x === null || y === null) return Number(x === null) - Number(y === null)
    return sign * x.localeCompare(y, 'en-US', { numeric: true })
  })
}
