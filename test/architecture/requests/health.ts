import type { Requests } from '../every-endpoint.ts'

export const healthRequests: Requests = {
  async plant(house, { customer, marker }) {
    const { company } = customer
    const monitor = await house.plant.monitor(company)
    // Of another record: this one's newest connection is the one that its own requests are about.
    const other = await house.plant.customer({ location: customer.location, fields: { lastName: marker } })
    const accountNumber = `H${other.id}`
    const connectionId = await house.plant.connection(other, monitor, {
      accountNumber,
      state: 'unlinked',
      row: { unlinked_at: new Date() },
    })
    // One at a time is under way in a company.
    await house.owner.query(
      `update reconciliation set state = 'stopped', finished_at = now() where company_id = $1 and state = 'running'`,
      [company.id],
    )
    const runId = await house.plant.insert('reconciliation', company, { started_at: new Date() })
    return { healthConnectionId: connectionId, runId }
  },
  bodies: {
    'health.retry': ({ params }) => ({
      select: { items: [{ kind: 'monitoring', id: params.healthConnectionId }] },
    }),
    'health.look': ({ params }) => ({ items: [{ kind: 'monitoring', id: params.healthConnectionId }] }),
  },
}
