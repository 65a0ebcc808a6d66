/** Words of a record's emergency contacts and agencies, and how their fields are called wherever one reads of them. */

/** More than any station calls; bounds what a list can cost. */
export const maxContacts = 50
export const maxPhones = 3

export const phoneTypes = { cell: 'Cell', home: 'Home', work: 'Work', other: 'Other' } as const
export type PhoneType = keyof typeof phoneTypes

export const authorities = {
  contact: 'Called only',
  full: 'Full: may cancel alarms and place on test',
} as const
export type Authority = keyof typeof authorities

/** Offered as one types; any other word may stand, too. */
export const relations = [
  'Spouse',
  'Parent',
  'Son',
  'Daughter',
  'Sibling',
  'Relative',
  'Neighbor',
  'Friend',
  'Owner',
  'Manager',
  'Employee',
  'Property Manager',
  'House Sitter',
] as const

export const agencyKinds = {
  police: 'Police',
  fire: 'Fire',
  medical: 'Medical',
  guard: 'Guard',
  electrical: 'Electrical',
} as const
export type AgencyKind = keyof typeof agencyKinds

/** Labels of what a change of a contact can name, in the order in which history lists them. */
export const contactLabels = {
  firstName: 'First name',
  lastName: 'Last name',
  phone: 'Phone',
  phone2: 'Second phone',
  phone3: 'Third phone',
  email: 'Email',
  language: 'Language',
  relation: 'Relation',
  passcode: 'Passcode',
  hasKey: 'Has a key',
  enhancedVerification: 'Enhanced verification',
  authority: 'Authority',
  startsOn: 'Call from',
  expiresOn: 'Call until',
  callingOrder: 'Calling order',
} as const
export type ContactLabel = keyof typeof contactLabels

export const agencyLabels = {
  name: 'Name',
  phone: 'Phone',
  permitNumber: 'Permit number',
  permitExpiresOn: 'Permit expires',
  responseFee: 'Response fee',
} as const
export type AgencyLabel = keyof typeof agencyLabels

/** Whether a contact is to be called on a day of the company's calendar: both of its dates are included. */
export const isCalledOn = (
  { startsOn, expiresOn }: { startsOn: string | null; expiresOn: string | null },
  today: string,
): boolean => (!startsOn || startsOn <= today) && (!expiresOn || expiresOn >= today)

/** `1st`, `2nd`, `3rd`, `11th`: how a calling order is said. */
export function ordinal(n: number): string {
  const tens = n % 100
  const suffix = tens >= 11 && tens <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th')
  return `${n}${suffix}`
}
