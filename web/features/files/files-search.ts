/** What the address of a record's Files tab says: what is looked for, in which order, and what lies over the list. */
import { z } from 'zod'
import { id } from '#shared/contract.ts'
import { searchParams } from '#web/api/search-params.ts'

export const sortKeys = ['name', 'category', 'kind', 'size', 'uploadedAt'] as const
export type SortKey = (typeof sortKeys)[number]

const filesSearch = z.object({
  find: z.string().max(80).optional(),
  /** A category's id; 0: files without one. */
  category: z.coerce.number().int().min(0).optional(),
  sort: z.enum(sortKeys).optional(),
  direction: z.enum(['asc', 'desc']).optional(),
  new: z.literal(true).optional(),
  /** Whose form is open. */
  file: id.optional(),
  /** What is looked at. */
  preview: id.optional(),
})
export type FilesSearch = z.output<typeof filesSearch>

export const readFilesSearch = searchParams(filesSearch)
