/** Where addresses are: suggestions as one types, what a ZIP code says, and whether an address is one (TAB-019). */
import { z } from 'zod'
import { endpoint, instant, text } from '../contract.ts'
import { findRegion } from '../regions.ts'
import { addressSources, addressStates } from '../rules/address-standing.ts'

const place = z.object({
  city: z.string(),
  state: z.string(),
  zip: z.string().nullable(),
  county: z.string().nullable(),
})
export type Place = z.output<typeof place>

const suggestion = place.extend({
  addressLine1: z.string(),
  /** `on_file`: an address of a record that one may see; `zip`: what was typed, with a place of that name. */
  source: z.enum(['on_file', 'zip']),
})
export type AddressSuggestion = z.output<typeof suggestion>

/** An address as the form has it; empty lines are null. */
const address = z.object({
  addressLine1: text(120).min(1, 'Enter the street first'),
  addressLine2: text(120).nullable().default(null),
  city: text(80).min(1, 'Enter the city first'),
  state: text(2).refine((code) => findRegion(code) !== undefined, 'Choose the state first'),
  zip: text(12).nullable().default(null),
  county: text(80).nullable().default(null),
})

/** What is sent back with a save, so that the server knows what it found; good for this address, user and hour. */
const proof = z.string().max(4000)

const checked = address.extend({ proof })
export type CheckedAddress = z.output<typeof checked>

const check = z
  .object({
    /** `verified`: it is as it should be, but for the way it is written; `unverified`: see `notes`. */
    status: z.enum(['verified', 'unverified']),
    source: z.enum(addressSources),
    /** Why nobody could be asked: the provider's failure as what it is. Nothing is known of the address then. */
    failure: z.string().nullable(),
    notes: z.array(z.string()),
    /** Keeps the address as entered, whatever the outcome. */
    proof,
    recommended: checked.nullable(),
    /** Further addresses that may be meant. */
    matches: z.array(checked),
  })
  .meta({ id: 'AddressCheck' })
export type AddressCheck = z.output<typeof check>

/** What a save says of the address that it leaves on the record. */
export const addressDecision = z.object({ proof, keep: z.boolean() }).meta({ id: 'AddressDecision' })
export type AddressDecision = z.output<typeof addressDecision>

/** How a record's address stands. */
export const addressStanding = z.object({
  status: z.enum(addressStates),
  at: instant.nullable(),
  by: z.string().nullable(),
  source: z.enum(addressSources).nullable(),
  /** The address in the verifier's own form. */
  as: z.string().nullable(),
  notes: z.array(z.string()),
})
export type AddressStanding = z.output<typeof addressStanding>

const verifier = z
  .object({
    version: z.number().int(),
    source: z.enum(addressSources),
    baseUrl: z.string(),
    /** Whether credentials are stored. They never come back. */
    hasCredentials: z.boolean(),
  })
  .meta({ id: 'AddressVerifier' })
export type AddressVerifier = z.output<typeof verifier>

/** `https://…`, or `http://…` for a sandbox; without credentials, query or fragment. */
function isWebAddress(value: string): boolean {
  const url = URL.parse(value)
  return (
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    !url.username &&
    !url.password &&
    !url.search &&
    !url.hash
  )
}

const secret = text(200).min(1, 'Enter it as Smarty shows it').optional()

export const places = {
  byZip: endpoint({
    method: 'GET',
    path: '/places/zips/:zip',
    access: 'signed_in',
    summary: 'City, state and county of a US ZIP code; null if it is not known',
    params: z.object({ zip: z.string().regex(/^\d{5}(-\d{4})?$/) }),
    response: z.object({ place: place.nullable() }),
  }),
  suggest: endpoint({
    method: 'GET',
    path: '/places/suggestions',
    access: ['customers.modify', 'leads.modify', 'customers.create', 'leads.create'],
    summary: 'Addresses that what was typed may become: “2214 North Can” or “2214 North Canyon Road, Prov”',
    query: z.object({ text: text(160).min(3), state: z.string().length(2).optional() }),
    response: z.object({ items: z.array(suggestion) }),
  }),
  verify: endpoint({
    method: 'POST',
    path: '/places/verify',
    access: ['customers.modify', 'leads.modify', 'customers.create', 'leads.create'],
    scope: 'company',
    io: true,
    summary:
      'Ask whether an address is one, and what it should be; a save keeps the decision (`addressCheck`)',
    body: address,
    response: check,
    history: { none: 'Looks an address up; the save that keeps the outcome writes history' },
  }),
  verifier: endpoint({
    method: 'GET',
    path: '/places/verifier',
    access: 'integrations.view',
    scope: 'company',
    summary: 'Who verifies the company’s addresses',
    response: verifier,
  }),
  saveVerifier: endpoint({
    method: 'PUT',
    path: '/places/verifier',
    access: 'integrations.modify',
    scope: 'company',
    summary: 'Choose who verifies addresses; credentials that are not given stay, unless the address changes',
    body: z.object({
      version: z.number().int().min(0),
      source: z.enum(addressSources),
      baseUrl: text(300).refine(isWebAddress, 'Enter an address that begins with https://'),
      authId: secret,
      authToken: secret,
    }),
    response: verifier,
    history: { event: 'places.verifier_saved' },
  }),
  testVerifier: endpoint({
    method: 'POST',
    path: '/places/verifier/test',
    access: 'integrations.modify',
    scope: 'company',
    io: true,
    summary: 'Ask the verifier for one well-known address',
    response: z.object({ ok: z.boolean(), message: z.string() }),
    history: { none: 'A question to the provider that changes nothing' },
  }),
}
