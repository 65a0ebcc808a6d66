import { describe, expect, it } from 'vitest'
import {
  isOverdue,
  lineCents,
  mayBecome,
  parseQuantity,
  quantityText,
  shownStatus,
  totalsOf,
  workText,
} from './work-orders.ts'

const labor = (quantityHundredths: number, priceCents: number, taxable = false) =>
  ({ kind: 'labor', action: null, quantityHundredths, priceCents, taxable }) as const
const part = (
  action: 'install' | 'service',
  quantityHundredths: number,
  priceCents: number,
  taxable = true,
) => ({ kind: 'part', action, quantityHundredths, priceCents, taxable }) as const

describe('a work order’s lines', () => {
  it('[TAB-007] add up in whole cents, each rounded as it is printed, taxable ones apart', () => {
    expect(lineCents({ quantityHundredths: 33, priceCents: 9999 })).toBe(3300)
    expect(lineCents({ quantityHundredths: 50, priceCents: 1 })).toBe(1)
    expect(lineCents({ quantityHundredths: 999_999, priceCents: 99_999_999 })).toBe(999_998_990_000)
    expect(totalsOf([labor(150, 9500), labor(100, 4900, true), part('install', 300, 3900)])).toEqual({
      laborCents: 14_250 + 4900,
      partsCents: 11_700,
      totalCents: 30_850,
      taxableCents: 16_600,
    })
    expect(totalsOf([])).toEqual({ laborCents: 0, partsCents: 0, totalCents: 0, taxableCents: 0 })
  })

  it('[TAB-007] take quantities as people type them, and say what there is to do', () => {
    expect(['2', '1.5', '.25', '0.5'].map(parseQuantity)).toEqual([200, 150, 25, 50])
    expect(['', '.', '-1', '1.555', 'two', '1e3'].map(parseQuantity)).toEqual(Array(6).fill(null))
    expect([150, 200, 25].map(quantityText)).toEqual(['1.5', '2', '0.25'])
    const lines = [part('install', 300, 1), part('install', 100, 1), part('service', 100, 1), labor(100, 1)]
    expect(workText(lines)).toBe('4 install, 1 service, 1 labor')
  })
})

describe('a work order’s state', () => {
  it('[TAB-007] is scheduled while a visit lies ahead, and only as long as nobody has begun', () => {
    expect(shownStatus('open', true)).toBe('scheduled')
    expect(shownStatus('open', false)).toBe('open')
    expect(shownStatus('in_progress', true)).toBe('in_progress')
    expect(shownStatus('complete', true)).toBe('complete')
  })

  it('[TAB-007] goes forward, and back only by reopening', () => {
    const steps = (['open', 'scheduled', 'in_progress', 'complete', 'canceled'] as const).map((from) =>
      (['open', 'in_progress', 'complete', 'canceled'] as const).filter((to) => mayBecome(from, to)),
    )
    expect(steps).toEqual([
      ['in_progress', 'complete', 'canceled'],
      ['in_progress', 'complete', 'canceled'],
      ['complete', 'canceled'],
      ['open'],
      ['open'],
    ])
  })

  it('[TAB-007] is overdue from the day after its due date, unless it is over', () => {
    const order = { status: 'scheduled', dueOn: '2026-03-04' } as const
    expect(isOverdue(order, '2026-03-04')).toBe(false)
    expect(isOverdue(order, '2026-03-05')).toBe(true)
    expect(isOverdue({ ...order, status: 'complete' }, '2026-03-05')).toBe(false)
    expect(isOverdue({ ...order, dueOn: null }, '2026-03-05')).toBe(false)
  })
})
