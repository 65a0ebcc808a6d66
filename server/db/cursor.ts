/**
 * The mark of where a page of a list ended: opaque to callers, and worthless if tampered with, as it only moves within the
 * filter. What a mark holds is checked before it is compared with a column: anything else would be an error of the database.
 */
import { z } from 'zod'
import { id } from '#shared/contract.ts'
import type { Position } from './conditions.ts'

export type CursorKey = string | number | boolean | null

/** The mark of a page's last row: its values in the order's columns, its id last. */
export const writeCursor = (...keys: readonly CursorKey[]): string =>
  Buffer.from(JSON.stringify(keys)).toString('base64url')

/** What the mark holds; null for none, or one that is none of these, which begins at the first page. */
export function readCursor<T>(after: string | undefined, mark: z.ZodType<T>): T | null {
  if (!after) return null
  try {
    return mark.safeParse(JSON.parse(Buffer.from(after, 'base64url').toString())).data ?? null
  } catch {
    return null
  }
}

/** The position after a row that stands by one value and its id. @param key what the value may be */
export function readPosition<K extends Position['key']>(
  after: string | undefined,
  key: z.ZodType<K>,
): { key: K; id: number } | null {
  const mark = readCursor(after, z.tuple([key, id]))
  return mark && { key: mark[0], id: mark[1] }
}
