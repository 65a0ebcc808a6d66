/** What the address of a catalogue says: what is searched for, what is open. */
import { z } from 'zod'
import { id, text } from '#shared/contract.ts'
import { searchParams } from '#web/api/search-params.ts'

export const catalogueSearch = searchParams(
  z.object({
    find: text(80).optional(),
    /** Inactive values are unfolded. */
    inactive: z.literal('shown').optional(),
    /** The value that is open in the drawer, or `new`. */
    open: z.union([z.literal('new'), id]).optional(),
  }),
)
export type CatalogueSearch = ReturnType<typeof catalogueSearch>
