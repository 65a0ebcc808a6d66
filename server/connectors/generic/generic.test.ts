import { describe, expect, it } from 'vitest'
import { startSandboxes } from '#sandboxes/all.ts'
import { lastMonth, openStationBrand } from '#test/helpers/open-station-brand.ts'
import { askConnector } from '../conformance.ts'
import { connectTo, rejection } from '../conformance-desk.ts'
import { generic } from './generic.ts'

const subject = openStationBrand({
  connector: generic,
  system: 'CON-101',
  firstAccount: 'ST-1001',
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
    testResults: { accountNumber: 'ST-1001', ...lastMonth() },
    events: { accountNumber: 'ST-1001', ...lastMonth() },
    details: { values: { template: 'RES', instructions: 'Call the premises twice before dispatching.' } },
    service: { category: 'REQUEST' },
  },
})

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
