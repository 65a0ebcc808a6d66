import type { Requests } from '../every-endpoint.ts'

const none = { connector: null, active: true }

export const providersRequests: Requests = {
  async plant(house, { customer: { company, id }, marker }) {
    const monitor = await house.plant.monitor(company, { name: `${marker} Numbers` })
    const blockId = await house.plant.insert('account_number_block', company, {
      monitoring_company_id: monitor.id,
      prefix: 'NX',
      digits: 4,
      first_number: 1,
      last_number: 999,
    })
    // A number is issued to a customer of that company.
    await house.owner.query('update customer set monitoring_company_id = $2 where id = $1', [id, monitor.id])
    return { providerKind: 'monitoring', providerId: monitor.id, monitoringCompanyId: monitor.id, blockId }
  },
  bodies: {
    'providers.create': ({ marker }) => ({ ...none, name: `${marker} new` }),
    'providers.save': ({ marker }) => ({ ...none, name: `${marker} renamed`, version: 1 }),
    // Refused before anything is sent: the address is not encrypted.
    'providers.test': () => ({
      connector: 'bold',
      settings: { baseUrl: 'http://station.test', userId: 'u', password: 'p', dealerId: 'D' },
    }),
    'providers.addBlock': () => ({ first: 'QX0001', last: 'QX0009' }),
    'providers.saveBlock': () => ({ version: 1, receiverNumber: '8015550177', twoWay: true, active: true }),
    'providers.issueNumber': () => ({ version: 1 }),
  },
}
