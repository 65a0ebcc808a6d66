/** The switches of a company, with their defaults. */
import { z } from 'zod'

const schema = z.object({
  /** Sub-customers bill through a parent (REC-160). */
  parentChild: z.boolean().default(false),
  /** Nobody changes a customer's Lead Rep (REC-100). */
  lockLeadRep: z.boolean().default(false),
  /** Addresses carry a Verified or Unverified badge (REC-074). */
  addressVerification: z.boolean().default(false),
})
export type CompanySettings = z.output<typeof schema>

/** Reads the stored settings; unknown members are ignored, absent ones take their default. */
export const companySettings = (stored: unknown): CompanySettings => schema.parse(stored ?? {})
