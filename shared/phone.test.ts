import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatE164, formatPhone, parsePhone, phoneDigits } from './phone.ts'

const digit = (min: number) => fc.integer({ min, max: 9 }).map(String)
const tenDigits = fc
  .tuple(digit(2), digit(0), digit(0), digit(2), ...Array.from({ length: 6 }, () => digit(0)))
  .map((all) => all.join(''))
const extension = fc.option(fc.stringMatching(/^\d{1,6}$/), { nil: null })

describe('telephone numbers', () => {
  it.each([
    ['8015550123', '8015550123'],
    ['  801 555 0123 ', '8015550123'],
    ['+1 (801) 555-0123', '8015550123'],
    ['1-801-555-0123', '8015550123'],
    ['801.555.0123', '8015550123'],
    ['801–555–0123', '8015550123'],
    ['(801)555-0123 ext. 12', '8015550123x12'],
    ['801-555-0123 x12', '8015550123x12'],
    ['801-555-0123, extension: 004512', '8015550123x004512'],
    ['801-555-0123 #7', '8015550123x7'],
    ['8015550123X9', '8015550123x9'],
  ])('[REC-077] %s is kept as %s', (text, kept) => {
    expect(parsePhone(text)).toBe(kept)
  })

  it.each([
    '',
    '555-0123',
    '0015550123',
    '1015550123',
    '801 055 0123',
    '801 155 0123',
    '801555012',
    '80155501234',
    '+44 20 7946 0958',
    '(801 555-0123',
    '801-555-0123 x',
    '801-555-0123 x1234567',
    '801-555-0123 or 0124',
    'x'.repeat(1000),
  ])('[REC-077] %j is no number', (text) => {
    expect(parsePhone(text)).toBeNull()
  })

  it('[REC-077] a number is shown as dealers write it', () => {
    expect(formatPhone('8015550123')).toBe('(801) 555-0123')
    expect(formatPhone('8015550123x12')).toBe('(801) 555-0123 x12')
    expect(formatPhone('not a number')).toBe('not a number')
  })

  it('[CON-013] a number goes out as E.164', () => {
    expect(formatE164('8015550123')).toBe('+18015550123')
    expect(formatE164('8015550123x12')).toBe('+18015550123x12')
    expect(formatE164('')).toBe('')
  })

  it('[REC-077] what is shown can be typed in again and stays the same number', () => {
    fc.assert(
      fc.property(tenDigits, extension, (ten, ext) => {
        const kept = ext === null ? ten : `${ten}x${ext}`
        expect(parsePhone(kept)).toBe(kept)
        expect(parsePhone(formatPhone(kept))).toBe(kept)
        expect(parsePhone(formatE164(kept))).toBe(kept)
      }),
    )
  })

  it('[REC-077] whatever is typed, the answer is a kept number or null', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const kept = parsePhone(text)
        if (kept !== null) expect(kept).toMatch(/^[2-9]\d{2}[2-9]\d{6}(x\d{1,6})?$/)
      }),
    )
  })

  it('[CON-033] numbers compare without regard to their format', () => {
    expect(phoneDigits('+1 (801) 555-0123')).toBe(phoneDigits('801.555.0123'))
    expect(phoneDigits('801-555-0123 ext 4')).not.toBe(phoneDigits('801-555-0123'))
    expect(phoneDigits('555-0123')).toBe('5550123')
    expect(phoneDigits(null)).toBe('')
  })
})
