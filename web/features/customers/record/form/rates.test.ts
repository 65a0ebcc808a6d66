import { describe, expect, it } from 'vitest'
import { amountsFor, matchingRates, rateItems, ratesOf } from './rates.ts'
import type { FormOptions } from './visible.ts'

const value = (id: number, name: string, data: Record<string, unknown>, active = true) => ({
  id,
  name,
  active,
  data,
})
const rate = (id: number, name: string, items: Record<string, number>, more = {}, active = true) =>
  value(
    id,
    name,
    { totalCents: Object.values(items).reduce((sum, cents) => sum + cents, 0), items, ...more },
    active,
  )
const options: FormOptions = {
  locations: [],
  users: [],
  monitoringCompanies: [],
  serviceProviders: [],
  catalogues: {
    mmr_item: [value(2, 'Monitoring', {}), value(1, 'Warranty', {}), value(3, 'Landline', {}, false)],
    mmr: [
      rate(10, 'Gold', { 1: 500, 2: 3999 }),
      rate(11, '$29.99', { 1: 0, 2: 2999 }),
      rate(12, 'Silver', { 1: 500, 2: 2999 }),
      rate(13, 'Landline', { 2: 2000, 3: 300 }),
      rate(14, 'Next year', { 1: 0, 2: 1000 }, { effectiveOn: '2027-01-01' }),
      rate(15, 'Gone', { 1: 0, 2: 900 }, {}, false),
    ],
  },
}
const today = '2026-03-03'
const names = (rates: { name: string | null; id: number }[]) => rates.map((r) => r.name ?? `#${r.id}`)

describe('the rates of the picker', () => {
  it('[REC-104] are those on offer, cheapest first, each with its lines in the items’ order', () => {
    const rates = ratesOf(options, null, today)
    expect(names(rates)).toEqual(['Landline', '#11', 'Silver', 'Gold'])
    expect(rates.at(-1)).toMatchObject({
      totalCents: 4499,
      lines: [
        { name: 'Monitoring', amountCents: 3999 },
        { name: 'Warranty', amountCents: 500 },
      ],
    })
    expect(rateItems(options).map((item) => item.name)).toEqual(['Monitoring', 'Warranty'])
  })

  it('[REC-105] one whose breakdown does not fit says why; the record’s own stays in the list', () => {
    const landline = ratesOf(options, 13, today).find((r) => r.id === 13)
    expect(landline).toMatchObject({
      stored: true,
      flaws: ['Warranty is missing', 'Landline is no longer a line item'],
      lines: [{ name: 'Monitoring' }, { name: 'Landline' }],
    })
    expect(names(ratesOf(options, 15, today))).toContain('Gone')
  })

  it('[REC-104] are narrowed by total and by each line item; a filter offers what the others leave', () => {
    const rates = ratesOf(options, null, today)
    expect(names(matchingRates(rates, { 2: 2999 }))).toEqual(['#11', 'Silver'])
    expect(names(matchingRates(rates, { 2: 2999, 1: 500 }))).toEqual(['Silver'])
    expect(names(matchingRates(rates, { total: 4499 }))).toEqual(['Gold'])
    expect(amountsFor(rates, {}, 'total')).toEqual([2300, 2999, 3499, 4499])
    expect(amountsFor(rates, { 2: 2999 }, 1)).toEqual([0, 500])
    expect(amountsFor(rates, { 2: 2999 }, 2)).toEqual([2000, 2999, 3999])
  })
})
