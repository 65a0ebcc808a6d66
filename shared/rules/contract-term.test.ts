import { describe, expect, it } from 'vitest'
import { todayIn } from '../time.ts'
import { contractTermData, termLeft } from './contract-term.ts'

describe('the contract term’s badge', () => {
  it.each([
    [36, '2024-03-03', '2024-03-03', '36 months left'],
    [36, '2024-03-03', '2026-04-02', '12 months left'],
    [36, '2024-03-03', '2026-04-03', '11 months left'],
    [36, '2024-03-03', '2027-03-02', '1 month left'],
    [36, '2024-03-03', '2027-03-03', 'Expired today'],
    [36, '2024-03-03', '2027-03-04', 'Expired 1 day ago'],
    [36, '2024-03-03', '2027-04-02', 'Expired 30 days ago'],
    [36, '2024-03-03', '2027-04-03', 'Expired 1 month ago'],
    [36, '2024-03-03', '2027-06-30', 'Expired 3 months ago'],
    [12, '2024-02-29', '2025-02-27', '1 month left'],
    [12, '2024-02-29', '2025-02-28', 'Expired today'],
    [24, '2026-05-01', '2026-03-01', '24 months left'],
  ])('[REC-101] of %i months sold on %s says on %s: %s', (months, sold, today, label) => {
    expect(termLeft(months, sold, today)?.label).toBe(label)
  })

  it('[REC-101] of one month, or none, runs from month to month, sold or not', () => {
    expect([termLeft(0, null, '2026-03-01')?.label, termLeft(1, '2020-01-01', '2026-03-01')?.label]).toEqual([
      'Month to month',
      'Month to month',
    ])
  })

  it('[REC-101] says nothing without a term or without a sale date', () => {
    expect([termLeft(null, '2024-03-03', '2026-03-01'), termLeft(36, null, '2026-03-01')]).toEqual([
      null,
      null,
    ])
  })

  it('[REC-101] ends with the day of the company’s zone, not of UTC', () => {
    const instant = '2027-03-03T05:00:00Z'
    expect(termLeft(36, '2024-03-03', todayIn('America/Denver', instant))?.label).toBe('1 month left')
    expect(termLeft(36, '2024-03-03', todayIn('UTC', instant))?.label).toBe('Expired today')
  })

  it('a term is a whole number of months', () => {
    expect(contractTermData.safeParse({ months: 36 }).success).toBe(true)
    for (const months of [-1, 1.5, null, '36', 601])
      expect(contractTermData.safeParse({ months }).success).toBe(false)
  })
})
