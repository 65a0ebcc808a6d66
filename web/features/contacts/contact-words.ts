/** Words of contacts that several parts of the page use. */
import type { Contact } from '#shared/contracts/contacts.ts'
import { formatDate } from '#shared/time.ts'

export const nameOf = ({ firstName, lastName }: Pick<Contact, 'firstName' | 'lastName'>): string =>
  `${firstName} ${lastName}`.trim()

/** `From Jul 1, 2026 until Jul 14, 2026`; null without dates. */
export function datesOf({ startsOn, expiresOn }: Contact): string | null {
  const words = [startsOn && `from ${formatDate(startsOn)}`, expiresOn && `until ${formatDate(expiresOn)}`]
    .filter(Boolean)
    .join(' ')
  return words ? words[0]!.toUpperCase() + words.slice(1) : null
}
