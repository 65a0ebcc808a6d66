/** What the address of a record's history says: whose entries, of which event, from when to when. */
import { history } from '#shared/contracts/history.ts'
import { searchParams } from '#web/api/search-params.ts'

export const historySearch = searchParams(
  history.ofCustomer.query.pick({ event: true, userId: true, from: true, to: true }),
)
export type HistorySearch = ReturnType<typeof historySearch>
