/**
 * What the sandbox central station holds of Acme's customers: typed by other hands than ours, so that the formats
 * differ throughout, and some of it out of date. In the shape that the sandbox's control API takes
 * (sandboxes/bold/README.md), written from there and not imported: server and sandboxes share no code.
 */
import { formatPhone } from '#shared/phone.ts'
import { normaliseAddressLine } from '#shared/address.ts'
import { fictionalPhone } from './names.ts'
import { seededRandom, type Random } from './random.ts'
import type { DemoContact, DemoRecord, Setting } from './record.ts'
import { openStations, stationLife, type DemoZone, type StationLife } from './station-life.ts'
import { adtNumbers, adtStory } from './story-adt.ts'
import { story } from './story.ts'

export type StationAccount = {
  accountNumber: string
  dealerId: string
  status: 'in_service' | 'out_of_service'
  name: { first: string; last: string; business: string }
  premises: Record<'street1' | 'street2' | 'city' | 'state' | 'postalCode' | 'county' | 'crossStreet', string>
  phones: Record<'premises' | 'work' | 'mobile' | 'other', string>
  email: string
  abortCode: string
  contacts: {
    first: string
    last: string
    phone: string
    relation: string
    passcode: string
    hasKey: boolean
  }[]
  link: { reference: string } | null
} & StationLife

/** How the station's side of an account stands to ours. */
export const standings = [
  'equal',
  'linked',
  'oldPhone',
  'maidenName',
  'wrongZip',
  'missingContact',
  'severalDiffer',
  'elsewhere',
  'absent',
] as const
export type Standing = (typeof standings)[number]

const storyStandings: Readonly<Record<number, Standing>> = {
  [story.differs]: 'severalDiffer',
  [story.equal]: 'equal',
  [story.unknownAtStation]: 'absent',
  [story.linkedElsewhere]: 'elsewhere',
  [story.lostAnswer]: 'oldPhone',
  [story.linked]: 'linked',
  [story.refused]: 'linked',
  [story.stationDown]: 'equal',
  [story.atMesa]: 'equal',
  [adtStory.adtLinked]: 'linked',
  [adtStory.adtEqual]: 'equal',
  [adtStory.alarmnetLinked]: 'linked',
  [adtStory.alarmnetEqual]: 'equal',
}

/** Null for a customer whom no station of ours monitors in the sandbox. Of Bold's stations only Dynamark's accounts are linked already. */
export function standingOf(setting: Setting, record: DemoRecord): Standing | null {
  const station = setting.stations.find(({ id }) => id === record.fields.monitoringCompanyId)
  if (!openStations[station?.connector ?? ''] || !station?.active || !record.fields.accountNumber) return null
  const told = setting.plan.slug === 'acme' ? storyStandings[record.id] : undefined
  if (told) return told
  const random = seededRandom(`${setting.plan.slug}/station`, record.id)
  const linkable =
    (station.id === 1 || station.connector !== 'bold') && !record.archivedAt && !record.fields.isCanceled
  return random.weighted<Standing>([
    ['equal', 50],
    [linkable ? 'linked' : 'equal', 22],
    ['oldPhone', 8],
    ['maidenName', 4],
    ['wrongZip', 5],
    ['missingContact', 5],
    ['absent', 6],
  ])
}

/**
 * The station's account of a customer; null if it has none. `reference` is how a link of ours is noted there, `zones`
 * what hangs at the customer. Those that are linked, and the written ones, have been monitored for a while.
 */
export function stationAccount(
  setting: Setting,
  record: DemoRecord,
  reference: string,
  zones: readonly DemoZone[] = [],
): StationAccount | null {
  const standing = standingOf(setting, record)
  const station = setting.stations.find(({ id }) => id === record.fields.monitoringCompanyId)
  if (!standing || standing === 'absent' || !station?.login || !station.connector) return null
  const random = seededRandom(`${setting.plan.slug}/operator`, record.id)
  const location = setting.locations.find(({ id }) => id === record.fields.locationId)
  const account = typedByOperator(random, record, station.login.dealerId)
  const { relation, secrets } = openStations[station.connector]!
  account.contacts = account.contacts.map((contact) => ({
    ...contact,
    ...(!relation && { relation: '' }),
    ...(!secrets && { passcode: '', hasKey: false }),
  }))
  const is = (...among: Standing[]) => among.includes(standing)
  if (is('oldPhone', 'severalDiffer'))
    account.phones.premises = writePhone(random, fictionalPhone(random, location?.areaCodes ?? ['801']))
  if (is('maidenName', 'severalDiffer'))
    account.name.last = record.id === story.differs ? 'HARGROVE' : random.pick(maidenNames)
  if (is('wrongZip', 'severalDiffer')) account.premises.postalCode = otherZip(account.premises.postalCode)
  if (is('missingContact', 'severalDiffer')) account.contacts.pop()
  if (is('linked')) account.link = { reference }
  if (is('elsewhere')) account.link = { reference: `other-crm:${50_000 + record.id}` }
  if (!is('linked') && record.id >= setting.plan.firstRecordId) return account
  const { city, state, receiverNumber } = record.fields
  const held = is('severalDiffer') ? zones.slice(0, -1) : zones
  const life = stationLife(random, station.connector, {
    zones: held,
    city: String(city),
    state: String(state),
    areaCodes: location?.areaCodes ?? ['801'],
    receiverNumber: String(receiverNumber ?? ''),
    now: setting.now,
  })
  if (station.connector !== 'adt') return { ...account, ...life }
  return { ...account, ...life, identifiers: adtNumbers(account.accountNumber), orderState: 'Submitted' }
}

/** An account as somebody at the station typed it: capitals or not, abbreviated, telephone numbers in any format. */
function typedByOperator(
  random: Random,
  { fields, contacts, archivedAt }: DemoRecord,
  dealerId: string,
): StationAccount {
  const loud = random.chance(0.6)
  const short = random.chance(0.7)
  const text = (value: unknown) => {
    const plain = value == null ? '' : String(value)
    return loud ? plain.toUpperCase() : plain
  }
  const street = (value: unknown) => {
    const plain = value == null ? '' : String(value)
    return short ? recase(normaliseAddressLine(plain), loud) : text(plain)
  }
  const phone = (value: unknown) => (value == null ? '' : writePhone(random, String(value)))
  return {
    accountNumber: String(fields.accountNumber),
    dealerId,
    status: archivedAt || fields.isCanceled ? 'out_of_service' : 'in_service',
    name: { first: text(fields.firstName), last: text(fields.lastName), business: text(fields.businessName) },
    premises: {
      street1: street(fields.addressLine1),
      street2: street(fields.addressLine2),
      city: text(fields.city),
      state: String(fields.state),
      postalCode: String(fields.zip ?? ''),
      county: text(fields.county),
      crossStreet: text(fields.crossStreet),
    },
    phones: {
      premises: phone(fields.primaryPhone),
      work: phone(fields.workPhone),
      mobile: phone(fields.cellPhone),
      other: phone(fields.otherPhone),
    },
    email: String(fields.email ?? ''),
    abortCode: String(fields.abortCode ?? ''),
    contacts: contacts.map((contact) => typedContact(random, contact, text)),
    link: null,
  }
}

const typedContact = (random: Random, contact: DemoContact, text: (value: unknown) => string) => ({
  first: text(contact.firstName),
  last: text(contact.lastName),
  phone: contact.phone && writePhone(random, contact.phone),
  relation: text(contact.relation),
  passcode: contact.passcode,
  hasKey: contact.hasKey,
})

/** A kept number in one of the ways in which operators write it. */
function writePhone(random: Random, kept: string): string {
  const [digits = '', extension] = kept.split('x')
  const [area, exchange, line] = [digits.slice(0, 3), digits.slice(3, 6), digits.slice(6)]
  const written = random.pick([
    formatPhone(digits),
    digits,
    `${area}-${exchange}-${line}`,
    `${area}.${exchange}.${line}`,
    `1-${area}-${exchange}-${line}`,
  ])
  return extension ? `${written} ext ${extension}` : written
}

/** `12 N ELM ST` as `12 N Elm St`, unless the operator shouts. */
const recase = (line: string, loud: boolean) =>
  loud
    ? line
    : line.replace(
        /[A-Z]{3,}|[A-Z](?![EW]\b)[A-Z]/g,
        (word) => word.slice(0, 1) + word.slice(1).toLowerCase(),
      )

/** Two digits changed places, as they do. */
const otherZip = (zip: string) => {
  const swapped = zip.slice(0, 3) + zip.slice(4, 5) + zip.slice(3, 4)
  return swapped === zip ? `${zip.slice(0, 4)}${(Number(zip.slice(4)) + 1) % 10}` : swapped
}

const maidenNames = [
  'Ashgrove',
  'Bellweather',
  'Cornish',
  'Dunmore',
  'Eastlake',
  'Fairbourne',
  'Hollis',
  'Kettering',
] as const
