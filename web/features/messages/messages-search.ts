/** What the addresses of a record's messages, of the company's list and of templates say. */
import { z } from 'zod'
import { id } from '#shared/contract.ts'
import { messages } from '#shared/contracts/messages.ts'

export const threadSearch = messages.ofCustomer.query
  .pick({ channel: true })
  .extend({ new: z.literal(true).optional() })
export type ThreadSearch = z.output<typeof threadSearch>

export const messageSearch = messages.list.query.pick({
  show: true,
  channel: true,
  category: true,
  direction: true,
  locationId: true,
})
export type MessageSearch = Partial<z.output<typeof messageSearch>>

export const templateSearch = z.object({
  find: z.string().max(100).optional(),
  new: z.literal(true).optional(),
  template: id.optional(),
})
export type TemplateSearch = z.output<typeof templateSearch>
