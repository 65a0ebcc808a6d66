import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStationBrand } from '#test/helpers/open-station-brand.ts'
import { askConnector } from '../conformance.ts'
import { connectTo, rejection, type Desk } from '../conformance-desk.ts'
import type { Details } from '../station-parts.ts'
import { affiliated } from './affiliated.ts'

const subject = openStationBrand({
  connector: affiliated,
  system: 'SYS-05',
  firstAccount: 'AF-1001',
  accountNumber: (n) => `CT-${n}`,
  creation: { template: 'RES-BURG' },
  lacks: { contact: ['relation', 'passcode', 'hasKey'] },
  parts: {
    zones: {
      accountNumber: 'AF-1001',
      zone: '1',
      numbers: ['11', '12', '113'],
      eventType: 'BA',
      deviceType: 'CONTACT',
    },
    tests: { category: '' },
    details: { values: { template: 'COM-FIRE' } },
    service: { category: '' },
  },
})

askConnector(subject)

describe('Affiliated', () => {
  let desk: Desk
  beforeAll(async () => void (desk = await connectTo(subject)))
  afterAll(() => desk?.close())

  it('[SYS-05] opens no account without a template of the list, and none under one that it does not know', async () => {
    const create = (details: Details) => {
      const accountNumber = desk.accountNumber()
      return desk.station.account.create!({ accountNumber, fields: {}, details, idempotencyKey: desk.key() })
    }
    expect(await rejection(create({}))).toMatchObject({ kind: 'rejected', field: 'details.template' })
    const unknown = await rejection(create({ template: 'RES-2019' }))
    expect(unknown).toMatchObject({ kind: 'rejected', outcome: 'not_applied', field: 'details.template' })
    expect(unknown.providerMessage).toContain('RES-2019')
    expect(await create({ template: 'RES-FULL' })).toMatchObject({ inService: false })
  })

  it('[SYS-05] gets name and phone of a contact; ends each of several tests by itself', async () => {
    const { ref } = await desk.shell({ firstName: 'Amelia' })
    const contact = { order: 1, firstName: 'Hugh', lastName: 'Kestrel', phone: '8015550132' }
    const contacts = [{ ...contact, relation: 'Brother', passcode: 'Marmalade', hasKey: true }]
    const kept = await desk.station.contacts!.replace(ref, { contacts, idempotencyKey: desk.key() })
    expect(kept).toEqual([{ ...contact, relation: '', passcode: '', hasKey: false }])
    expect(JSON.stringify(await desk.effects(ref.accountNumber))).not.toMatch(/Brother|Marmalade|true/)

    const tests = desk.station.tests!
    const place = (description: string) =>
      tests.place(ref, { category: '', minutes: 60, description, idempotencyKey: desk.key() })
    await place('North wing')
    await place('South wing')
    const [first, second, third] = await place('Yard')
    const left = await tests.end(ref, { testId: second!.id, idempotencyKey: desk.key() })
    expect(left).toEqual([first, third])
    expect(tests.endAll).toBeUndefined()
  })
})
