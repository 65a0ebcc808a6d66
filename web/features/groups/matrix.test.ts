import { expect, it } from 'vitest'
import { permissions } from '#shared/permissions.ts'
import { categories, finding, grantDiff, lacksView, permissionsOf } from './matrix.ts'

it('[ADM-004] the editor shows every permission of the catalogue once', () => {
  const shown = categories.flatMap(({ areas }) => areas.flatMap(permissionsOf))
  expect(shown).toEqual(permissions)
})

it('[ADM-004] is searched by any words of the area, its help or its category', () => {
  const keys = (typed: string) => finding(typed).flatMap(({ areas }) => areas.map(({ key }) => key))
  expect(keys('conf SSN')).toEqual(['confidential_ssn'])
  expect(keys('bulk schedule')).toEqual(['scheduler'])
  expect(keys('nothing of the kind')).toEqual([])
  expect(keys('')).toHaveLength(categories.flatMap(({ areas }) => areas).length)
})

it('[ADM-004] says what is not saved yet, and which tick does nothing without View', () => {
  expect(grantDiff(['a', 'b'], ['b', 'c'])).toEqual({ added: ['c'], removed: ['a'] })
  const customers = categories[0]!.areas[0]!
  expect(lacksView(customers, new Set(['customers.modify']))).toBe(true)
  expect(lacksView(customers, new Set(['customers.modify', 'customers.view']))).toBe(false)
  expect(lacksView(customers, new Set(['customers.create']))).toBe(false)
})
