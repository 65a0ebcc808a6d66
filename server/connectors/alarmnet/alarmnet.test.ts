import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lastMonth, openStationBrand } from '#test/helpers/open-station-brand.ts'
import { askConnector } from '../conformance.ts'
import { connectTo, rejection, type Desk } from '../conformance-desk.ts'
import type { Details } from '../station-parts.ts'
import { alarmnet } from './alarmnet.ts'

const creation = { mac: '00D02DAABBCC', crc: '09EF' }

const subject = openStationBrand({
  connector: alarmnet,
  system: 'SYS-07',
  firstAccount: 'A1-02-1001',
  accountNumber: (n) => `B7-03-${n.toString(16).toUpperCase().padStart(4, '0')}`,
  creation,
  missing: ['A1-02-9999', 'a1-02-1001', 'A1021001', ''],
  lacks: { fields: ['otherPhone', 'abortCode'], contact: ['relation', 'passcode', 'hasKey'] },
  parts: {
    events: { accountNumber: 'A1-02-1001', ...lastMonth() },
    details: { values: { crmNumber: 'ACME 10482' } },
    service: { category: '' },
  },
})

askConnector(subject)

describe('AlarmNet', () => {
  let desk: Desk
  beforeAll(async () => void (desk = await connectTo(subject)))
  afterAll(() => desk?.close())

  it('[SYS-07] opens no account without MAC and CRC, and refuses by our field what AlarmNet would not take', async () => {
    const { ref } = await desk.shell({ firstName: 'Amelia' })
    expect(await desk.station.details!.read(ref)).toEqual({ ...creation, crmNumber: '' })
    const callsBefore = (await desk.calls()).length
    const create = (accountNumber: string, details: Details) =>
      desk.station.account.create!({
        accountNumber,
        fields: { firstName: 'Ann' },
        details,
        idempotencyKey: desk.key(),
      })
    for (const [number, details, field] of [
      [desk.accountNumber(), { mac: creation.mac }, 'details.crc'],
      [desk.accountNumber(), { ...creation, mac: '00:D0:2D:AA:BB:CC' }, 'details.mac'],
      [desk.accountNumber(), { ...creation, crc: '9ef0' }, 'details.crc'],
      [desk.accountNumber(), { ...creation, crmNumber: 'x'.repeat(26) }, 'details.crmNumber'],
      ['B7-03-00G1', creation, 'accountNumber'],
    ] as const)
      expect(await rejection(create(number, details))).toMatchObject({ kind: 'rejected', field })
    const email = `${'x'.repeat(45)}@b.test`
    const update = desk.station.account.update(ref, { fields: { email }, idempotencyKey: desk.key() })
    expect(await rejection(update)).toMatchObject({ field: 'email' })
    expect((await desk.calls()).length).toBe(callsBefore)
  })
})
