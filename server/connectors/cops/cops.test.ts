import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lastMonth, openStationBrand } from '#test/helpers/open-station-brand.ts'
import { askConnector } from '../conformance.ts'
import { connectTo, rejection, type Desk } from '../conformance-desk.ts'
import type { AccountFields } from '../contract.ts'
import type { Details } from '../station-parts.ts'
import { cops } from './cops.ts'

const subject = openStationBrand({
  connector: cops,
  system: 'SYS-02',
  firstAccount: 'CP-1001',
  accountNumber: (n) => `CT-${n}`,
  creation: { receiverNumber: 'R-2041' },
  lacks: { contact: ['passcode', 'hasKey'] },
  parts: {
    zones: {
      accountNumber: 'CP-1001',
      zone: '001',
      numbers: ['011', '012', '113'],
      eventType: 'BA',
      deviceType: 'CONTACT',
    },
    agencies: { kind: 'police', zip: '84601' },
    tests: { category: 'SERVICE' },
    testResults: { accountNumber: 'CP-1001', ...lastMonth() },
    details: {
      values: {
        templateNumber: 'T-14',
        licenseExpiration: '2028-02-29',
        panelType: 'CELL',
        ulCert: 'yes',
        dealerNotes: 'Gate code is with the neighbor; beware of the dog.',
      },
    },
  },
})

askConnector(subject)

describe('COPS', () => {
  let desk: Desk
  beforeAll(async () => void (desk = await connectTo(subject)))
  afterAll(() => desk?.close())

  it('[SYS-02] refuses by our field, before anything is sent, what COPS would not take', async () => {
    const { ref } = await desk.shell({ firstName: 'Amelia', abortCode: 'Tangerine' })
    const callsBefore = (await desk.calls()).length
    const zone = { zone: '01', name: 'Front door', eventType: 'BA', deviceType: '', area: '1' }
    const put = desk.station.zones!.put!(ref, { zones: [zone], idempotencyKey: desk.key() })
    expect(await rejection(put)).toMatchObject({ field: 'zones.0.zone', reason: 'Three digits: 001' })
    const create = (fields: AccountFields, details: Details) => {
      const accountNumber = desk.accountNumber()
      return desk.station.account.create!({ accountNumber, fields, details, idempotencyKey: desk.key() })
    }
    for (const [fields, details, field] of [
      [{ firstName: 'Ann' }, { receiverNumber: 'R-1' }, 'abortCode'],
      [{ abortCode: 'Tangerine' }, {}, 'details.receiverNumber'],
      [{ abortCode: 'Tangerine' }, { receiverNumber: 'R-1', dealerNotes: 'x' }, 'details.dealerNotes'],
    ] as const)
      expect(await rejection(create(fields, details))).toMatchObject({ kind: 'rejected', field })
    const write = desk.station.details!.write(ref, {
      values: { licenseExpiration: '2027-02-29' },
      idempotencyKey: desk.key(),
    })
    expect(await rejection(write)).toMatchObject({ field: 'details.licenseExpiration' })
    const period = { from: '2026-01-01T00:00:00.000Z', until: '2026-02-02T00:00:00.000Z' }
    expect(await rejection(desk.station.tests!.history!(ref, period))).toMatchObject({ field: 'until' })
    expect((await desk.calls()).length).toBe(callsBefore)
  })

  it('[SYS-02] [CON-050] gets no passcode and no keyholder of a contact', async () => {
    const { ref } = await desk.shell({ abortCode: 'Tangerine' })
    const contacts = [
      {
        order: 1,
        firstName: 'Hugh',
        lastName: 'Kestrel',
        phone: '8015550132',
        relation: 'Brother',
        passcode: 'Marmalade',
        hasKey: true,
      },
    ]
    await desk.station.contacts!.replace(ref, { contacts, idempotencyKey: desk.key() })
    expect((await desk.effects(ref.accountNumber)).at(-1)?.values).toEqual({
      contacts: [
        {
          first: 'Hugh',
          last: 'Kestrel',
          phone: '+18015550132',
          relation: 'Brother',
          passcode: '',
          hasKey: false,
        },
      ],
    })
  })
})
