/** What the address of a record's notes says: the filter, the one note that is pointed at, what is being written. */
import { z } from 'zod'
import { id } from '#shared/contract.ts'
import { notes } from '#shared/contracts/notes.ts'
import { searchParams } from '#web/api/search-params.ts'

const filter = notes.ofCustomer.query.pick({
  show: true,
  status: true,
  typeId: true,
  authorId: true,
  text: true,
})

export const noteSearch = searchParams(
  filter.extend({
    /** The note that a link points at. */
    note: id.optional(),
    /** Opens the form for a new one. */
    new: z.enum(['note', 'ticket']).optional(),
  }),
)
export type NoteSearch = ReturnType<typeof noteSearch>

/** The filter alone, as the list is asked for. */
export const filterOf = ({ note: _, new: __, ...rest }: NoteSearch) => rest

export const isFiltered = (search: NoteSearch): boolean =>
  Object.values(filterOf(search)).some((value) => value !== undefined)
