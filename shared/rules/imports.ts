/**
 * Imports on both sides (TAB-024): what a column of a file may become, how its heading is recognised, and how its text
 * is read. Whether a value may stand on a record is judged by the record's own rules.
 */
import { parseMoney } from '../money.ts'
import { equipmentStatuses } from './equipment.ts'
import { type Field, field, type FieldName, fieldNames, hasField, isRequired } from './customer-fields.ts'

export const importKinds = {
  customer: 'Customers',
  lead: 'Leads',
  equipment: 'Equipment',
  recurring: 'Recurring invoices',
} as const
export type ImportKind = keyof typeof importKinds
export const isRecordKind = (kind: ImportKind): kind is 'customer' | 'lead' =>
  kind === 'customer' || kind === 'lead'

export const importStates = {
  new: 'To be mapped',
  checking: 'Checking',
  checked: 'Checked',
  running: 'Running',
  done: 'Done',
  canceled: 'Canceled',
  failed: 'Failed',
} as const
export type ImportState = keyof typeof importStates

export const maxImportBytes = 200 * 1_048_576
export const maxColumns = 200
export const maxCell = 10_000
export const maxImportRows = 1_000_000
/** The sealed file, and what became of its rows, go this long after the import has ended. */
export const importKeepDays = 30

export const dateFormats = {
  mdy: 'Month/day/year (12/31/2026)',
  dmy: 'Day/month/year (31/12/2026)',
  ymd: 'Year-month-day (2026-12-31)',
} as const
export type DateFormat = keyof typeof dateFormats
export const numberFormats = { point: '1,234.56', comma: '1.234,56' } as const
export type NumberFormat = keyof typeof numberFormats

export const matchKeys = {
  none: 'Nothing: every row is new',
  customerNumber: 'Customer number',
  accountNumber: 'Account number',
  externalId: 'External ID',
} as const
export type MatchKey = keyof typeof matchKeys

/** What a column may become. `field` of the record, a user-defined one (`custom:7`), or one of its own. */
export type ImportTarget = {
  key: string
  label: string
  type: Field['type'] | 'custom' | 'reference' | 'money' | 'decimal'
  required: boolean
  /** Values are names of rows of the company: one that is missing can be made during the import. */
  makes?: boolean
  /** Further headings that mean it, in letters and digits alone. */
  words?: readonly string[]
}

const words: Partial<Record<FieldName | string, readonly string[]>> = {
  firstName: ['first', 'fname', 'givenname'],
  lastName: ['last', 'lname', 'surname', 'familyname'],
  addressLine1: ['address', 'address1', 'street', 'streetaddress', 'serviceaddress', 'siteaddress'],
  addressLine2: ['address2', 'apt', 'suite', 'unit'],
  city: ['town'],
  state: ['st', 'province'],
  zip: ['zipcode', 'postalcode', 'postcode'],
  primaryPhone: ['phone', 'phone1', 'homephone', 'telephone', 'phonenumber', 'premisephone'],
  cellPhone: ['cell', 'mobile', 'mobilephone', 'phone2'],
  email: ['emailaddress', 'mail'],
  ssn: ['socialsecuritynumber', 'social'],
  birthdate: ['dob', 'dateofbirth', 'birthday'],
  accountNumber: ['accountno', 'acct', 'acctno', 'acctnumber', 'csnumber', 'csno', 'monitoringaccount'],
  accountType: ['customertype', 'type'],
  locationId: ['location', 'office', 'branch'],
  installDate: ['installedon', 'dateinstalled'],
  saleDate: ['soldon', 'contractdate'],
  soldById: ['salesrep', 'salesperson', 'seller'],
  technicianId: ['technician', 'installer', 'tech'],
  mmrId: ['rmr', 'monthlyrate', 'monthlymonitoringrate'],
  monitoringCompanyId: ['monitoringcompany', 'centralstation', 'monitoringstation'],
  serviceProviderId: ['isp', 'interactiveprovider', 'provider'],
  businessName: ['business', 'company', 'companyname'],
  sourceId: ['leadsource'],
  leadStatusId: ['status'],
  isCanceled: ['canceled', 'cancelled'],
  twoWayVoice: ['twowayvoice', '2wayvoice'],
  externalId: ['id', 'legacyid', 'oldid', 'externalnumber', 'recordid', 'customerid'],
  customerNumber: ['customerno', 'custno', 'keyholdernumber'],
  item: ['device', 'equipment', 'model', 'partnumber', 'part', 'product'],
  serial: ['serialnumber', 'serialno', 'mac', 'imei'],
  zone: ['zonenumber', 'zoneno'],
  zoneName: ['zonedescription'],
  place: ['room', 'placement'],
  area: ['partition'],
  installedOn: ['installdate', 'installed'],
  warrantyUntil: ['warranty', 'warrantyends'],
  note: ['notes', 'comment', 'comments'],
  startOn: ['start', 'startdate', 'begins'],
  endOn: ['end', 'enddate', 'ends'],
  anchorOn: ['billingdate', 'firstregularperiod'],
  everyMonths: ['frequency', 'interval', 'months', 'cycle'],
  price: ['amount', 'rate', 'unitprice', 'monthly'],
  quantity: ['qty'],
  term: ['terms', 'paymentterm', 'paymentterms'],
  description: ['linedescription', 'memo'],
}

const own = (
  key: string,
  label: string,
  type: ImportTarget['type'],
  more: Partial<ImportTarget> = {},
): ImportTarget => ({ key, label, type, required: false, ...(words[key] && { words: words[key] }), ...more })

const references: readonly ImportTarget[] = [
  own('customerNumber', 'Customer number', 'text'),
  own('externalId', 'External ID', 'text'),
]

const equipmentTargets: readonly ImportTarget[] = [
  ...references,
  own('accountNumber', 'Account number', 'text'),
  own('item', 'Item', 'reference', { required: true, makes: false }),
  own('serial', 'Serial / MAC', 'text'),
  own('zone', 'Zone', 'text'),
  own('zoneName', 'Zone name', 'text'),
  own('wireType', 'Wire type', 'reference'),
  own('place', 'Place', 'text'),
  own('area', 'Area', 'integer'),
  own('status', 'Status', 'choice'),
  own('installedOn', 'Installed', 'date'),
  own('warrantyUntil', 'Warranty until', 'date'),
  own('note', 'Note', 'longText'),
]

const recurringTargets: readonly ImportTarget[] = [
  ...references,
  own('accountNumber', 'Account number', 'text'),
  own('name', 'Name', 'text'),
  own('startOn', 'Starts on', 'date', { required: true }),
  own('everyMonths', 'Every … months', 'integer'),
  own('anchorOn', 'First regular period', 'date'),
  own('endOn', 'Ends on', 'date'),
  own('daysBefore', 'Days before', 'integer'),
  own('term', 'Payment terms', 'reference'),
  own('item', 'Invoice item', 'reference', { required: true }),
  own('description', 'Line description', 'text'),
  own('quantity', 'Quantity', 'decimal'),
  own('price', 'Price', 'money', { required: true }),
  own('taxable', 'Taxable', 'checkbox'),
  own('taxExempt', 'Tax exempt', 'checkbox'),
  own('poNumber', 'PO number', 'text'),
  own('notes', 'Notes', 'longText'),
]

/** Catalogue values that a name alone makes whole; rates and fees are made in administration, with their amounts. */
const makeable: ReadonlySet<FieldName> = new Set<FieldName>([
  'languageId',
  'accountClassId',
  'sourceId',
  'cancelReasonId',
  'discountAffiliateId',
  'adtSystemTypeId',
  'leadDispositionId',
  'leadStatusId',
  'monitoringPlanId',
])

/** Everything that a column of this kind of file may become, but the company's own fields. */
export function importTargets(kind: ImportKind): readonly ImportTarget[] {
  if (kind === 'equipment') return equipmentTargets
  if (kind === 'recurring') return recurringTargets
  const fields = fieldNames
    .filter((name) => hasField(name, kind) && !field(name).readOnly)
    .map((name) =>
      own(name, field(name).label, field(name).type, {
        required: isRequired(name, kind),
        ...(makeable.has(name) && { makes: true }),
      }),
    )
  return [...fields, ...references]
}

const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]+/g, '')

/** For each heading the key of what it names, or null; no two headings become the same. */
export function guessColumns(
  headings: readonly string[],
  targets: readonly ImportTarget[],
): (string | null)[] {
  const named = new Map<string, string>()
  const put = (text: string, key: string) => {
    const name = plain(text)
    if (name && !named.has(name)) named.set(name, key)
  }
  for (const { key, label } of targets) put(label, key)
  for (const { key } of targets) put(key, key)
  for (const { key, words: more = [] } of targets) for (const word of more) put(word, key)
  const taken = new Set<string>()
  return headings.map((heading) => {
    const found = named.get(plain(heading)) ?? null
    if (!found || taken.has(found)) return null
    taken.add(found)
    return found
  })
}

/** The date format that all of these texts have; month first where either would do. */
export function guessDateFormat(texts: readonly string[]): DateFormat {
  const dates = texts.map((text) => text.trim()).filter(Boolean)
  const fits = (format: DateFormat) => dates.every((text) => readDate(text, format) !== null)
  return (['mdy', 'dmy', 'ymd'] as const).find((format) => dates.length > 0 && fits(format)) ?? 'mdy'
}

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** `12/31/26` → `2026-12-31`; also with a month's name, and with a time that is left out; null for no date. */
export function readDate(text: string, format: DateFormat): string | null {
  const day = text.trim().replace(/[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*([AaPp][Mm]|Z)?$/, '')
  const parts = day.split(/[\s/.,-]+/).filter(Boolean)
  if (parts.length !== 3) return null
  const [a, b, c] = parts as [string, string, string]
  // Four digits in front can only be a year.
  const order = a.length === 4 ? 'ymd' : format
  const [y, m, d] = order === 'ymd' ? [a, b, c] : order === 'mdy' ? [c, a, b] : [c, b, a]
  const monthName = [m, d].find((part) => /^[a-z]/i.test(part))
  const named = monthName ? monthNames.indexOf(monthName.slice(0, 3).toLowerCase()) + 1 : null
  const [month, date] = named === null ? [Number(m), Number(d)] : [named, Number(monthName === m ? d : m)]
  if (!/^\d{2}(\d{2})?$/.test(y)) return null
  const year = y.length === 4 ? Number(y) : Number(y) + (Number(y) >= 70 ? 1900 : 2000)
  const read = new Date(Date.UTC(year, month - 1, date))
  if (!month || read.getUTCMonth() !== month - 1 || read.getUTCDate() !== date) return null
  return read.toISOString().slice(0, 10)
}

const toPoint = (text: string, format: NumberFormat) =>
  format === 'point' ? text : text.replace(/[.,]/g, (c) => (c === '.' ? ',' : '.'))

/** `$1,234.50` → cents; null for no amount of money. */
export const readMoney = (text: string, format: NumberFormat): number | null =>
  parseMoney(toPoint(text.trim().replace(/\s/g, ''), format))

/** A number of at most two decimals, in hundredths; null for none. */
export const readHundredths = (text: string, format: NumberFormat): number | null =>
  /\$/.test(text) ? null : readMoney(text, format)

export function readInteger(text: string, format: NumberFormat): number | null {
  const hundredths = readHundredths(text, format)
  return hundredths === null || hundredths % 100 !== 0 ? null : hundredths / 100
}

const yes = new Set(['yes', 'y', 'true', 't', '1', 'x', 'on'])
const no = new Set(['no', 'n', 'false', 'f', '0', 'off', ''])

/** null: neither. */
export function readCheckbox(text: string): boolean | null {
  const word = text.trim().toLowerCase()
  return yes.has(word) ? true : no.has(word) ? false : null
}

/** The key of a choice by its key or its label; null for none of them. */
export function readChoice(
  text: string,
  options: readonly { value: string; label: string }[],
): string | null {
  const word = plain(text)
  return options.find(({ value, label }) => plain(value) === word || plain(label) === word)?.value ?? null
}

export const equipmentStatusOptions = Object.entries(equipmentStatuses).map(([value, label]) => ({
  value,
  label,
}))

/** How names are compared: without case, accents of spelling aside, and outer or double blanks. */
export const nameKey = (text: string): string => text.trim().replace(/\s+/g, ' ').toLowerCase()

/** `#1,204` and `1204` → 1204; null for no number of a record. */
export function readCustomerNumber(text: string): number | null {
  const digits = text.trim().replace(/^#/, '').replace(/,/g, '')
  return /^\d{1,15}$/.test(digits) && Number(digits) > 0 ? Number(digits) : null
}
