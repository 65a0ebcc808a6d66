/** What one types into the form of a device, and what follows from it until one says otherwise. */
import type { Equipment, EquipmentItem } from '#shared/contracts/equipment.ts'
import { equipmentCategories, type EquipmentStatus, isGone, nextZones } from '#shared/rules/equipment.ts'
import { addMonths } from '#shared/time.ts'

export type Draft = {
  itemId: string
  serial: string
  zone: string
  zoneName: string
  wireTypeId: string
  place: string
  area: string
  status: EquipmentStatus
  installedOn: string
  warrantyUntil: string
  note: string
}

export const draftOf = (device?: Equipment): Draft => ({
  itemId: device ? String(device.item.id) : '',
  serial: device?.serial ?? '',
  zone: device?.zone ?? '',
  zoneName: device?.zoneName ?? '',
  wireTypeId: device?.wireType ? String(device.wireType.id) : '',
  place: device?.place ?? '',
  area: String(device?.area ?? 1),
  status: device?.status ?? 'planned',
  installedOn: device?.installedOn ?? '',
  warrantyUntil: device?.warrantyUntil ?? '',
  note: device?.note ?? '',
})

export const bodyOf = (draft: Draft) => ({
  ...draft,
  itemId: Number(draft.itemId),
  wireTypeId: draft.wireTypeId === '' ? null : Number(draft.wireTypeId),
  // What is no number stays a text, which the contract refuses at its field.
  area: /^\d+$/.test(draft.area.trim()) ? Number(draft.area) : draft.area,
})

/** The end of an item's warranty, or nothing. */
const warrantyOf = (item: EquipmentItem | undefined, installedOn: string): string =>
  item?.warrantyMonths && installedOn ? addMonths(installedOn, item.warrantyMonths) : ''

/** The first free zone for something that detects; nothing for what does not. */
const zoneFor = (item: EquipmentItem | undefined, others: readonly Equipment[]): string =>
  item && equipmentCategories[item.category].detects
    ? nextZones(
        others.flatMap(({ zone, status }) => (zone && !isGone(status) ? [zone] : [])),
        1,
      )[0]!
    : ''

/**
 * The draft after a change: wire type, zone and warranty follow the item, and the warranty the day of installation, as
 * long as they are what had followed from the old ones.
 */
export function changed(
  draft: Draft,
  change: Partial<Draft>,
  means: { items: readonly EquipmentItem[]; others: readonly Equipment[]; isNew: boolean; today: string },
): Draft {
  const itemOf = (id: string) => means.items.find((item) => String(item.id) === id)
  const [before, item] = [itemOf(draft.itemId), itemOf(change.itemId ?? draft.itemId)]
  const next = { ...draft, ...change }
  if (change.status === 'installed' && !draft.installedOn) next.installedOn = means.today
  if (change.itemId !== undefined) {
    const wireTypeId = String(before?.wireTypeId ?? '')
    if (draft.wireTypeId === wireTypeId) next.wireTypeId = String(item?.wireTypeId ?? '')
    if (means.isNew && draft.zone === zoneFor(before, means.others)) next.zone = zoneFor(item, means.others)
  }
  if (change.warrantyUntil === undefined && draft.warrantyUntil === warrantyOf(before, draft.installedOn))
    next.warrantyUntil = warrantyOf(item, next.installedOn)
  return next
}
