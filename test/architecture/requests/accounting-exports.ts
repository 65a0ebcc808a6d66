import type { Requests } from '../every-endpoint.ts'

const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10)
let number = 5_000

/** A run that carried nothing. */
export const accountingExportRequests: Requests = {
  async plant(house, { customer }) {
    const exportId = await house.plant.insert('accounting_export', customer.company, {
      number: ++number,
      from_on: day(60),
      to_on: day(31),
      postings: 0,
      adjustments: 0,
      amount_cents: 0,
      created_at: new Date(),
    })
    return { exportId }
  },
  queries: { 'accountingExports.preview': () => ({ from: day(30), to: day(1) }) },
  bodies: {
    'accountingExports.create': () => ({ from: day(30), to: day(1) }),
    'accountingExports.file': () => ({ format: 'csv' }),
  },
}
