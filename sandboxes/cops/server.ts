/** COPS Monitoring, as this repository's own Open Station API presents it. */
import type { Sandbox } from '../kit.ts'
import { deviceTypes, eventTypes, testCategories } from '../open-station/reference.ts'
import { about, logins, seedAccounts } from '../open-station/seed-accounts.ts'
import { openStationSandbox } from '../open-station/server.ts'
import type { SignalLog } from '../signals/signal-log.ts'

const seed = seedAccounts({
  prefix: 'CP',
  digits: 3,
  category: 'SERVICE',
  keeps: { relation: true, passcode: false, hasKey: false, agencies: true },
  details: { receiverNumber: 'R-2041', templateNumber: 'T-07', panelType: 'CELL' },
})

/** Builds the sandbox; with a `dataDir` it remembers across restarts. */
export const cops = (dataDir: string | null, signals?: SignalLog): Sandbox =>
  openStationSandbox(
    {
      key: 'cops',
      name: 'COPS Monitoring',
      about,
      logins,
      seed,
      abilities: {
        contacts: { keeps: ['relation'], max: 20 },
        neededAtCreation: ['abortCode', 'details.receiverNumber'],
        roster: true,
        zones: { pattern: '^\\d{3}$', nameLength: 40, edit: true },
        agencies: {
          kinds: ['police', 'fire', 'medical', 'guard'],
          perKind: 'several',
          permits: true,
          remove: true,
        },
        tests: {
          several: false,
          maxMinutes: 2880,
          descriptionLength: 0,
          categories: true,
          endAll: false,
          history: true,
          results: true,
        },
        maxDays: 31,
        details: [
          { key: 'receiverNumber', type: 'text', maxLength: 12, required: true, editable: false },
          { key: 'templateNumber', type: 'text', maxLength: 10, required: false, editable: true },
          { key: 'licenseNumber', type: 'text', maxLength: 30, required: false, editable: true },
          { key: 'licenseExpiration', type: 'date', required: false, editable: true },
          { key: 'panelType', type: 'choice', required: false, editable: true },
          { key: 'ulCert', type: 'flag', required: false, editable: true },
          { key: 'dealerNotes', type: 'text', maxLength: 200, required: false, editable: true },
        ],
      },
      reference: {
        'event-types': eventTypes,
        'device-types': deviceTypes,
        'test-categories': testCategories,
        'details/panelType': [
          { code: 'CELL', label: 'Self-contained, cellular' },
          { code: 'IP', label: 'IP panel' },
          { code: 'HYBRID', label: 'Hybrid, wired and wireless' },
          { code: 'FACP', label: 'Fire panel' },
          { code: 'PERS', label: 'Medical pendant base' },
        ],
      },
    },
    dataDir,
    { signals },
  )
