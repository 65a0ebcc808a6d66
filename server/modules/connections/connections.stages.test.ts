/** The module's whole story at a station of another kind: no link of its own there, no keys, a site taken whole. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { equipment } from '#shared/contracts/equipment.ts'
import { stationAccounts } from '#shared/contracts/station-accounts.ts'
import type { Stored } from '#sandboxes/stages/sites.ts'
import { eventually } from '#test/helpers/eventually.ts'
import type { CustomerRow, Monitor } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { Dealership } from '#test/helpers/linking.ts'
import { sealSecrets } from '../providers/providers.service.ts'

let house: House
let dealer: Dealership
let rapid: Monitor

const base = () => `${house.station.origin}/stages`
beforeAll(async () => {
  house = await openHouse({ sandboxes: true, worker: true })
  dealer = await Dealership.open(house)
  const { company } = dealer.here
  const name = 'Rapid Response'
  const id = await house.plant.insert('monitoring_company', company, {
    name,
    active: true,
    connector: 'stages',
    settings: {
      baseUrl: base(),
      userId: 'keyholder',
      testCategories: '02;Two hours',
      outOfServiceCategories: 'SEASON;Seasonal',
      agencies: 'police;801;Provo Police;8015550190;84601|fire;803;Provo Fire;8015550192;84601',
    },
    sealed_secrets: sealSecrets(company.id, { password: 'sandbox-demo' }),
  })
  rapid = { id, company, name }
})
afterAll(() => house.close())

const control = async <T>(method: 'GET' | 'POST' | 'DELETE', name: string, body?: unknown): Promise<T> => {
  const headers = { 'content-type': 'application/json' }
  const reply = await fetch(`${base()}/_control/${name}`, {
    method,
    ...(body !== undefined && { headers, body: JSON.stringify(body) }),
  })
  if (!reply.ok) throw new Error(`${name}: ${reply.status} ${await reply.text()}`)
  return (await reply.json()) as T
}
type Effect = { kind: string; accountNumber: string; values: Record<string, unknown> }
const state = () => control<{ accounts: Stored[]; effects: Effect[] }>('GET', 'accounts')
const site = async (number: string) =>
  (await state()).accounts.find(({ accountNumber }) => accountNumber === number)?.site
const effects = async (number: string) =>
  (await state()).effects.filter(({ accountNumber }) => accountNumber === number).map(({ kind }) => kind)

const theirs = (accountNumber: string, values: object = {}) =>
  control('POST', 'accounts', {
    accounts: [
      {
        accountNumber,
        site: {
          SiteName: 'LINKED, NELL',
          SiteType: 'R',
          SiteAddress: '12 MAIN ST',
          City: 'PROVO',
          State: 'UT',
          ZipCode: '84601',
          Phones: [{ PhoneNumber: '801-555-0100', PhoneType: 'H' }],
          ...values,
        },
        device: { DeviceType: 'MISC', Points: [{ Point: '001', Description: 'FRONT DOOR' }] },
      },
    ],
  })
const ours = (accountNumber: string): Promise<CustomerRow> =>
  dealer.ours(accountNumber, { monitoringCompanyId: rapid.id })
const fault = (order: object) => control('POST', 'faults', order)

describe('a customer whom a stages station monitors', () => {
  it('[CON-030][CON-013] is linked with discrepancies, changed, pushed and unlinked, and the station’s own stays there', async () => {
    await theirs('7731', { City: 'OREM', Codewords: [{ Codeword: 'old word' }, { Codeword: 'second' }] })
    const customer = await ours('7731')
    const { body } = await dealer.discrepancies(customer)
    expect(body).toMatchObject({ company: 'Rapid Response', inService: true })
    expect(body.differences.map(({ field, ours, theirs }) => [field, ours, theirs])).toEqual(
      expect.arrayContaining([['city', 'Provo', 'OREM']]),
    )
    expect(body.equal).toEqual(expect.arrayContaining(['First Name', 'Last Name', 'Primary Phone', 'State']))
    expect(await effects('7731')).toEqual([])

    expect((await dealer.link(customer, ['abortCode'])).body.connection).toMatchObject({
      state: 'linked',
      accountNumber: '7731',
    })
    await dealer.settled(customer)
    expect(await site('7731')).toMatchObject({
      City: 'Provo',
      Codewords: [{ Codeword: 'old word' }, {}],
      Devices: [{ Points: [{ Point: '001' }] }],
    })

    await dealer.save(customer, { county: 'Juab', cellPhone: '801-555-0142', abortCode: 'Heliotrope' })
    const page = await dealer.settled(customer)
    expect(page.pushes[0]).toMatchObject({ state: 'done', attempts: 1, error: null })
    expect(await site('7731')).toMatchObject({
      SiteAddress: '12 MAIN ST',
      County: 'Juab',
      Codewords: [{ Codeword: 'Heliotrope' }, { Codeword: 'second' }],
      Phones: [
        { PhoneNumber: '801-555-0100', PhoneType: 'H' },
        { PhoneNumber: '8015550142', PhoneType: 'C' },
      ],
      Devices: [{ Points: [{ Point: '001' }] }],
    })
    expect(JSON.stringify(page)).not.toMatch(/Heliotrope|sandbox-demo/)

    const before = await site('7731')
    expect((await dealer.ask('unlink', customer)).body).toMatchObject({
      connection: null,
      past: [{ state: 'unlinked', accountNumber: '7731' }],
    })
    await dealer.settled(customer)
    await dealer.save(customer, { county: 'Sanpete' })
    await dealer.settled(customer)
    expect(await site('7731')).toEqual(before)
  })

  it('[CON-032] gets a shell with its contacts, under a number that nobody has', async () => {
    const customer = await ours('7732')
    expect((await dealer.discrepancies(customer)).outcome).toBe('404 connections.account_not_found')
    await house.plant.contact(customer, {
      firstName: 'Pat',
      lastName: 'Near',
      phone: '8015550155',
      hasKey: true,
    })
    expect((await dealer.shell(customer)).body.connection).toMatchObject({ state: 'linked' })
    await dealer.settled(customer)
    expect(await site('7732')).toMatchObject({
      SiteName: 'Linked, Nell',
      Devices: [{ TransmitterCode: '7732', InServiceFlag: false }],
      Contacts: [{ OrderNum: 1, FirstName: 'Pat', KeysFlag: true, Phones: [{ PhoneNumber: '8015550155' }] }],
    })
    expect(await effects('7732')).toEqual(['create', 'contacts'])
    const second = await ours('7732')
    expect((await dealer.shell(second)).status).toBeGreaterThanOrEqual(400)
    expect(await effects('7732')).toEqual(['create', 'contacts'])
  })

  it('[CON-013] whose push is lost on the way, or its answer, has it applied once', async () => {
    await theirs('7733')
    const customer = await ours('7733')
    await dealer.link(customer)
    await dealer.settled(customer)
    for (const [lost, county] of [
      ['drop_after', 'Juab'],
      ['drop_before', 'Wasatch'],
      ['malformed', 'Sanpete'],
    ] as const) {
      const done = (await effects('7733')).length
      await fault({ fault: lost, match: { write: true }, accountNumber: '7733' })
      await dealer.save(customer, { county })
      const page = await dealer.settled(customer)
      expect([lost, page.pushes[0]?.state, page.pushes[0]?.attempts]).toEqual([lost, 'done', 2])
      expect((await site('7733'))?.County).toBe(county)
      expect((await effects('7733')).length).toBe(done + 1)
    }
  })

  it('[CON-013] is not overwritten where the station’s people worked meanwhile', async () => {
    await theirs('7734')
    const customer = await ours('7734')
    await dealer.link(customer)
    await dealer.settled(customer)
    await theirs('7734', { CrossStreet: 'TYPED BY AN OPERATOR' })
    await dealer.save(customer, { county: 'Juab' })
    await dealer.settled(customer)
    expect(await site('7734')).toMatchObject({ County: 'Juab', CrossStreet: 'TYPED BY AN OPERATOR' })
  })

  it('[CON-013][CON-055] says in the station’s own words what it refused, and Retry sends it', async () => {
    await theirs('7735')
    const customer = await ours('7735')
    await dealer.link(customer)
    await dealer.settled(customer)
    await fault({ fault: 'rejected', times: 50, match: { write: true }, accountNumber: '7735' })
    await dealer.save(customer, { county: 'Juab' })
    const page = await dealer.settled(customer)
    expect(page.attention[0]?.message).toContain('Refused by the station: call the data entry desk')
    await control('DELETE', 'faults')
    await dealer.ask('retry', customer)
    await dealer.settled(customer)
    await eventually(async () => expect((await site('7735'))?.County).toBe('Juab'))
  })

  it('[SYS-06][CON-050][CON-053] is managed: zones from the equipment, authorities, tests, events, service', async () => {
    await theirs('7736')
    const customer = await ours('7736')
    await dealer.link(customer)
    await dealer.settled(customer)
    const ask = <K extends keyof typeof stationAccounts>(verb: K, more: object = {}) =>
      house
        .as(dealer.user)
        .call(stationAccounts[verb], { params: { customerId: customer.id }, ...more } as never)

    const item = await house.plant.value(dealer.here.company, 'equipment_item', {
      name: 'Contact',
      data: { category: 'contact' },
    })
    const body = { itemId: item.id, zone: '002', zoneName: 'Back door', status: 'installed' }
    await house
      .as(dealer.user)
      .call(equipment.create, { params: { customerId: customer.id }, body: body as never })
    await dealer.settled(customer)
    const held = await site('7736')
    expect(held?.Devices?.[0]).toMatchObject({
      DeviceType: 'MISC',
      Points: [
        { Point: '001', Description: 'FRONT DOOR' },
        { Point: '002', Description: 'Back door' },
      ],
    })
    const found = await ask('searchAgencies', { query: { kind: 'police', zip: '84601' } })
    expect(found.body).toMatchObject({ items: [{ id: '801', name: 'Provo Police' }] })
    const agency = { agency: found.body.items[0], permitNumber: 'A-17' }
    expect((await ask('addAgency', { body: agency })).body).toMatchObject({
      items: [{ permitNumber: 'A-17' }],
    })

    expect((await ask('choices', { query: { of: 'tests' } })).body).toEqual({
      items: [{ code: '02', label: 'Two hours' }],
    })
    const order = { category: '02', hours: 1, minutes: 30, description: 'Annual inspection' }
    const placed = await ask('placeTest', { body: order })
    expect(placed.body).toMatchObject({
      running: [{ category: '02', description: 'Annual inspection', endedAt: '' }],
    })
    expect((await ask('placeTest', { body: order })).outcome).toContain('connections.on_test_already')
    const signal = {
      TransmitterCode: '7736',
      SignalFormat: 'CID',
      SignalCode: 'E130',
      Point: '002',
      Area: '1',
    }
    const login = { UserName: 'keyholder', Password: 'sandbox-demo' }
    await fetch(`${base()}/SiteGroupGateway/OpenAPI/method/Signal`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...login, Signals: { Signals: [signal] } }),
    })
    const [test] = placed.body.running
    expect((await ask('endTest', { body: { testId: test!.id } })).body).toEqual({ running: [] })
    const query = {
      from: new Date(Date.now() - 3_600_000).toISOString(),
      until: new Date(Date.now() + 60_000).toISOString(),
    }
    expect((await ask('testResults', { query })).body.items).toMatchObject([
      { code: 'E130', zone: '002', onTest: true },
    ])
    expect((await ask('events', { query })).body.items.map(({ kind }) => kind)).toEqual([
      'test',
      'alarm',
      'test',
    ])
    const out = { inService: false, category: 'SEASON', comment: 'Cabin closed' }
    expect((await ask('setService', { body: out })).body).toEqual({ inService: false })
    const details = await ask('changeDetails', {
      body: { values: { panelLocation: 'Basement', twoWay: 'yes' } },
    })
    expect(details.body.values).toMatchObject({
      panelLocation: 'Basement',
      twoWay: 'yes',
      deviceType: 'MISC',
    })
    expect(await site('7736')).toMatchObject({
      DispatchTypes: [{ DispatchType: '2W' }],
      SiteAgencies: [{ AgencyNum: 801, Permit: 'A-17' }],
      Devices: [{ PanelLocation: 'Basement', InServiceFlag: false, Points: [{}, { Point: '002' }] }],
    })
  })
})
