/** What the addresses of webhooks may say. */
import { z } from 'zod'
import { id } from '#shared/contract.ts'

export const webhooksSearch = z.object({ new: z.literal(true).optional() })

export const webhookSearch = z.object({
  edit: z.literal(true).optional(),
  state: z.enum(['waiting', 'delivered', 'failed']).optional(),
  delivery: id.optional(),
})
