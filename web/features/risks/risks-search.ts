/** What the addresses of a record's At Risk tab and of the company's list say. */
import { z } from 'zod'
import { id } from '#shared/contract.ts'
import { risks, type RiskQuery } from '#shared/contracts/risks.ts'

export const risksSearch = z.object({
  new: z.literal(true).optional(),
  /** The entry whose form, or whose ending, lies over the page. */
  edit: id.optional(),
  end: id.optional(),
})
export type RisksSearch = z.output<typeof risksSearch>

export const atRiskSearch = risks.list.query.pick({
  status: true,
  reasonId: true,
  levelId: true,
  ownerId: true,
  locationId: true,
  followUp: true,
  sort: true,
  direction: true,
})
export type AtRiskSearch = Partial<z.output<typeof atRiskSearch>>
export type RiskSort = RiskQuery['sort']

const pageSize = 50

/** Earliest dates and greatest amounts come first. */
const firstDirection = { followUp: 'asc', reported: 'asc', amount: 'desc' } as const

export const sortOf = ({ sort = 'followUp', direction }: AtRiskSearch) => ({
  key: sort,
  direction: direction ?? firstDirection[sort],
})

/** The filter alone, as the totals take it. */
export function filterOf({ sort: _, direction: __, ...filter }: AtRiskSearch) {
  return filter
}

export const listQueryOf = (search: AtRiskSearch) => {
  const { key, direction } = sortOf(search)
  return { ...filterOf(search), sort: key, direction, limit: pageSize }
}

/** The address after a click on a column: its first direction, or the other one if the list has that order already. */
export function sortedBy(search: AtRiskSearch, key: RiskSort): AtRiskSearch {
  const now = sortOf(search)
  const direction = now.key !== key ? firstDirection[key] : now.direction === 'asc' ? 'desc' : 'asc'
  return { ...search, sort: key, direction }
}

/** No filter holds; the order stays. */
export const cleared = ({ sort, direction }: AtRiskSearch): AtRiskSearch => ({
  ...(sort && { sort }),
  ...(direction && { direction }),
})

export const isFiltered = (search: AtRiskSearch): boolean =>
  Object.values(filterOf(search)).some((value) => value !== undefined)
