import type { Requests } from '../every-endpoint.ts'

export const placesRequests: Requests = {
  plant: () => Promise.resolve({ zip: '84601' }),
  queries: { 'places.suggest': ({ marker }) => ({ text: marker }) },
}
