/** What the address of a list says: filters and order. Members that are not there stand for the defaults. */
import { customers, type CustomerFilter } from '#shared/contracts/customers.ts'
import { searchParams } from '#web/api/search-params.ts'

export const listSearch = searchParams(
  customers.list.query.pick({
    name: true,
    search: true,
    status: true,
    leadStatusId: true,
    locationId: true,
    archive: true,
    sort: true,
    direction: true,
  }),
)
export type ListSearch = ReturnType<typeof listSearch>
export type SortKey = CustomerFilter['sort']

const pageSize = 100

/** The filter alone, as the count takes it. */
export function filterOf(kind: CustomerFilter['kind'], search: ListSearch) {
  const { name, locationId, archive } = search
  const own = kind === 'customer' ? { status: search.status, archive } : { leadStatusId: search.leadStatusId }
  return { kind, name, search: search.search, locationId, ...own }
}

/** Names and sale dates are read from the start and the latest first; so are numbers. */
const firstDirection = { name: 'asc', number: 'desc', sale: 'desc' } as const

export const sortOf = ({ sort = 'name', direction = 'asc' }: ListSearch) => ({ key: sort, direction })

export const listQueryOf = (kind: CustomerFilter['kind'], search: ListSearch) => {
  const { key, direction } = sortOf(search)
  return { ...filterOf(kind, search), sort: key, direction, limit: pageSize }
}

/** The address after a click on a column: its first direction, or the other one if the list has that order already. */
export function sortedBy(search: ListSearch, key: SortKey): ListSearch {
  const now = sortOf(search)
  const direction = now.key !== key ? firstDirection[key] : now.direction === 'asc' ? 'desc' : 'asc'
  return { ...search, sort: key, direction }
}

/** No filter holds; the order stays. */
export const cleared = ({ sort, direction }: ListSearch): ListSearch => ({
  ...(sort && { sort }),
  ...(direction && { direction }),
})

export const isFiltered = (search: ListSearch): boolean =>
  [search.name, search.search, search.status, search.leadStatusId, search.locationId].some(
    (value) => value !== undefined,
  ) ||
  (search.archive !== undefined && search.archive !== 'all')
