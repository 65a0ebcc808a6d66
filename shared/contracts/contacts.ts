/** A record's emergency contacts in calling order, and the agencies that are sent to its address (TAB-015). */
import { z } from 'zod'
import { date, endpoint, id, text } from '../contract.ts'
import { orNull } from '../rules/blank.ts'
import { agencyKinds, authorities, maxPhones, phoneTypes } from '../rules/contacts.ts'
import { phone, withoutCard } from '../rules/customer-values.ts'

const params = z.object({ customerId: id })
const keysOf = <K extends string>(words: Record<K, string>) => Object.keys(words) as [K, ...K[]]

const phoneType = z.enum(keysOf(phoneTypes), 'Choose a phone type')
const authority = z.enum(keysOf(authorities), 'Choose one from the list')
const agencyKind = z.enum(keysOf(agencyKinds), 'Choose one from the list')

const contact = z
  .object({
    id,
    version: z.number().int(),
    /** From 1, without gaps: the order in which the station calls. */
    order: z.number().int(),
    firstName: z.string(),
    lastName: z.string(),
    /** The number to call first stands first; a type is null where none was ever chosen. */
    phones: z.array(z.object({ number: z.string(), type: phoneType.nullable() })),
    email: z.string().nullable(),
    language: z.object({ id, name: z.string() }).nullable(),
    relation: z.string(),
    passcode: z.string().nullable(),
    hasKey: z.boolean(),
    enhancedVerification: z.boolean(),
    authority,
    startsOn: z.string().nullable(),
    expiresOn: z.string().nullable(),
    /** Whether the dates let this person be called today. */
    called: z.boolean(),
  })
  .meta({ id: 'Contact' })
export type Contact = z.output<typeof contact>

const agency = z
  .object({
    kind: agencyKind,
    version: z.number().int(),
    name: z.string(),
    phone: z.string().nullable(),
    permitNumber: z.string().nullable(),
    permitExpiresOn: z.string().nullable(),
    permitExpired: z.boolean(),
    /** Of a guard alone: cents for each response. */
    responseFeeCents: z.number().int().nullable(),
  })
  .meta({ id: 'Agency' })
export type Agency = z.output<typeof agency>

const contactList = z
  .object({
    /** Counts every change of the list; ordering it names the version that one saw. */
    version: z.number().int(),
    contacts: z.array(contact),
    agencies: z.array(agency),
    /** The station that gets the contacts by itself after each change; null if none does. */
    station: z.string().nullable(),
    /** What is wrong with the list, worst first. */
    attention: z.array(z.string()),
    languages: z.array(z.object({ id, name: z.string() })),
    abilities: z.object({ create: z.boolean(), modify: z.boolean(), delete: z.boolean() }),
    readOnlyReason: z.enum(['archived']).nullable(),
  })
  .meta({ id: 'ContactList' })
export type ContactList = z.output<typeof contactList>

const contactValues = z
  .strictObject({
    firstName: withoutCard(text(60)).pipe(z.string().min(1, 'Enter a name')),
    lastName: withoutCard(text(60)).default(''),
    phones: z
      .array(z.strictObject({ number: phone, type: phoneType }))
      .min(1, 'Enter a phone number')
      .max(maxPhones, `At most ${maxPhones} phone numbers`),
    email: orNull(z.email('Enter an e-mail address, for example name@company.test').max(254)).default(null),
    languageId: id.nullable().default(null),
    relation: withoutCard(text(40)).default(''),
    passcode: orNull(withoutCard(text(40))).default(null),
    hasKey: z.boolean().default(false),
    enhancedVerification: z.boolean().default(false),
    authority: authority.default('contact'),
    startsOn: orNull(date).default(null),
    expiresOn: orNull(date).default(null),
    /** Its place in the calling order; last if left out, or as it was. */
    order: z.number().int().min(1).max(100).optional(),
  })
  .refine(({ startsOn, expiresOn }) => !startsOn || !expiresOn || startsOn <= expiresOn, {
    path: ['expiresOn'],
    message: 'Must not lie before the first day',
  })
export type ContactValues = z.output<typeof contactValues>

const agencyValues = z.strictObject({
  /** As it was read; null where there is none yet. */
  version: z.number().int().positive().nullable(),
  name: withoutCard(text(120)).pipe(z.string().min(1, 'Enter a name')),
  phone: orNull(phone).default(null),
  permitNumber: orNull(withoutCard(text(60))).default(null),
  permitExpiresOn: orNull(date).default(null),
  responseFeeCents: z.number().int().min(0).max(100_000_00).nullable().default(null),
})
export type AgencyValues = z.output<typeof agencyValues>

export const contacts = {
  list: endpoint({
    method: 'GET',
    path: '/customers/:customerId/contacts',
    access: 'emergency_contacts.view',
    summary: 'The record’s emergency contacts in calling order, and its agencies',
    params,
    response: contactList,
  }),
  create: endpoint({
    method: 'POST',
    path: '/customers/:customerId/contacts',
    access: 'emergency_contacts.create',
    summary: 'Add an emergency contact, last in the calling order unless it says where',
    params,
    body: contactValues,
    response: contactList,
    history: { event: 'contacts.added' },
  }),
  reorder: endpoint({
    method: 'PUT',
    path: '/customers/:customerId/contacts/order',
    access: 'emergency_contacts.modify',
    summary: 'Set the calling order, as of the version of the list that it was chosen on',
    params,
    body: z.strictObject({ version: z.number().int().positive(), ids: z.array(id).min(1).max(100) }),
    response: contactList,
    history: { event: 'contacts.reordered' },
  }),
  update: endpoint({
    method: 'PUT',
    path: '/customers/:customerId/contacts/:contactId',
    access: 'emergency_contacts.modify',
    summary: 'Change an emergency contact, as of the version it was read at',
    params: params.extend({ contactId: id }),
    body: z.strictObject({ version: z.number().int().positive(), contact: contactValues }),
    response: contactList,
    history: { event: 'contacts.changed' },
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/customers/:customerId/contacts/:contactId',
    access: 'emergency_contacts.delete',
    summary: 'Delete an emergency contact; those after it move up',
    params: params.extend({ contactId: id }),
    response: contactList,
    history: { event: 'contacts.removed' },
  }),
  setAgency: endpoint({
    method: 'PUT',
    path: '/customers/:customerId/agencies/:agencyKind',
    access: ['emergency_contacts.create', 'emergency_contacts.modify'],
    summary: 'Set one of the record’s agencies, as of the version it was read at',
    params: params.extend({ agencyKind }),
    body: agencyValues,
    response: contactList,
    history: { event: 'contacts.agency_set' },
  }),
  removeAgency: endpoint({
    method: 'DELETE',
    path: '/customers/:customerId/agencies/:agencyKind',
    access: 'emergency_contacts.delete',
    summary: 'Delete one of the record’s agencies',
    params: params.extend({ agencyKind }),
    response: contactList,
    history: { event: 'contacts.agency_removed' },
  }),
}
