import fc from 'fast-check'
import { expect, it } from 'vitest'
import { moved } from './moved.ts'

it('[TAB-015] moving one item keeps every item, and the order of all others', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 12 }),
      fc.nat(),
      fc.nat(),
      (list, a, b) => {
        const [from, to] = [a % list.length, b % list.length]
        const after = moved(list, from, to)
        expect(after[to]).toBe(list[from])
        expect(after.filter((x) => x !== list[from])).toEqual(list.filter((x) => x !== list[from]))
        expect(after).toHaveLength(list.length)
      },
    ),
  )
})
