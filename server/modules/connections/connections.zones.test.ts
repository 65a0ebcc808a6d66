/** Zones at COPS: matched to equipment, sent as it changes, and removed (CON-013, CON-052). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { equipment } from '#shared/contracts/equipment.ts'
import { CopsDealership } from '#test/helpers/cops.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import type { Dealership } from '#test/helpers/linking.ts'

let house: House
let cops: CopsDealership
let dealer: Dealership

beforeAll(async () => {
  house = await openHouse({ sandboxes: true, worker: true })
  cops = await CopsDealership.open(house)
  dealer = cops.dealer
})
afterAll(() => house.close())

describe('zones', () => {
  const zone = (number: string, name: string) => ({
    zone: number,
    name,
    eventType: 'BE',
    deviceType: 'CONTACT',
    area: '1',
    status: '',
  })

  it('[CON-052][CON-013] are matched by number and name, sent as equipment changes, and what is gone is removed there', async () => {
    const theirs = [zone('001', 'FRONT DOOR'), zone('007', 'Attic hatch'), zone('009', 'Old garage')]
    await cops.hold('MG-3', { zones: theirs })
    const customer = await cops.ours('MG-3')
    await cops.device(customer, '1', 'Front door')
    await cops.device(customer, '3', 'Attic hatch', 'planned')
    expect((await dealer.discrepancies(customer)).body.equal).toContain('Zones')
    await cops.device(customer, '2', 'Back door')
    const difference = (await dealer.discrepancies(customer)).body.differences.find(
      ({ field }) => field === 'zones',
    )
    expect(difference).toMatchObject({
      ours: '2 Back door',
      theirs: null,
      onlyOurs: expect.stringContaining('stay') as string,
    })
    await dealer.link(customer)
    const page = await dealer.settled(customer)
    expect(page.pushes[0]).toMatchObject({ kind: 'zones', state: 'done', fields: ['Zone 001', 'Zone 002'] })
    expect((await cops.held('MG-3')).zones.map((z) => [z.zone, z.name])).toEqual([
      ['001', 'FRONT DOOR'],
      ['002', 'Back door'],
      ['007', 'Attic hatch'],
      ['009', 'Old garage'],
    ])

    // A planned device is put up: its zone is sent. By name it is the station's 007 until then.
    const list = await cops.devices(customer)
    const attic = list.find((one) => one.zoneName === 'Attic hatch')!
    await cops.fail('MG-3', 'http_503', { write: true }, 2)
    await cops.setStatus(customer, attic.id, 'installed')
    expect((await cops.ask('zones', customer)).body).toMatchObject({
      matched: [
        { by: 'number' },
        { by: 'number' },
        { by: 'name', theirs: { zone: '007' }, differs: ['number'] },
      ],
      theirsOnly: [{ zone: '009' }],
      oursOnly: [],
    })
    await dealer.settled(customer)
    expect((await cops.held('MG-3')).zones.map((z) => z.zone)).toContain('003')
    // Taken down: the station forgets the zone, and no other.
    await cops.setStatus(customer, list.find((one) => one.zoneName === 'Back door')!.id, 'removed')
    await dealer.settled(customer)
    expect((await cops.held('MG-3')).zones.map((z) => z.zone)).toEqual(['001', '003', '007', '009'])

    // A row that is deleted leaves nothing here that could tell: what was sent once is known by its updates.
    await house.as(dealer.user).call(equipment.remove, {
      params: { customerId: customer.id, equipmentId: attic.id },
    })
    await dealer.settled(customer)
    expect((await cops.held('MG-3')).zones.map((z) => z.zone)).toEqual(['001', '007', '009'])

    // The type of a zone that is known there; a zone that matches nothing goes, one that matches stays.
    const typed = await cops.ask('changeZone', customer, {
      body: { zone: '001', eventType: 'FA', deviceType: 'SMOKE' },
    })
    expect(typed.body.matched[0]?.theirs).toMatchObject({
      name: 'FRONT DOOR',
      eventType: 'FA',
      deviceType: 'SMOKE',
    })
    await cops.fail('MG-3', 'drop_after', { write: true })
    expect((await cops.ask('removeZone', customer, { body: { zone: '009' } })).body.theirsOnly).toMatchObject(
      [{ zone: '007' }],
    )
    expect((await cops.ask('removeZone', customer, { body: { zone: '009' } })).outcome).toBe(
      '409 connections.zone_gone',
    )
    expect((await cops.ask('removeZone', customer, { body: { zone: '001' } })).outcome).toBe(
      '409 connections.zone_matched',
    )
    const viewer = await cops.holder('customers.view')
    expect((await cops.ask('zones', customer, {}, viewer)).body).toMatchObject({
      matched: [],
      equipmentHidden: true,
    })
    const sentences = (await cops.told(customer)).map(({ summary }) => summary)
    expect(sentences).toContain('Removed zone 009 (Old garage) at COPS')
    expect(sentences).toContain('Changed zone 001 at COPS')
  })

  it('[CON-013] of which one cannot be held do not keep the others back, and Send zones tries again', async () => {
    const customer = await cops.linked('MG-4')
    await cops.device(customer, '4', 'A name of far more than the forty characters kept')
    await cops.device(customer, '5', 'Side door')
    await dealer.save(customer, { county: 'Juab' })
    const page = await dealer.settled(customer)
    expect((await cops.held('MG-4')).zones.map(({ zone }) => zone)).toEqual(['005'])
    expect(page.attention[0]?.message).toMatch(/^COPS did not take Zone 004: .*40 characters/)
    expect(page.pushes.filter(({ state }) => state === 'failed')).toMatchObject([
      { kind: 'zones', fields: ['Zone 004'] },
    ])
    expect((await cops.ask('zones', customer)).body.oursOnly).toMatchObject([{ zone: '4' }])
    await house.owner.query(
      `update equipment set zone_name = 'Short' where customer_id = $1 and zone = '4'`,
      [customer.id],
    )
    expect((await cops.ask('sendZones', customer)).status).toBe(200)
    expect((await dealer.settled(customer)).attention).toEqual([])
    expect((await cops.held('MG-4')).zones.map(({ name }) => name)).toEqual(['Short', 'Side door'])
  })
})
