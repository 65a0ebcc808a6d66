/** Brinks Home (Monitronics) by MIDI. No length is public: those below are ours, and what is too long for the station it refuses itself. */
import { z } from 'zod'
import { timeZones } from '#shared/rules/time-zones.ts'
import type { Manifest } from '../contract.ts'
import { detailFields } from './detail-fields.ts'

export const brinksSettings = z.object({
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .max(300)
    .meta({
      label: 'Service address',
      help: 'The whole address that Brinks Home gave you, ending in MIDI.asmx',
    }),
  userId: z.string().min(1).max(64).meta({ label: 'WSI user ID', help: 'The user of the web service' }),
  password: z.string().min(1).max(128).meta({ label: 'WSI password', secret: true }),
  dealerNumber: z
    .string()
    .regex(/^\d{1,12}$/, 'Digits only')
    .meta({ label: 'Dealer number', help: 'The servicing company number (servco_no) of new accounts' }),
  systemType: z
    .string()
    .regex(/^[A-Z0-9]{1,10}$/, 'Up to 10 capital letters and digits')
    .meta({ label: 'System type', help: 'The code (systype_id) with which new accounts begin, as 20S001' }),
  timeZone: z
    .enum(timeZones.map(({ value }) => value))
    .default('America/Chicago')
    .meta({
      label: 'The station’s clock',
      help: 'For times that it tells without a zone: when a test ends, when a signal came',
      choices: Object.fromEntries(timeZones.map(({ value, label }) => [value, label])),
    }),
})
export type BrinksSettings = z.output<typeof brinksSettings>

export const manifest: Manifest = {
  key: 'brinks',
  name: 'Brinks Home (Monitronics)',
  kind: 'station',
  honesty:
    'This connector speaks MIDI, the station’s own web service, as third-party copies of its contract and public client code show it; it has never run against a live station, and what those do not show is our own reading.',
  brands: ['Brinks Home', 'Monitronics'],
  settings: brinksSettings,
  fields: {
    firstName: { maxLength: 30 },
    lastName: { maxLength: 40 },
    businessName: { maxLength: 60 },
    addressLine1: { maxLength: 60 },
    addressLine2: { maxLength: 60 },
    city: { maxLength: 40 },
    state: { maxLength: 2 },
    zip: { maxLength: 10 },
    county: { maxLength: 40 },
    crossStreet: { maxLength: 60 },
    primaryPhone: { maxLength: 17 },
    abortCode: { maxLength: 20 },
  },
  providerFields: [],
  limits: {
    callsPerSecond: 10,
    timeoutMs: 15_000,
    maxContacts: 15,
    contact: {
      firstName: { maxLength: 30 },
      lastName: { maxLength: 40 },
      phone: { maxLength: 17 },
      relation: { maxLength: 30 },
      passcode: { maxLength: 20 },
    },
    accountNumber: {
      pattern: '^[A-Za-z0-9][A-Za-z0-9-]{0,15}$',
      help: 'The CS number: up to 16 letters, digits and hyphens',
    },
  },
  idempotency: 'look',
  capabilities: [
    'lookup',
    'shell',
    'update',
    'contacts',
    'codes',
    'zones',
    'zone_edit',
    'agencies',
    'agency_remove',
    'tests',
    'events',
    'details',
    'service',
  ],
  parts: {
    zones: {
      pattern: '^[A-Za-z0-9]{1,6}$',
      help: 'Up to six letters and digits, as 001',
      nameLength: 60,
    },
    agencies: { kinds: ['police', 'fire', 'medical', 'guard'], perKind: 'one', permits: true },
    tests: { several: false, maxMinutes: 24 * 60, descriptionLength: 0, untold: ['category', 'from'] },
    maxDays: 31,
    details: detailFields,
    contactsLack: 'e-mail, further phones',
  },
  scorecard: [
    { rule: 'Passes the conformance suite against its sandbox, faults included', state: 'done' },
    {
      rule: 'Names, order and codes of every message are held against a table of public facts',
      state: 'done',
    },
    { rule: 'Speaks the provider’s own wire format', state: 'done' },
    {
      rule: 'Has run against a live station',
      state: 'todo',
      reason: 'Needs a dealer’s contract with Brinks Home',
    },
    {
      rule: 'A change made at the station in the moment between look and write is noticed',
      state: 'exempt',
      reason: 'MIDI has neither versions nor idempotency keys',
    },
    {
      rule: 'Notes our record at the station (link, unlink)',
      state: 'exempt',
      reason: 'MIDI has no place for it; the link is kept here alone',
    },
    {
      rule: 'Relations by the station’s own codes',
      state: 'todo',
      reason: 'Its list is not public; ours go out as they stand',
    },
    {
      rule: 'When a running test began and in which category',
      state: 'exempt',
      reason: 'MIDI tells no more of a test than when it ends',
    },
    {
      rule: 'Which events came in on test',
      state: 'exempt',
      reason: 'Eventhistories does not say it',
    },
    {
      rule: 'eContract and funding',
      state: 'todo',
      reason: 'Services of their own, beside MIDI',
    },
  ],
}
