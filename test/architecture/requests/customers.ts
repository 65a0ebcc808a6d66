import type { Requests } from '../every-endpoint.ts'

export const customersRequests: Requests = {
  queries: {
    'customers.live': () => ({ once: 'true' }),
    'customers.search': ({ marker }) => ({ text: marker }),
    'customers.parents': ({ marker }) => ({ text: marker }),
    'customers.findDuplicates': ({ marker }) => ({ firstName: marker, lastName: marker, city: 'Provo' }),
  },
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
    'customers.unarchive': () => ({ withChildren: true }),
    'customers.convert': ({ here }) => ({ version: 1, fields: { locationId: here.id } }),
    'customers.duplicate': ({ marker }) => ({ firstName: marker, lastName: 'Copy', fields: [], parts: [] }),
    'customers.save': () => ({ version: 1, fields: { spouse: 'Changed' } }),
  },
}
