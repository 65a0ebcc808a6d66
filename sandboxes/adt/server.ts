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
        preChecks: true,
        lengths: { abortCode: 10, 'name.business': 28 },
        identifiers: ['adtNumber', 'adtSerialMan'],
      },
      reference: { 'event-types': eventTypes, 'device-types': deviceTypes },
    },
    dataDir,
    { signals },
  )
