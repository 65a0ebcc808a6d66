import { describe, expect, it } from 'vitest'
import { holdsCardNumber } from './card-number.ts'

describe('[SEC-003] a card’s number in a text', () => {
  it.each([
    '4111111111111111',
    'card 4111 1111 1111 1111',
    '4111-1111-1111-1111',
    '4111.1111.1111.1111',
    '4111 1111 1111 1111 12/27',
    '4111 1111 1111 1111 12/27 123',
    'exp 12/27 4111 1111 1111 1111',
    'pays with\n5555-5555-5555-4444',
    '5555  5555  5555  4444',
    '3782 822463 10005',
    '378282246310005',
    '3056 930902 5904',
    '6011111111111117',
    '2223003122003222',
    'number4111111111111111.',
  ])('is found: %j', (text) => {
    expect(holdsCardNumber(text)).toBe(true)
  })

  it.each([
    '4111111111111112',
    '4111 1111 1111 1112',
    '(801) 555-0100 (801) 555-0101',
    '480-555-0100 480-555-0107',
    'call 8015550100, 8015550101',
    '411111111111',
    'CT12345678 and DM1001',
    '84604-1234',
    '2024-03-04 to 2027-03-04',
    '0000000000000000',
    '',
  ])('is not seen in %j', (text) => {
    expect(holdsCardNumber(text)).toBe(false)
  })

  it('is looked for in long texts without delay', () => {
    const began = performance.now()
    expect(holdsCardNumber('1 '.repeat(20_000))).toBe(false)
    expect(performance.now() - began).toBeLessThan(500)
  })
})
