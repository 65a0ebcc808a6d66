/** What the address of the interactive-services pages says: the step that is open, and what is being added. */
import { z } from 'zod'
import { id } from '#shared/contract.ts'
import { interactiveActions } from '#shared/contracts/interactive.ts'
import { searchParams } from '#web/api/search-params.ts'

export const interactiveSearch = searchParams(
  z.object({
    /** The account that something is done with, and what. */
    account: id.optional(),
    step: z.enum(interactiveActions).optional(),
  }),
)

export const addWays = ['link', 'customer', 'commitment'] as const
export type AddWay = (typeof addWays)[number]

export const addSearch = searchParams(
  z.object({
    provider: id.optional(),
    way: z.enum(addWays).optional(),
    /** What the provider was asked for, and the found account that is compared. */
    text: z.string().max(100).optional(),
    found: z.string().max(100).optional(),
  }),
)
export type AddSearch = ReturnType<typeof addSearch>
