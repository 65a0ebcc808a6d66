/** What the address of the page of the morning says: which day, and whose. */
import { dashboard } from '#shared/contracts/dashboard.ts'
import { searchParams } from '#web/api/search-params.ts'

export const readDashboardSearch = searchParams(dashboard.day.query.pick({ on: true, whose: true }))
export type DashboardSearch = ReturnType<typeof readDashboardSearch>
