/**
 * Verifying an address with what comes with the product: the ZIP codes of the United States with their places. It
 * knows no streets and nothing of Canada, and says so; it never guesses between two places that both exist.
 */
import { normaliseAddressLine, sameCity, sameZip } from '../address.ts'
import { countryOfState } from '../regions.ts'
import type { EnteredAddress } from './address-standing.ts'

export type ZipFact = { zip: string; city: string; state: string; county: string | null }

/** What the ZIP data says around an address. */
export type ZipFacts = {
  /** Of the ZIP that was entered. */
  zip: ZipFact | null
  /** Every ZIP of the city of that name in that state. */
  city: readonly ZipFact[]
  /** The state's cities that begin with the same letter. */
  near: readonly string[]
}

export type OfflineCheck = {
  status: 'verified' | 'unverified'
  recommended: EnteredAddress | null
  notes: string[]
}

/** The sentence beside a verdict of this file: what it does not vouch for. */
export const streetNotChecked = 'The street was not looked up: only ZIP, city and state were compared.'

/** Compares city, state, ZIP and county of an address with the ZIP data. */
export function checkOffline(entered: EnteredAddress, facts: ZipFacts): OfflineCheck {
  if (countryOfState(entered.state) !== 'US')
    return nothingKnown(
      'There is no data on Canadian places here: only the form of the postal code was checked.',
    )
  const notes: string[] = []
  const change: Partial<EnteredAddress> = {}
  const fact = entered.zip ? facts.zip : onlyZip(facts.city)

  if (!fact) return withoutFact(entered, facts)
  if (!entered.zip) {
    change.zip = fact.zip
    notes.push(`${fact.city}, ${fact.state} has one ZIP code: ${fact.zip}.`)
  }
  if (fact.state !== entered.state) {
    // City and state may be right and the ZIP a slip: both places exist, and nobody here can tell which is meant.
    if (facts.city.length && !sameCity(fact.city, entered.city))
      return nothingKnown(
        `ZIP ${fact.zip} is ${fact.city}, ${fact.state}, not ${entered.city}, ${entered.state}. One of them is wrong.`,
      )
    change.state = fact.state
    notes.push(`ZIP ${fact.zip} lies in ${fact.state}.`)
  }
  if (!sameCity(fact.city, entered.city)) {
    const misspelt = isSlip(entered.city, fact.city)
    if (!misspelt && facts.city.length)
      return nothingKnown(
        `ZIP ${fact.zip} is ${fact.city}; ${entered.city} has ${listed(facts.city.map(({ zip }) => zip))}.`,
      )
    change.city = fact.city
    notes.push(
      misspelt
        ? `ZIP ${fact.zip} is ${fact.city}.`
        : `${entered.city} is not known as the name of ${fact.zip}.`,
    )
  }
  if (fact.county && !sameCounty(fact.county, entered.county)) {
    change.county = fact.county
    if (entered.county) notes.push(`ZIP ${fact.zip} lies mostly in ${fact.county} County.`)
  }
  // A county that merely was left out is filled in along with a correction, and is no reason for one.
  const corrected = Object.keys(change).some((name) => name !== 'county' || entered.county)
  return {
    status: corrected ? 'unverified' : 'verified',
    recommended: corrected ? { ...entered, ...change } : null,
    notes: [...notes, streetNotChecked],
  }
}

/** No ZIP to go by: one that nobody knows, or none where the city has several, or is misspelt. */
function withoutFact(entered: EnteredAddress, facts: ZipFacts): OfflineCheck {
  const only = onlyZip(facts.city)
  if (entered.zip && only) {
    return {
      status: 'unverified',
      recommended: { ...entered, zip: only.zip, county: entered.county ?? only.county },
      notes: [
        `ZIP ${entered.zip} is not known. ${only.city}, ${only.state} has ${only.zip}.`,
        streetNotChecked,
      ],
    }
  }
  if (entered.zip) return nothingKnown(`ZIP ${entered.zip} is not known.`)
  if (facts.city.length)
    return nothingKnown(
      `${entered.city}, ${entered.state} has ${facts.city.length} ZIP codes, so that it cannot be told which: ${listed(facts.city.map(({ zip }) => zip))}.`,
    )
  const meant = facts.near.filter((city) => isSlip(entered.city, city))
  if (meant.length !== 1) return nothingKnown(`No place ${entered.city} is known in ${entered.state}.`)
  return {
    status: 'unverified',
    recommended: { ...entered, city: meant[0]! },
    notes: [
      `No place ${entered.city} is known in ${entered.state}. Did you mean ${meant[0]}?`,
      streetNotChecked,
    ],
  }
}

const nothingKnown = (note: string): OfflineCheck => ({
  status: 'unverified',
  recommended: null,
  notes: [note],
})

const onlyZip = (facts: readonly ZipFact[]): ZipFact | null => (facts.length === 1 ? facts[0]! : null)

const listed = (zips: readonly string[]) =>
  zips.slice(0, 6).join(', ') + (zips.length > 6 ? ' and others' : '')

const sameCounty = (a: string, b: string | null) =>
  sameCity(a.replace(/ county$/i, ''), (b ?? '').replace(/ county$/i, ''))
const plain = (text: string) => normaliseAddressLine(text).replaceAll(' ', '')

/** Whether one name became the other by a slip: one letter in six or fewer wrong, missing, doubled or swapped. */
export function isSlip(typed: string, name: string): boolean {
  const [a, b] = [plain(typed), plain(name)]
  if (a === b || Math.abs(a.length - b.length) > 2) return false
  return distance(a, b) <= Math.max(1, Math.floor(b.length / 6))
}

/** Edits between two words, a swap of neighbours being one (optimal string alignment). */
function distance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let best = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + cost)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, rows[i - 2]![j - 2]! + 1)
      row.push(best)
    }
    rows.push(row)
  }
  return rows[a.length]![b.length]!
}

/** The lines of an address as one writes them on an envelope; none of them empty. */
export const linesOf = ({ addressLine1, addressLine2, city, state, zip }: EnteredAddress): string[] =>
  [addressLine1, addressLine2 ?? '', `${city}, ${state} ${zip ?? ''}`.trim()].filter(Boolean)

/** The parts in which a recommended address differs from what was entered, other than in the way it is written. */
export function differingParts(entered: EnteredAddress, other: EnteredAddress): Set<keyof EnteredAddress> {
  const parts = new Set<keyof EnteredAddress>()
  for (const name of ['addressLine1', 'addressLine2'] as const)
    if (normaliseAddressLine(entered[name]) !== normaliseAddressLine(other[name])) parts.add(name)
  if (!sameCity(entered.city, other.city)) parts.add('city')
  if (entered.state !== other.state) parts.add('state')
  if (!sameZip(entered.zip, other.zip)) parts.add('zip')
  if (other.county && !sameCounty(other.county, entered.county)) parts.add('county')
  return parts
}
