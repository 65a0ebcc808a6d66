import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSandboxes } from '#sandboxes/all.ts'
import { breaches } from '#sandboxes/open-station/document.ts'
import { askConnector } from '../conformance.ts'
import { connectTo, rejection, type Desk, type Subject } from '../conformance-desk.ts'
import type { AgencyKind } from '../station-parts.ts'
import { bold } from './bold.ts'

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
  parts: {
    zones: {
      accountNumber: 'BD-1001',
      zone: '01',
      numbers: ['11', '12', '113'],
      eventType: 'BA',
      deviceType: 'CONTACT',
    },
    agencies: { kind: 'police', zip: '84601' },
    tests: { category: '' },
    events: { accountNumber: 'BD-1001', ...lastMonth },
  },
  onExchange: (exchange) => expect(breaches(exchange)).toEqual([]),
}

askConnector(subject)

describe('Bold', () => {
  let desk: Desk
  beforeAll(async () => void (desk = await connectTo(subject)))
  afterAll(() => desk?.close())

  it('[SYS-01] takes one police, one fire and one medical agency, and never changes them', async () => {
    const { ref } = await desk.shell({ firstName: 'Amelia' })
    const agencies = desk.station.agencies!
    const add = async (kind: AgencyKind, which: number, permitNumber = '') => {
      const agency = (await agencies.search(kind, '84604'))[which]!
      return agencies.add(ref, { agency, permitNumber, idempotencyKey: desk.key() })
    }
    await add('police', 0)
    await add('fire', 0)
    const three = await add('medical', 0)
    expect(three.map(({ kind }) => kind)).toEqual(['police', 'fire', 'medical'])
    const second = await rejection(add('police', 1))
    expect(second).toMatchObject({ kind: 'rejected', outcome: 'not_applied' })
    expect(second.providerMessage).toContain('call the station to change it')
    expect(await rejection(add('police', 0, 'P-4711'))).toMatchObject({ field: 'permitNumber' })
    expect(await agencies.list(ref)).toEqual(three)
    expect(agencies.remove).toBeUndefined()
  })
})
