/**
 * What the address of a list says: filters and order. Members that are not there stand for the defaults. Several values
 * of one filter stand in the address as `7,12`, and here as a list.
 */
import { customerSorts, type CustomerSort, filterQuery, orderQuery } from '#shared/contracts/customer-list.ts'
import type { CustomerFilter } from '#shared/contracts/customer-list.ts'
import { searchParams } from '#web/api/search-params.ts'

const read = searchParams(filterQuery.omit({ kind: true }).extend(orderQuery.shape))

/** Filters and order, with lists as lists. */
export type ListSearch = ReturnType<typeof read>
export type SortKey = CustomerSort
/** As the address holds them. */
export type AddressSearch = { [N in keyof ListSearch]?: string | number }

/** Lists become `7,12`, and what is a default leaves the address. */
export const toAddress = (search: ListSearch): AddressSearch =>
  Object.fromEntries(
    Object.entries(search).flatMap(([name, value]) => {
      if (value === undefined || value === '' || (Array.isArray(value) && !value.length)) return []
      if ((name === 'archive' && value === 'all') || (name === 'tags' && value === 'any')) return []
      return [[name, Array.isArray(value) ? (value.length === 1 ? value[0] : value.join(',')) : value]]
    }),
  )

/** For the route: what does not fit is dropped. */
export const listSearch = (raw: Record<string, unknown>): AddressSearch => toAddress(read(raw))
export const fromAddress = (search: AddressSearch): ListSearch => read(search)

const pageSize = 100

/** Filters that only records of one kind can be asked for. */
const ofCustomers = [
  'status', 'archive', 'soldById', 'technicianId', 'monitoringCompanyId', 'serviceProviderId', 'connection', 'accountType',
  'saleFrom', 'saleTo', 'installFrom', 'installTo', 'cancelFrom', 'cancelTo', 'locationId',
] as const // prettier-ignore
const ofLeads = ['leadStatusId', 'leadDispositionId', 'callback', 'mine'] as const

/** The filter alone, as the count takes it. */
export function filterOf(kind: CustomerFilter['kind'], search: ListSearch) {
  const { sort: _, direction: __, ...filter } = search
  for (const name of kind === 'lead' ? ofCustomers : ofLeads) delete filter[name]
  return { kind, ...filter }
}

/** Names and sale dates are read from the start and the latest first; so are numbers. Who waits longest is called first. */
const firstDirection: Record<SortKey, 'asc' | 'desc'> = {
  name: 'asc',
  number: 'desc',
  sale: 'desc',
  city: 'asc',
  created: 'desc',
  install: 'desc',
  account: 'asc',
  callback: 'asc',
}
export const isSort = (key: string): key is SortKey => (customerSorts as readonly string[]).includes(key)

/** @param order the company's own, which holds unless the address says another. */
export function sortOf({ sort, direction }: ListSearch, order: SortKey = 'name') {
  const key = sort ?? order
  return { key, direction: direction ?? firstDirection[key] }
}

export const listQueryOf = (
  kind: CustomerFilter['kind'],
  search: ListSearch,
  { order, columns }: { order?: SortKey; columns?: string } = {},
) => {
  const { key, direction } = sortOf(search, order)
  return { ...filterOf(kind, search), sort: key, direction, limit: pageSize, ...(columns && { columns }) }
}

/** The address after a click on a column: its first direction, or the other one if the list has that order already. */
export function sortedBy(search: ListSearch, key: SortKey, order?: SortKey): ListSearch {
  const now = sortOf(search, order)
  const direction = now.key !== key ? firstDirection[key] : now.direction === 'asc' ? 'desc' : 'asc'
  return { ...search, sort: key, direction }
}

/** No filter holds; the order stays. */
export const cleared = ({ sort, direction }: ListSearch): ListSearch => ({
  ...(sort && { sort }),
  ...(direction && { direction }),
})

export const isFiltered = (search: ListSearch): boolean => {
  const { sort: _, direction: __, tags: ___, ...filters } = toAddress(search)
  return Object.keys(filters).length > 0
}
