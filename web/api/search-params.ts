/** Search params of a page's address, by the contract's own schema. */
import type { z } from 'zod'

/**
 * Reads search params by a schema, for `validateSearch`. What does not fit is dropped, not refused: an old or
 * mistyped link still opens. Absent members stay absent, so that defaults do not fill the address.
 */
export const searchParams =
  <S extends z.ZodObject>(schema: S) =>
  (search: Record<string, unknown>): Partial<z.output<S>> => {
    const read = (member: z.ZodType, value: unknown) => {
      const result = member.safeParse(value)
      // The router reads `?name=1234` as a number.
      return result.success || typeof value !== 'number' ? result : member.safeParse(String(value))
    }
    const entries = Object.entries(schema.shape as Record<string, z.ZodType>).flatMap(([name, member]) => {
      if (search[name] === undefined || search[name] === '') return []
      const { success, data } = read(member, search[name])
      return success ? [[name, data]] : []
    })
    return Object.fromEntries(entries) as Partial<z.output<S>>
  }
