/** What the address of the Manage page says: the part, and what its filters ask for. */
import { z } from 'zod'
import { date, instant } from '#shared/contract.ts'
import { searchParams } from '#web/api/search-params.ts'

export const manageTabs = ['general', 'zones', 'tests', 'events'] as const
export type ManageTab = (typeof manageTabs)[number]

export const manageSearch = searchParams(
  z.object({
    tab: z.enum(manageTabs).optional(),
    /** Of test data. */
    type: z.enum(['history', 'results']).optional(),
    from: date.optional(),
    to: date.optional(),
    /** When the signal test began. */
    since: instant.optional(),
  }),
)
export type ManageSearch = ReturnType<typeof manageSearch>
