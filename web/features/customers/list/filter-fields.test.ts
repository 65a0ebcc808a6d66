import { describe, expect, it } from 'vitest'
import { readCustomFilter, writeCustomFilter } from '#shared/rules/custom-filter.ts'
import { toCustomField } from '#shared/rules/custom-fields.ts'
import { conditionFrom, valueOfCondition } from './filter-fields.ts'

const field = (type: string) => toCustomField({ id: 7, name: 'Own', active: true, data: { type } })!

describe('a filter by an own field', () => {
  it('[TAB-001] is what the field stores, comes back from the address, and is none while half typed', () => {
    const cases = [
      ['currency', '$1,250.00', 125_000],
      ['number', '1,250.5', 1250.5],
      ['number', '-3', -3],
      ['phone', '(801) 555-0123', '8015550123'],
      ['date', '2026-02-03', '2026-02-03'],
      ['text', 'north, wall', 'north, wall'],
    ] as const
    for (const [type, typed, stored] of cases) {
      const condition = conditionFrom(field(type), typed)!
      expect(readCustomFilter(writeCustomFilter([condition])), type).toEqual([condition])
      expect(valueOfCondition(condition), type).toBe(stored)
    }
    expect(conditionFrom(field('phone'), '801 55')).toBeUndefined()
    expect(conditionFrom(field('currency'), 'twelve')).toBeUndefined()
  })
})
