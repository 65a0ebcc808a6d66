/** Verifying an address: by Smarty where the company has it, else with the ZIP data that comes with the product. */
import type { Output, Parsed } from '#shared/contract.ts'
import type { AddressCheck, CheckedAddress, places } from '#shared/contracts/places.ts'
import { sameAddress, sameCity } from '#shared/address.ts'
import { countryOfState } from '#shared/regions.ts'
import { checkOffline, linesOf, streetNotChecked, type ZipFacts } from '#shared/rules/address-check.ts'
import type { AddressSource, EnteredAddress } from '#shared/rules/address-standing.ts'
import { normaliseZip } from '#shared/postal.ts'
import type { Db } from '#server/db/database.ts'
import type { IoCtx } from '#server/http/context.ts'
import { findZip, listPlacesNear } from './places.queries.ts'
import { sealFinding } from './places.service.ts'
import type { Candidate, SmartyAnswer } from './smarty.ts'
import { openVerifier, type Verifiers } from './places.verifier.ts'

/** What a verifier says, before it is sealed for the save. */
export type Verdict = {
  status: 'verified' | 'unverified'
  source: AddressSource
  failure: string | null
  notes: string[]
  /** The verifier's form of an address that it verified. */
  lines: string[]
  recommended: EnteredAddress | null
  /** Whether the recommended address counts as verified once it is used; matches do. */
  recommendedIs: 'verified' | 'unverified'
  matches: EnteredAddress[]
}

/** Never fails for a provider's sake: then nothing is known of the address, and the answer says why. */
export async function verifyAddress(
  ctx: IoCtx,
  { body }: Parsed<typeof places.verify>,
  verifiers: Verifiers,
): Promise<Output<typeof places.verify>> {
  const entered: EnteredAddress = {
    ...body,
    addressLine2: body.addressLine2 || null,
    zip: body.zip ? normaliseZip(body.zip) : null,
    county: body.county || null,
  }
  const inUs = countryOfState(entered.state) === 'US'
  const { ask, offline } = await ctx.tx(async (own, db) => {
    const found = await openVerifier(own, db, verifiers)
    const ask = inUs ? found : null
    const offline = ask ? null : await verifyOffline(db, entered)
    if (offline && found) offline.notes.push('Smarty is asked about addresses in the United States only.')
    return { ask, offline }
  })
  return toCheck(ctx, entered, offline ?? readSmarty(entered, await ask!(entered)))
}

async function verifyOffline(db: Db, entered: EnteredAddress): Promise<Verdict> {
  const check = checkOffline(entered, await readFacts(db, entered))
  // A right city among several ZIPs is better than a misspelt one, and yet not verified.
  const then = check.recommended && checkOffline(check.recommended, await readFacts(db, check.recommended))
  return {
    ...check,
    source: 'offline',
    failure: null,
    lines: check.status === 'verified' ? linesOf(entered) : [],
    recommendedIs: then?.status ?? 'unverified',
    matches: [],
  }
}

async function readFacts(db: Db, { city, state, zip }: EnteredAddress): Promise<ZipFacts> {
  const near = await listPlacesNear(db, state, city)
  return {
    zip: zip ? await findZip(db, zip.slice(0, 5)) : null,
    city: near.filter((place) => sameCity(place.city, city)),
    near: [...new Set(near.map((place) => place.city))],
  }
}

/** What Smarty's candidates mean (smarty.com, US Street Address API, “DPV match code”). */
export function readSmarty(entered: EnteredAddress, answer: SmartyAnswer): Verdict {
  const unverified: Verdict = {
    status: 'unverified',
    source: 'smarty',
    failure: null,
    notes: [],
    lines: [],
    recommended: null,
    recommendedIs: 'verified',
    matches: [],
  }
  if ('failure' in answer) return { ...unverified, failure: answer.failure }
  const deliverable = answer.candidates.filter(({ dpv }) => dpv === 'Y')
  const [first, ...others] = deliverable
  if (!first) return { ...unverified, notes: [whyUndeliverable(answer.candidates[0])] }
  const notes = first.vacant ? ['The postal service marks it as vacant.'] : []
  if (!others.length && sameAddress(entered, first.address))
    return { ...unverified, status: 'verified', notes, lines: linesOf(first.address) }
  return {
    ...unverified,
    notes: others.length ? ['Several addresses may be meant.', ...notes] : notes,
    recommended: first.address,
    matches: others.map(({ address }) => address),
  }
}

function whyUndeliverable(candidate: Candidate | undefined): string {
  if (!candidate) return 'Smarty knows no such address.'
  if (candidate.dpv === 'D') return 'The building is known. The number of the apartment or suite is missing.'
  if (candidate.dpv === 'S') return 'The building is known, its apartment or suite is not.'
  return 'Smarty knows the street, but no such number in it.'
}

function toCheck(ctx: IoCtx, entered: EnteredAddress, verdict: Verdict): AddressCheck {
  const { status, source, failure, notes, lines } = verdict
  const base = { source, userId: ctx.actor.userId, at: ctx.now.getTime() }
  const kept = failure ? [`It could not be verified: ${failure}`] : notes
  const proven = (address: EnteredAddress): CheckedAddress => ({
    ...address,
    proof: sealFinding(ctx.actor.company.id, {
      ...base,
      address,
      verdict: verdict.recommendedIs,
      lines: linesOf(address),
      notes: source === 'smarty' ? [] : [streetNotChecked],
    }),
  })
  return {
    status,
    source,
    failure,
    notes,
    proof: sealFinding(ctx.actor.company.id, {
      ...base,
      address: entered,
      verdict: status,
      lines,
      notes: kept,
    }),
    recommended: verdict.recommended && proven(verdict.recommended),
    matches: verdict.matches.map(proven),
  }
}
