import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Input } from '#shared/contract.ts'
import { customers } from '#shared/contracts/customers.ts'
import type { Company, CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let company: Company
let here: Location
let elsewhere: Location
let foreign: CustomerRow
let user: User

beforeAll(async () => {
  house = await openHouse()
  ;({ company, here, elsewhere, foreign, user } = await house.plant.neighbourhood())
})
afterAll(() => house.close())

type Query = NonNullable<Input<typeof customers.list>['query']>
const list = async (query: Query, by: User = user) =>
  (await house.as(by).call(customers.list, { query })).body
const names = async (query: Query, by?: User) => (await list(query, by)).items.map(({ name }) => name)
const search = async (text: string, by: User = user) =>
  (await house.as(by).call(customers.search, { query: { text } })).body.items.map(({ name }) => name)

describe('the filters of TAB-001', () => {
  let rep: User
  let tagged: number[]
  const own: Record<string, number> = {}

  beforeAll(async () => {
    rep = await house.plant.user({ company, lastName: 'Rep' })
    const provider = await house.plant.serviceProvider(company)
    const station = await house.plant.monitor(company)
    const accountClass = await house.plant.value(company, 'account_class')
    Object.assign(own, { rep: rep.id, provider: provider.id, station: station.id, class: accountClass.id })
    const wide = { city: 'St. George', state: 'NV', zip: '89002', lastName: 'Wide' } as const
    const all = await house.plant.customer({
      location: here,
      fields: {
        ...wide,
        firstName: 'All',
        soldById: rep.id,
        technicianId: rep.id,
        leadRepId: rep.id,
        callCenterRepId: rep.id,
        serviceProviderId: provider.id,
        monitoringCompanyId: station.id,
        accountClassId: accountClass.id,
        accountType: 'commercial',
        saleDate: '2024-05-05',
        installDate: '2024-05-09',
        isCanceled: true,
        cancelDate: '2024-06-01',
      },
      row: {
        created_at: '2024-05-01T05:30:00Z',
        custom: JSON.stringify({ 12: 'north, or "south"', 13: true, 14: ['red', 'blue'] }),
      },
    })
    const none = await house.plant.customer({
      location: here,
      fields: { ...wide, firstName: 'None', city: 'ST. GEORGE', state: 'UT', zip: '84770' },
      row: { created_at: '2024-05-01T06:30:00Z' },
    })
    const away = { ...wide, firstName: 'Away', soldById: rep.id, saleDate: '2024-05-05' }
    await house.plant.customer({ location: elsewhere, fields: away })
    tagged = [
      await house.plant.insert('tag', company, { name: 'VIP' }),
      await house.plant.insert('tag', company, { name: 'Slow payer' }),
    ]
    const tag = (customer_id: number, tag_id: number) =>
      house.plant.insert('customer_tag', company, { customer_id, tag_id })
    await tag(all.id, tagged[0]!)
    await tag(all.id, tagged[1]!)
    await tag(none.id, tagged[1]!)
    const connection = await house.plant.connection(all, station, { accountNumber: 'W-1' })
    await house.plant.insert('connection_push', company, {
      connection_id: connection,
      kind: 'fields',
      state: 'failed',
    })
  })

  it('[TAB-001] each finds what fits it and nothing else; the count says the same', async () => {
    const both = ['All Wide', 'None Wide']
    const finds: [Query, string[]][] = [
      [{ soldById: String(own.rep) }, ['All Wide']],
      [{ technicianId: [own.rep!] }, ['All Wide']],
      [{ leadRepId: `${own.rep},999999` }, ['All Wide']],
      [{ callCenterRepId: String(own.rep) }, ['All Wide']],
      [{ serviceProviderId: String(own.provider) }, ['All Wide']],
      [{ monitoringCompanyId: String(own.station) }, ['All Wide']],
      [{ accountClassId: String(own.class) }, ['All Wide']],
      [{ accountType: 'commercial' }, ['All Wide']],
      [{ city: 'st. g' }, both],
      [{ city: 'st. g', state: 'nv,id' }, ['All Wide']],
      [{ zip: '847' }, ['None Wide']],
      [{ saleFrom: '2024-05-05', saleTo: '2024-05-05' }, ['All Wide']],
      [{ saleTo: '2024-05-04' }, []],
      [{ installFrom: '2024-05-09', installTo: '2024-05-10' }, ['All Wide']],
      [{ cancelFrom: '2024-06-01', cancelTo: '2024-06-30' }, ['All Wide']],
      // Midnight in Denver is 06:00 in UTC.
      [{ createdFrom: '2024-05-01', createdTo: '2024-05-01' }, ['None Wide']],
      [{ createdFrom: '2024-04-30', createdTo: '2024-04-30' }, ['All Wide']],
      [{ name: 'wide', tagId: tagged.join() }, both],
      [{ name: 'wide', tagId: tagged.join(), tags: 'all' }, ['All Wide']],
      [{ name: 'wide', tagId: String(tagged[0]), tags: 'none' }, ['None Wide']],
      [{ connection: 'linked' }, ['All Wide']],
      [{ connection: 'failed' }, ['All Wide']],
      [{ name: 'wide', connection: 'not_linked' }, ['None Wide']],
      [{ custom: '12:=north%2C%20or%20%22south%22' }, ['All Wide']],
      [{ custom: '12:=north' }, []],
      [{ custom: '13:true,14:[blue' }, ['All Wide']],
      [{ custom: '14:[green' }, []],
      [
        { name: 'wide', status: 'open,canceled', sort: 'account', direction: 'desc' },
        ['None Wide', 'All Wide'],
      ],
    ]
    for (const [query, expected] of finds) {
      expect([query, await names(query)]).toEqual([query, expected])
      const { body } = await house.as(user).call(customers.count, { query })
      expect([query, body.count]).toEqual([query, expected.length])
    }
  })

  it('[REC-005] a filter by a card that one may not see finds nothing', async () => {
    const reader = await house.plant.user({ company, holds: [{ grants: ['customers.view'], at: here }] })
    for (const query of [
      { soldById: String(own.rep) },
      { saleFrom: '2024-05-05' },
      { installFrom: '2024-05-09' },
      { monitoringCompanyId: String(own.station) },
    ] satisfies Query[])
      expect([query, await names(query, reader)]).toEqual([query, []])
    expect(await names({ city: 'st. george' }, reader)).toEqual(['All Wide', 'None Wide'])
  })

  it('[REC-006] rows carry the columns that were asked for, confidential ones masked', async () => {
    const { body: made } = await house.as(user).call(customers.create, {
      body: {
        kind: 'customer',
        fields: {
          firstName: 'Sid',
          lastName: 'Secretive',
          city: 'Provo',
          state: 'UT',
          primaryPhone: '8015550160',
          accountType: 'residential',
          locationId: here.id,
          ssn: '912345670',
          email: 'sid@mail.test',
          installDate: '2026-01-02',
        },
      },
    })
    const columns = 'email,ssn,installDate,tags,nosuch'
    const row = async (by: User) => (await list({ name: 'Secretive', columns }, by)).items[0]!
    expect(await row(user)).toMatchObject({
      fields: { email: 'sid@mail.test', ssn: '912345670', installDate: '2026-01-02' },
      tags: [],
    })
    const reader = await house.plant.user({ company, holds: [{ grants: ['customers.view'], at: here }] })
    expect((await row(reader)).fields).toEqual({ email: 'sid@mail.test', ssn: '***' })

    // [TAB-001] and the box finds the number for who may see it, in any notation, and in this company alone
    expect(await search('912-34-5670')).toEqual(['Sid Secretive'])
    expect(await names({ search: '912345670' })).toEqual(['Sid Secretive'])
    expect(await search('912345670', reader)).toEqual([])
    expect(await search('12345670')).toEqual([])
    const theirs = await house.plant.user({ company: foreign.company, holds: [{ grants: 'all' }] })
    expect(await search('912345670', theirs)).toEqual([])
    const params = { customerId: made.id }
    await house.as(user).call(customers.save, { params, body: { version: 1, fields: { ssn: '912345671' } } })
    expect([await search('912345670'), await search('912345671')]).toEqual([[], ['Sid Secretive']])
  })

  it('[TAB-002] leads are found by whose they are and by when to call them back, the longest waiting first', async () => {
    const lead = (firstName: string, leadRepId: number | null, hours: number | null) =>
      house.plant.lead({
        location: here,
        fields: { firstName, lastName: 'Callback', leadRepId },
        row: { callback_at: hours === null ? null : new Date(Date.now() + hours * 3_600_000) },
      })
    await lead('Late', rep.id, -48)
    await lead('Now', user.id, -1)
    await lead('Later', user.id, 24 * 9)
    await lead('Never', null, null)
    const leads = (query: Query, by = user) =>
      names({ kind: 'lead', name: 'Callback', sort: 'callback', ...query }, by)
    expect(await leads({})).toEqual(['Late Callback', 'Now Callback', 'Later Callback', 'Never Callback'])
    expect(await leads({ callback: 'due' })).toEqual(['Late Callback', 'Now Callback'])
    expect(await leads({ callback: 'today' })).toContain('Now Callback')
    expect(await leads({ callback: 'none' })).toEqual(['Never Callback'])
    expect(await leads({ mine: 'yes' })).toEqual(['Now Callback', 'Later Callback'])
    // The Lead Rep of others is told to lead administrators alone; one's own leads one knows.
    const plain = await house.plant.user({ company, holds: [{ grants: ['leads.view'], at: here }] })
    await lead('Own', plain.id, 1)
    expect(await leads({ leadRepId: String(rep.id) }, plain)).toEqual([])
    expect(await leads({ mine: 'yes' }, plain)).toEqual(['Own Callback'])
  })

  it('filters that cannot be read are refused at their names', async () => {
    const wrong = {
      soldById: 'x',
      status: 'sold,gone',
      state: 'Utah',
      zip: '%',
      saleFrom: '2024-13-01',
      columns: 'a b',
    }
    for (const [name, value] of Object.entries(wrong)) {
      const reply = await house
        .as(user)
        .send({ method: 'GET', url: `/api/v1/customers?${new URLSearchParams({ [name]: value })}` })
      expect([name, reply.status, reply.problem.errors[0]?.path]).toEqual([name, 422, name])
    }
  })
})
