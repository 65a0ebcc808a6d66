/** What somebody else made of a device while one typed: saving again puts one's own in its place. */
import type { EquipmentItem } from '#shared/contracts/equipment.ts'
import {
  type EquipmentLabel,
  equipmentLabels,
  equipmentStatuses,
  type EquipmentStatus,
} from '#shared/rules/equipment.ts'
import { formatDate } from '#shared/time.ts'
import { Notice } from '#web/ui/Notice.tsx'
import type { Draft } from './equipment-draft.ts'
import { useChoices } from './use-equipment.ts'

const members: Record<keyof Draft, EquipmentLabel> = {
  itemId: 'item',
  serial: 'serial',
  zone: 'zone',
  zoneName: 'zoneName',
  wireTypeId: 'wireType',
  place: 'place',
  area: 'area',
  status: 'status',
  installedOn: 'installedOn',
  warrantyUntil: 'warrantyUntil',
  note: 'note',
}

type Props = { current: Draft; draft: Draft; items: readonly EquipmentItem[] }

export function StaleNotice({ current, draft, items }: Props) {
  const wireTypes = useChoices()?.wireTypes ?? []
  const nameIn = (rows: readonly { id: number; name: string }[], id: string) =>
    rows.find((row) => String(row.id) === id)?.name ?? id
  const words = (member: keyof Draft): string => {
    const value = current[member]
    if (value === '') return 'empty'
    if (member === 'itemId') return nameIn(items, value)
    if (member === 'wireTypeId') return nameIn(wireTypes, value)
    if (member === 'status') return equipmentStatuses[value as EquipmentStatus]
    return member === 'installedOn' || member === 'warrantyUntil' ? formatDate(value) : value
  }
  const differing = (Object.keys(members) as (keyof Draft)[]).filter(
    (member) => current[member].trim() !== draft[member].trim(),
  )
  return (
    <Notice tone="bad" title="This was not saved: somebody changed it meanwhile.">
      {differing.length > 0 && (
        <>
          It now has{' '}
          {differing.map((member, i) => (
            <span key={member}>
              {i > 0 && ', '}
              {equipmentLabels[members[member]]}: <strong>{words(member)}</strong>
            </span>
          ))}
          .{' '}
        </>
      )}
      Saving again puts yours in its place.
    </Notice>
  )
}
