/**
 * The many records of a demo company. Record number `index` follows from the company and the index alone, so that
 * a million of them can be made one after another without remembering any.
 */
import type { RecordKind } from '#shared/rules/customer-fields.ts'
import { dayMs } from '#shared/time.ts'
import { customFieldsOf } from './custom-fields.ts'
import * as names from './names.ts'
import { seededRandom, type Random } from './random.ts'
import type { DemoContact, DemoFields, DemoRecord, Setting } from './record.ts'
import { leadFields } from './leads.ts'
import { saleFields } from './sales.ts'

/** How far back the first record goes. */
const yearsBack = 6
/** Every so many records stands the head office of a small chain, followed by its two branches. */
const chainLength = 250
/** So many records in a row were entered by the same user; in large companies the runs are longer. */
const shiftLength = (total: number) => Math.max(50, Math.floor(total / 2000))

export type Amounts = { customers: number; leads: number }

/** Leads lie evenly among the customers. */
const kindOf = (index: number, { customers, leads }: Amounts): RecordKind =>
  Math.floor(((index + 1) * leads) / (customers + leads)) > Math.floor((index * leads) / (customers + leads))
    ? 'lead'
    : 'customer'

/** All records, in order of their ids and of the instants at which they were made. */
export function* makePeople(setting: Setting, amounts: Amounts): Generator<DemoRecord> {
  for (let index = 0; index < amounts.customers + amounts.leads; index++)
    yield makePerson(setting, amounts, index)
}

function makePerson(setting: Setting, amounts: Amounts, index: number): DemoRecord {
  const { plan, now } = setting
  const random = seededRandom(plan.slug, index)
  const kind = kindOf(index, amounts)
  const total = amounts.customers + amounts.leads
  const sinceMs = yearsBack * 365.25 * dayMs
  const createdAt = new Date(
    Math.floor(now.getTime() - sinceMs * (1 - (index + random.next() * 0.9) / total)),
  )

  const inChain = plan.settings.parentChild === true && kind === 'customer' ? index % chainLength : -1
  const head = index - inChain
  const isHead = inChain === 0
  const isBranch = (inChain === 1 || inChain === 2) && kindOf(head, amounts) === 'customer'
  const commercial = isHead || isBranch || random.chance(0.115)
  const location = random.weighted(setting.locations.map((l) => [l, l.weight] as const))

  const fields: DemoFields = {
    locationId: location.id,
    ...personFields(random, setting, location),
    ...(commercial ? businessFields(random) : {}),
  }
  if (kind === 'lead') Object.assign(fields, leadFields(random, setting, createdAt))
  else {
    fields.accountType = commercial ? 'commercial' : 'residential'
    Object.assign(
      fields,
      saleFields(random, setting, createdAt, { id: plan.firstRecordId + index, commercial }),
    )
    if (isBranch) fields.parentId = plan.firstRecordId + head
  }
  const archived = kind === 'customer' && !isHead && random.chance(fields.isCanceled ? 0.4 : 0.01)
  const shift = seededRandom(`${plan.slug}/shift`, Math.floor(index / shiftLength(total)))
  return {
    id: plan.firstRecordId + index,
    kind,
    createdAt,
    createdBy: shift.pick([...setting.users('sales_rep'), ...setting.users('call_center_rep')]),
    archivedAt: archived ? new Date(createdAt.getTime() + (now.getTime() - createdAt.getTime()) * 0.9) : null,
    fields,
    custom: setting.custom(customFieldsOf(plan.slug, index, kind, now)),
    contacts: kind === 'customer' ? makeContacts(random, fields, location.areaCodes) : [],
  }
}

function personFields(random: Random, setting: Setting, location: Setting['locations'][number]): DemoFields {
  const place = random.pick(location.places)
  const [firstName, lastName] = [random.pick(names.firstNames), random.pick(names.lastNames)]
  const phone = () => names.fictionalPhone(random, location.areaCodes)
  const source = random.pick(setting.catalogue('source'))
  const campaigns = setting.campaigns(source)
  return {
    firstName,
    lastName,
    birthdate: random.chance(0.7)
      ? `${random.int(1941, 2003)}-${String(random.int(1, 12)).padStart(2, '0')}-${String(random.int(1, 28)).padStart(2, '0')}`
      : null,
    languageId: random.chance(0.6) ? languageOf(random, setting) : null,
    addressLine1: names.streetAddress(random),
    addressLine2: random.chance(0.14) ? names.unitLine(random, false) : null,
    city: place.city,
    state: place.state,
    zip: place.zip,
    county: place.county || null,
    crossStreet: random.chance(0.05) ? `${random.int(1, 40) * 100} East` : null,
    primaryPhone: phone(),
    workPhone: random.chance(0.2) ? phone() + (random.chance(0.4) ? `x${random.int(1, 4999)}` : '') : null,
    cellPhone: random.chance(0.6) ? phone() : null,
    otherPhone: random.chance(0.05) ? phone() : null,
    email: random.chance(0.8) ? names.fictionalEmail(random, firstName, lastName) : null,
    bestTimeToContact: random.chance(0.15)
      ? random.pick(['Evenings', 'After 5 PM', 'Weekends', 'Mornings'])
      : null,
    ssn: random.chance(0.45) ? names.fictionalSsn(random) : null,
    spouse: random.chance(0.3) ? random.pick(names.firstNames) : null,
    creditScore: random.chance(0.75) ? creditScore(random) : null,
    creditTrackingNumber: random.chance(0.3) ? `CT${random.int(10_000_000, 99_999_999)}` : null,
    sourceId: source,
    sourceCampaignId: campaigns.length && random.chance(0.6) ? random.pick(campaigns) : null,
  }
}

function languageOf(random: Random, setting: Setting): number {
  const [first, second, ...others] = setting.catalogue('language')
  if (first === undefined) throw new Error('A demo company speaks at least one language')
  if (second === undefined) return first
  return random.weighted([[first, 84], [second, 13], ...others.map((id) => [id, 1] as const)])
}

/** A bell around 690, cut to the scale. */
const creditScore = (random: Random): number =>
  Math.max(300, Math.min(850, Math.round(690 + (random.next() + random.next() + random.next() - 1.5) * 160)))

const businessFields = (random: Random): DemoFields => ({
  businessName: names.businessName(random),
  businessContact: `${random.pick(names.firstNames)} ${random.pick(names.lastNames)}`,
  addressLine2: random.chance(0.4) ? names.unitLine(random, true) : null,
  ssn: null,
  birthdate: null,
})

const relations = [
  'Spouse',
  'Neighbor',
  'Parent',
  'Sibling',
  'Son',
  'Daughter',
  'Friend',
  'Employee',
  'Manager',
] as const

/** Two or three people to call, in calling order. */
function makeContacts(random: Random, fields: DemoFields, areaCodes: readonly string[]): DemoContact[] {
  const commercial = fields.accountType === 'commercial'
  return Array.from({ length: random.int(2, 3) }, (_, index) => {
    const relation = commercial
      ? random.pick(['Owner', 'Manager', 'Employee'])
      : random.pick(relations.slice(index ? 1 : 0, 7))
    const family = relation !== 'Neighbor' && relation !== 'Friend' && !commercial
    return {
      firstName:
        relation === 'Spouse' && fields.spouse ? String(fields.spouse) : random.pick(names.firstNames),
      lastName: family ? String(fields.lastName) : random.pick(names.lastNames),
      phone: names.fictionalPhone(random, areaCodes),
      relation,
      passcode: random.chance(0.85) ? random.pick(names.spokenWords) : '',
      hasKey: random.chance(0.5),
    }
  })
}
