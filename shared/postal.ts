/**
 * The ZIP rule of the customer record (REC-076). Canadian letters: Canada Post uses no D, F, I, O, Q or U, and
 * no code begins with W or Z (Canada Post, "Addressing guidelines", postal code format).
 */
import { countryOfState } from './regions.ts'

const usZip = /^\d{5}(?:-\d{4})?$/
const usZipShort = /^\d{5}$/
const canadian = /^[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z] \d[ABCEGHJ-NPRSTV-Z]\d$/
const canadianWritten = /^([a-z]\d[a-z])[\s-]?(\d[a-z]\d)$/i

/** A code as we keep it: trimmed, and a Canadian one in capitals with its space (`k1a0b1` → `K1A 0B1`). */
export function normaliseZip(zip: string): string {
  const trimmed = zip.trim()
  const match = canadianWritten.exec(trimmed)
  return match ? `${match[1]} ${match[2]}`.toUpperCase() : trimmed
}

/**
 * Null if the code may stand on a record with that state, else the sentence for the user. The code is optional:
 * an empty one is right. With a state it must fit the state's country; with none, or with a code that is no
 * state, only the five-digit ZIP and the Canadian postal code are taken.
 */
export function checkZip(zip: string | null | undefined, state: string | null | undefined): string | null {
  const code = normaliseZip(zip ?? '')
  if (code === '') return null
  const country = state ? countryOfState(state) : null
  if (country === 'US') return usZip.test(code) ? null : 'Enter a US ZIP as 12345 or 12345-6789'
  if (country === 'CA') return canadian.test(code) ? null : 'Enter a Canadian postal code as A1A 1A1'
  return usZipShort.test(code) || canadian.test(code)
    ? null
    : 'Enter a US ZIP as 12345 or a Canadian postal code as A1A 1A1'
}
