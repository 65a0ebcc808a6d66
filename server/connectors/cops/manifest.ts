/** COPS Monitoring as a profile of the Open Station API. What COPS keeps is known from public pages; lengths are ours. */
import type { Manifest } from '../contract.ts'
import { openStationProfile } from '../open-station/profile.ts'

export const manifest: Manifest = {
  ...openStationProfile,
  key: 'cops',
  name: 'COPS Monitoring',
  honesty:
    'No public contract for the wire of COPS exists; this connector speaks our own Open Station API and has never run against a live station.',
  brands: ['COPS Monitoring'],
  limits: {
    ...openStationProfile.limits,
    contact: { ...openStationProfile.limits.contact, passcode: { maxLength: 0 } },
    keepsKeyholders: false,
  },
  neededAtCreation: ['abortCode'],
  capabilities: [
    ...openStationProfile.capabilities,
    'list',
    'zones',
    'zone_edit',
    'agencies',
    'agency_remove',
    'tests',
    'test_history',
    'test_results',
    'details',
  ],
  parts: {
    zones: { pattern: '^\\d{3}$', help: 'Three digits: 001', nameLength: 40 },
    agencies: { kinds: ['police', 'fire', 'medical', 'guard'], perKind: 'several', permits: true },
    tests: { several: false, maxMinutes: 2880, descriptionLength: 0, categories: true },
    maxDays: 31,
    details: [
      {
        key: 'receiverNumber',
        label: 'Receiver number',
        help: 'The receiver that the panel calls',
        type: 'text',
        maxLength: 12,
        atCreation: true,
        required: true,
        editable: false,
      },
      { key: 'templateNumber', label: 'Template number', type: 'text', maxLength: 10, ...laterOn() },
      { key: 'licenseNumber', label: 'License number', type: 'text', maxLength: 30, ...laterOn() },
      { key: 'licenseExpiration', label: 'License expiration', type: 'date', ...laterOn() },
      { key: 'panelType', label: 'Panel type', type: 'choice', choices: 'station', ...laterOn() },
      { key: 'ulCert', label: 'UL certified', type: 'flag', ...laterOn() },
      { key: 'dealerNotes', label: 'Dealer notes', type: 'text', maxLength: 200, ...laterOn() },
    ],
    contactsLack: 'passcode, who has a key, email',
  },
  scorecard: [
    { rule: 'Passes the conformance suite against its sandbox, faults included', state: 'done' },
    { rule: 'Keeps to a published contract, tested on both sides', state: 'done' },
    { rule: 'Zones, authorities, tests, test history and results, details', state: 'done' },
    { rule: 'Speaks the provider’s own wire format', state: 'exempt', reason: 'COPS publishes none' },
    {
      rule: 'Has run against a live station',
      state: 'todo',
      reason: 'Needs a dealer’s contract with COPS',
    },
  ],
}

/** A field of the account's page at COPS: not asked for at creation. */
function laterOn() {
  return { atCreation: false, required: false, editable: true } as const
}
