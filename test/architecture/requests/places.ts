import type { Requests } from '../every-endpoint.ts'

export const placesRequests: Requests = {
  plant: () => Promise.resolve({ zip: '84601' }),
  queries: { 'places.suggest': ({ marker }) => ({ text: marker }) },
  bodies: {
    'places.verify': ({ marker }) => ({
      addressLine1: `1 ${marker} St`,
      city: 'Provo',
      state: 'UT',
      zip: '84601',
    }),
    'places.saveVerifier': ({ marker }) => ({
      version: 0,
      source: 'offline',
      baseUrl: `https://${marker.toLowerCase()}.test/street-address`,
    }),
  },
}
