/** What the addresses of monitoring companies and providers say. */
import { z } from 'zod'
import { text } from '#shared/contract.ts'
import { searchParams } from '#web/api/search-params.ts'

export const providersSearch = searchParams(
  z.object({ name: text(80).optional(), status: z.enum(['active', 'inactive']).optional() }),
)
export const providerSearch = searchParams(
  z.object({ tab: z.enum(['details', 'numbers', 'history']).optional() }),
)
