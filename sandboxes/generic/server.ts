/** Open Station API, as this repository's own Open Station API presents it. */
import type { Sandbox } from '../kit.ts'
import { deviceTypes, eventTypes, outOfServiceReasons, testCategories } from '../open-station/reference.ts'
import { about, logins, seedAccounts } from '../open-station/seed-accounts.ts'
import { openStationSandbox } from '../open-station/server.ts'
import type { SignalLog } from '../signals/signal-log.ts'

const seed = seedAccounts({
  prefix: 'ST',
  digits: 3,
  category: 'SERVICE',
  keeps: { relation: true, passcode: true, hasKey: true, agencies: true },
  details: { template: 'RES' },
})

/** Builds the sandbox; with a `dataDir` it remembers across restarts. */
export const generic = (dataDir: string | null, signals?: SignalLog): Sandbox =>
  openStationSandbox(
    {
      key: 'generic',
      name: 'Open Station API',
      about,
      logins,
      seed,
      abilities: {
        contacts: { keeps: ['relation', 'passcode', 'hasKey'], max: 20 },
        neededAtCreation: [],
        roster: true,
        zones: { pattern: '^[0-9A-Za-z]{1,6}$', nameLength: 60, edit: true },
        agencies: {
          kinds: ['police', 'fire', 'medical', 'guard'],
          perKind: 'several',
          permits: true,
          remove: true,
        },
        tests: {
          several: true,
          maxMinutes: 10_080,
          descriptionLength: 200,
          categories: true,
          endAll: true,
          history: true,
          results: true,
        },
        events: true,
        maxDays: 92,
        details: [
          { key: 'template', type: 'choice', required: false, editable: true },
          { key: 'instructions', type: 'text', maxLength: 200, required: false, editable: true },
        ],
        service: { categories: true },
      },
      reference: {
        'event-types': eventTypes,
        'device-types': deviceTypes,
        'test-categories': testCategories,
        'service-categories': outOfServiceReasons,
        'details/template': [
          { code: 'RES', label: 'Residential' },
          { code: 'COM', label: 'Commercial' },
          { code: 'PERS', label: 'Medical' },
        ],
      },
    },
    dataDir,
    { signals },
  )
