import { usualCategories } from '#shared/rules/statuses.ts'
import type { Requests } from '../every-endpoint.ts'

export const statusesRequests: Requests = {
  bodies: {
    'statuses.save': ({ marker }) => ({
      version: 0,
      categories: [{ ...usualCategories[0]!, name: marker.slice(0, 40) }],
    }),
  },
}
