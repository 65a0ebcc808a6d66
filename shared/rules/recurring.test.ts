import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, addMonths } from '../time.ts'
import { hasPeriod, periodOf, periodStart, priceIn, type Schedule } from './recurring.ts'

const schedule = (more: Partial<Schedule> = {}): Schedule => ({
  everyMonths: 1,
  startOn: '2026-01-31',
  anchorOn: '2026-01-31',
  endOn: null,
  maxCount: null,
  ...more,
})

describe('periods', () => {
  it('[BIL-003] the 31st becomes the 28th and the 30th, and comes back to the 31st', () => {
    expect([0, 1, 2, 3, 4].map((i) => periodStart(schedule(), i))).toEqual([
      '2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30', '2026-05-31',
    ]) // prettier-ignore
    expect(periodStart(schedule({ startOn: '2024-02-29', anchorOn: '2024-02-29', everyMonths: 12 }), 4)).toBe(
      '2028-02-29',
    )
  })

  it('[BIL-003] periods join without gap or overlap, at most one begins in a month of a monthly one, and days never drift', () => {
    const days = fc.integer({ min: 0, max: 20_000 }).map((n) => addDays('2000-01-01', n))
    fc.assert(
      fc.property(days, fc.integer({ min: 0, max: 120 }), fc.integer({ min: 1, max: 24 }), fc.integer({ min: 0, max: 60 }),
        (startOn, wait, everyMonths, index) => {
          const s = schedule({ startOn, anchorOn: addDays(startOn, wait), everyMonths })
          const [here, next] = [periodOf(s, index), periodOf(s, index + 1)]
          expect(here.to).toBe(next.from)
          expect(here.from < here.to).toBe(true)
          const regular = index - (wait > 0 ? 1 : 0)
          if (regular >= 0) expect(here.from).toBe(addMonths(s.anchorOn, regular * everyMonths))
          expect(here.share === null).toBe(wait === 0 || index > 0)
        }),
    ) // prettier-ignore
  })

  it('[BIL-003] ends by its date or after so many invoices', () => {
    const byDate = schedule({ endOn: '2026-03-31' })
    expect([1, 2, 3].map((i) => hasPeriod(byDate, i))).toEqual([true, true, false])
    expect([1, 2].map((i) => hasPeriod(schedule({ maxCount: 2 }), i))).toEqual([true, false])
  })
})

describe('prices', () => {
  it('[BIL-003] a first part of a month costs its days, and from each anniversary on the increase counts', () => {
    const s = schedule({ startOn: '2026-04-21', anchorOn: '2026-05-01' })
    const first = periodOf(s, 0)
    expect(first).toMatchObject({ from: '2026-04-21', to: '2026-05-01', share: { days: 10, of: 30 } })
    expect(priceIn(first, 4499, 30_000)).toBe(1500)
    expect([12, 13, 25].map((i) => priceIn(periodOf(s, i), 10_000, 30_000))).toEqual([10_000, 10_300, 10_609])
    expect(priceIn(first, -100, 0)).toBe(-33)
  })
})
