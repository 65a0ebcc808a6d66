/** Affiliated Monitoring as a profile of the Open Station API; its habits are known from public pages, lengths are ours. */
import type { Manifest } from '../contract.ts'
import { openStationProfile } from '../open-station/profile.ts'

export const manifest: Manifest = {
  ...openStationProfile,
  key: 'affiliated',
  name: 'Affiliated Monitoring',
  honesty:
    'No public contract for the wire of Affiliated Monitoring exists; this connector speaks our own Open Station API and has never run against a live station.',
  brands: ['Affiliated Monitoring'],
  limits: {
    ...openStationProfile.limits,
    contact: {
      ...openStationProfile.limits.contact,
      relation: { maxLength: 0 },
      passcode: { maxLength: 0 },
    },
    keepsKeyholders: false,
  },
  capabilities: [
    ...openStationProfile.capabilities,
    'list',
    'zones',
    'zone_edit',
    'tests',
    'details',
    'service',
  ],
  parts: {
    zones: { pattern: '^\\d{1,3}$', help: 'A number of up to three digits', nameLength: 40 },
    tests: { several: true, maxMinutes: 10_080, descriptionLength: 100 },
    service: { categories: false },
    details: [
      {
        key: 'template',
        label: 'Template',
        help: 'From the list that Affiliated gave your company',
        type: 'choice',
        choices: 'dealer',
        atCreation: true,
        required: true,
        editable: true,
      },
    ],
    contactsLack: 'relation, passcode, who has a key',
  },
  scorecard: [
    { rule: 'Passes the conformance suite against its sandbox, faults included', state: 'done' },
    { rule: 'Keeps to a published contract, tested on both sides', state: 'done' },
    { rule: 'Template, activate and deactivate, zones, tests', state: 'done' },
    { rule: 'Speaks the provider’s own wire format', state: 'exempt', reason: 'Affiliated publishes none' },
    {
      rule: 'Has run against a live station',
      state: 'todo',
      reason: 'Needs a dealer’s contract with Affiliated',
    },
  ],
}
