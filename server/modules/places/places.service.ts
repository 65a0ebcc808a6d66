/**
 * What verifying found, as a text that only this server can have written. It goes to the page with the outcome and
 * comes back with a save, which then needs to ask nobody inside its transaction.
 */
import { z } from 'zod'
import { addressSources, type EnteredAddress } from '#shared/rules/address-standing.ts'
import { place, seal, unseal } from '#server/platform/encryption.ts'

const finding = z.object({
  address: z.object({
    addressLine1: z.string(),
    addressLine2: z.string().nullable(),
    city: z.string(),
    state: z.string(),
    zip: z.string().nullable(),
  }),
  verdict: z.enum(['verified', 'unverified']),
  source: z.enum(addressSources),
  /** The address in the verifier's own form, line by line; empty if it knows none. */
  lines: z.array(z.string()),
  notes: z.array(z.string()),
  userId: z.number(),
  /** Milliseconds since 1970. */
  at: z.number(),
})
export type Finding = z.output<typeof finding>

/** How long a finding may wait in an open form. */
const goodForMs = 3_600_000

const proofPlace = (companyId: number) => place(companyId, 'places.proof')

export function sealFinding(
  companyId: number,
  { address, ...rest }: Omit<Finding, 'address'> & { address: EnteredAddress },
): string {
  const { county: _, ...verified } = address
  return seal(JSON.stringify({ ...rest, address: verified }), proofPlace(companyId))
}

/** The finding of this user's last hour; null for anything else. */
export function openFinding(companyId: number, userId: number, now: Date, proof: string): Finding | null {
  let text: string
  try {
    text = unseal(proof, proofPlace(companyId))
  } catch {
    return null
  }
  const found = finding.parse(JSON.parse(text))
  const ageMs = now.getTime() - found.at
  return found.userId === userId && ageMs >= -60_000 && ageMs <= goodForMs ? found : null
}
