import { describe, expect, it } from 'vitest'
import { hasField } from '#shared/rules/customer-fields.ts'
import { cardsOf, misplacedFields } from './layout.ts'

describe('the form of a record', () => {
  it.each(['customer', 'lead'] as const)('[REC-070] every field of a %s stands in its card, once', (kind) => {
    expect(misplacedFields(kind)).toEqual([])
    const placed = cardsOf(kind).flatMap(({ columns }) => columns.flat(2))
    expect(new Set(placed).size).toBe(placed.length)
    expect(placed.filter((f) => !hasField(f, kind))).toEqual([])
  })
})
