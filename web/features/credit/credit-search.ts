/** What the address of a record's Credit tab says. */
import { z } from 'zod'
import { id } from '#shared/contract.ts'

export const creditSearch = z.object({
  /** The form that lies over the page. */
  new: z.enum(['run', 'manual']).optional(),
  /** The check whose report is open, or which is being settled. */
  report: id.optional(),
  settle: id.optional(),
})
export type CreditSearch = z.output<typeof creditSearch>
