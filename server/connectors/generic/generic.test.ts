import { describe, expect, it } from 'vitest'
import { startSandboxes } from '#sandboxes/all.ts'
import { breaches } from '#sandboxes/open-station/document.ts'
import { askConnector } from '../conformance.ts'
import { connectTo, rejection, type Subject } from '../conformance-desk.ts'
import { generic } from './generic.ts'

const settings = (url: string) => ({
  baseUrl: url,
  userId: 'keyholder',
  password: 'sandbox-demo',
  dealerId: 'ACME01',
})

const lastMonth = {
  from: new Date(Date.now() - 30 * 86_400_000).toISOString(),
  until: new Date().toISOString(),
}

const subject: Subject = {
  connector: generic,
  system: 'CON-101',
  start: async () => {
    const { url, close } = await startSandboxes({ connectors: ['generic'] })
    return { url: `${url}/generic`, close }
  },
  settings,
  badSettings: (url, password = 'not-the-password') => [
    { ...settings(url), password },
    { ...settings(url), userId: 'Keyholder' },
    { ...settings(url), dealerId: 'acme01' },
  ],
  known: {
    accountNumber: 'ST-1001',
    fields: {
      firstName: 'MARTHA',
      lastName: 'KESTREL',
      businessName: '',
      addressLine1: '9 Harbor Rd',
      addressLine2: '',
      city: 'OREM',
      state: 'UT',
      zip: '84057-1234',
      county: '',
      crossStreet: '',
      primaryPhone: '8015550131',
      workPhone: '',
      cellPhone: '',
      otherPhone: '',
      email: '',
      abortCode: 'lantern',
    },
    contacts: [
      {
        order: 1,
        firstName: 'Hugh',
        lastName: 'Kestrel',
        phone: '8015550132',
        relation: 'Brother',
        passcode: 'lantern',
        hasKey: true,
      },
    ],
  },
  missing: ['ST-9999', 'st-1001', 'ST 1001', ''],
  accountNumber: (n) => `CT-${n}`,
  parts: {
    zones: {
      accountNumber: 'ST-1001',
      zone: '001',
      numbers: ['011', 'A2', '113'],
      eventType: 'FA',
      deviceType: 'SMOKE',
    },
    agencies: { kind: 'guard', zip: '80525' },
    tests: { category: 'INSTALL' },
    testResults: { accountNumber: 'ST-1001', ...lastMonth },
    events: { accountNumber: 'ST-1001', ...lastMonth },
    details: { values: { template: 'RES', instructions: 'Call the premises twice before dispatching.' } },
    service: { category: 'REQUEST' },
  },
  onExchange: (exchange) => expect(breaches(exchange)).toEqual([]),
}

askConnector(subject)

describe('the Open Station API', () => {
  it('[CON-090] a station that does less than the connector counts on is told at Test connection', async () => {
    const { url, close } = await startSandboxes({ connectors: ['cops'] })
    const desk = await connectTo({ ...subject, start: () => Promise.resolve({ url: `${url}/cops`, close }) })
    try {
      const refused = await rejection(desk.station.check())
      expect(refused).toMatchObject({ kind: 'unexpected_reply', outcome: 'not_applied' })
      expect(refused.reason).toContain('it does not offer test_end_all')
    } finally {
      await desk.close()
    }
  })
})
