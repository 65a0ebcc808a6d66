import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkZip, normaliseZip } from './postal.ts'
import { regions } from './regions.ts'

const usStates = regions.filter((region) => region.country === 'US').map((region) => region.code)
const provinces = regions.filter((region) => region.country === 'CA').map((region) => region.code)
const canadianCode = fc.stringMatching(/^[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z] \d[ABCEGHJ-NPRSTV-Z]\d$/)

describe('ZIP and postal codes', () => {
  it.each([
    ['', 'UT'],
    ['   ', 'ON'],
    [null, null],
    ['84604', 'UT'],
    ['84604-1234', 'UT'],
    ['00901', 'PR'],
    ['K1A 0B1', 'ON'],
    ['k1a0b1', 'ON'],
    ['K1A-0B1', 'ON'],
    ['84604', null],
    ['84604', ''],
    ['H0H 0H0', null],
  ])('[REC-076] %j with state %j may stand', (zip, state) => {
    expect(checkZip(zip, state)).toBeNull()
  })

  it.each([
    ['22', 'UT'],
    ['22', null],
    ['846041234', 'UT'],
    ['84604-12', 'UT'],
    ['84604 1234', 'UT'],
    ['K1A 0B1', 'UT'],
    ['84604', 'ON'],
    ['84604-1234', null],
    ['D1A 1A1', 'ON'],
    ['W1A 1A1', 'ON'],
    ['Z1A 1A1', null],
    ['A1O 1A1', 'NL'],
    ['A1A 1U1', 'NL'],
    ['A1A  1A1', 'NL'],
    ['١٢٣٤٥', 'UT'],
  ])('[REC-076] %j with state %j is refused with a sentence', (zip, state) => {
    expect(checkZip(zip, state)).toMatch(/^Enter a /)
  })

  it('[REC-076] the sentence names the form that the state asks for', () => {
    expect(checkZip('22', 'UT')).toBe('Enter a US ZIP as 12345 or 12345-6789')
    expect(checkZip('22', 'ON')).toBe('Enter a Canadian postal code as A1A 1A1')
    expect(checkZip('22', null)).toBe('Enter a US ZIP as 12345 or a Canadian postal code as A1A 1A1')
  })

  it('[REC-076] W and Z may stand anywhere but first', () => {
    expect(checkZip('A1W 2Z3', 'NL')).toBeNull()
  })

  it('[REC-076] no code is right in both countries', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.stringMatching(/^\d{5}(-\d{4})?$/), canadianCode, fc.string()),
        fc.constantFrom(...usStates),
        fc.constantFrom(...provinces),
        (zip, state, province) => {
          fc.pre(zip.trim() !== '')
          expect(checkZip(zip, state) === null && checkZip(zip, province) === null).toBe(false)
        },
      ),
    )
  })

  it('[REC-076] a kept code is right however it was typed, and keeping it twice changes nothing', () => {
    expect(normaliseZip(' 84604 ')).toBe('84604')
    fc.assert(
      fc.property(canadianCode, fc.constantFrom('', ' ', '-'), (code, gap) => {
        const typed = ` ${code.toLowerCase().replace(' ', gap)}`
        expect(normaliseZip(typed)).toBe(code)
        expect(normaliseZip(code)).toBe(code)
        expect(checkZip(typed, 'ON')).toBeNull()
      }),
    )
  })
})
