/** What the address of the company's tags may say: what is looked for, and which form lies over the list. */
import { z } from 'zod'
import { id } from '#shared/contract.ts'

export const tagsSearch = z.object({
  find: z.string().max(60).optional(),
  status: z.enum(['active', 'retired']).optional(),
  tag: id.optional(),
  new: z.literal(true).optional(),
})
