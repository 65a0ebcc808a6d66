import { describe, expect, it } from 'vitest'
import { mmrData, mmrItemData } from './mmr.ts'
import { breakdownFlaws, isRateOffered } from './mmr-breakdown.ts'

const items = [
  { id: 1, name: 'Monitoring', active: true },
  { id: 2, name: 'Financing', active: true },
  { id: 3, name: 'Insurance', active: false },
]
const rate = (byItem: Record<string, number>, totalCents = 4499) => ({ totalCents, items: byItem })

describe('a monthly rate', () => {
  it('[REC-104] is whole cents whose line items add up to the total', () => {
    expect(mmrData.parse(rate({ 1: 2999, 2: 1500 }))).toEqual({
      totalCents: 4499,
      items: { 1: 2999, 2: 1500 },
      effectiveOn: null,
    })
    expect(mmrData.safeParse(rate({ 1: 2999, 2: 1499 })).error?.issues).toMatchObject([
      { path: ['items'], message: 'The line items add up to 44.98, the rate is 44.99' },
    ])
    for (const wrong of [rate({ 1: 44.99 }), rate({}, -1), rate({}, 44.5), rate({ x: 4499 }), { items: {} }])
      expect(mmrData.safeParse(wrong).success).toBe(false)
  })

  it('[REC-103] of a company that does not break rates out is its total alone', () => {
    expect(mmrData.parse({ totalCents: 4499 }).items).toEqual({})
    expect(mmrItemData.parse({})).toEqual({ kind: 'other', defaultCents: null })
  })

  it('[REC-105] fits the company’s items when it names each active one, and no other', () => {
    expect(breakdownFlaws(rate({ 1: 2999, 2: 1500 }), items)).toEqual([])
    expect(breakdownFlaws(rate({ 1: 4499, 2: 0 }), items)).toEqual([])
    expect(breakdownFlaws(rate({ 1: 4499 }), items)).toEqual(['Financing is missing'])
    expect(breakdownFlaws(rate({ 1: 2999, 2: 1000, 3: 500 }), items)).toEqual([
      'Insurance is no longer a line item',
    ])
    expect(breakdownFlaws(rate({ 1: 2999, 2: 1000, 9: 500 }), items)).toEqual([
      'An item that was removed is no longer a line item',
    ])
    expect(breakdownFlaws(rate({ 1: 2999, 2: 1000 }), items)).toEqual([
      'the line items do not add up to the total',
    ])
    expect(breakdownFlaws({}, items)).toEqual(['Monitoring and Financing are missing'])
  })

  it('[REC-103] is offered from its effective date on, while it is active', () => {
    const from = (effectiveOn: string | null, active = true) => ({
      active,
      data: { totalCents: 4499, effectiveOn },
    })
    expect(isRateOffered(from(null), '2026-03-01')).toBe(true)
    expect(isRateOffered(from('2026-03-01'), '2026-03-01')).toBe(true)
    expect(isRateOffered(from('2026-03-02'), '2026-03-01')).toBe(false)
    expect(isRateOffered(from(null, false), '2026-03-01')).toBe(false)
  })
})
