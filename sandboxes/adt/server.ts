/** ADT's side for a dealer, as this repository's own Open Station API presents it: orders, and checks before them. */
import type { Sandbox } from '../kit.ts'
import { deviceTypes, eventTypes } from '../open-station/reference.ts'
import { about, logins, seedAccounts } from '../open-station/seed-accounts.ts'
import { openStationSandbox } from '../open-station/server.ts'
import type { SignalLog } from '../signals/signal-log.ts'

/** The numbers that ADT gives an account; the last six digits are the station's own key. */
const givenTo = (serial: string) => ({
  identifiers: { adtNumber: `40${serial}`, adtSerialMan: `M${serial.padStart(8, '0')}` },
  orderState: 'Created',
})

const servicePlans = [
  { code: 'RES-REMOTE', label: 'Residential, remote' },
  { code: 'RES-VIDEO-LITE', label: 'Residential, video lite' },
  { code: 'RES-VIDEO', label: 'Residential, video and home automation' },
  { code: 'COM-BASE', label: 'Commercial' },
]

const seed = seedAccounts({
  prefix: 'AD',
  digits: 2,
  category: '',
  keeps: { relation: true, passcode: true, hasKey: true, agencies: false },
  details: {},
}).map((account, index) => ({
  ...account,
  orderState: 'Submitted',
  ...(!account.accountNumber.startsWith('AD-2') && {
    identifiers: givenTo(String(900_001 + index)).identifiers,
  }),
}))

/** Builds the sandbox; with a `dataDir` it remembers across restarts. */
export const adt = (dataDir: string | null, signals?: SignalLog): Sandbox =>
  openStationSandbox(
    {
      key: 'adt',
      name: 'ADT (sandbox)',
      about,
      logins,
      seed,
      environment: 'test',
      givenTo,
      changedOrder: 'Updated',
      abilities: {
        contacts: { keeps: ['relation', 'passcode', 'hasKey'], max: 20 },
        neededAtCreation: ['abortCode'],
        roster: true,
        zones: { pattern: '^\\d{1,3}$', nameLength: 40, edit: true },
        details: [
          { key: 'servicePlan', type: 'choice', required: false, editable: true },
          { key: 'installedOn', type: 'date', required: false, editable: true },
          { key: 'completedOn', type: 'date', required: false, editable: true },
          { key: 'creditTracking', type: 'text', maxLength: 20, required: false, editable: true },
          { key: 'representative', type: 'text', maxLength: 12, required: false, editable: true },
        ],
        orders: true,
        preChecks: true,
        lengths: { abortCode: 10, 'name.business': 28 },
        identifiers: ['adtNumber', 'adtSerialMan'],
      },
      reference: {
        'event-types': eventTypes,
        'device-types': deviceTypes,
        'details/servicePlan': servicePlans,
      },
    },
    dataDir,
    { signals },
  )
