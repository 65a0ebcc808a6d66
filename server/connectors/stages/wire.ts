/**
 * What the gateway answers, as far as this client reads it, and the order of the members that it writes. Unknown
 * members pass and go back as they came: the gateway takes a site whole, so that what is not sent may be lost.
 */
import { z } from 'zod'

const text = z.string().nullish()
const flag = z.boolean().nullish()
const list = <T extends z.ZodType>(item: T) =>
  z
    .array(item.nullable())
    .nullish()
    .transform((items) => (items ?? []).filter((one) => one !== null) as z.output<T>[])

export const phone = z.looseObject({
  PhoneNumber: text,
  Extension: text,
  PhoneType: text,
  AutoNotifyFlag: flag,
})
export type Phone = z.output<typeof phone>

export const contact = z.looseObject({
  OrderNum: z.int().nullish(),
  LastName: text,
  FirstName: text,
  Phones: list(phone),
  Pin: text,
  Authority: text,
  Relation: text,
  KeysFlag: flag,
  ContactListMemberOnlyFlag: flag,
})
export type Contact = z.output<typeof contact>

export const site = z.looseObject({
  Phones: list(phone),
  Codewords: list(z.looseObject({ Codeword: text })),
  Contacts: list(contact),
  Devices: list(z.looseObject({ TransmitterCode: text, InServiceFlag: flag })),
  SiteAddress: text,
  SiteName: text,
  SiteAddr2: text,
  City: text,
  State: text,
  ZipCode: text,
  County: text,
  CrossStreet: text,
  SiteType: text,
  SiteNum: z.int().nullish(),
})
export type Site = z.output<typeof site>

export const result = z.looseObject({ ErrorNum: z.int(), ErrorMessage: text })
export const siteResult = result.extend({ Result: site.nullish() })
export const changeListResult = result.extend({ Result: z.looseObject({}).nullish() })

export type Operation = 'GetSite' | 'ImportSite' | 'UpdateSiteContacts' | 'GetChangeList'

/** The interface's order of members, which XML would hold us to; JSON does not, but a .NET reader may. */
// prettier-ignore
export const order = {
  Site: [
    'Phones', 'Codewords', 'SiteInstructions', 'SiteAgencies', 'Contacts', 'Devices', 'DispatchTypes',
    'SiteAddress', 'SiteName', 'SiteAddr2', 'City', 'State', 'ZipCode', 'County', 'Latitude', 'Longitude',
    'TimeZoneNum', 'CrossStreet', 'SiteType', 'Region', 'Info', 'Directions', 'Pets', 'Map', 'MapPage',
    'MapCoordinates', 'SiteID1', 'SiteID2', 'Subdivision', 'ULCode', 'SiteLanguage', 'LockBoxCode',
    'LockBoxLocation', 'BillingID', 'SiteGroups', 'UDF', 'SiteNum',
  ],
  Device: [
    'TransmitterCode', 'DeviceType', 'Points', 'ReceiverPhone', 'PanelPhone', 'PanelLocation',
    'TimerTestNum', 'TimerTestHours', 'TimerTestMinutes', 'FailTimerTestEvent', 'PrimaryTransmitterCode',
    'Info', 'InServiceFlag', 'LineSecurity', 'CommunicationType', 'AltDeviceID', 'ListenInDeviceType',
    'URLText', 'URLTarget', 'BillingID', 'SilentFlag', 'OOSStartDate', 'Areas', 'Schedules', 'UDF',
    'DevNum',
  ],
  Phone: [
    'PhoneNumber', 'Extension', 'PhoneType', 'AutoNotifyFlag',
  ],
  Contact: [
    'OrderNum', 'LastName', 'FirstName', 'Title', 'MiddleName', 'Suffix', 'Phones', 'EmailAddresses', 'Pin',
    'Authority', 'Relation', 'EcvFlag', 'KeysFlag', 'ContactListMemberOnlyFlag', 'ContactInfo',
    'ContactType', 'ExpireDate', 'EffectiveDate', 'DeviceUsers', 'ContactList', 'DateOfBirth', 'Gender',
    'HospitalPreference', 'PatientComment', 'Allergies', 'MedicalConditions',
  ],
} as const

/** The object with its members in the interface's order; what the interface does not know goes last. */
function inOrder<T extends object>(type: keyof typeof order, value: T): T {
  const known: readonly string[] = order[type]
  const names = Object.keys(value)
  const sorted = [
    ...known.filter((name) => names.includes(name)),
    ...names.filter((name) => !known.includes(name)),
  ]
  return Object.fromEntries(sorted.map((name) => [name, value[name as keyof T]])) as T
}

export const contactToSend = (contact: Contact): Contact =>
  inOrder('Contact', { ...contact, Phones: contact.Phones.map((one) => inOrder('Phone', one)) })

/** The site as it is sent: parsing has put the members that are read here before the others. */
export const siteToSend = (site: Site): Site =>
  inOrder('Site', {
    ...site,
    Phones: site.Phones.map((one) => inOrder('Phone', one)),
    Contacts: site.Contacts.map(contactToSend),
    Devices: site.Devices.map((one) => inOrder('Device', one)),
  })
