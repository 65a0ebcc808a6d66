/** What the address of the ticket queue says: filters and order. Members that are not there stand for the defaults. */
import { notes, type TicketFilter } from '#shared/contracts/notes.ts'
import { searchParams } from '#web/api/search-params.ts'

export const ticketSearch = searchParams(
  notes.tickets.query.pick({
    whose: true,
    status: true,
    assigneeId: true,
    typeId: true,
    priority: true,
    locationId: true,
    dueFrom: true,
    dueTo: true,
    overdue: true,
    sort: true,
    direction: true,
  }),
)
export type TicketSearch = ReturnType<typeof ticketSearch>
export type TicketSort = TicketFilter['sort']

const pageSize = 50

/** Latest numbers, earliest dates and highest priorities come first. */
const firstDirection = { number: 'desc', due: 'asc', priority: 'asc' } as const

export const sortOf = ({ sort = 'number', direction }: TicketSearch) => ({
  key: sort,
  direction: direction ?? firstDirection[sort],
})

/** The filter alone, as the count takes it. */
export function filterOf({
  sort: _,
  direction: __,
  ...filter
}: TicketSearch): Omit<TicketSearch, 'sort' | 'direction'> {
  return filter
}

export const listQueryOf = (search: TicketSearch) => {
  const { key, direction } = sortOf(search)
  return { ...filterOf(search), sort: key, direction, limit: pageSize }
}

/** The address after a click on a column: its first direction, or the other one if the list has that order already. */
export function sortedBy(search: TicketSearch, key: TicketSort): TicketSearch {
  const now = sortOf(search)
  const direction = now.key !== key ? firstDirection[key] : now.direction === 'asc' ? 'desc' : 'asc'
  return { ...search, sort: key, direction }
}

/** No filter holds; whose tickets they are, and the order, stay. */
export const cleared = ({ whose, sort, direction }: TicketSearch): TicketSearch => ({
  ...(whose && { whose }),
  ...(sort && { sort }),
  ...(direction && { direction }),
})

export function isFiltered(search: TicketSearch): boolean {
  const { whose: _, ...rest } = filterOf(search)
  return Object.values(rest).some((value) => value !== undefined)
}
