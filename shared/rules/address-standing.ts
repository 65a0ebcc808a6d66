/** How the address of a record stands: what the form, the save and the verifiers agree on (TAB-019). */
/** Any edit makes it `unverified` again. */
export const addressStates = ['unverified', 'verified', 'kept'] as const
export type AddressState = (typeof addressStates)[number]

/** Who looked. `offline`: the ZIP data that comes with the product (address-check.ts). */
export const addressSources = ['offline', 'smarty'] as const
export type AddressSource = (typeof addressSources)[number]

/** What a verdict speaks of; a change of any of them makes it void. The county is no part of a postal address. */
export const verifiedFields = ['addressLine1', 'addressLine2', 'city', 'state', 'zip'] as const

export type EnteredAddress = {
  addressLine1: string
  addressLine2: string | null
  city: string
  state: string
  zip: string | null
  county: string | null
}

/** Whether two addresses are the same text where a verdict speaks of it; spaces at the ends aside. */
export const isSameText = (
  a: Partial<Record<(typeof verifiedFields)[number], unknown>>,
  b: Partial<Record<(typeof verifiedFields)[number], unknown>>,
): boolean => verifiedFields.every((name) => String(a[name] ?? '').trim() === String(b[name] ?? '').trim())

/** What the badge says. A verdict of the ZIP data is not to be taken for one that knows the street. */
export function addressStateLabel(status: AddressState, source: AddressSource | null): string {
  if (status === 'kept') return 'Kept as entered'
  if (status === 'unverified') return 'Unverified'
  return source === 'offline' ? 'City and ZIP verified' : 'Verified'
}
