import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSandboxes } from '#sandboxes/all.ts'
import { breaches } from '#sandboxes/open-interactive/document.ts'
import { openDesk, rejection } from '../conformance-desk.ts'
import { askInteractive, type InteractiveSubject } from '../conformance-interactive.ts'
import { totalconnect } from './totalconnect.ts'

const settings = (url: string) => ({
  baseUrl: `${url}/`,
  userId: 'keyholder',
  password: 'sandbox-demo',
  dealerId: 'ACME01',
})
const mac = (n: number, crc = '4F7A') => `00D02E${n.toString(16).toUpperCase().padStart(6, '0')}-${crc}`

const subject: InteractiveSubject = {
  connector: totalconnect,
  system: 'SYS-07',
  start: async () => {
    const { url, close } = await startSandboxes({ connectors: ['totalconnect'] })
    return { url: `${url}/totalconnect`, close }
  },
  settings,
  badSettings: (url) => [
    { ...settings(url), password: 'not-the-password' },
    { ...settings(url), userId: 'Keyholder' },
    { ...settings(url), dealerId: 'acme01' },
  ],
  known: {
    texts: [
      'TC-1001',
      'imogen.castellane',
      'Rafe.Castellane',
      '00d02d300001-0a1b',
      '00D02D300001',
      'A1-02-3001',
      ' imogen@example.test ',
    ],
    subscriber: {
      externalId: 'TC-1001',
      login: 'imogen.castellane',
      state: 'active',
      fields: {
        firstName: 'Imogen',
        lastName: 'Castellane',
        businessName: '',
        addressLine1: '18 Ferncliff Dr',
        addressLine2: '',
        city: 'Orem',
        state: 'UT',
        zip: '84097-2210',
        primaryPhone: '8015550151',
        email: 'imogen@example.test',
      },
      plan: { code: 'TC-AUTOMATION', label: 'Remote Services + Automation' },
      deviceSerial: '00D02D300001-0A1B',
      panel: 'ProA7 or ProA7Plus',
      monthlyCents: 1200,
      centralStation: { accountNumber: 'A1-02-3001', receiver: 'AN-DC1', forwarding: 'always' },
      linkedReference: null,
      troubles: [],
    },
  },
  // lornewhitby and TC-2001 are another dealer's.
  missing: ['', 'x', '99999', 'lornewhitby', 'TC-2001', '00D02D30000', 'nobody@example.test', 'a\tb'],
  newSubscriber: (n) => ({
    fields: {
      firstName: 'Amelia “Zoë”',
      lastName: 'Thornbury & Sons <美咲>',
      businessName: '',
      addressLine1: '88 Orchard Street',
      addressLine2: 'Suite 4',
      city: 'Provo',
      state: 'UT',
      zip: '84601-1234',
      primaryPhone: '8015550101',
      email: `amelia${n}@example.test`,
    },
    login: `thornbury.${n}`,
    planCode: 'TC-REMOTE',
    addOnCodes: ['LOCATION'],
    deviceSerial: mac(n),
    panelCode: 'LYRIC',
    centralStation: {
      accountNumber: `B7-03-${String(n).padStart(4, '0')}`,
      receiver: 'AN-DC2',
      forwarding: 'backup',
    },
    details: {},
  }),
  plan: { planCode: 'TC-AUTOMATION', addOnCodes: ['VIDEO', 'LOCATION'] },
  unknownPlan: 'TC-GOLD',
  device: (n) => mac(100_000 + n),
  panelCode: 'LYRIC',
  onExchange: (exchange) => expect(breaches(exchange)).toEqual([]),
}

askInteractive(subject)

describe('Total Connect', () => {
  let desk: Awaited<ReturnType<typeof openDesk<ReturnType<typeof totalconnect.open>>>>
  beforeAll(async () => void (desk = await openDesk(subject)))
  afterAll(() => desk?.close())
  const order = (n: number, more: object = {}) => ({
    ...subject.newSubscriber(n),
    reference: `keyholder:1:${n}`,
    idempotencyKey: desk.key(),
    ...more,
  })

  it('[SYS-07] opens no account without MAC and CRC, and refuses by our field what AlarmNet would not take', async () => {
    const made = await desk.port.subscribers.create!(order(501))
    const callsBefore = (await desk.calls()).length
    const create = desk.port.subscribers.create!
    for (const deviceSerial of ['00D02E0001F5', '00D02E0001F5-4F7', '00D02E0001F-4F7A', '4F7A'])
      expect(await rejection(create(order(502, { deviceSerial }))), deviceSerial).toMatchObject({
        kind: 'rejected',
        field: 'deviceSerial',
        outcome: 'not_applied',
      })
    for (const [field, value] of [
      ['email', `${'x'.repeat(45)}@b.test`],
      ['businessName', 'x'.repeat(51)],
    ] as const) {
      const change = { fields: { [field]: value }, idempotencyKey: desk.key() }
      expect(await rejection(desk.port.subscribers.update!(made, change))).toMatchObject({ field })
    }
    expect((await desk.calls()).length).toBe(callsBefore)
  })

  it('[SYS-07] one MAC is one communicator, whatever CRC somebody types behind it', async () => {
    await desk.port.subscribers.create!(order(511))
    const twice = order(512, { deviceSerial: mac(511, '0000') })
    expect(await rejection(desk.port.subscribers.create!(twice))).toMatchObject({
      kind: 'rejected',
      field: 'deviceSerial',
      providerMessage: expect.stringContaining('is in use') as string,
    })
  })
})
