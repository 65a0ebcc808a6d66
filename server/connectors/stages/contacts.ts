/** The site's emergency contacts, in their calling order. */
import type { StationContact } from '../contract.ts'
import { FieldError } from '../look-first.ts'
import { manifest } from './manifest.ts'
import type { StagesSettings } from './settings.ts'
import { checkLength, clean, phoneFromWire, phoneToWire } from './values.ts'
import type { Contact, Site } from './wire.ts'

/** Those who are called for the site; members of a special list only are the station's business. */
const called = (site: Site): Contact[] =>
  site.Contacts.filter((contact) => contact.ContactListMemberOnlyFlag !== true).sort(
    (a, b) => (a.OrderNum ?? Infinity) - (b.OrderNum ?? Infinity),
  )

export const readContacts = (site: Site): StationContact[] =>
  called(site).map((contact, index) => ({
    order: index + 1,
    firstName: clean(contact.FirstName),
    lastName: clean(contact.LastName),
    phone: contact.Phones[0] ? phoneFromWire(contact.Phones[0]) : '',
    relation: clean(contact.Relation),
    passcode: clean(contact.Pin),
    hasKey: contact.KeysFlag === true,
  }))

/** Refuses what the station cannot hold, before anything is asked or sent. Throws `FieldError`. */
export function checkContacts(contacts: readonly StationContact[]): void {
  const { maxContacts, contact: limits } = manifest.limits
  if (contacts.length > maxContacts)
    throw new FieldError('contacts', `The station keeps at most ${maxContacts} contacts`)
  inCallingOrder(contacts).forEach((contact, index) => {
    for (const member of ['firstName', 'lastName', 'phone', 'relation', 'passcode'] as const)
      checkLength(`contacts.${index}.${member}`, contact[member], limits[member].maxLength)
    if (contact.phone !== '') phoneToWire(`contacts.${index}.phone`, contact.phone)
  })
}

const inCallingOrder = (contacts: readonly StationContact[]) =>
  [...contacts].sort((a, b) => a.order - b.order)

const nameKey = (first: string, last: string) => JSON.stringify([first, last]).toLowerCase()
const same = (a: StationContact, b: StationContact) => JSON.stringify(a) === JSON.stringify(b)
const trimmed = (contact: StationContact, index: number): StationContact => ({
  order: index + 1,
  firstName: contact.firstName.trim(),
  lastName: contact.lastName.trim(),
  phone: contact.phone === '' ? '' : phoneFromWire(phoneToWire(`contacts.${index}.phone`, contact.phone)),
  relation: contact.relation.trim(),
  passcode: contact.passcode.trim(),
  hasKey: contact.hasKey,
})

/** Whether the station's contacts are these, to the letter. */
export function holdsContacts(
  theirs: readonly StationContact[],
  contacts: readonly StationContact[],
): boolean {
  const wanted = inCallingOrder(contacts).map(trimmed)
  return wanted.length === theirs.length && wanted.every((contact, index) => same(contact, theirs[index]!))
}

/**
 * The site's list with exactly these people called, in their order. Who is there by the same name keeps what we do
 * not keep: further phones, e-mail, authority, call verification, what a patient needs. Members of special lists
 * stay, last. Null if the list is so already.
 */
export function changeContacts(
  site: Site,
  contacts: readonly StationContact[],
  { contactAuthority }: StagesSettings,
): Contact[] | null {
  if (holdsContacts(readContacts(site), contacts)) return null
  const wanted = inCallingOrder(contacts).map(trimmed)
  const known = called(site)
  const people = wanted.map((contact): Contact => {
    const key = nameKey(contact.firstName, contact.lastName)
    const at = known.findIndex((one) => nameKey(clean(one.FirstName), clean(one.LastName)) === key)
    // Taken out, so that two people of one name do not become one.
    const old = at >= 0 ? known.splice(at, 1)[0] : undefined
    return {
      ...(old ?? (contactAuthority ? { Authority: contactAuthority } : {})),
      OrderNum: contact.order,
      LastName: contact.lastName,
      FirstName: contact.firstName,
      Phones: changePhones(old?.Phones ?? [], contact),
      Pin: contact.passcode,
      Relation: contact.relation,
      KeysFlag: contact.hasKey,
    }
  })
  const special = site.Contacts.filter((contact) => contact.ContactListMemberOnlyFlag === true)
  return [
    ...people,
    ...special.map((contact, index) => ({ ...contact, OrderNum: people.length + index + 1 })),
  ]
}

/** Our number first, the station's further ones behind it; none at all if we have none. */
function changePhones(phones: Contact['Phones'], { phone, order }: StationContact): Contact['Phones'] {
  if (phone === '') return []
  const old = phones.find((one) => phoneFromWire(one) === phone)
  if (old) return [old, ...phones.filter((one) => one !== old)]
  const wire = phoneToWire(`contacts.${order - 1}.phone`, phone)
  const [first, ...others] = phones
  return [{ PhoneType: 'C', ...first, ...wire }, ...others]
}
