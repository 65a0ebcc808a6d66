import type { Requests } from '../every-endpoint.ts'

const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10)
const aging = { current: 0, days30: 0, days60: 0, days90: 0, older: 0, totalCents: 0 }
let number = 70_000
let first = 400

/** A statement of the customer, and a run that is over. */
export const statementRequests: Requests = {
  async plant(house, { customer, marker }) {
    const statementId = await house.plant.insert('statement', customer.company, {
      customer_id: customer.id,
      number: ++number,
      period_from: day(++first),
      period_to: day(first),
      opening_cents: 0,
      invoiced_cents: 0,
      paid_cents: 0,
      closing_cents: 0,
      past_due_cents: 0,
      body: JSON.stringify({ billTo: [marker], location: '', lines: [], aging, creditCents: 0 }),
      created_at: new Date(),
    })
    const statementRunId = await house.plant.insert('statement_run', customer.company, {
      period_from: day(60),
      period_to: day(30),
      state: 'done',
      started_at: new Date(),
    })
    return { statementId, statementRunId }
  },
  queries: {
    'statementRuns.count': () => ({ from: day(30), to: day(2) }),
  },
  bodies: {
    'statements.create': () => ({ from: day(30), to: day(2) }),
    'statements.email': () => ({ to: 'dana@whitfield.test' }),
    'statementRuns.start': () => ({ from: day(30), to: day(2) }),
  },
}
