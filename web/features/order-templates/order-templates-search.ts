/** What the address of the order templates says. */
import { z } from 'zod'
import { id } from '#shared/contract.ts'

export const orderTemplatesSearch = z.object({ new: z.literal(true).optional(), template: id.optional() })
