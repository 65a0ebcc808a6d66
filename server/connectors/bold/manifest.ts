/** Bold (Manitou) as a profile of the Open Station API. Lengths are our contract's, not Bold's. */
import type { Manifest } from '../contract.ts'
import { openStationSettings } from '../open-station/settings.ts'

export const manifest = {
  key: 'bold',
  name: 'Bold (Manitou)',
  kind: 'station',
  honesty:
    'No public contract for the wire of Bold exists; this connector speaks our own Open Station API and has never run against a live station.',
  brands: ['Dynamark', 'Security Partners', 'Legacy Security Services', 'Alarm Central'],
  settings: openStationSettings,
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
    workPhone: { maxLength: 17 },
    cellPhone: { maxLength: 17 },
    otherPhone: { maxLength: 17 },
    email: { maxLength: 100 },
    abortCode: { maxLength: 20 },
  },
  providerFields: [],
  limits: {
    callsPerSecond: 250,
    timeoutMs: 10_000,
    maxContacts: 20,
    contact: {
      firstName: { maxLength: 30 },
      lastName: { maxLength: 40 },
      phone: { maxLength: 17 },
      relation: { maxLength: 30 },
      passcode: { maxLength: 20 },
    },
    accountNumber: {
      pattern: '^[A-Za-z0-9][A-Za-z0-9-]{0,15}$',
      help: 'Up to 16 letters, digits and hyphens; upper and lower case matter',
    },
  },
  capabilities: ['lookup', 'shell', 'update', 'link', 'contacts', 'codes', 'unlink'],
  scorecard: [
    { rule: 'Passes the conformance suite against its sandbox, faults included', state: 'done' },
    { rule: 'Keeps to a published contract, tested on both sides', state: 'done' },
    { rule: 'Speaks the provider’s own wire format', state: 'exempt', reason: 'Bold publishes none' },
    { rule: 'Has run against a live station', state: 'todo', reason: 'Needs a dealer’s contract and a station' },
    { rule: 'Zones, agencies, tests and events', state: 'todo', reason: 'A later profile of the contract' },
  ],
} as const satisfies Manifest
