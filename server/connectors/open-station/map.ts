/** Between our words and formats and the Open Station API's. */
import { parsePhone } from '#shared/phone.ts'
import { normaliseZip } from '#shared/postal.ts'
import { accountFields, keptContact } from '../contract.ts'
import type { AccountField, AccountFields, Manifest, RemoteAccount, StationContact } from '../contract.ts'
import type { AccountSummary } from '../station-parts.ts'
import type { CustomerReply } from './wire.ts'

/** Where the wire keeps each of our fields; also read backwards, for the field that a station complains of. */
const wirePaths: Record<AccountField, string> = {
  firstName: 'name.first',
  lastName: 'name.last',
  businessName: 'name.business',
  addressLine1: 'premises.street1',
  addressLine2: 'premises.street2',
  city: 'premises.city',
  state: 'premises.state',
  zip: 'premises.postalCode',
  county: 'premises.county',
  crossStreet: 'premises.crossStreet',
  primaryPhone: 'phones.premises',
  workPhone: 'phones.work',
  cellPhone: 'phones.mobile',
  otherPhone: 'phones.other',
  email: 'email',
  abortCode: 'abortCode',
}
const contactPaths: Record<string, string> = { first: 'firstName', last: 'lastName' }
const isPhone = (field: AccountField) => wirePaths[field].startsWith('phones.')

/** A value that the station cannot hold; `field` is ours. */
export class FieldError extends Error {
  readonly field: string
  constructor(field: string, message: string) {
    super(message)
    this.field = field
  }
}

/** Our field behind a wire path (`premises.postalCode`, `contacts.2.first`); null if it is none of ours. */
export function ourField(path: string): string | null {
  const contact = /^contacts\.(\d+)(?:\.(\w+))?$/.exec(path)
  if (contact)
    return ['contacts', contact[1], contact[2] && (contactPaths[contact[2]] ?? contact[2])]
      .filter(Boolean)
      .join('.')
  if (path === 'customerId') return 'accountNumber'
  // The parts' members have one name on both sides, but for the ZIP that is searched for.
  if (/^(details\.\w+|category|minutes|description|permitNumber|kind|from|until|comment)$/.test(path))
    return path
  if (path === 'postalCode') return 'zip'
  return accountFields.find((field) => wirePaths[field] === path) ?? null
}

export const checkLength = (field: string, value: string, maxLength: number) => {
  if (value.length > maxLength)
    throw new FieldError(field, `The station keeps at most ${maxLength} characters`)
}

/** `8015550123x12` as the wire writes it, `+18015550123x12`; `''` stays. */
export function phoneToWire(field: string, phone: string): string {
  if (phone === '') return ''
  const digits = parsePhone(phone)
  if (!digits) throw new FieldError(field, 'The station takes ten-digit telephone numbers only')
  return `+1${digits}`
}

const phoneFromWire = (text: string) => parsePhone(text) ?? text.trim()

/** Operators leave the hyphen out of nine digits. */
const zipFromWire = (text: string) => normaliseZip(text.trim().replace(/^(\d{5})\s?(\d{4})$/, '$1-$2'))

/**
 * The given fields as a merge patch (RFC 7396): what is not given is not mentioned, what this station does not
 * keep is left out. Throws `FieldError` for a value that it cannot hold whole.
 */
export function fieldsToWire(fields: AccountFields, manifest: Manifest): Record<string, unknown> {
  const patch: Record<string, unknown> = {}
  for (const field of accountFields) {
    const value = fields[field]
    const limit = manifest.fields[field]
    if (value === undefined || !limit) continue
    checkLength(field, value, limit.maxLength)
    const wireValue = isPhone(field) ? phoneToWire(field, value) : value
    const [group, member] = wirePaths[field].split('.') as [string, string?]
    if (member) patch[group] = { ...(patch[group] as object), [member]: wireValue }
    else patch[group] = wireValue
  }
  return patch
}

/** Contacts in calling order; the wire numbers them by their place. Throws `FieldError`. */
export function contactsToWire(contacts: readonly StationContact[], manifest: Manifest): object[] {
  if (contacts.length > manifest.limits.maxContacts)
    throw new FieldError('contacts', `The station keeps at most ${manifest.limits.maxContacts} contacts`)
  const ordered = contacts
    .toSorted((a, b) => a.order - b.order)
    .map((contact) => keptContact(manifest, contact))
  return ordered.map((contact, index) => {
    for (const member of ['firstName', 'lastName', 'phone', 'relation', 'passcode'] as const)
      checkLength(`contacts.${index}.${member}`, contact[member], manifest.limits.contact[member].maxLength)
    return {
      first: contact.firstName,
      last: contact.lastName,
      phone: phoneToWire(`contacts.${index}.phone`, contact.phone),
      relation: contact.relation,
      passcode: contact.passcode,
      hasKey: contact.hasKey,
    }
  })
}

const at = (customer: CustomerReply, path: string) =>
  path
    .split('.')
    .reduce<unknown>((value, member) => (value as Record<string, unknown>)[member], customer) as string

/** The station's customer in our words and formats, with only the fields that the manifest lists. */
export function accountFromWire(customer: CustomerReply, manifest: Manifest): RemoteAccount {
  const fields: AccountFields = {}
  for (const field of accountFields) {
    if (!manifest.fields[field]) continue
    const value = at(customer, wirePaths[field])
    if (isPhone(field)) fields[field] = phoneFromWire(value)
    else if (field === 'zip') fields[field] = zipFromWire(value)
    else if (field === 'state') fields[field] = value.trim().toUpperCase()
    else fields[field] = value.trim()
  }
  return {
    accountNumber: customer.customerId,
    externalId: customer.serial,
    fields,
    contacts: customer.contacts.map((contact, index) =>
      keptContact(manifest, {
        order: index + 1,
        firstName: contact.first.trim(),
        lastName: contact.last.trim(),
        phone: phoneFromWire(contact.phone),
        relation: contact.relation.trim(),
        passcode: contact.passcode,
        hasKey: contact.hasKey,
      }),
    ),
    revision: String(customer.version),
    inService: customer.status === 'in_service',
    linkedReference: customer.link?.reference ?? null,
    ...(manifest.providerFields.length > 0 && {
      identifiers: Object.fromEntries(
        manifest.providerFields.map(({ key }) => [key, (customer.identifiers?.[key] ?? '').trim()]),
      ),
    }),
    ...(customer.orderState && { orderState: customer.orderState }),
  }
}

/** Whether the station keeps less of a member than the brand's manifest believes; `path` is the wire's. */
export function isShorter(path: string, length: number, { fields }: Manifest): boolean {
  const ours = accountFields.find((name) => wirePaths[name] === path)
  return ours !== undefined && (fields[ours]?.maxLength ?? 0) > length
}

/** A customer as the roster names it. */
export const summaryFromWire = ({
  serial,
  customerId,
  status,
  link,
}: Pick<CustomerReply, 'serial' | 'customerId' | 'status' | 'link'>): AccountSummary => ({
  accountNumber: customerId,
  externalId: serial,
  inService: status === 'in_service',
  linkedReference: link?.reference ?? null,
})
