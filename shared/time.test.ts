import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addMonths,
  clockAt,
  formatDate,
  formatInstant,
  instantAtClock,
  monthsRemaining,
  relativeWithinDay,
  todayIn,
} from './time.ts'

const anyDate = fc
  .date({ min: new Date('1900-01-01T00:00:00Z'), max: new Date('2199-12-31T00:00:00Z'), noInvalidDate: true })
  .map((instant) => instant.toISOString().slice(0, 10))
const term = fc.integer({ min: 0, max: 120 })

describe('instants', () => {
  it('[REC-024] an instant is shown in the given zone', () => {
    expect(formatInstant('2024-03-03T21:05:00Z', 'America/Denver')).toBe('Mar 3, 2024, 2:05 PM')
    expect(formatInstant('2024-07-01T06:30:00Z', 'America/Phoenix')).toBe('Jun 30, 2024, 11:30 PM')
    expect(formatInstant('2024-03-03T14:05:00-07:00', 'America/Denver')).toBe('Mar 3, 2024, 2:05 PM')
  })

  it('an instant or a zone that is none is refused', () => {
    expect(() => formatInstant('yesterday', 'America/Denver')).toThrow(RangeError)
    expect(() => formatInstant('2024-03-03T21:05:00Z', 'America/Gotham')).toThrow(RangeError)
  })

  it.each([
    ['2024-03-03T20:59:31Z', 'just now'],
    ['2024-03-03T21:00:20Z', 'just now'],
    ['2024-03-03T20:59:00Z', '1 minute ago'],
    ['2024-03-03T20:01:00Z', '59 minutes ago'],
    ['2024-03-03T19:01:00Z', '1 hour ago'],
    ['2024-03-02T21:00:01Z', '23 hours ago'],
    ['2024-03-02T21:00:00Z', 'Mar 2, 2024, 2:00 PM'],
    ['2024-03-03T23:30:00Z', 'in 2 hours'],
    ['2024-03-05T21:00:00Z', 'Mar 5, 2024, 2:00 PM'],
  ])('%s reads %j', (iso, words) => {
    expect(relativeWithinDay(iso, new Date('2024-03-03T21:00:00Z'), 'America/Denver')).toBe(words)
  })

  it('today is the date in the zone, not in UTC', () => {
    expect(todayIn('America/Denver', '2024-03-04T05:00:00Z')).toBe('2024-03-03')
    expect(todayIn('UTC', new Date('2024-03-04T05:00:00Z'))).toBe('2024-03-04')
    expect(todayIn('Pacific/Auckland', '2024-12-31T12:00:00Z')).toBe('2025-01-01')
  })
})

describe('the reading of a clock', () => {
  it('is one instant, also when the clock is changed', () => {
    for (const [reading, instant] of [
      ['2024-03-03T02:05:00', '2024-03-03T09:05:00.000Z'],
      ['2024-07-03 02:05', '2024-07-03T08:05:00.000Z'],
      ['2024-07-03', '2024-07-03T06:00:00.000Z'],
      // 02:30 never comes; 01:30 comes twice.
      ['2024-03-10T02:30:00', '2024-03-10T09:30:00.000Z'],
      ['2024-11-03T01:30:00', '2024-11-03T07:30:00.000Z'],
    ] as const)
      expect(instantAtClock(reading, 'America/Denver'), reading).toBe(instant)
    expect(() => instantAtClock('soon', 'America/Denver')).toThrow(RangeError)
  })

  it('reads back what it was, in every zone', () => {
    const instants = fc.date({
      min: new Date('2000-01-01'),
      max: new Date('2060-01-01'),
      noInvalidDate: true,
    })
    const zones = fc.constantFrom('America/Chicago', 'Asia/Kolkata', 'Pacific/Auckland', 'UTC')
    fc.assert(
      fc.property(instants, zones, (date, zone) => {
        const reading = clockAt(date, zone)
        expect(clockAt(instantAtClock(reading, zone), zone)).toBe(reading)
      }),
    )
  })
})

describe('dates', () => {
  it('[REC-025] a date is shown as it is, in whatever zone the reader sits', () => {
    expect(formatDate('2024-03-03')).toBe('Mar 3, 2024')
    expect(formatDate('1931-12-31')).toBe('Dec 31, 1931')
    for (const wrong of ['2024-02-30', '2023-02-29', '2024-13-01', '3/3/2024', '2024-03-03T00:00:00Z']) {
      expect(() => formatDate(wrong)).toThrow(RangeError)
    }
  })

  it('a month on is the same day, or the last of a shorter month', () => {
    expect(addMonths('2024-01-31', 1)).toBe('2024-02-29')
    expect(addMonths('2023-01-31', 1)).toBe('2023-02-28')
    expect(addMonths('2024-03-31', -1)).toBe('2024-02-29')
    expect(addMonths('2024-01-15', -1)).toBe('2023-12-15')
    expect(addMonths('2024-11-30', 36)).toBe('2027-11-30')
    expect(addMonths('1900-01-31', 1)).toBe('1900-02-28')
  })

  it('adding months never leaves the month aimed at, and keeps the order of dates', () => {
    fc.assert(
      fc.property(anyDate, anyDate, fc.integer({ min: -600, max: 600 }), (a, b, count) => {
        const [to, other] = [addMonths(a, count), addMonths(b, count)]
        const months = (date: string) => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7))
        expect(months(to)).toBe(months(a) + count)
        expect(Number(to.slice(8))).toBeLessThanOrEqual(Number(a.slice(8)))
        if (a <= b) expect(to <= other).toBe(true)
      }),
    )
  })
})

describe('contract term', () => {
  it.each([
    ['2024-03-03', 36, '2024-03-03', 36],
    ['2024-03-03', 36, '2024-04-02', 36],
    ['2024-03-03', 36, '2024-04-03', 35],
    ['2024-03-03', 36, '2027-03-02', 1],
    ['2024-03-03', 36, '2027-03-03', 0],
    ['2024-03-03', 36, '2035-01-01', 0],
    ['2024-03-03', 36, '2023-01-01', 36],
    ['2024-01-31', 12, '2024-02-28', 12],
    ['2024-01-31', 12, '2024-02-29', 11],
  ])('[REC-101] a term from %s of %d months has on %s %d left', (start, months, today, left) => {
    expect(monthsRemaining(start, months, today)).toBe(left)
  })

  it('[REC-101] months left never grow as days pass, and are gone when the term is over', () => {
    fc.assert(
      fc.property(anyDate, term, anyDate, anyDate, (start, months, a, b) => {
        const [early, late] = a <= b ? [a, b] : [b, a]
        const left = monthsRemaining(start, months, early)
        expect(left).toBeGreaterThanOrEqual(monthsRemaining(start, months, late))
        expect(left).toBeLessThanOrEqual(months)
        expect(left === 0).toBe(months === 0 || early >= addMonths(start, months))
      }),
    )
  })
})
