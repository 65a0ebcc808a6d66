import { expect } from 'vitest'
import { startSandboxes } from '#sandboxes/all.ts'
import { breaches } from '#sandboxes/open-station/document.ts'
import { askConnector } from '../conformance.ts'
import { bold } from './bold.ts'

const settings = (url: string) => ({
  baseUrl: url,
  userId: 'keyholder',
  password: 'sandbox-demo',
  dealerId: 'ACME01',
})

askConnector({
  connector: bold,
  system: 'SYS-01',
  start: async () => {
    const { url, close } = await startSandboxes({ connectors: ['bold'] })
    return { url: `${url}/bold`, close }
  },
  settings,
  badSettings: (url, password = 'not-the-password') => [
    { ...settings(url), password },
    { ...settings(url), userId: 'Keyholder' },
    { ...settings(url), dealerId: 'acme01' },
  ],
  known: {
    accountNumber: 'BD-1001',
    fields: {
      firstName: 'MARGARET',
      lastName: 'HOLLOWAY',
      businessName: '',
      addressLine1: '412 North Alder St',
      addressLine2: '',
      city: 'PROVO',
      state: 'UT',
      zip: '84601-5512',
      county: 'Utah',
      crossStreet: '',
      primaryPhone: '8015550141',
      workPhone: '',
      cellPhone: '8015550142',
      otherPhone: '',
      email: 'Margaret.Holloway@example.test',
      abortCode: 'juniper',
    },
    contacts: [
      {
        order: 1,
        firstName: 'Peter',
        lastName: 'Holloway',
        phone: '8015550143',
        relation: 'Spouse',
        passcode: 'juniper',
        hasKey: true,
      },
      {
        order: 2,
        firstName: 'Ruth',
        lastName: 'Okafor',
        phone: '8015550144x12',
        relation: 'Neighbor',
        passcode: '',
        hasKey: true,
      },
    ],
  },
  missing: ['BD-9999', 'Bd-1001', 'BR-2001', 'BD 1001', 'BD-1001-BD-1001-BD-1001', ''],
  accountNumber: (n) => `CT-${n}`,
  onExchange: (exchange) => expect(breaches(exchange)).toEqual([]),
})
