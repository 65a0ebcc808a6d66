import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { amountOf, invoiceTotals, taxOf } from './invoices.ts'
import { oldestFirst } from './payments.ts'

const line = (priceCents: number, taxable = true, quantityHundredths = 100) => ({
  priceCents,
  taxable,
  quantityHundredths,
})

describe('totals', () => {
  it('[BIL-001] [BIL-002] each jurisdiction taxes the sum of the taxable lines; a discount lowers it; exempt is exempt', () => {
    const rates = [{ name: 'Utah', ratePpm: 48_500 }, { name: 'Provo', ratePpm: 24_000 }] // prettier-ignore
    const lines = [line(10_000), line(5000, false), line(-1000), line(333, true, 150)]
    expect(amountOf(lines[3]!)).toBe(500)
    const totals = invoiceTotals(lines, rates, false)
    expect(totals).toMatchObject({ subtotalCents: 14_500, taxCents: 461 + 228, totalCents: 15_189 })
    expect(invoiceTotals(lines, rates, true)).toMatchObject({ taxes: [], totalCents: 14_500 })
    expect(taxOf(-500, 48_500)).toBe(0)
  })
})

describe('a payment', () => {
  it('[BIL-005] goes to the oldest first and never over what is open or what was paid', () => {
    expect(
      oldestFirst(150, [
        { id: 1, openCents: 100, dueOn: '2026-03-01' },
        { id: 2, openCents: 100, dueOn: '2026-02-01' },
      ]),
    ).toEqual([{ invoiceId: 2, amountCents: 100 }, { invoiceId: 1, amountCents: 50 }]) // prettier-ignore
    fc.assert(
      fc.property(fc.nat(10_000), fc.array(fc.nat(3000), { maxLength: 9 }), (amount, open) => {
        const parts = oldestFirst(amount, open.map((openCents, id) => ({ id, openCents, dueOn: null })))
        const sum = parts.reduce((s, part) => s + part.amountCents, 0)
        expect(sum).toBe(Math.min(amount, open.reduce((s, n) => s + n, 0)))
        for (const { invoiceId, amountCents } of parts) expect(amountCents).toBeLessThanOrEqual(open[invoiceId]!)
      }),
    ) // prettier-ignore
  })
})
