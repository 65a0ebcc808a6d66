/** Affiliated Monitoring, as this repository's own Open Station API presents it. */
import type { Sandbox } from '../kit.ts'
import { deviceTypes, eventTypes } from '../open-station/reference.ts'
import { about, logins, seedAccounts } from '../open-station/seed-accounts.ts'
import { openStationSandbox } from '../open-station/server.ts'
import type { SignalLog } from '../signals/signal-log.ts'

const seed = seedAccounts({
  prefix: 'AF',
  digits: 1,
  category: '',
  keeps: { relation: false, passcode: false, hasKey: false, agencies: false },
  details: { template: 'RES-BURG' },
})

/** Builds the sandbox; with a `dataDir` it remembers across restarts. */
export const affiliated = (dataDir: string | null, signals?: SignalLog): Sandbox =>
  openStationSandbox(
    {
      key: 'affiliated',
      name: 'Affiliated Monitoring',
      about,
      logins,
      seed,
      abilities: {
        contacts: { keeps: [], max: 20 },
        neededAtCreation: ['details.template'],
        roster: true,
        zones: { pattern: '^\\d{1,3}$', nameLength: 40, edit: true },
        tests: {
          several: true,
          maxMinutes: 10_080,
          descriptionLength: 100,
          categories: false,
          endAll: false,
          history: false,
          results: false,
        },
        details: [{ key: 'template', type: 'choice', required: true, editable: true }],
        service: { categories: false },
      },
      reference: {
        'event-types': eventTypes,
        'device-types': deviceTypes,
        'details/template': [
          { code: 'RES-BURG', label: 'Residential burglary' },
          { code: 'RES-FULL', label: 'Residential burglary, fire and medical' },
          { code: 'COM-BURG', label: 'Commercial burglary' },
          { code: 'COM-FIRE', label: 'Commercial fire' },
        ],
      },
    },
    dataDir,
    { signals },
  )
