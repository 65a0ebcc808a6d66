import { sealSecrets } from '#server/modules/providers/providers.service.ts'
import type { Requests } from '../every-endpoint.ts'

export const prechecksRequests: Requests = {
  async plant(house, { customer: { company, id }, marker }) {
    const monitor = await house.plant.insert('monitoring_company', company, {
      name: `${marker} ADT`,
      active: true,
      connector: 'adt',
      settings: { baseUrl: 'http://adt.test', userId: 'u', dealerId: 'D', preCheckEnabled: true },
      sealed_secrets: sealSecrets(company.id, { password: 'p' }),
    })
    await house.owner.query(
      `insert into precheck (company_id, customer_id, monitoring_company_id, state, asked_with, asked_at, report)
       values ($1, $2, $3, 'approved', 'x', now(), array['Fine'])`,
      [company.id, id, monitor],
    )
    return { companyId: company.id }
  },
  bodies: {
    'prechecks.run': () => ({}),
    'callbacks.totalConnect': () => ({
      eventId: 'news-0002',
      kind: 'account.changed',
      accountNumber: 'TC-1001',
    }),
    'callbacks.alarmnet': () => ({
      eventId: 'news-0001',
      kind: 'account.changed',
      accountNumber: 'A1-02-1001',
    }),
  },
}
