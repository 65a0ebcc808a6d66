import { describe, expect, it } from 'vitest'
import { monthsUntil, percentText, rateOf, trailingRates } from './figures.ts'
import { daysOfPeriod, filterFlaw, nextScheduleAt, scheduleText } from './reports.ts'

describe('the times of reports', () => {
  it('[TAB-022] a period is its first and last day, by the day on which it is asked', () => {
    const of = (period: Parameters<typeof daysOfPeriod>[0], today = '2026-03-01') =>
      daysOfPeriod(period, today)
    expect(of('today')).toEqual(['2026-03-01', '2026-03-01'])
    expect(of('yesterday')).toEqual(['2026-02-28', '2026-02-28'])
    // A Sunday belongs to the week that began on Monday before.
    expect(of('this_week')).toEqual(['2026-02-23', '2026-03-01'])
    expect(of('last_week')).toEqual(['2026-02-16', '2026-02-22'])
    expect(of('this_month')).toEqual(['2026-03-01', '2026-03-31'])
    expect(of('last_month')).toEqual(['2026-02-01', '2026-02-28'])
    expect(of('this_quarter')).toEqual(['2026-01-01', '2026-03-31'])
    expect(of('last_quarter')).toEqual(['2025-10-01', '2025-12-31'])
    expect(of('last_year')).toEqual(['2025-01-01', '2025-12-31'])
    expect(of('last_7')).toEqual(['2026-02-23', '2026-03-01'])
    expect(of('next_30')).toEqual(['2026-03-01', '2026-03-30'])
  })

  it('[TAB-022] a schedule’s next time is by the company’s clock, across the change of clocks and short months', () => {
    const next = (schedule: object, after: string) =>
      nextScheduleAt(
        { every: 'day', weekday: 1, monthDay: 1, hour: 6, ...schedule } as never,
        'America/Denver',
        new Date(after),
      ).toISOString()
    expect(next({}, '2026-03-07T12:59:59Z')).toBe('2026-03-07T13:00:00.000Z')
    expect(next({}, '2026-03-07T13:00:00Z')).toBe('2026-03-08T12:00:00.000Z') // summer time began
    expect(next({ every: 'week', weekday: 1 }, '2026-03-02T13:00:00Z')).toBe('2026-03-09T12:00:00.000Z')
    expect(next({ every: 'month', monthDay: 31 }, '2026-01-31T13:00:00Z')).toBe('2026-02-28T13:00:00.000Z')
    expect(next({ every: 'month', monthDay: 31 }, '2026-02-28T13:00:00Z')).toBe('2026-03-31T12:00:00.000Z')
    expect(scheduleText({ every: 'week', weekday: 5, monthDay: 1, hour: 0 })).toBe('Every Friday at 12:00 AM')
  })

  it('[TAB-022] a filter that asks nothing, or what cannot be, says so', () => {
    const flaw = (type: string, op: string, values: (string | number)[] = [], isUser = false) =>
      filterFlaw({ op, values } as never, { type, isUser } as never)
    expect(flaw('text', 'contains', ['a'])).toBeNull()
    expect(flaw('text', 'contains')).toBe('Enter what to look for')
    expect(flaw('text', 'period', ['today'])).toBe('This cannot be asked of this field')
    expect(flaw('date', 'between', ['2026-02-30'])).toBe('Enter a date')
    expect(flaw('date', 'between', ['', '2026-02-28'])).toBeNull()
    expect(flaw('date', 'between', ['', ''])).toBe('Enter at least one end')
    expect(flaw('instant', 'period', ['constructor'])).toBe('Choose a time')
    expect(flaw('ref', 'any_of', ['x'])).toBe('Choose from the list')
    expect(flaw('ref', 'me')).toBe('This cannot be asked of this field')
    expect(flaw('ref', 'me', [], true)).toBeNull()
    expect(flaw('money', 'at_least', ['5'])).toBe('Enter a number')
  })
})

describe('rates of attrition', () => {
  it('[BIL-010] are hundredths of a percent of the opening; a year needs twelve months that opened with accounts', () => {
    expect(rateOf(1, 3)).toBe(3333)
    expect(rateOf(1, 0)).toBeNull()
    expect(percentText(325)).toBe('3.25 %')
    const month = { openingAccounts: 100, lostAccounts: 2, openingCents: 1000, lostCents: 5 }
    expect(trailingRates(Array.from({ length: 12 }, () => month))).toEqual({ accounts: 2400, cents: 600 })
    expect(trailingRates(Array.from({ length: 11 }, () => month))).toEqual({ accounts: null, cents: null })
    expect(monthsUntil('2026-02', 3)).toEqual(['2025-12-01', '2026-01-01', '2026-02-01'])
  })
})
