/** A cleared input sends `''`: for fields that may be empty it means "no value". */
import { z } from 'zod'

/** The schema, or null for null, `''` and blanks. */
export const orNull = <T>(schema: z.ZodType<T>) =>
  z.preprocess(
    (value) => (typeof value === 'string' && value.trim() === '' ? null : value),
    schema.nullable(),
  ) as z.ZodType<T | null>
