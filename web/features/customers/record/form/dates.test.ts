import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseTypedDate, showDate } from './typed-date.ts'
import { instantAt, wallClock } from '#web/ui/zone-time.ts'

describe('typed dates', () => {
  it.each([
    ['3/4/24', '2024-03-04'],
    ['03-04-2024', '2024-03-04'],
    ['2024-03-04', '2024-03-04'],
    ['03042024', '2024-03-04'],
    ['3/4', '2026-03-04'],
    ['Mar 4, 2024', '2024-03-04'],
    ['march 4th', '2026-03-04'],
    ['t', '2026-05-20'],
    ['7/4/58', '1958-07-04'],
    ['2/30/2024', null],
    ['13/1/2024', null],
    ['soon', null],
  ])('%s is read as %s', (typed, date) => {
    expect(parseTypedDate(typed, '2026-05-20')).toBe(date)
  })

  it('what the input shows is read back as the same date', () => {
    const day = fc
      .date({
        min: new Date('1900-01-01T00:00:00Z'),
        max: new Date('2199-12-31T00:00:00Z'),
        noInvalidDate: true,
      })
      .map((d) => d.toISOString().slice(0, 10))
    fc.assert(
      fc.property(day, (date) => {
        expect(parseTypedDate(showDate(date), '2026-05-20')).toBe(date)
      }),
    )
  })
})

describe('times of the company’s zone', () => {
  it('[REC-130] a callback at two in the afternoon is that in the company’s zone', () => {
    expect(instantAt('2024-03-03', '14:05', 'America/Denver')).toBe('2024-03-03T21:05:00.000Z')
    expect(instantAt('2024-07-03', '14:05', 'America/Denver')).toBe('2024-07-03T20:05:00.000Z')
  })

  it('the hour that comes twice is the first, the hour that never comes is moved on', () => {
    expect(instantAt('2024-11-03', '01:30', 'America/Denver')).toBe('2024-11-03T07:30:00.000Z')
    expect(wallClock(instantAt('2024-03-10', '02:30', 'America/Denver'), 'America/Denver').time).toBe('03:30')
  })

  it('an instant shown and read back is the same, to the minute', () => {
    const minute = fc.integer({ min: Date.UTC(2000, 0) / 60_000, max: Date.UTC(2080, 0) / 60_000 })
    fc.assert(
      fc.property(
        minute,
        fc.constantFrom('America/Denver', 'America/New_York', 'America/Phoenix'),
        (m, zone) => {
          const iso = new Date(m * 60_000).toISOString()
          const shown = wallClock(iso, zone)
          const back = instantAt(shown.date, shown.time, zone)
          expect(wallClock(back, zone)).toEqual(shown)
          expect(Math.abs(Date.parse(back) - Date.parse(iso))).toBeLessThanOrEqual(3_600_000)
        },
      ),
    )
  })
})
