/** What the address of the company's charges says. */
import { z } from 'zod'
import { id } from '#shared/contract.ts'
import { charges, type ChargeQuery } from '#shared/contracts/charges.ts'

export const chargesSearch = z.object({
  ...charges.list.query.pick({
    state: true,
    kind: true,
    processorId: true,
    locationId: true,
    from: true,
    to: true,
    sort: true,
    direction: true,
  }).shape,
  /** The charge that lies open over the list, and what is done about it. */
  charge: id.optional(),
  deed: z.enum(['refund', 'settle']).optional(),
})
export type ChargesSearch = Partial<z.output<typeof chargesSearch>>
export type ChargeSort = ChargeQuery['sort']

const pageSize = 50

export const sortOf = ({ sort = 'requested', direction = 'desc' }: ChargesSearch) => ({
  key: sort,
  direction,
})

/** The filter alone, as the totals take it. */
export function filterOf({ sort: _, direction: __, charge: ___, deed: ____, ...filter }: ChargesSearch) {
  return filter
}

export const listQueryOf = (search: ChargesSearch) => {
  const { key, direction } = sortOf(search)
  return { ...filterOf(search), sort: key, direction, limit: pageSize }
}

/** The address after a click on a column: greatest first, or the other way if the list has that order already. */
export function sortedBy(search: ChargesSearch, key: ChargeSort): ChargesSearch {
  const now = sortOf(search)
  const direction = now.key === key && now.direction === 'desc' ? 'asc' : 'desc'
  return { ...search, sort: key, direction }
}

/** No filter holds; the order stays. */
export const cleared = ({ sort, direction }: ChargesSearch): ChargesSearch => ({
  ...(sort && { sort }),
  ...(direction && { direction }),
})

export const isFiltered = (search: ChargesSearch): boolean =>
  Object.values(filterOf(search)).some((value) => value !== undefined)
