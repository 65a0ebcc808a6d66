/** What stands in each field: from the record, from those who have signed. */
import { type EdocField, type Entries, maxEntryLength, type SignerRole } from '#shared/rules/edocs.ts'
import { formatDate, todayIn } from '#shared/time.ts'
import type { Filling } from './edocs.paper.ts'
import type { SignerRow } from './edocs.queries.ts'

/** Where the pictures lie that have to be fetched first. */
export const pictureKeys = (signers: readonly SignerRow[]): string[] =>
  signers
    .flatMap(({ signature_key, initials_key }) => [signature_key, initials_key])
    .filter((key) => key !== null)

/** @param pictures PNG bytes by their key in the file store. */
export function fillingsOf(
  fields: readonly EdocField[],
  merged: Readonly<Record<string, string>>,
  signers: readonly SignerRow[],
  pictures: ReadonlyMap<string, Uint8Array>,
  timeZone: string,
): Map<string, Filling> {
  const fillings = new Map<string, Filling>()
  for (const field of fields) {
    if (field.type === 'merge') {
      const text = field.source === null ? undefined : merged[field.source]
      if (text) fillings.set(field.key, { text })
      continue
    }
    const signer = signers.find(({ role, signed_at }) => role === field.role && signed_at !== null)
    if (!signer) continue
    const filling = fillingOf(field, signer, pictures, timeZone)
    if (filling) fillings.set(field.key, filling)
  }
  return fillings
}

function fillingOf(
  { key, type }: EdocField,
  signer: SignerRow,
  pictures: ReadonlyMap<string, Uint8Array>,
  timeZone: string,
): Filling | null {
  const entry = signer.entries[key]
  switch (type) {
    case 'signature':
    case 'initials': {
      // A place that was left open, as it need not be filled, stays empty.
      if (entry !== true) return null
      const png = pictures.get((type === 'signature' ? signer.signature_key : signer.initials_key) ?? '')
      return png ? { png } : null
    }
    case 'date_signed':
      return { text: formatDate(todayIn(timeZone, signer.signed_at!)) }
    case 'checkbox':
      return { checked: entry === true }
    default:
      return typeof entry === 'string' && entry ? { text: entry } : null
  }
}

/** What was entered, as far as it is asked of this role and fits its field; pictures stand as true. */
export function entriesOf(
  fields: readonly EdocField[],
  role: SignerRole,
  given: Entries,
  hasInitials: boolean,
): Entries {
  return Object.fromEntries(
    fields
      .filter((field) => field.role === role)
      .flatMap(({ key, type, required }): [string, string | boolean][] => {
        const entry = given[key]
        if (type === 'text') return typeof entry === 'string' ? [[key, entry.slice(0, maxEntryLength)]] : []
        if (type === 'checkbox') return [[key, entry === true]]
        if (type === 'signature') return [[key, required || entry === true]]
        if (type === 'initials') return [[key, hasInitials && (required || entry === true)]]
        return []
      }),
  )
}
