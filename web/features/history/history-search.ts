/** What the addresses of a record's history say. */
import { z } from 'zod'
import { id, instant } from '#shared/contract.ts'
import { history } from '#shared/contracts/history.ts'
import { searchParams } from '#web/api/search-params.ts'

/** Whose entries, of which event, from when to when. */
export const historySearch = searchParams(
  history.ofCustomer.query.pick({ event: true, userId: true, from: true, to: true }),
)
export type HistorySearch = ReturnType<typeof historySearch>

/** The same of the whole company, or of a part of it. */
export const companyHistorySearch = searchParams(
  history.ofCompany.query.pick({ event: true, userId: true, from: true, to: true, about: true }),
)
export type CompanyHistorySearch = ReturnType<typeof companyHistorySearch>

/** Which moment of the record, after an entry or at an instant, and how much of it. */
export const asOfSearch = searchParams(
  z.object({ entryId: id.optional(), at: instant.optional(), show: z.enum(['all']).optional() }),
)
