import type { Requests } from '../every-endpoint.ts'

export const customersRequests: Requests = {
  queries: { 'customers.search': ({ marker }) => ({ text: marker }) },
  bodies: {
    'customers.create': ({ here }) => ({
      kind: 'customer',
      fields: {
        firstName: 'New',
        lastName: 'Person',
        city: 'Provo',
        state: 'UT',
        primaryPhone: '8015550123',
        accountType: 'residential',
        locationId: here.id,
      },
    }),
    'customers.save': () => ({ version: 1, fields: { spouse: 'Changed' } }),
  },
}
