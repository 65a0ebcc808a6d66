/** What the address of the status boxes says: the tab, and the customer on whom they are tried. */
import { z } from 'zod'
import { id } from '#shared/contract.ts'

export const statusesSearch = z.object({
  tab: z.enum(['boxes', 'history']).optional(),
  customer: id.optional(),
})
