/** Between our words and formats and a stages site. */
import { createHash } from 'node:crypto'
import { accountFields, type AccountField, type AccountFields, type RemoteAccount } from '../contract.ts'
import { FieldError, zipFrom } from '../look-first.ts'
import { readContacts } from './contacts.ts'
import { manifest } from './manifest.ts'
import { readName, siteTypeOf, writeName, type Names } from './names.ts'
import type { StagesSettings } from './settings.ts'
import { checkLength, clean, phoneFromWire, phoneToWire } from './values.ts'
import { inOrder, membersOf } from './interface.ts'
import type { Device, Phone, Site } from './wire.ts'

const members = {
  addressLine1: 'SiteAddress',
  addressLine2: 'SiteAddr2',
  city: 'City',
  state: 'State',
  zip: 'ZipCode',
  county: 'County',
  crossStreet: 'CrossStreet',
} as const
const nameFields = ['businessName', 'lastName', 'firstName'] as const

/** Our field that a sentence of the station names by the member of its interface; null if it names none. */
export function ourField(message: string): AccountField | null {
  const named = (member: string) => new RegExp(`\\b${member}\\b`).test(message)
  if (named('SiteName')) return 'lastName'
  if (named('Codeword')) return 'abortCode'
  return (Object.keys(members) as (keyof typeof members)[]).find((field) => named(members[field])) ?? null
}

/** The phone types that mean our field. The station's own code of the premises comes first. */
const phoneTypes = (field: AccountField, { premisesPhoneType }: StagesSettings): string[] | null => {
  if (field === 'primaryPhone') return [...new Set([premisesPhoneType, 'P', 'H'])]
  return field === 'workPhone' ? ['W'] : field === 'cellPhone' ? ['C'] : null
}

const isOf = ({ PhoneType }: Phone, type: string) => clean(PhoneType).toUpperCase() === type.toUpperCase()
const findPhone = (site: Site, types: readonly string[]): Phone | undefined =>
  types.map((type) => site.Phones.find((phone) => isOf(phone, type))).find((phone) => phone !== undefined)

/**
 * The fields that a site has, in our formats exactly. Refuses by our field what no site can hold, before anything is
 * asked or sent. Throws `FieldError`.
 */
export function checkFields(fields: AccountFields, settings: StagesSettings): AccountFields {
  const wanted: AccountFields = {}
  for (const field of accountFields) {
    const value = fields[field]?.trim()
    const limit = manifest.fields[field]
    if (value === undefined || !limit) continue
    checkLength(field, value, limit.maxLength)
    const isPhone = phoneTypes(field, settings) !== null && value !== ''
    wanted[field] = isPhone ? phoneFromWire(phoneToWire(field, value)) : value
  }
  return inFormat(wanted)
}

/** Operators write states in any case, and leave the hyphen out of nine digits. */
function inFormat(fields: AccountFields): AccountFields {
  if (fields.state !== undefined) fields.state = fields.state.toUpperCase()
  if (fields.zip !== undefined) fields.zip = zipFrom(fields.zip)
  return fields
}

export const readNames = (site: Site): Names => readName(clean(site.SiteName), clean(site.SiteType))

/** The site's fields in our words and formats. */
function readFields(site: Site, settings: StagesSettings): AccountFields {
  const names = readNames(site)
  const fields: AccountFields = {}
  for (const field of Object.keys(manifest.fields) as AccountField[]) {
    const types = phoneTypes(field, settings)
    if (types) fields[field] = phoneOf(findPhone(site, types))
    else if (field === 'abortCode') fields[field] = clean(site.Codewords[0]?.Codeword)
    else if (field in members) fields[field] = clean(site[members[field as keyof typeof members]])
    else fields[field] = names[field as keyof typeof names]
  }
  return inFormat(fields)
}
const phoneOf = (phone: Phone | undefined) => (phone ? phoneFromWire(phone) : '')

/** The device that the account number is of; undefined in another account's site. */
export const deviceOf = (site: Site, accountNumber: string): Device | undefined =>
  site.Devices.find(({ TransmitterCode }) => TransmitterCode === accountNumber)

/** The site with that device changed; null if `change` has nothing to do. */
export function changeDevice(
  site: Site,
  accountNumber: string,
  change: (device: Device) => Device | null,
): Site | null {
  const before = deviceOf(site, accountNumber)
  const after = before && change(before)
  return after ? { ...site, Devices: site.Devices.map((one) => (one === before ? after : one)) } : null
}

/** Whether the site is the one of that transmitter; a code that differs by case only is another. */
export const isSiteOf = (site: Site, accountNumber: string): boolean => !!deviceOf(site, accountNumber)

/** The same in every form of the wire: nothing, null and an empty list are one. */
const digestOf = (site: Site): string =>
  createHash('sha256')
    .update(
      JSON.stringify(inOrder(membersOf('Site'), site), (_, value: unknown) =>
        value === null || (Array.isArray(value) && value.length === 0) ? undefined : value,
      ),
    )
    .digest('base64url')

/** The site as the port wants it, as the account of one of its transmitters. */
export function readSite(site: Site, accountNumber: string, settings: StagesSettings): RemoteAccount {
  return {
    accountNumber,
    externalId: String(site.SiteNum ?? accountNumber),
    fields: readFields(site, settings),
    contacts: readContacts(site),
    revision: digestOf(site),
    inService: deviceOf(site, accountNumber)?.InServiceFlag === true,
    linkedReference: null,
  }
}

/**
 * The whole site with those of the given fields set that the station holds differently; everything else of it as it
 * came. Null if there is nothing to change. `given` is as `checkFields` returns it. Throws `FieldError`.
 */
export function changeSite(site: Site, given: AccountFields, settings: StagesSettings): Site | null {
  const theirs = readFields(site, settings)
  const kept = (Object.keys(manifest.fields) as AccountField[]).filter((field) => given[field] !== undefined)
  const changed = kept.filter((field) => given[field] !== theirs[field])
  if (changed.length === 0) return null
  let after: Site = { ...site }
  for (const field of changed) {
    const value = given[field]!
    const types = phoneTypes(field, settings)
    if (types) after.Phones = changePhone(after, field, types, value)
    else if (field === 'abortCode') after.Codewords = changeCodeword(after, value)
    else if (field in members) after = { ...after, [members[field as keyof typeof members]]: value }
  }
  if (nameFields.some((field) => changed.includes(field))) after = changeName(after, given, theirs)
  return after
}

function changePhone(site: Site, field: AccountField, types: readonly string[], value: string): Phone[] {
  const old = findPhone(site, types)
  if (value === '') return site.Phones.filter((phone) => !types.some((type) => isOf(phone, type)))
  const fresh: Phone = { PhoneType: types[0], ...old, ...phoneToWire(field, value) }
  return old ? site.Phones.map((phone) => (phone === old ? fresh : phone)) : [...site.Phones, fresh]
}

/** The abort code is the first of the site's code words; the others belong to the people there. */
function changeCodeword(site: Site, value: string): Site['Codewords'] {
  const [first, ...others] = site.Codewords
  if (value !== '') return [{ ...first, Codeword: value }, ...others]
  if (others.length > 0)
    throw new FieldError('abortCode', 'The account has further code words at the station; remove them there')
  return []
}

function changeName(site: Site, given: AccountFields, theirs: AccountFields): Site {
  const of = (field: (typeof nameFields)[number]) => given[field] ?? theirs[field] ?? ''
  const names = { firstName: of('firstName'), lastName: of('lastName'), businessName: of('businessName') }
  const SiteName = writeName(names)
  // A kind of business or dwelling that the station chose stays, as long as it is of the same sort.
  const type = siteTypeOf(names)
  const SiteType =
    clean(site.SiteType) && /^C/i.test(site.SiteType!) === (type === 'C') ? site.SiteType : type
  const back = readName(SiteName, SiteType!)
  const lost = nameFields.find((field) => back[field] !== names[field])
  if (lost)
    throw new FieldError(lost, 'The station keeps one name for a site, and this one cannot be read back')
  return { ...site, SiteName, SiteType }
}

/** A site that does not exist yet, out of service. Throws `FieldError`. */
export function newSite(accountNumber: string, fields: AccountFields, settings: StagesSettings): Site {
  const device: Device = {
    TransmitterCode: accountNumber,
    DeviceType: settings.deviceType,
    InServiceFlag: false,
    Points: [],
  }
  const lists = { Phones: [], Codewords: [], SiteAgencies: [], Contacts: [], DispatchTypes: [] }
  const empty: Site = { ...lists, Devices: [device] }
  const groups = settings.siteGroup ? { SiteGroups: [{ SiteGroupNum: Number(settings.siteGroup) }] } : {}
  return { SiteType: 'R', ...(changeSite(empty, fields, settings) ?? empty), ...groups }
}
