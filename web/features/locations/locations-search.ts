/** What the addresses of the locations' pages say. */
import { z } from 'zod'
import { locations } from '#shared/contracts/locations.ts'
import { searchParams } from '#web/api/search-params.ts'

export const locationsSearch = searchParams(locations.list.query.pick({ name: true, status: true }))
export const locationSearch = searchParams(z.object({ tab: z.enum(['details', 'history']).optional() }))
