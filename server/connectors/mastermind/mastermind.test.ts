import { expect } from 'vitest'
import { startSandboxes } from '#sandboxes/all.ts'
import { breaches } from '#sandboxes/mastermind/document.ts'
import { askConnector } from '../conformance.ts'
import { mastermind } from './mastermind.ts'

const settings = (url: string) => ({
  baseUrl: `${url}/NMCLink/NMCLinkPortal.asmx`,
  userId: 'keyholder_api',
  password: 'sandbox-demo',
  dealerNumber: '880100001',
  systemType: 'SIM1',
})
const lately = {
  from: new Date(Date.now() - 72 * 3_600_000).toISOString(),
  until: new Date().toISOString(),
}

askConnector({
  connector: mastermind,
  system: 'CON-101',
  start: async () => {
    const { url, close } = await startSandboxes({ connectors: ['mastermind'] })
    return { url: `${url}/mastermind`, close }
  },
  settings,
  badSettings: (url, password = 'not-the-password') => [
    { ...settings(url), password },
    { ...settings(url), userId: 'Keyholder_api' },
  ],
  known: {
    accountNumber: 'C780001',
    fields: {
      firstName: 'LORETTA',
      lastName: 'QUIMBY',
      businessName: '',
      addressLine1: '412 Juniper Cir',
      addressLine2: '',
      city: 'SANDY',
      state: 'UT',
      zip: '84070-2210',
      county: 'SALT LAKE',
      crossStreet: '',
      primaryPhone: '8015550741',
      abortCode: 'paprika',
    },
    contacts: [
      {
        order: 1,
        firstName: 'Ray',
        lastName: 'Quimby',
        phone: '8015550742',
        relation: 'SON',
        passcode: '',
        hasKey: true,
      },
      {
        order: 2,
        firstName: 'Agnes',
        lastName: 'Dahl',
        phone: '8015550743x12',
        relation: 'NGH',
        passcode: '',
        hasKey: false,
      },
    ],
  },
  // B550001 is another dealer's.
  missing: ['C780099', 'B550001', 'C78 0001', 'c780001', '<C780001>', ''],
  accountNumber: (n) => `CT-${n}`,
  parts: {
    zones: {
      accountNumber: 'C780001',
      zone: '1',
      numbers: ['001', '002', '003'],
      eventType: 'BA',
      deviceType: 'DC',
    },
    agencies: { kind: 'police', zip: '84070' },
    tests: { category: '1' },
    testResults: { accountNumber: 'C780001', ...lately },
    events: { accountNumber: 'C780001', ...lately },
    service: { category: 'DLRREQ' },
  },
  onExchange: (exchange) => expect(breaches(exchange)).toEqual([]),
})
