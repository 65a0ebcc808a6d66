/** AlarmNet's side for a dealer's communicators, as this repository's own Open Station API presents it. */
import type { Sandbox } from '../kit.ts'
import { about, logins, seedAccounts } from '../open-station/seed-accounts.ts'
import { openStationSandbox } from '../open-station/server.ts'
import type { SignalLog } from '../signals/signal-log.ts'
import { fireCallback } from './callback.ts'

const seed = seedAccounts({
  prefix: 'A1-02',
  digits: 2,
  category: '',
  keeps: { relation: false, passcode: false, hasKey: false, agencies: false },
  details: { mac: '00D02D1A2B3C', crc: '4F7A', crmNumber: '' },
}).map((account, index) => ({
  ...account,
  abortCode: '',
  zones: [],
  tests: [],
  details: { ...account.details, mac: `00D02D${String(100_001 + index)}` },
}))

/** Builds the sandbox; with a `dataDir` it remembers across restarts. */
export const alarmnet = (dataDir: string | null, signals?: SignalLog): Sandbox => ({
  ...openStationSandbox(
    {
      key: 'alarmnet',
      name: 'AlarmNet (sandbox)',
      about,
      logins,
      seed,
      abilities: {
        contacts: { keeps: [], max: 20 },
        neededAtCreation: ['details.mac', 'details.crc'],
        roster: true,
        events: true,
        maxDays: 31,
        details: [
          {
            key: 'mac',
            type: 'text',
            maxLength: 12,
            pattern: '^[0-9A-F]{12}$',
            required: true,
            editable: false,
          },
          {
            key: 'crc',
            type: 'text',
            maxLength: 4,
            pattern: '^[0-9A-F]{4}$',
            required: true,
            editable: false,
          },
          { key: 'crmNumber', type: 'text', maxLength: 25, required: false, editable: true },
        ],
        service: { categories: false },
        lengths: { email: 50, 'name.business': 50 },
      },
    },
    dataDir,
    { signals },
  ),
  controls: { callback: fireCallback },
})
