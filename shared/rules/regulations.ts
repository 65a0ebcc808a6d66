/**
 * What the authorities of a service address demand of an alarm (TAB-021), and how a customer stands to it. Of several
 * jurisdictions that hold for an address the most specific one that speaks of a demand decides it.
 */
import { addDays, addMonths, formatDate } from '../time.ts'

/** From the most specific to the widest. */
export const jurisdictionKinds = {
  zips: 'ZIP codes',
  city: 'City',
  county: 'County',
  state: 'State',
} as const
export type JurisdictionKind = keyof typeof jurisdictionKinds
export const kindsInOrder = Object.keys(jurisdictionKinds) as JurisdictionKind[]

/** What demands something of an address. A demand that is null is not spoken of. */
export type Jurisdiction = {
  id: number
  name: string
  kind: JurisdictionKind
  state: string
  place: string | null
  zips: readonly string[]
  permitRequired: boolean | null
  permitFeeCents: number | null
  permitMonths: number | null
  inspectionMonths: number | null
  registrationFeeCents: number | null
  licenseNumber: string | null
  licenseExpiresOn: string | null
  notes: string
}

export type Address = { city: string | null; county: string | null; state: string | null; zip: string | null }

export type Permit = {
  id: number
  jurisdictionId: number
  number: string
  issuedOn: string | null
  expiresOn: string | null
}
export type Inspection = { id: number; jurisdictionId: number; doneOn: string; passed: boolean }

/** Something expires or falls due within this many days: one sees to it now. */
export const soonDays = 60

const plain = (place: string | null): string =>
  (place ?? '')
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
    .replace(/ (county|parish)$/, '')

/** Whether the jurisdiction holds for the address. */
export function covers(
  { kind, state, place, zips }: Pick<Jurisdiction, 'kind' | 'state' | 'place' | 'zips'>,
  address: Address,
): boolean {
  if (address.state !== state) return false
  if (kind === 'state') return true
  if (kind === 'zips') return zips.includes((address.zip ?? '').slice(0, 5))
  return plain(place) !== '' && plain(place) === plain(kind === 'city' ? address.city : address.county)
}

/** Those that hold for the address, the most specific first. */
export const jurisdictionsOf = <J extends Jurisdiction>(all: readonly J[], address: Address): J[] =>
  all
    .filter((each) => covers(each, address))
    .toSorted(
      (a, b) =>
        kindsInOrder.indexOf(a.kind) - kindsInOrder.indexOf(b.kind) ||
        (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id - b.id),
    )

/** How a demand stands. `due`: within the next `soonDays`; `info`: there is nothing to do about it here. */
export type RegulationState = 'missing' | 'expired' | 'due' | 'ok' | 'info'

export type Regulation = {
  what: 'permit' | 'inspection' | 'fee' | 'license'
  jurisdictionId: number
  jurisdiction: string
  state: RegulationState
  /** `Permit PV-2291, expires Mar 3, 2027`. */
  label: string
  /** What it is about: the fee, the cycle. */
  detail: string
  amountCents: number | null
}

const standing = (date: string | null, today: string): RegulationState =>
  date === null ? 'ok' : date < today ? 'expired' : date <= addDays(today, soonDays) ? 'due' : 'ok'

const every = (months: number): string =>
  months % 12 === 0 ? (months === 12 ? 'every year' : `every ${months / 12} years`) : `every ${months} months`

function permitOf(from: Jurisdiction, permits: readonly Permit[], today: string): Regulation {
  // The one that holds longest counts: a renewal stands beside what it renews.
  const held = permits
    .filter(({ jurisdictionId }) => jurisdictionId === from.id)
    .toSorted((a, b) => ((a.expiresOn ?? '9999') < (b.expiresOn ?? '9999') ? 1 : -1))[0]
  const state = held ? standing(held.expiresOn, today) : 'missing'
  const expires = held?.expiresOn
    ? `, ${state === 'expired' ? 'expired' : 'expires'} ${formatDate(held.expiresOn)}`
    : ''
  return {
    what: 'permit',
    jurisdictionId: from.id,
    jurisdiction: from.name,
    state,
    label: held ? `Alarm permit ${held.number}${expires}` : 'Alarm permit missing',
    detail: from.permitMonths ? `Renewed ${every(from.permitMonths)}` : 'Holds for good',
    amountCents: from.permitFeeCents,
  }
}

function inspectionOf(from: Jurisdiction, inspections: readonly Inspection[], today: string): Regulation {
  const months = from.inspectionMonths ?? 0
  const last = inspections
    .filter(({ jurisdictionId, passed }) => jurisdictionId === from.id && passed)
    .map(({ doneOn }) => doneOn)
    .toSorted()
    .at(-1)
  const next = last === undefined ? null : addMonths(last, months)
  const state = next === null ? 'missing' : standing(next, today)
  return {
    what: 'inspection',
    jurisdictionId: from.id,
    jurisdiction: from.name,
    state,
    label: next
      ? `Inspection ${state === 'expired' ? 'was due' : 'due'} ${formatDate(next)}`
      : 'Never inspected',
    detail: `Inspected ${every(months)}${last ? `, last on ${formatDate(last)}` : ''}`,
    amountCents: null,
  }
}

const licenseOf = (from: Jurisdiction, today: string): Regulation => {
  const state = standing(from.licenseExpiresOn, today)
  return {
    what: 'license',
    jurisdictionId: from.id,
    jurisdiction: from.name,
    // The company sees to it, not this record.
    state: state === 'ok' ? 'info' : state,
    label: `Our license ${from.licenseNumber ?? ''}${
      from.licenseExpiresOn
        ? `, ${state === 'expired' ? 'expired' : 'expires'} ${formatDate(from.licenseExpiresOn)}`
        : ''
    }`,
    detail: 'Held by the company',
    amountCents: null,
  }
}

/**
 * What holds for one address, and how it stands on `today`: permit, inspection, fee, then licences.
 * @param matching those that hold for the address, the most specific first (jurisdictionsOf)
 */
export function regulationsOf(
  matching: readonly Jurisdiction[],
  permits: readonly Permit[],
  inspections: readonly Inspection[],
  today: string,
): Regulation[] {
  const first = (speaks: (each: Jurisdiction) => boolean) => matching.find(speaks)
  const permit = first(({ permitRequired }) => permitRequired !== null)
  const inspection = first(({ inspectionMonths }) => inspectionMonths !== null)
  const fee = first(({ registrationFeeCents }) => registrationFeeCents !== null)
  return [
    ...(permit?.permitRequired ? [permitOf(permit, permits, today)] : []),
    ...(inspection?.inspectionMonths ? [inspectionOf(inspection, inspections, today)] : []),
    ...(fee?.registrationFeeCents
      ? [
          {
            what: 'fee',
            jurisdictionId: fee.id,
            jurisdiction: fee.name,
            state: 'info',
            label: 'Registration fee',
            detail: 'Charged by the authority',
            amountCents: fee.registrationFeeCents,
          } as const,
        ]
      : []),
    ...matching.filter(({ licenseNumber }) => licenseNumber !== null).map((each) => licenseOf(each, today)),
  ]
}

/** Whether somebody has to see to it: what a red dot stands for. */
export const isWarning = ({ what, state }: Pick<Regulation, 'what' | 'state'>): boolean =>
  what !== 'license' && (state === 'missing' || state === 'expired')

/** Which permits a list of what runs out shows. */
export const permitHorizons = [30, 60, 90, 180] as const
