/** SGS stages by its SiteGroupGateway. The interface names no lengths; those here are ours, on the careful side. */
import type { Manifest } from '../contract.ts'
import { stagesSettings } from './settings.ts'

export const manifest: Manifest = {
  key: 'stages',
  name: 'SGS stages',
  kind: 'station',
  honesty:
    'The wire rests on the vendor’s generated description of the SiteGroupGateway as third parties published it, spoken in its JSON form; this connector has never run against a live station.',
  brands: ['Rapid Response', 'AvantGuard', 'United Central Control'],
  settings: stagesSettings,
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
    abortCode: { maxLength: 20 },
  },
  providerFields: [],
  limits: {
    callsPerSecond: 10,
    timeoutMs: 20_000,
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
      help: 'The transmitter code as the station writes it: dealer code and account number, usually without hyphens',
    },
  },
  idempotency: 'look',
  capabilities: ['lookup', 'shell', 'update', 'contacts', 'codes'],
  scorecard: [
    { rule: 'Passes the conformance suite against its sandbox, faults included', state: 'done' },
    { rule: 'Keeps to a published contract, tested on both sides', state: 'done' },
    {
      rule: 'Speaks the provider’s own wire format',
      state: 'done',
      reason:
        'As third parties published it: names, order and types; error numbers and lengths are not in it',
    },
    {
      rule: 'Notes the linked record at the station',
      state: 'exempt',
      reason: 'The interface has no place for it',
    },
    {
      rule: 'Has run against a live station',
      state: 'todo',
      reason: 'Needs a dealer’s contract with a station',
    },
    {
      rule: 'Zones, agencies, tests and events',
      state: 'todo',
      reason: 'Zones and agencies are kept as they are; the port has no place for them yet',
    },
  ],
}
