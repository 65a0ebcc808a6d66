import { expect } from 'vitest'
import { startSandboxes } from '#sandboxes/all.ts'
import { breaches } from '#sandboxes/brinks/document.ts'
import { askConnector } from '../conformance.ts'
import { brinks } from './brinks.ts'

const settings = (url: string) => ({
  baseUrl: `${url}/MIDI/MIDI.asmx`,
  userId: 'keyholder_wsi',
  password: 'sandbox-demo',
  dealerNumber: '900100001',
  systemType: '20S001',
})

askConnector({
  connector: brinks,
  system: 'SYS-04',
  start: async () => {
    const { url, close } = await startSandboxes({ connectors: ['brinks'] })
    return { url: `${url}/brinks`, close }
  },
  settings,
  badSettings: (url, password = 'not-the-password') => [
    { ...settings(url), password },
    { ...settings(url), userId: 'Keyholder_wsi' },
  ],
  known: {
    accountNumber: '768100001',
    fields: {
      firstName: 'MARIAN',
      lastName: 'ABERNATHY',
      businessName: '',
      addressLine1: '77 Cottonwood Ln',
      addressLine2: '',
      city: 'OREM',
      state: 'UT',
      zip: '84057-1234',
      county: 'UTAH',
      crossStreet: '',
      primaryPhone: '8015550131',
      abortCode: 'lantern',
    },
    contacts: [
      {
        order: 1,
        firstName: 'Hugh',
        lastName: 'Abernathy',
        phone: '8015550132',
        relation: 'Brother',
        passcode: 'heather',
        hasKey: true,
      },
      {
        order: 2,
        firstName: 'Odile',
        lastName: 'Marchetti',
        phone: '8015550133x12',
        relation: 'Neighbor',
        passcode: '',
        hasKey: false,
      },
    ],
  },
  // 768200001 is another dealer's.
  missing: ['768100099', '768200001', '7681 00001', '768100001-768100001', '<768100001>', ''],
  accountNumber: (n) => `CT-${n}`,
  parts: {
    zones: {
      accountNumber: '768100001',
      zone: '1',
      numbers: ['001', '002', '003'],
      eventType: '1400',
      deviceType: 'WSR',
    },
    agencies: { kind: 'police', zip: '84057' },
    tests: { category: 'INST' },
    events: {
      accountNumber: '768100001',
      from: new Date(Date.now() - 72 * 3_600_000).toISOString(),
      until: new Date().toISOString(),
    },
    details: {
      values: {
        systemType: '20S002',
        secondarySystemType: 'A2C020',
        twoWayDevice: '2GIG',
        panelLocation: 'Master closet',
        panelPhone: '8015550155',
        installDate: '2026-10-05',
        purchase: 'CM',
        contractMonths: '36',
        cellProvider: 'ALMCOM',
        privacy: 'yes',
      },
    },
    service: { category: 'DLRREQ' },
  },
  onExchange: (exchange) => expect(breaches(exchange)).toEqual([]),
})
