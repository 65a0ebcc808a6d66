/** The modules' requests, one line each. */
import type { Requests } from '../every-endpoint.ts'
import { connectionsRequests } from './connections.ts'
import { customersRequests } from './customers.ts'
import { placesRequests } from './places.ts'
import { sessionsRequests } from './sessions.ts'

export const everyRequests: readonly Requests[] = [
  sessionsRequests,
  customersRequests,
  connectionsRequests,
  placesRequests,
]
