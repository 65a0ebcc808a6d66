import { describe, expect, it } from 'vitest'
import { isCalledOn, ordinal } from './contacts.ts'

describe('calling order', () => {
  it('is said as people say it', () => {
    expect([1, 2, 3, 4, 11, 12, 13, 21, 22, 50].map(ordinal)).toEqual([
      '1st', '2nd', '3rd', '4th', '11th', '12th', '13th', '21st', '22nd', '50th',
    ]) // prettier-ignore
  })
})

it('[TAB-015] a contact is called on its first and on its last day, and on no day beyond', () => {
  const sitter = { startsOn: '2026-07-01', expiresOn: '2026-07-14' }
  const days = ['2026-06-30', '2026-07-01', '2026-07-14', '2026-07-15']
  expect(days.map((day) => isCalledOn(sitter, day))).toEqual([false, true, true, false])
  expect(isCalledOn({ startsOn: null, expiresOn: null }, '2026-07-01')).toBe(true)
})
