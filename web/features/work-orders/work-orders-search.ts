/** What the addresses of the pages of work orders say. */
import { z } from 'zod'
import { id } from '#shared/contract.ts'
import type { WorkOrderQuery } from '#shared/contracts/work-order-values.ts'
import { workOrders } from '#shared/contracts/work-orders.ts'
import { searchParams } from '#web/api/search-params.ts'

/** `ticket`: the ticket that becomes the work order. */
export const readNewSearch = searchParams(z.object({ ticket: id.optional() }))

export const readQueueSearch = searchParams(
  workOrders.list.query.pick({
    status: true,
    typeId: true,
    technicianId: true,
    unassigned: true,
    priority: true,
    locationId: true,
    dueFrom: true,
    dueTo: true,
    overdue: true,
    sort: true,
    direction: true,
  }),
)
export type QueueSearch = ReturnType<typeof readQueueSearch>
export type QueueSort = WorkOrderQuery['sort']

const pageSize = 50

/** Latest numbers, earliest dates and highest priorities come first. */
const firstDirection = { number: 'desc', due: 'asc', priority: 'asc' } as const

export const sortOf = ({ sort = 'number', direction }: QueueSearch) => ({
  key: sort,
  direction: direction ?? firstDirection[sort],
})

/** The filter alone, as the count takes it. */
export function filterOf({
  sort: _,
  direction: __,
  ...filter
}: QueueSearch): Omit<QueueSearch, 'sort' | 'direction'> {
  return filter
}

export const listQueryOf = (search: QueueSearch) => {
  const { key, direction } = sortOf(search)
  return { ...filterOf(search), sort: key, direction, limit: pageSize }
}

/** The address after a click on a column: its first direction, or the other one if the list has that order already. */
export function sortedBy(search: QueueSearch, key: QueueSort): QueueSearch {
  const now = sortOf(search)
  const direction = now.key !== key ? firstDirection[key] : now.direction === 'asc' ? 'desc' : 'asc'
  return { ...search, sort: key, direction }
}

/** No filter holds; the order stays. */
export const cleared = ({ sort, direction }: QueueSearch): QueueSearch => ({
  ...(sort && { sort }),
  ...(direction && { direction }),
})

export const isFiltered = (search: QueueSearch): boolean =>
  Object.values(filterOf(search)).some((value) => value !== undefined)
