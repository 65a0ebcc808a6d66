/** What the addresses of the jurisdictions and of the expiring permits say. */
import { z } from 'zod'
import { id } from '#shared/contract.ts'

export const regulationsSearch = z.object({
  find: z.string().max(60).optional(),
  jurisdiction: id.optional(),
  new: z.literal(true).optional(),
})

export const permitsSearch = z.object({
  days: z.union([z.literal(30), z.literal(60), z.literal(90), z.literal(180)]).optional(),
})
