/**
 * The search by SSN. The number itself is sealed, and so equal to no other; beside it stands a digest under a key of this
 * installation, from which the number cannot be had without that key.
 */
import { createHash } from 'node:crypto'
import { keyedDigests } from '#server/platform/encryption.ts'

const purpose = 'customer.ssn'

/** What the search compares: the digest under each key, the sealing one first; null if the text is no whole SSN. */
export function ssnDigests(typed: string): Buffer[] | null {
  const digits = /^(\d{3})[- ]?(\d{2})[- ]?(\d{4})$/.exec(typed.trim())
  return digits ? keyedDigests(purpose, digits.slice(1).join('')) : null
}

/**
 * What is kept beside a company's SSN, as platform.find_customers computes it from the digest: bytea in PostgreSQL's
 * hexadecimal notation; null for none.
 */
export function ssnKeyOf(companyId: number, ssn: unknown): string | null {
  const digest = typeof ssn === 'string' ? ssnDigests(ssn)?.[0] : undefined
  if (!digest) return null
  const company = Buffer.alloc(8)
  company.writeBigInt64BE(BigInt(companyId))
  return `\\x${createHash('sha256').update(digest).update(company).digest('hex')}`
}
