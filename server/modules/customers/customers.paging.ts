/** What the mark of a page's end holds in each order of the lists (db/cursor.ts). */
import { z } from 'zod'
import { id } from '#shared/contract.ts'
import type { CustomerFilter, CustomerSort } from '#shared/contracts/customer-list.ts'
import { readCursor, writeCursor } from '#server/db/cursor.ts'
import { orders, type Position } from './customers.list.ts'

export const toCursor = ({ keys, id }: Position): string => writeCursor(...keys, id)

const keyTypes = {
  text: z.string().refine((key) => !key.includes('\0')),
  date: z.union([z.literal('-infinity'), z.iso.date()]),
  // As PostgreSQL writes an instant: 2026-11-22 00:05:08.123456+00.
  timestamptz: z
    .string()
    .regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d)?$/)
    .refine((key) => !Number.isNaN(Date.parse(key.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')))),
} as const

/** What each order's columns can be compared with; anything else would be an error of the database. */
const marks = Object.fromEntries(
  Object.entries(orders).map(([sort, { columns, nullable }]) => {
    const keys = columns.map(([, type]) => keyTypes[type as keyof typeof keyTypes])
    return [sort, z.tuple([...keys.map((key) => (nullable ? key.nullable() : key)), id] as never)]
  }),
) as unknown as Record<CustomerSort, z.ZodType<(string | number | null)[]>>

/** The position that a mark stands for; null for none or an unreadable one, which begins at the first page. */
export function fromCursor({ after, sort }: Pick<CustomerFilter, 'after' | 'sort'>): Position | null {
  const mark = readCursor(after, marks[sort])
  return mark && { keys: mark.slice(0, -1) as (string | null)[], id: mark.at(-1) as number }
}
