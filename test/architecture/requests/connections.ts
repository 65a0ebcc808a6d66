import type { Requests } from '../every-endpoint.ts'

export const connectionsRequests: Requests = {
  bodies: {
    'connections.link': () => ({ seen: 'x', takeTheirs: [] }),
    'connections.shell': () => ({ details: {} }),
  },
}
