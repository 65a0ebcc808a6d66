/** Between our words and formats and MIDI's columns. */
import { createHash } from 'node:crypto'
import { accountFields } from '../contract.ts'
import type { AccountField, AccountFields, Manifest, RemoteAccount, StationContact } from '../contract.ts'
import { checkText, FieldError, phoneColumns, phoneFrom, zipFrom } from '../look-first.ts'
import { readSiteName, writeSiteName } from '../site-name.ts'
import type { Row } from './message.ts'

/** Fields that are one column each; the names share `site_name`, the telephone has two columns. */
const columns: Partial<Record<AccountField, string>> = {
  addressLine1: 'site_addr1',
  addressLine2: 'site_addr2',
  city: 'city_name',
  state: 'state_id',
  zip: 'zip_code',
  county: 'county_name',
  crossStreet: 'cross_street',
  abortCode: 'codeword1',
}
const business = 'CBFM'
const residence = 'RBFM'

/** Our field behind a column of a site; null if it is none of ours. */
export function columnField(column: string): string | null {
  if (column === 'site_name') return 'lastName'
  if (column === 'phone1' || column === 'ext1') return 'primaryPhone'
  if (column === 'cs_no') return 'accountNumber'
  return accountFields.find((field) => columns[field] === column) ?? null
}

/** Refuses what the station cannot hold whole, before anything is sent. @throws FieldError */
export function checkFields(fields: AccountFields, manifest: Manifest): void {
  for (const field of accountFields) {
    const value = fields[field]
    const limit = manifest.fields[field]
    if (value === undefined || !limit) continue
    checkText(field, value, limit.maxLength)
    if (field === 'primaryPhone') phoneColumns(field, value)
  }
}

/** The given fields as columns of a site that holds `current`; what is not given is not mentioned. @throws FieldError */
export function siteColumns(fields: AccountFields, current: Row): Record<string, string> {
  const site: Record<string, string> = {}
  const { firstName, lastName, businessName, primaryPhone } = fields
  if (firstName !== undefined || lastName !== undefined || businessName !== undefined) {
    const before = namesOf(current)
    const names = {
      firstName: firstName ?? before.firstName,
      lastName: lastName ?? before.lastName,
      businessName: businessName ?? before.businessName,
    }
    const written = writeSiteName(names)
    if (written === null)
      throw new FieldError(
        names.businessName ? 'businessName' : 'firstName',
        'The station keeps one name only, from which these could not be told apart again',
      )
    site.site_name = written
    const type = names.businessName ? business : residence
    if ((type === business) !== (current.sitetype_id === business)) site.sitetype_id = type
  }
  for (const field of accountFields) {
    const column = columns[field]
    const value = fields[field]
    if (column !== undefined && value !== undefined) site[column] = value
  }
  if (primaryPhone !== undefined) [site.phone1, site.ext1] = phoneColumns('primaryPhone', primaryPhone)
  return site
}

const namesOf = (site: Row) => readSiteName(site.site_name ?? '', site.sitetype_id === business)

/** Refuses contacts that the station cannot hold whole. @throws FieldError */
export function checkContacts(contacts: readonly StationContact[], manifest: Manifest): void {
  if (contacts.length > manifest.limits.maxContacts)
    throw new FieldError('contacts', `The station keeps at most ${manifest.limits.maxContacts} contacts`)
  for (const [index, contact] of contacts.entries()) {
    for (const member of ['firstName', 'lastName', 'phone', 'relation', 'passcode'] as const)
      checkText(`contacts.${index}.${member}`, contact[member], manifest.limits.contact[member].maxLength)
    phoneColumns(`contacts.${index}.phone`, contact.phone)
    if (isDuress(contact) && !contact.passcode)
      throw new FieldError(`contacts.${index}.passcode`, 'The station’s duress contact needs a passcode')
  }
}

/** Whom the station knows as its duress contact: who gives this passcode is sent help, and nothing is said. */
export const isDuress = ({ firstName, lastName }: Pick<StationContact, 'firstName' | 'lastName'>) =>
  /^dispatch immediately$/i.test(`${firstName} ${lastName}`.trim())

/** A contact as the station is to add it at place `sequence` of the calling order. */
export function contactColumns(contact: StationContact, sequence: number): Record<string, string> {
  const [phone1, extension] = phoneColumns('contacts', contact.phone)
  const kind = isDuress(contact) ? 'DURS' : null
  return {
    last_name: contact.lastName,
    first_name: contact.firstName,
    ...(contact.passcode && { pin: contact.passcode }),
    ctactype_id: kind ?? 'MON',
    relation_id: contact.relation,
    auth_id: kind ?? 'FULL',
    contract_signer_flag: 'N',
    has_key_flag: contact.hasKey ? 'Y' : 'N',
    // WK is the one telephone type that public clients show.
    ...(phone1 && { phone1, phonetype_id1: 'WK' }),
    ...(extension && { phone_ext1: extension }),
    cs_seqno: String(sequence),
  }
}

/** A number's place in the calling order; rows without one keep their place behind. */
export const sequenceOf = (row: Row): number => {
  const sequence = Number(row.cs_seqno)
  return Number.isInteger(sequence) && sequence > 0 ? sequence : 0
}

/** The contact in a row; its order is the caller's to give. */
export const contactFrom = (row: Row): Omit<StationContact, 'order'> => ({
  firstName: (row.first_name ?? '').trim(),
  lastName: (row.last_name ?? '').trim(),
  phone: phoneFrom(row.phone1, row.phone_ext1),
  relation: (row.relation_id ?? '').trim(),
  passcode: row.pin ?? '',
  hasKey: isSet(row.has_key_flag),
})

/** Flags are told as `Y` or `yes`, also with blanks behind. */
export const isSet = (flag: string | undefined): boolean => /^\s*(y|yes|1|true)\s*$/i.test(flag ?? '')

/** Of these nobody decides; they would make an unchanged account look changed. */
const passing = new Set(['ontest_flag', 'ontest_expire_date'])

/** The account in our words. `contacts` are in calling order. */
export function accountFrom(site: Row, contacts: readonly Row[], manifest: Manifest): RemoteAccount {
  const names = namesOf(site)
  const fields: AccountFields = {}
  for (const field of accountFields) {
    if (!manifest.fields[field]) continue
    const column = columns[field]
    const text = (column === undefined ? '' : (site[column] ?? '')).trim()
    if (field === 'firstName' || field === 'lastName' || field === 'businessName')
      fields[field] = names[field]
    else if (field === 'primaryPhone') fields[field] = phoneFrom(site.phone1, site.ext1)
    else if (field === 'zip') fields[field] = zipFrom(text)
    else fields[field] = field === 'state' ? text.toUpperCase() : text
  }
  const told = Object.entries(site).filter(([column]) => !passing.has(column))
  return {
    accountNumber: site.cs_no ?? '',
    externalId: site.cs_no ?? '',
    fields,
    contacts: contacts.map((row, index) => ({ order: index + 1, ...contactFrom(row) })),
    revision: createHash('sha256')
      .update(JSON.stringify([told.sort(), contacts.map((row) => Object.entries(row).sort())]))
      .digest('base64url'),
    inService: site.sitestat_id?.trim() === 'A' && !isSet(site.oos_flag),
    linkedReference: null,
  }
}
