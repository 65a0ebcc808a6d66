import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatCents, parseMoney, sumCents } from './money.ts'

const cents = fc.maxSafeInteger()

describe('money', () => {
  it.each([
    [123456, 'USD', '$1,234.56'],
    [0, 'USD', '$0.00'],
    [-0, 'USD', '$0.00'],
    [5, 'USD', '$0.05'],
    [-5, 'USD', '-$0.05'],
    [2999n, 'USD', '$29.99'],
    [4999, 'CAD', '$49.99'],
    [Number.MAX_SAFE_INTEGER, 'USD', '$90,071,992,547,409.91'],
  ])('[REC-103] %s cents in %s read %s', (amount, currency, shown) => {
    expect(formatCents(amount, currency)).toBe(shown)
  })

  it.each([
    ['1,234.5', 123450],
    ['$1,234.56', 123456],
    [' 12 ', 1200],
    ['.99', 99],
    ['12.', 1200],
    ['-3.10', -310],
    ['-0', 0],
    ['1234567', 123456700],
  ])('[REC-103] %j is %d cents', (text, amount) => {
    expect(parseMoney(text)).toBe(amount)
  })

  it.each([
    '',
    '.',
    '-',
    '$',
    '1.234',
    '1,23',
    ',123',
    '1,2345',
    '12,34.00',
    '1e3',
    'twelve',
    '1 000',
    '90071992547409.92',
  ])('[REC-103] %j is no amount', (text) => {
    expect(parseMoney(text)).toBeNull()
  })

  it('[REC-103] every amount survives being shown and typed in again, to the cent', () => {
    fc.assert(
      fc.property(cents, (amount) => {
        expect(parseMoney(formatCents(amount, 'USD'))).toBe(amount)
      }),
    )
  })

  it('sums stay exact, or are refused rather than rounded', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1e12, max: 1e12 }), { maxLength: 50 }), (amounts) => {
        expect(BigInt(sumCents(amounts))).toBe(amounts.reduce((sum, amount) => sum + BigInt(amount), 0n))
      }),
    )
    expect(() => sumCents([Number.MAX_SAFE_INTEGER, 1])).toThrow(RangeError)
    expect(() => sumCents([0.5])).toThrow(RangeError)
    expect(() => formatCents(0.5, 'USD')).toThrow(RangeError)
  })
})
