/** A station that runs Bold, as this repository's own Open Station API presents it. */
import type { Sandbox } from '../kit.ts'
import { deviceTypes, eventTypes } from '../open-station/reference.ts'
import { openStationSandbox } from '../open-station/server.ts'
import type { SignalLog } from '../signals/signal-log.ts'
import { seed } from './seed.ts'

/** Builds the sandbox; with a `dataDir` it remembers across restarts. */
export const bold = (dataDir: string | null, signals?: SignalLog): Sandbox =>
  openStationSandbox(
    {
      key: 'bold',
      name: 'Bold (Manitou)',
      about:
        'A central station of nobody’s. Sign in with dealer ACME01, user keyholder, password sandbox-demo, or with dealer BIRCH1, user birch, password sandbox-demo.',
      logins: [
        { userId: 'keyholder', password: 'sandbox-demo', dealerId: 'ACME01' },
        { userId: 'birch', password: 'sandbox-demo', dealerId: 'BIRCH1' },
      ],
      seed,
      abilities: {
        contacts: { keeps: ['relation', 'passcode', 'hasKey'], max: 20 },
        neededAtCreation: [],
        roster: true,
        zones: { pattern: '^\\d{1,4}$', nameLength: 60, edit: true },
        agencies: { kinds: ['police', 'fire', 'medical'], perKind: 'one', permits: false, remove: false },
        tests: {
          several: true,
          maxMinutes: 10_080,
          descriptionLength: 100,
          categories: false,
          endAll: true,
          history: false,
          results: false,
        },
        events: true,
        maxDays: 92,
      },
      reference: { 'event-types': eventTypes, 'device-types': deviceTypes },
    },
    dataDir,
    { signals },
  )
