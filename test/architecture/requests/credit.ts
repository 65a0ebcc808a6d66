import type { Requests } from '../every-endpoint.ts'

export const creditRequests: Requests = {
  async plant(house, { customer, marker }) {
    const { company } = customer
    // Without the add-on nothing of it is there.
    await house.owner.query(
      `update platform.company set settings = settings || '{"creditChecks": true}' where id = $1`,
      [company.id],
    )
    const bureauId = await house.plant.insert('credit_bureau', company, { name: `${marker} Bureau` })
    const user = await house.plant.user({ company, holds: [{ grants: 'all', at: customer.location }] })
    const creditCheckId = await house.plant.insert('credit_check', company, {
      customer_id: customer.id,
      credit_bureau_id: bureauId,
      kind: 'manual',
      state: 'answered',
      requested_at: new Date(),
      requested_by: user.id,
      outcome: 'pending',
      tracking_number: marker,
    })
    return { creditBureauId: bureauId, creditCheckId }
  },
  bodies: {
    'credit.run': ({ params }) => ({
      requestKey: 'matrix-request-0001',
      bureauId: params.creditBureauId,
      consent: { given: true, method: 'in_person' },
      purpose: 'credit_transaction',
    }),
    'credit.enter': ({ params }) => ({ bureauId: params.creditBureauId, score: 702 }),
    'credit.settle': () => ({ made: false, note: 'Kim, at ten' }),
  },
}
