/**
 * What each of the company's settings is called, what it does, and how it is entered. The settings page, its history
 * and nothing else draw themselves from this list; a member of the schema without an entry here does not compile.
 */
import { type AddOn, addOnKeys } from './add-ons.ts'
import { auditDays } from './audit.ts'
import type { CompanySettings, RecordDefaults } from './company-settings.ts'
import { reportDays } from './credit.ts'
import type { Catalogue } from './customer-fields.ts'
import { duplicateRuleLabels, duplicateRules } from './duplicate-rules.ts'
import { hardMaxFileMb } from './files.ts'
import { reconcileHourOptions } from './health.ts'

export const settingSections = [
  { key: 'records', title: 'Customers and leads' },
  { key: 'lists', title: 'Lists' },
  { key: 'duplicates', title: 'Duplicates' },
  { key: 'defaults', title: 'What a new record begins with' },
  { key: 'adt', title: 'ADT' },
  { key: 'connections', title: 'Connections' },
  { key: 'scheduling', title: 'Calendar and scheduling' },
  { key: 'money', title: 'Billing' },
  { key: 'addons', title: 'Add-ons' },
  { key: 'signIn', title: 'Signing in' },
  { key: 'people', title: 'Everybody’s work' },
] as const

type Option = { value: string; label: string }

export type SettingInput =
  | { type: 'switch' }
  | { type: 'choice'; options: readonly Option[] }
  | { type: 'choices'; options: readonly Option[] }
  | { type: 'number'; min: number; max: number; unit: string }
  | { type: 'text'; max: number }
  | { type: 'state' }
  | { type: 'location' }
  | { type: 'catalogue'; catalogue: Catalogue }

export type SettingDescription = {
  section: (typeof settingSections)[number]['key']
  label: string
  help: string
  input: SettingInput
}

/** A member of the settings; one of the record defaults with its prefix. */
export type SettingPath = Exclude<keyof CompanySettings, 'defaults'> | `defaults.${keyof RecordDefaults}`

const onOff = { type: 'switch' } as const

export const settingDescriptions = {
  lockLeadRep: {
    section: 'records',
    label: 'Lock Lead Rep',
    help: 'Once a lead has become a customer, nobody changes its Lead Rep.',
    input: onOff,
  },
  addressVerification: {
    section: 'records',
    label: 'Address verification',
    help: 'Addresses carry a Verified or Unverified badge. Who verifies: Integrations, Address verification.',
    input: onOff,
  },
  showReportsTo: {
    section: 'records',
    label: 'Show whom the technician reports to',
    help: 'Names the technician’s manager on the installation card.',
    input: onOff,
  },
  regulations: {
    section: 'addons',
    label: 'Licenses & regulations',
    help: 'Customers show which alarm permits, inspections and fees their jurisdiction demands, and what is missing.',
    input: onOff,
  },
  maxFileMb: {
    section: 'records',
    label: 'Largest file',
    help: 'What may be uploaded to the Files of a record. What is there already stays.',
    input: { type: 'number', min: 1, max: hardMaxFileMb, unit: 'MB' },
  },
  searchFirst: {
    section: 'lists',
    label: 'Search first',
    help: 'The lists of customers and leads stay empty until somebody searches or filters.',
    input: onOff,
  },
  listOrder: {
    section: 'lists',
    label: 'Order of the lists',
    help: 'How the lists of customers and leads open. A click on a column still sorts by it.',
    input: {
      type: 'choice',
      options: [
        { value: 'name', label: 'By name, A to Z' },
        { value: 'number', label: 'By number, newest first' },
        { value: 'sale', label: 'By sale date, latest first' },
      ],
    },
  },
  duplicateRules: {
    section: 'duplicates',
    label: 'Warn of a possible duplicate when a new record has the',
    help: 'Whoever creates the record sees what was found, and may create it all the same.',
    input: {
      type: 'choices',
      options: duplicateRules.map((value) => ({ value, label: duplicateRuleLabels[value] })),
    },
  },
  'defaults.locationId': {
    section: 'defaults',
    label: 'Location',
    help: 'Of a customer, where its creator may create customers.',
    input: { type: 'location' },
  },
  'defaults.accountType': {
    section: 'defaults',
    label: 'Account type',
    help: 'Residential or commercial.',
    input: {
      type: 'choice',
      options: [
        { value: 'residential', label: 'Residential' },
        { value: 'commercial', label: 'Commercial' },
      ],
    },
  },
  'defaults.accountClassId': {
    section: 'defaults',
    label: 'Account class',
    help: 'From the catalogue of account classes.',
    input: { type: 'catalogue', catalogue: 'account_class' },
  },
  'defaults.languageId': {
    section: 'defaults',
    label: 'Language',
    help: 'The language that one speaks with the customer.',
    input: { type: 'catalogue', catalogue: 'language' },
  },
  'defaults.state': {
    section: 'defaults',
    label: 'State',
    help: 'Of the service address.',
    input: { type: 'state' },
  },
  'defaults.sourceId': {
    section: 'defaults',
    label: 'Source',
    help: 'Where a new lead comes from.',
    input: { type: 'catalogue', catalogue: 'source' },
  },
  'defaults.leadStatusId': {
    section: 'defaults',
    label: 'Lead status',
    help: 'The status of a new lead.',
    input: { type: 'catalogue', catalogue: 'lead_status' },
  },
  adtPreCheck: {
    section: 'adt',
    label: 'Run ADT PreCheck when a record is created',
    help: 'The section above the form of a new customer or lead, where an active monitoring company is ADT.',
    input: {
      type: 'choice',
      options: [
        { value: 'off', label: 'Off' },
        { value: 'unchecked', label: 'Available, unchecked by default' },
        { value: 'checked', label: 'Available, checked by default' },
      ],
    },
  },
  reconcileHour: {
    section: 'connections',
    label: 'Compare linked accounts with their providers',
    help: 'Each account is looked at as its provider holds it, and nothing is changed. What differs stands on the page Connection health.',
    input: { type: 'choice', options: reconcileHourOptions },
  },
  timeSlots: {
    section: 'scheduling',
    label: 'Use time slots for tech scheduling',
    help: 'Visits of technicians are booked into the windows of an office’s week. Off: any technician at any time.',
    input: onOff,
  },
  autoAssign: {
    section: 'scheduling',
    label: 'Assign a technician at once',
    help: 'With time slots: whoever serves the ZIP code, is free and has the least to do that day. Off: somebody assigns one on the calendar.',
    input: onOff,
  },
  salesOnCustomers: {
    section: 'scheduling',
    label: 'Sales appointments on customers',
    help: 'They are made on leads. On: on customers, too.',
    input: onOff,
  },
  appointmentMinutes: {
    section: 'scheduling',
    label: 'Usual length of an appointment',
    help: 'Proposed for a new one, unless its subtype has its own.',
    input: { type: 'number', min: 5, max: 1440, unit: 'minutes' },
  },
  reminderMinutes: {
    section: 'scheduling',
    label: 'Remind before an appointment',
    help: 'The bell of whoever is assigned. 0: no reminder.',
    input: { type: 'number', min: 0, max: 2880, unit: 'minutes' },
  },
  dayFrom: {
    section: 'scheduling',
    label: 'The calendar’s day begins',
    help: 'By the 24-hour clock. Whatever is earlier is still shown where something stands there.',
    input: { type: 'number', min: 0, max: 23, unit: 'h' },
  },
  dayTo: {
    section: 'scheduling',
    label: 'The calendar’s day ends',
    help: 'By the 24-hour clock.',
    input: { type: 'number', min: 1, max: 24, unit: 'h' },
  },
  parentChild: {
    section: 'money',
    label: 'Parent and sub-customers',
    help: 'Sub-customers are billed through a parent; records show their family.',
    input: onOff,
  },
  mmrBreakout: {
    section: 'money',
    label: 'MMR breakout',
    help: 'A monthly rate is chosen by its line items instead of from one dropdown.',
    input: onOff,
  },
  billingHour: {
    section: 'money',
    label: 'Hour of the billing run',
    help: 'When, by the company’s clock, each night’s recurring invoices are made.',
    input: { type: 'choice', options: reconcileHourOptions.filter(({ value }) => value !== 'off') },
  },
  paymentPortal: {
    section: 'money',
    label: 'Payment Portal',
    help: 'Customers sign in by a link that you send them, see what they owe, and pay by card or bank account. Off, no link works and nobody is signed in.',
    input: onOff,
  },
  invoicePlus: {
    section: 'addons',
    label: 'Invoice+',
    help: 'Recurring invoices and their billing run. Off, nothing new is made; what was made stays.',
    input: onOff,
  },
  payablePlus: {
    section: 'addons',
    label: 'Payable+',
    help: 'Payroll rules pay by themselves when something happens to a customer, and reckon by fields, lookup tables and expressions. Off, they pay fixed amounts by hand; what was made stays.',
    input: onOff,
  },
  dunningDays: {
    section: 'money',
    label: 'Try declined charges again',
    help: 'Days after the due date, for example 1, 3, 7. A hard decline (expired, closed, stolen) is not tried again: it needs another billing method. Empty: nothing is tried again.',
    input: { type: 'text', max: 60 },
  },
  creditChecks: {
    section: 'addons',
    label: 'Credit Checks',
    help: 'Records have a Credit tab, and Integrations the credit bureaus. Off, both are gone and nobody can run credit; what was run is kept.',
    input: onOff,
  },
  creditReportDays: {
    section: 'addons',
    label: 'Keep credit reports for',
    help: 'After that the report itself is erased for good. Score, transaction and consent stay on the check.',
    input: { type: 'number', min: reportDays.min, max: reportDays.max, unit: 'days' },
  },
  edocs: {
    section: 'addons',
    label: 'eDoc+',
    help: 'Records have an E-Docs tab, and Administration templates and providers of electronic signatures. Off, all of it is gone and no link can be signed by; what was signed is kept.',
    input: onOff,
  },
  edocsForLeads: {
    section: 'addons',
    label: 'E-Docs for leads',
    help: 'Leads have the E-Docs tab, too.',
    input: onOff,
  },
  auditDays: {
    section: 'people',
    label: 'Keep the audit trail for',
    help: 'Denied attempts, and who read confidential values: page Audit. After that they are erased for good. History is always kept.',
    input: { type: 'number', min: auditDays.min, max: auditDays.max, unit: 'days' },
  },
  secondFactor: {
    section: 'signIn',
    label: 'Second factor',
    help: 'A code of an authenticator app, or a passkey, beside the password. Whoever it is required of and has none sets one up at the next sign-in. API tokens are not affected.',
    input: {
      type: 'choice',
      options: [
        { value: 'optional', label: 'Optional' },
        { value: 'administrators', label: 'Required for whoever may administer' },
        { value: 'everybody', label: 'Required for everybody' },
      ],
    },
  },
  signInDays: {
    section: 'signIn',
    label: 'Keep sign-in activity for',
    help: 'Who signed in, or tried to, when and from where. Older entries are erased.',
    input: { type: 'number', min: 30, max: 1095, unit: 'days' },
  },
  passwordDays: {
    section: 'signIn',
    label: 'Days between password changes',
    help: 'Whose password is older chooses a new one at the next sign-in. 0: passwords do not age.',
    input: { type: 'number', min: 0, max: 365, unit: 'days' },
  },
  gettingStarted: {
    section: 'people',
    label: 'Getting started',
    help: 'Home shows administrators what is not set up yet, until all of it is there.',
    input: onOff,
  },
  globalMessage: {
    section: 'people',
    label: 'Message on every page',
    help: 'Stands on top of every page for everybody in the company until it is taken away.',
    input: { type: 'text', max: 300 },
  },
} as const satisfies Record<SettingPath, SettingDescription>

export const settingPaths = Object.keys(settingDescriptions) as SettingPath[]
/** What the page of settings shows: add-ons have one of their own (add-ons.ts). */
export const ownSettingPaths = settingPaths.filter((path) => !addOnKeys.includes(path as AddOn))
export const descriptionOf = (path: SettingPath): SettingDescription => settingDescriptions[path]

export type SettingValue = string | number | boolean | null | readonly string[]

/** A setting's value. */
export function settingAt(settings: CompanySettings, path: SettingPath): SettingValue {
  const [member, inner] = path.split('.') as [keyof CompanySettings, keyof RecordDefaults | undefined]
  return inner ? settings.defaults[inner] : (settings[member] as SettingValue)
}

/** The settings with one value replaced. */
export function withSetting(
  settings: CompanySettings,
  path: SettingPath,
  value: SettingValue,
): CompanySettings {
  const [member, inner] = path.split('.') as [string, string | undefined]
  return inner
    ? { ...settings, defaults: { ...settings.defaults, [inner]: value } }
    : ({ ...settings, [member]: value } as CompanySettings)
}
