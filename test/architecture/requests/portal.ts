import { createHash, randomUUID } from 'node:crypto'
import type { Requests } from '../every-endpoint.ts'

/** A link into the Payment Portal that nobody opened. */
export const portalRequests: Requests = {
  async plant(house, { customer }) {
    const linkId = await house.plant.insert('portal_link', customer.company, {
      customer_id: customer.id,
      way: 'copy',
      asked_by: 'staff',
      token_hash: createHash('sha256').update(`matrix ${customer.id}`).digest(),
      created_at: new Date(),
      expires_at: new Date(Date.now() + 86_400_000),
    })
    return { linkId, requestKey: randomUUID() }
  },
  bodies: {
    'portalLinks.send': () => ({ way: 'copy' }),
    'portal.ask': () => ({ to: 'nobody@nowhere.test' }),
    'portal.pay': () => ({
      requestKey: randomUUID(),
      what: { oldestFirst: true },
      amountCents: 100,
      method: { billingMethodId: 1 },
    }),
  },
}
