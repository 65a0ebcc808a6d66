/** What the addresses of documents and templates say. */
import { z } from 'zod'
import type { EdocStatus } from '#shared/rules/edocs.ts'

export const sortKeys = ['id', 'created', 'name', 'provider', 'status', 'finalized'] as const
const status = z.enum(['draft', 'sent', 'completed', 'declined', 'voided', 'expired'] satisfies EdocStatus[])

export const edocsSearch = z.object({
  new: z.literal(true).optional().catch(undefined),
  status: status.optional().catch(undefined),
  find: z.string().max(100).optional().catch(undefined),
  sort: z.enum(sortKeys).optional().catch(undefined),
  direction: z.enum(['asc', 'desc']).optional().catch(undefined),
})
export type EdocsSearch = z.output<typeof edocsSearch>

export const templatesSearch = z.object({
  new: z.literal(true).optional().catch(undefined),
  find: z.string().max(100).optional().catch(undefined),
})
export type TemplatesSearch = z.output<typeof templatesSearch>

export const templateSearch = z.object({
  tab: z.enum(['fields', 'details', 'history']).optional().catch(undefined),
})
export type TemplateSearch = z.output<typeof templateSearch>
