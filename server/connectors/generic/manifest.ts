/** Any station that speaks the Open Station API, with all that the contract offers. */
import type { Manifest } from '../contract.ts'
import { openStationProfile } from '../open-station/profile.ts'

export const manifest: Manifest = {
  ...openStationProfile,
  key: 'generic',
  name: 'Open Station API',
  honesty:
    'This connector speaks our own Open Station API, which no station is known to offer yet; it has never run against a live station.',
  brands: ['Any station that offers the Open Station API'],
  capabilities: [
    ...openStationProfile.capabilities,
    'list',
    'zones',
    'zone_edit',
    'agencies',
    'agency_remove',
    'tests',
    'test_end_all',
    'test_history',
    'test_results',
    'events',
    'details',
    'service',
  ],
  parts: {
    zones: { pattern: '^[0-9A-Za-z]{1,6}$', help: 'Up to six digits and letters', nameLength: 60 },
    agencies: { kinds: ['police', 'fire', 'medical', 'guard'], perKind: 'several', permits: true },
    tests: { several: true, maxMinutes: 10_080, descriptionLength: 200, categories: true },
    service: { categories: true },
    maxDays: 92,
    details: [
      {
        key: 'template',
        label: 'Template',
        type: 'choice',
        choices: 'station',
        atCreation: true,
        required: false,
        editable: true,
      },
      {
        key: 'instructions',
        label: 'Dispatch instructions',
        type: 'text',
        maxLength: 200,
        atCreation: false,
        required: false,
        editable: true,
      },
    ],
  },
  scorecard: [
    { rule: 'Passes the conformance suite against its sandbox, faults included', state: 'done' },
    { rule: 'Keeps to a published contract, tested on both sides', state: 'done' },
    { rule: 'Every part of the contract but PreCheck', state: 'done' },
    { rule: 'Has run against a live station', state: 'todo', reason: 'No station is known to offer it' },
  ],
}
