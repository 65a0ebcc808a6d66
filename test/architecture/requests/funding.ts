import { randomUUID } from 'node:crypto'
import type { Requests } from '../every-endpoint.ts'

const today = () => new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)
const terms = {
  reasonId: null,
  rateCents: 5000,
  multipleHundredths: 3600,
  holdbackPpm: 0,
  chargeBackMonths: 12,
  expectedCents: 180_000,
  expectedOn: null,
  reference: '',
  grade: '',
  notes: '',
}
let number = 0

/** A funding with one entry. */
export const fundingRequests: Requests = {
  async plant(house, { customer, marker }) {
    const { company } = customer
    const { id: funderId } = await house.plant.value(company, 'funder', {
      name: `${marker} Funder ${++number}`,
    })
    const fundingId = await house.plant.insert('funding', company, {
      customer_id: customer.id,
      funder_id: funderId,
      rate_cents: 5000,
      multiple_hundredths: 3600,
      holdback_ppm: 0,
      charge_back_months: 12,
      expected_cents: 180_000,
      notes: marker,
      created_at: new Date(),
    })
    const entryId = await house.plant.insert('funding_entry', company, {
      funding_id: fundingId,
      kind: 'payout',
      amount_cents: 1000,
      on_date: today(),
      request_key: randomUUID(),
      created_at: new Date(),
    })
    return { fundingId, entryId, funderId }
  },
  bodies: {
    'fundings.create': ({ params }) => ({ ...terms, funderId: params.funderId }),
    'fundings.save': ({ params }) => ({ version: 1, fields: { ...terms, funderId: params.funderId } }),
    'fundings.setState': () => ({ version: 1, progress: 'submitted', outcome: null, on: today() }),
    'fundings.addEntry': () => ({ kind: 'payout', amountCents: 100, on: today(), requestKey: randomUUID() }),
    'fundings.reverseEntry': () => ({ reason: 'Noted twice' }),
  },
}
