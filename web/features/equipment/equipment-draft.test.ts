import { describe, expect, it } from 'vitest'
import type { Equipment, EquipmentItem } from '#shared/contracts/equipment.ts'
import { changed, draftOf } from './equipment-draft.ts'

const item = (id: number, more: Partial<EquipmentItem>): EquipmentItem => ({
  id,
  name: `Item ${id}`,
  active: true,
  category: 'contact',
  partNumber: null,
  wireTypeId: null,
  warrantyMonths: null,
  ...more,
})
const items = [
  item(1, { wireTypeId: 7, warrantyMonths: 24 }),
  item(2, { category: 'panel', wireTypeId: 8, warrantyMonths: 12 }),
]
const others = [
  { zone: '004', status: 'installed' },
  { zone: '009', status: 'removed' },
] as Equipment[]
const means = { items, others, isNew: true, today: '2026-03-01' }

describe('a device’s form', () => {
  it('[TAB-008] proposes wire type, zone, day and warranty, and keeps what one typed', () => {
    const contact = changed(draftOf(), { itemId: '1' }, means)
    expect(contact).toMatchObject({ wireTypeId: '7', zone: '005', warrantyUntil: '' })
    const installed = changed(contact, { status: 'installed' }, means)
    expect(installed).toMatchObject({ installedOn: '2026-03-01', warrantyUntil: '2028-03-01' })
    const panel = changed(installed, { itemId: '2' }, means)
    expect(panel).toMatchObject({ wireTypeId: '8', zone: '', warrantyUntil: '2027-03-01' })
    const typed = { ...installed, zone: '020', wireTypeId: '9', warrantyUntil: '2030-01-01' }
    expect(changed(typed, { itemId: '2', installedOn: '2026-04-01' }, means)).toMatchObject({
      zone: '020',
      wireTypeId: '9',
      warrantyUntil: '2030-01-01',
    })
  })

  it('[TAB-008] moves no zone of a device that is there already', () => {
    const draft = { ...draftOf(), itemId: '2', zone: '' }
    expect(changed(draft, { itemId: '1' }, { ...means, isNew: false }).zone).toBe('')
  })
})
