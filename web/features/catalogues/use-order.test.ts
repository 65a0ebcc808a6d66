import { expect, it } from 'vitest'
import { movedTo } from './use-order.ts'

it('[ADM-008] a value moves up and down, to either end, and not at all', () => {
  expect(movedTo([1, 2, 3, 4], 3, 0)).toEqual([3, 1, 2, 4])
  expect(movedTo([1, 2, 3, 4], 2, 2)).toEqual([1, 3, 2, 4])
  expect(movedTo([1, 2, 3, 4], 1, 3)).toEqual([2, 3, 4, 1])
  const stays = [1, 2]
  expect(movedTo(stays, 2, 1)).toBe(stays)
})
