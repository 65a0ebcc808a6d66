/** What the addresses of the groups' pages say. */
import { z } from 'zod'
import { id } from '#shared/contract.ts'
import { questionPattern } from '#shared/rules/access-questions.ts'
import { searchParams } from '#web/api/search-params.ts'

export const groupSearch = searchParams(
  z.object({ tab: z.enum(['grants', 'members', 'history']).optional() }),
)

export const analyzerSearch = searchParams(
  z.object({
    userId: id.optional(),
    question: z.string().regex(questionPattern).optional(),
    locationId: id.optional(),
    customerId: id.optional(),
  }),
)
