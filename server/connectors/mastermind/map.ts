/** Between our words and formats and the station's columns. */
import { createHash } from 'node:crypto'
import { accountFields } from '../contract.ts'
import type { AccountField, AccountFields, Manifest, RemoteAccount, StationContact } from '../contract.ts'
import { checkText, FieldError, phoneColumns, phoneFrom, zipFrom } from '../look-first.ts'
import { readSiteName, writeSiteName } from '../site-name.ts'
import type { Row } from './document.ts'
import type { MastermindSettings } from './manifest.ts'

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

/** The order in which a site's columns are written: those seen in public first. */
// prettier-ignore
export const siteOrder = [
  'site_name', 'site_addr1', 'zip_code', 'city_name', 'state_id', 'country_name', 'cspart_no',
  'install_servco_no', 'servco_no', 'phone1', 'receiver_phone', 'panel_location', 'panel_phone', 'sitetype_id',
  'systype_id', 'sitestat_id', 'site_addr2', 'county_name', 'cross_street', 'ext1', 'codeword1',
]

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

type Types = Pick<MastermindSettings, 'residentialType' | 'commercialType'>

/** A site whose type nobody told is a business if its name reads as one. */
const isBusiness = (site: Row, { commercialType }: Types): boolean =>
  site.sitetype_id ? site.sitetype_id === commercialType : / \([^()]*,[^()]*\)$/.test(site.site_name ?? '')

const namesOf = (site: Row, types: Types) => readSiteName(site.site_name ?? '', isBusiness(site, types))

/** The given fields as columns of a site that holds `current`; what is not given is not mentioned. @throws FieldError */
export function siteColumns(fields: AccountFields, current: Row, types: Types): Record<string, string> {
  const site: Record<string, string> = {}
  const { firstName, lastName, businessName, primaryPhone } = fields
  if (firstName !== undefined || lastName !== undefined || businessName !== undefined) {
    const before = namesOf(current, types)
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
    const business = names.businessName !== ''
    if (business !== isBusiness(current, types) || !current.sitetype_id)
      site.sitetype_id = business ? types.commercialType : types.residentialType
  }
  for (const field of accountFields) {
    const column = columns[field]
    const value = fields[field]
    if (column !== undefined && value !== undefined) site[column] = value
  }
  if (primaryPhone !== undefined) [site.phone1, site.ext1] = phoneColumns('primaryPhone', primaryPhone)
  return site
}

/** A site's columns in the order in which they are written. */
export const inSiteOrder = (site: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(site).sort(([one], [other]) => siteOrder.indexOf(one) - siteOrder.indexOf(other)),
  )

/** Refuses contacts that the station cannot hold whole. @throws FieldError */
export function checkContacts(contacts: readonly StationContact[], manifest: Manifest): void {
  if (contacts.length > manifest.limits.maxContacts)
    throw new FieldError('contacts', `The station keeps at most ${manifest.limits.maxContacts} contacts`)
  for (const [index, contact] of contacts.entries()) {
    for (const member of ['firstName', 'lastName', 'phone', 'relation'] as const)
      checkText(`contacts.${index}.${member}`, contact[member], manifest.limits.contact[member].maxLength)
    phoneColumns(`contacts.${index}.phone`, contact.phone)
  }
}

/** A contact as the station is to add it behind the others. */
export function contactColumns(contact: StationContact): Record<string, string> {
  const [phone1, phone_ext1] = phoneColumns('contacts', contact.phone)
  return {
    last_name: contact.lastName,
    first_name: contact.firstName,
    ...(phone1 && { phone1, phonetype_id1: 'H' }),
    ...(phone_ext1 && { phone_ext1 }),
    has_key_flag: contact.hasKey ? 'Y' : 'N',
    ...(contact.relation && { relation_id: contact.relation }),
  }
}

/** The contact in a row; its order is the caller's to give. */
export const contactFrom = (row: Row): Omit<StationContact, 'order'> => ({
  firstName: row.first_name ?? '',
  lastName: row.last_name ?? '',
  phone: phoneFrom(row.phone1, row.phone_ext1),
  relation: row.relation_id ?? '',
  passcode: '',
  hasKey: /^(y|yes|1|true)$/i.test(row.has_key_flag ?? ''),
})

/** Whether the row is that contact. A relation that the station never returns says nothing against it. */
export function sameContact(contact: StationContact, row: Row): boolean {
  const there = contactFrom(row)
  return (
    contact.firstName === there.firstName &&
    contact.lastName === there.lastName &&
    contact.phone === there.phone &&
    contact.hasKey === there.hasKey &&
    (row.relation_id === undefined || contact.relation === there.relation)
  )
}

/** Of these nobody decides; they would make an unchanged account look changed. */
const passing = new Set(['ontest_expire_date', 'last_ani', 'last_ani_date', 'err_msg'])

export const isActive = (site: Row): boolean => site.sitestat_id === 'A'
export const isOut = (site: Row): boolean => (site.ooscat_id ?? '') !== ''

/** The account in our words. `contacts` are in calling order. */
export function accountFrom(
  csNo: string,
  site: Row,
  contacts: readonly Row[],
  manifest: Manifest,
  types: Types,
): RemoteAccount {
  const names = namesOf(site, types)
  const fields: AccountFields = {}
  for (const field of accountFields) {
    if (!manifest.fields[field]) continue
    const column = columns[field]
    const text = column === undefined ? '' : (site[column] ?? '')
    if (field === 'firstName' || field === 'lastName' || field === 'businessName')
      fields[field] = names[field]
    else if (field === 'primaryPhone') fields[field] = phoneFrom(site.phone1, site.ext1)
    else if (field === 'zip') fields[field] = zipFrom(text)
    else fields[field] = field === 'state' ? text.toUpperCase() : text
  }
  const told = Object.entries(site).filter(([column]) => !passing.has(column))
  return {
    accountNumber: csNo,
    externalId: csNo,
    fields,
    contacts: contacts.map((row, index) => ({ order: index + 1, ...contactFrom(row) })),
    revision: createHash('sha256')
      .update(JSON.stringify([told.sort(), contacts.map((row) => Object.entries(row).sort())]))
      .digest('base64url'),
    inService: isActive(site) && !isOut(site),
    linkedReference: null,
  }
}
