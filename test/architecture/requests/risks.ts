import type { Requests } from '../every-endpoint.ts'

export const risksRequests: Requests = {
  async plant(house, { customer, marker }) {
    const { company } = customer
    const reason = await house.plant.value(company, 'at_risk_reason', { name: `${marker} reason` })
    const level = await house.plant.value(company, 'at_risk_level', { name: `${marker} level` })
    const owner = await house.plant.user({ company, holds: [{ grants: 'all', at: customer.location }] })
    // Ended, so that another may be opened and this one reopened.
    const riskId = await house.plant.insert('risk', company, {
      customer_id: customer.id,
      reason_id: reason.id,
      level_id: level.id,
      owner_id: owner.id,
      reported_on: '2026-01-05',
      status: 'resolved',
      resolved_at: new Date(),
      notes: marker,
    })
    return { riskReasonId: reason.id, riskLevelId: level.id, riskOwnerId: owner.id, riskId }
  },
  bodies: {
    'risks.create': ({ params }) => ({
      reasonId: params.riskReasonId,
      levelId: params.riskLevelId,
      ownerId: params.riskOwnerId,
    }),
    'risks.save': () => ({ version: 1, fields: { amountAtRiskCents: 4499 } }),
    'risks.attempt': () => ({ channel: 'phone', outcome: 'No answer' }),
    'risks.resolve': () => ({ version: 1, status: 'lost' }),
    'risks.reopen': () => ({ version: 1 }),
  },
}
