/** What the address of a record's billing methods says. */
import { z } from 'zod'
import { id } from '#shared/contract.ts'

export const billingMethodsSearch = z.object({
  new: z.literal(true).optional(),
  /** The method that a new one takes the place of, the one that is changed, and the one whose history is read. */
  replace: id.optional(),
  edit: id.optional(),
  history: id.optional(),
  /** Archived ones are listed, too. */
  archived: z.literal(true).optional(),
})
export type BillingMethodsSearch = z.output<typeof billingMethodsSearch>
