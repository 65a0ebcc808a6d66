/** SGS stages by its SiteGroupGateway. The interface names no lengths; those here are ours, on the careful side. */
import type { Manifest } from '../contract.ts'
import type { DetailField } from '../station-parts.ts'
import { stagesSettings } from './settings.ts'

const later = { atCreation: false, required: false, editable: true } as const
const atOnce = { atCreation: true, required: false, editable: true } as const

export const detailFields: readonly DetailField[] = [
  { key: 'siteType', label: 'Site type', type: 'choice', choices: 'station', ...atOnce },
  { key: 'deviceType', label: 'Device type', type: 'choice', choices: 'station', ...atOnce },
  {
    key: 'timeZone',
    label: 'Time zone',
    help: 'Its number in the station’s table; empty leaves it to the station',
    type: 'text',
    maxLength: 4,
    ...atOnce,
  },
  { key: 'twoWay', label: '2-way', help: 'Operators can talk through the panel', type: 'flag', ...atOnce },
  { key: 'panelLocation', label: 'Panel location', type: 'text', maxLength: 60, ...later },
  { key: 'panelPhone', label: 'Panel phone', type: 'text', maxLength: 20, ...later },
  { key: 'receiverPhone', label: 'Receiver phone', type: 'text', maxLength: 20, ...later },
  { key: 'subdivision', label: 'Subdivision', type: 'text', maxLength: 40, ...later },
  { key: 'directions', label: 'Directions', type: 'text', maxLength: 200, ...later },
  { key: 'pets', label: 'Pets', type: 'text', maxLength: 60, ...later },
]

export const manifest: Manifest = {
  key: 'stages',
  name: 'SGS stages',
  kind: 'station',
  honesty:
    'The wire rests on the vendor’s generated description of the SiteGroupGateway as third parties published it, spoken in its JSON or SOAP form; this connector has never run against a live station.',
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
  capabilities: [
    'lookup',
    'shell',
    'update',
    'contacts',
    'codes',
    'list',
    'zones',
    'zone_edit',
    'agencies',
    'agency_remove',
    'tests',
    'test_history',
    'test_results',
    'events',
    'details',
    'service',
  ],
  parts: {
    zones: {
      pattern: '^[A-Za-z0-9]{1,6}$',
      help: 'The point as the panel reports it, up to six letters and digits: 001',
      nameLength: 60,
    },
    agencies: { kinds: ['police', 'fire', 'medical', 'guard'], perKind: 'several', permits: true },
    tests: { several: false, maxMinutes: 24 * 60, descriptionLength: 120 },
    maxDays: 31,
    details: detailFields,
    contactsLack: 'email',
  },
  scorecard: [
    { rule: 'Passes the conformance suite against its sandbox, faults included', state: 'done' },
    { rule: 'Keeps to a published contract, tested on both sides', state: 'done' },
    {
      rule: 'Speaks the provider’s own wire format',
      state: 'done',
      reason:
        'As third parties published it, JSON and SOAP: names, order and types; error numbers and lengths are not in it',
    },
    {
      rule: 'Finds authorities by ZIP',
      state: 'exempt',
      reason: 'The interface has no such question; the dealer’s own list answers',
    },
    {
      rule: 'Reads from the station which tests run',
      state: 'exempt',
      reason:
        'The interface has no such question; the history’s test numbers answer, read as we understand them',
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
  ],
}
