import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connections } from '#shared/contracts/connections.ts'
import { contacts } from '#shared/contracts/contacts.ts'
import type { Account, SeedAccount } from '#sandboxes/brinks/accounts.ts'
import type { Effect } from '#sandboxes/kit.ts'
import { sealSecrets } from '#server/modules/providers/providers.service.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { Dealership } from '#test/helpers/linking.ts'

let house: House
let dealer: Dealership
let monitoringCompanyId: number

beforeAll(async () => {
  house = await openHouse({ sandboxes: true, worker: true })
  dealer = await Dealership.open(house)
  const { company } = dealer.here
  monitoringCompanyId = await house.plant.insert('monitoring_company', company, {
    name: 'Brinks Home',
    connector: 'brinks',
    settings: {
      baseUrl: `${house.station.origin}/brinks/MIDI/MIDI.asmx`,
      userId: 'keyholder_wsi',
      dealerNumber: '900100001',
      systemType: '20S001',
    },
    sealed_secrets: sealSecrets(company.id, { password: 'sandbox-demo' }),
  })
})
afterAll(() => house.close())

const control = async <T>(method: string, name: string, body?: unknown): Promise<T> => {
  const reply = await fetch(`${house.station.origin}/brinks/_control/${name}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  expect(reply.ok, await reply.clone().text()).toBe(true)
  return reply.json() as Promise<T>
}
const hold = (account: SeedAccount) => control('POST', 'accounts', { accounts: [account] })
const held = async (accountNumber: string) =>
  (await control<{ accounts: Account[] }>('GET', 'accounts')).accounts.find(
    (account) => account.accountNumber === accountNumber,
  )
const changes = async (accountNumber: string) =>
  (await control<{ effects: Effect[] }>('GET', 'accounts?limit=0')).effects
    .filter((effect) => effect.accountNumber === accountNumber)
    .map(({ kind, values }) => [kind, values])

const same: SeedAccount['site'] = {
  site_name: 'Linked, Nell',
  site_addr1: '12 Main St',
  city_name: 'PROVO',
  state_id: 'UT',
  zip_code: '84601',
  phone1: '801-555-0100',
}

describe('a customer whom Brinks Home monitors', () => {
  it('[CON-030][CON-013] is linked over discrepancies, pushed by itself, and unlinked without a word to the station', async () => {
    await hold({
      accountNumber: '700000001',
      site: { ...same, city_name: 'Orem', codeword1: 'copper' },
      contacts: [{ first_name: 'Old', last_name: 'Neighbor', phone1: '8015550177', relation_id: 'Neighbor' }],
    })
    const customer = await dealer.ours('700000001', { monitoringCompanyId, abortCode: 'lantern' })
    await house.plant.contact(customer, { firstName: 'Carol', lastName: 'Contact', passcode: 'heather' })

    const { body } = await dealer.discrepancies(customer)
    expect(body.company).toBe('Brinks Home')
    expect(body.differences.map(({ field }) => field)).toEqual(['city', 'abortCode', 'contacts'])
    expect(body.differences[0]).toMatchObject({ ours: 'Provo', theirs: 'Orem' })
    expect(body.equal).toEqual(expect.arrayContaining(['First Name', 'Last Name', 'Zip', 'Primary Phone']))

    const linked = (await dealer.linkAsSeen(customer, body.seen)).body
    expect(linked.connection).toMatchObject({ state: 'linked', accountNumber: '700000001' })
    await dealer.settled(customer)
    expect(await changes('700000001')).toEqual([
      ['update', { city_name: 'Provo', codeword1: 'lantern' }],
      ['contacts', { added: [expect.objectContaining({ last_name: 'Contact', pin: 'heather' })] }],
      ['contacts', { removed: [expect.objectContaining({ contact_no: expect.any(String) })] }],
    ])

    await dealer.save(customer, { county: 'Juab', cellPhone: '801-555-0142' })
    const add = await house.as(dealer.user).call(contacts.create, {
      params: { customerId: customer.id },
      body: {
        firstName: 'Second',
        lastName: 'Person',
        phones: [{ number: '8015550178', type: 'cell' }],
        relation: 'Sister',
        hasKey: true,
      },
    })
    expect(add.status).toBe(200)
    const page = await dealer.settled(customer)
    expect(page.attention).toEqual([])
    expect(page.pushes.map(({ state, attempts }) => `${state} ${attempts}`)).toEqual(
      page.pushes.map(() => 'done 1'),
    )
    const there = await held('700000001')
    expect(there?.site).toMatchObject({ county_name: 'Juab', site_name: 'Linked, Nell' })
    expect(there?.contacts.map(({ last_name, has_key_flag }) => [last_name, has_key_flag])).toEqual([
      ['Contact', 'N'],
      ['Person', 'Y'],
    ])

    const before = await changes('700000001')
    const { body: after } = await dealer.ask('unlink', customer)
    expect(after.connection).toBeNull()
    await dealer.settled(customer)
    expect(await changes('700000001')).toEqual(before)
    expect(await held('700000001')).toEqual(there)

    const said = await house
      .as(dealer.user)
      .call(connections.calls, { params: { customerId: customer.id }, query: { limit: 50 } })
    expect(said.body.items.length).toBeGreaterThan(10)
    expect(said.body.items.map(({ call }) => call)).toContain('Replace contacts')
    for (const { request, response } of said.body.items)
      expect(`${request} ${response}`).not.toMatch(/sandbox-demo|heather|lantern|copper/)
  })

  it('[CON-032] gets a shell account; a change whose answer is lost takes effect once', async () => {
    const customer = await dealer.ours('700000002', { monitoringCompanyId })
    const { body } = await dealer.shell(customer)
    expect(body.connection).toMatchObject({ state: 'linked' })
    expect((await held('700000002'))?.site).toMatchObject({
      site_name: 'Linked, Nell',
      sitestat_id: 'P',
      sitetype_id: 'RBFM',
      servco_no: '900100001',
      systype_id: '20S001',
    })
    await control('POST', 'faults', { fault: 'drop_after', match: { write: true } })
    await dealer.save(customer, { county: 'Sanpete' })
    const page = await dealer.settled(customer)
    expect(page.pushes[0]).toMatchObject({ state: 'done', attempts: 2 })
    expect(await changes('700000002')).toEqual([
      ['create', expect.anything()],
      ['update', { county_name: 'Sanpete' }],
    ])
  })

  it('[CON-033] hears of a number that the station does not have, and of another dealer’s likewise', async () => {
    for (const number of ['700000099', '768200001']) {
      const customer = await dealer.ours(number, { monitoringCompanyId })
      expect((await dealer.discrepancies(customer)).outcome).toBe('404 connections.account_not_found')
    }
  })
})
