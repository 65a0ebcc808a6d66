/** What the address of a record's Equipment tab says: what is looked for, in which order, and which form lies over it. */
import { z } from 'zod'
import { id } from '#shared/contract.ts'

/** Of the statuses, and what several of them are called together; without one the list shows what is not gone. */
export const shownStatuses = ['planned', 'ordered', 'installed', 'faulty', 'gone', 'all'] as const
export const sortKeys = [
  'zone',
  'name',
  'item',
  'category',
  'wireType',
  'status',
  'installedOn',
  'warrantyUntil',
] as const
export type SortKey = (typeof sortKeys)[number]

export const equipmentSearch = z.object({
  find: z.string().max(80).optional(),
  status: z.enum(shownStatuses).optional(),
  sort: z.enum(sortKeys).optional(),
  direction: z.enum(['asc', 'desc']).optional(),
  new: z.literal(true).optional(),
  package: z.literal(true).optional(),
  device: id.optional(),
})
export type EquipmentSearch = z.output<typeof equipmentSearch>

/** The same of the company's packages. */
export const packagesSearch = z.object({
  find: z.string().max(80).optional(),
  new: z.literal(true).optional(),
  package: id.optional(),
})
