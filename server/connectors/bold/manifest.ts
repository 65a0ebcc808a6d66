/** Bold (Manitou) as a profile of the Open Station API. Lengths are our contract's, not Bold's. */
import type { Manifest } from '../contract.ts'
import { openStationProfile } from '../open-station/profile.ts'

export const manifest: Manifest = {
  ...openStationProfile,
  key: 'bold',
  name: 'Bold (Manitou)',
  honesty:
    'No public contract for the wire of Bold exists; this connector speaks our own Open Station API and has never run against a live station.',
  brands: ['Dynamark', 'Security Partners', 'Legacy Security Services', 'Alarm Central'],
  capabilities: [
    ...openStationProfile.capabilities,
    'list',
    'zones',
    'zone_edit',
    'agencies',
    'tests',
    'test_end_all',
    'events',
  ],
  parts: {
    zones: { pattern: '^\\d{1,4}$', help: 'A number of up to four digits', nameLength: 60 },
    agencies: { kinds: ['police', 'fire', 'medical'], perKind: 'one', permits: false },
    tests: { several: true, maxMinutes: 10_080, descriptionLength: 100 },
    maxDays: 92,
  },
  scorecard: [
    { rule: 'Passes the conformance suite against its sandbox, faults included', state: 'done' },
    { rule: 'Keeps to a published contract, tested on both sides', state: 'done' },
    { rule: 'Speaks the provider’s own wire format', state: 'exempt', reason: 'Bold publishes none' },
    {
      rule: 'Has run against a live station',
      state: 'todo',
      reason: 'Needs a dealer’s contract with a station',
    },
    { rule: 'Zones, agencies, tests and events', state: 'done' },
  ],
}
