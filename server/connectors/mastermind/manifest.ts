/** MASterMind stations by Nexus documents. No length is public: those below are ours, and what is too long the station refuses itself. */
import { z } from 'zod'
import { timeZones } from '#shared/rules/time-zones.ts'
import type { Manifest } from '../contract.ts'
import { dialects, type Dialect } from './document.ts'

/** A code of a table that the station keeps. */
const code = z.string().regex(/^[A-Za-z0-9]{1,10}$/, 'Up to 10 letters and digits')

export const mastermindSettings = z.object({
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .max(300)
    .meta({ label: 'Service address', help: 'The whole address that the station gave you, ending in .asmx' }),
  userId: z.string().min(1).max(64).meta({ label: 'User', help: 'The user of the web service (secUser)' }),
  password: z.string().min(1).max(128).meta({ label: 'Password', secret: true }),
  dealerNumber: z
    .string()
    .regex(/^\d{1,12}$/, 'Digits only')
    .meta({ label: 'Dealer number', help: 'The servicing company number (servco_no) of new accounts' }),
  partition: z
    .string()
    .regex(/^\d{0,6}$/, 'Digits only')
    .default('')
    .meta({ label: 'Station partition', help: 'cspart_no of new accounts, where the station asks for it' }),
  systemType: code.meta({
    label: 'System type',
    help: 'systype_id of new accounts, from the station’s table',
  }),
  residentialType: code
    .default('R')
    .meta({ label: 'Site type of a home', help: 'sitetype_id, from the station’s table' }),
  commercialType: code
    .default('C')
    .meta({ label: 'Site type of a business', help: 'sitetype_id, from the station’s table' }),
  documents: z
    .enum(Object.keys(dialects) as [Dialect, ...Dialect[]])
    .default('NMCNexusDocument')
    .meta({
      label: 'Documents',
      help: 'Which family of documents the station speaks',
      choices: { NMCNexusDocument: 'NMC Nexus', MMDataDocument: 'MASterMind data' },
    }),
  timeZone: z
    .enum(timeZones.map(({ value }) => value))
    .default('America/Los_Angeles')
    .meta({
      label: 'The station’s clock',
      help: 'Times come over this wire without a zone: when a test ends, when a signal came',
      choices: Object.fromEntries(timeZones.map(({ value, label }) => [value, label])),
    }),
})
export type MastermindSettings = z.output<typeof mastermindSettings>

export const manifest: Manifest = {
  key: 'mastermind',
  name: 'MASterMind (Nexus)',
  kind: 'station',
  honesty:
    'This connector is modelled on NMC’s publicly seen Nexus documents; it is not a published contract of any MASterMind station, and it has never been tried live.',
  brands: ['National Monitoring Center (NMC)', 'Other MASterMind stations'],
  settings: mastermindSettings,
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
    callsPerSecond: 5,
    timeoutMs: 20_000,
    maxContacts: 12,
    contact: {
      firstName: { maxLength: 30 },
      lastName: { maxLength: 40 },
      phone: { maxLength: 17 },
      relation: { maxLength: 20 },
      passcode: { maxLength: 0 },
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
    'test_results',
    'events',
    'service',
  ],
  parts: {
    zones: { pattern: '^[A-Za-z0-9]{1,6}$', help: 'Up to six letters and digits, as 001', nameLength: 60 },
    agencies: { kinds: ['police', 'fire', 'medical', 'guard'], perKind: 'one', permits: true },
    tests: { several: false, maxMinutes: 24 * 60, descriptionLength: 0, untold: ['category', 'from'] },
    maxDays: 31,
    contactsLack: 'passcode, e-mail, further phones',
  },
  scorecard: [
    { rule: 'Passes the conformance suite against its sandbox, faults included', state: 'done' },
    {
      rule: 'Names of every message are held against a table of publicly seen facts',
      state: 'done',
    },
    {
      rule: 'Speaks a provider’s published wire format',
      state: 'todo',
      reason: 'None is published; the shape is modelled on what clients of NMC show',
    },
    {
      rule: 'Has run against a live station',
      state: 'todo',
      reason: 'Needs a dealer’s contract with a MASterMind station',
    },
    {
      rule: 'A change made at the station in the moment between look and write is noticed',
      state: 'exempt',
      reason: 'The wire has neither versions nor idempotency keys',
    },
    {
      rule: 'Notes our record at the station (link, unlink)',
      state: 'exempt',
      reason: 'The wire has no place for it; the link is kept here alone',
    },
    {
      rule: 'Contacts with their passcodes',
      state: 'exempt',
      reason: 'No client was seen to write a pin, and none was returned',
    },
    {
      rule: 'Test categories and reasons out of service by the station’s own lists',
      state: 'todo',
      reason: 'No data element was seen that lists them',
    },
  ],
}
