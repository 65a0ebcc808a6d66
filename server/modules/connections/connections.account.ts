/** A customer as a central station knows it, and how two such sides differ. */
import { createHash } from 'node:crypto'
import { type Difference } from '#shared/contracts/connections.ts'
import { mask } from '#shared/contracts/customers.ts'
import { sameAddressLine, sameCity, sameName, sameZip } from '#shared/address.ts'
import { formatPhone, parsePhone, phoneDigits } from '#shared/phone.ts'
import { checkZip } from '#shared/postal.ts'
import { field, type FieldName, fieldNames } from '#shared/rules/customer-fields.ts'
import {
  type AccountField,
  accountFields,
  type AccountFields,
  keptContact,
  type Manifest,
  type RemoteAccount,
  type StationContact,
} from '#server/connectors/contract.ts'
import { place, unseal } from '#server/platform/encryption.ts'
import type { ContactRow } from './connections.queries.ts'

/** Every account field is a customer field of the same name. */
export const toFieldName = (name: AccountField): FieldName => name
export const labelOf = (name: string): string => {
  if (/^contacts(\.|$)/.test(name)) return 'Emergency contacts'
  if (name.startsWith('zone:')) return `Zone ${name.slice(5)}`
  if (name.startsWith('zones')) return 'Zones'
  return hasLabel(name) ? field(name).label : name
}
const hasLabel = (name: string): name is FieldName => (fieldNames as readonly string[]).includes(name)

/** The labels of what an update names; many zones are counted. */
export function labelsOf(names: readonly string[]): string[] {
  const zones = names.filter((name) => name.startsWith('zone:'))
  if (zones.length <= 4) return names.map(labelOf)
  return [...names.filter((name) => !zones.includes(name)).map(labelOf), `${zones.length} zones`]
}

/** The fields that this provider keeps. */
export const keptFields = (manifest: Pick<Manifest, 'fields'>): AccountField[] =>
  accountFields.filter((name) => manifest.fields[name])

export type OurAccount = { fields: Required<AccountFields>; contacts: StationContact[] }

/** @param value reads a customer's field, opened. */
export function toOurAccount(
  companyId: number,
  value: (name: FieldName) => unknown,
  contacts: ContactRow[],
): OurAccount {
  const fields = Object.fromEntries(
    accountFields.map((name) => [name, String(value(toFieldName(name)) ?? '')]),
  )
  return {
    fields: fields as OurAccount['fields'],
    contacts: contacts.map((c, i) => ({
      order: i + 1,
      firstName: c.first_name,
      lastName: c.last_name,
      phone: c.phone ?? '',
      relation: c.relation,
      passcode: c.passcode ? unseal(c.passcode, place(companyId, 'contact.passcode')) : '',
      hasKey: c.has_key,
    })),
  }
}

/** Our side cut to what the provider keeps. */
export const contactsFor = (manifest: Manifest, { contacts }: OurAccount): StationContact[] =>
  contacts.slice(0, manifest.limits.maxContacts).map((contact) => keptContact(manifest, contact))

const comparers: Partial<Record<AccountField, (a: string, b: string) => boolean>> = {
  firstName: sameName,
  lastName: sameName,
  businessName: sameName,
  addressLine1: sameAddressLine,
  addressLine2: sameAddressLine,
  crossStreet: sameAddressLine,
  city: sameCity,
  county: sameName,
  zip: sameZip,
  primaryPhone: (a, b) => phoneDigits(a) === phoneDigits(b),
  workPhone: (a, b) => phoneDigits(a) === phoneDigits(b),
  cellPhone: (a, b) => phoneDigits(a) === phoneDigits(b),
  otherPhone: (a, b) => phoneDigits(a) === phoneDigits(b),
  abortCode: (a, b) => a === b,
}
const sameText = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase()

/** Whether both sides mean the same (formats, case and abbreviations aside). */
export const sameValue = (name: AccountField, ours: string, theirs: string): boolean =>
  (comparers[name] ?? sameText)(ours, theirs)

const contactKey = (c: StationContact) =>
  JSON.stringify(
    [c.firstName, c.lastName, c.relation]
      .map((s) => s.trim().toLowerCase())
      .concat(phoneDigits(c.phone), c.passcode, String(c.hasKey)),
  )

/** Same people in the same calling order. */
export const sameContacts = (ours: StationContact[], theirs: StationContact[]): boolean =>
  ours.length === theirs.length && ours.every((c, i) => contactKey(c) === contactKey(theirs[i]!))

/** Our fields that the provider holds differently, of those that it keeps. */
export const differingFields = (
  manifest: Pick<Manifest, 'fields'>,
  ours: OurAccount,
  theirs: Pick<RemoteAccount, 'fields'>,
): AccountField[] =>
  keptFields(manifest).filter((name) => !sameValue(name, ours.fields[name], theirs.fields[name] ?? ''))

const showContacts = (contacts: StationContact[]): string | null =>
  contacts
    .map((c, i) => `${i + 1}. ${c.firstName} ${c.lastName} ${formatPhone(c.phone)}`.trim())
    .join('\n') || null

const show = (name: AccountField, value: string): string | null => {
  if (value === '') return null
  return field(toFieldName(name)).type === 'phone' ? formatPhone(value) : value
}

/** Why their value cannot become ours; null if it can. */
function unusable(name: AccountField, theirs: string, state: string): string | null {
  const f = field(toFieldName(name))
  if (theirs === '' && f.required) return `${f.label} is required here`
  if (theirs === '') return null
  if (f.type === 'phone' && !parsePhone(theirs)) return 'Theirs is not a ten-digit number'
  if (f.type === 'zip') return checkZip(theirs, state)
  if (f.type === 'text' && theirs.length > f.max) return `Theirs is longer than ${f.max} characters`
  return null
}

type FieldAccess = (name: FieldName) => { masked: boolean; mayChange: boolean }

/**
 * The fields' rows of a page of discrepancies: what differs in meaning, and which labels agree.
 * @param access how each field stands to the reader, and whether they may take the other side's value.
 */
export function compareFields(
  manifest: Pick<Manifest, 'fields'>,
  ours: OurAccount,
  theirs: Pick<RemoteAccount, 'fields'>,
  access: FieldAccess,
): { differences: Difference[]; equal: string[] } {
  const differing = new Set(differingFields(manifest, ours, theirs))
  const differences: Difference[] = [...differing].map((name) => {
    const value = theirs.fields[name] ?? ''
    const { masked, mayChange } = access(toFieldName(name))
    return {
      field: name,
      label: labelOf(name),
      ours: masked ? mask : show(name, ours.fields[name]),
      theirs: masked ? mask : show(name, value),
      onlyOurs: masked
        ? 'Confidential: ours is kept'
        : !mayChange
          ? 'You may not change this field'
          : unusable(name, value, theirs.fields.state || ours.fields.state),
    }
  })
  const equal = keptFields(manifest)
    .filter((name) => !differing.has(name))
    .map(labelOf)
  return { differences, equal }
}

/** The same with the emergency contacts, where the station keeps them. */
export function compare(
  manifest: Manifest,
  ours: OurAccount,
  theirs: RemoteAccount,
  access: FieldAccess,
): { differences: Difference[]; equal: string[] } {
  const { differences, equal } = compareFields(manifest, ours, theirs, access)
  if (!manifest.capabilities.includes('contacts')) return { differences, equal }
  if (sameContacts(contactsFor(manifest, ours), theirs.contacts)) equal.push(labelOf('contacts'))
  else {
    differences.push({
      field: 'contacts',
      label: labelOf('contacts'),
      ours: showContacts(contactsFor(manifest, ours)),
      theirs: showContacts(theirs.contacts),
      onlyOurs: 'Contacts are kept here and sent as a whole',
    })
  }
  return { differences, equal }
}

/** Stands for both sides as they were compared. */
export const seenDigest = (ours: OurAccount, theirs: RemoteAccount, zones: Difference | null): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        ours,
        theirs.externalId,
        theirs.revision,
        theirs.fields,
        theirs.contacts,
        theirs.linkedReference,
        zones && [zones.ours, zones.theirs],
      ]),
    )
    .digest('base64url')
