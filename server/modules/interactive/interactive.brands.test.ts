import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Input } from '#shared/contract.ts'
import { interactive } from '#shared/contracts/interactive.ts'
import { providers } from '#shared/contracts/providers.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { Dealership } from '#test/helpers/linking.ts'

let house: House
let dealer: Dealership
beforeAll(async () => {
  house = await openHouse({ sandboxes: true, worker: true })
  dealer = await Dealership.open(house)
})
afterAll(() => house.close())

type Create = Input<(typeof interactive)['create']>['body']
type Brand = {
  system: string
  connector: string
  settings: Record<string, string>
  order: Omit<Create, 'providerId' | 'kind'>
  flaw: { change: Partial<Create>; path: string }
  known: { text: string; account: string; state: string }
  plan: { code: string; beforeCents: number; afterCents: number }
  actions: string[]
  reasonCode: string
}

const brands: Brand[] = [
  {
    system: 'SYS-09',
    connector: 'alula',
    settings: {
      clientId: 'keyholder-client',
      clientSecret: 'client-demo',
      username: 'keyholder',
      dealerId: '4100',
      priceList: '501 = 4.50, 502 = 9.00, 503 = 12.25',
    },
    order: {
      login: 'nell.alula',
      planCode: '502',
      deviceSerial: '0d:00:00:00:30:01',
      details: { crc: '3001' },
    },
    flaw: { change: { details: {} }, path: 'details.crc' },
    known: { text: 'rcastellanos', account: '70012', state: 'active' },
    plan: { code: '503', beforeCents: 900, afterCents: 1225 },
    actions: ['terminate'],
    reasonCode: 'ended',
  },
  {
    system: 'SYS-10',
    connector: 'securenet',
    settings: { userId: 'keyholder', dealerId: 'ACME01' },
    order: {
      login: 'nell.secure',
      planCode: 'SN-BASIC',
      deviceSerial: '00a1b2c3ee01',
      panelCode: 'HELIX',
      details: { pin: '4455' },
    },
    flaw: { change: { panelCode: 'NONE' }, path: 'panelCode' },
    known: { text: 'dana.whitfield@mail.test', account: 'SN-1011', state: 'active' },
    plan: { code: 'SN-PLUS', beforeCents: 550, afterCents: 800 },
    actions: ['suspend', 'swap_modem', 'terminate', 'reset_password', 'impersonate', 'central_station'],
    reasonCode: 'MOVED',
  },
  {
    system: 'SYS-07',
    connector: 'totalconnect',
    settings: { userId: 'keyholder', dealerId: 'ACME01' },
    order: {
      login: 'nell.total',
      planCode: 'TC-REMOTE',
      deviceSerial: '00d02dee0001-4f7a',
      panelCode: 'LYRIC',
      details: {},
    },
    flaw: { change: { deviceSerial: '00D02DEE0001' }, path: 'deviceSerial' },
    known: { text: 'gordon.pike@mail.test', account: 'TC-1011', state: 'active' },
    plan: { code: 'TC-AUTOMATION', beforeCents: 600, afterCents: 850 },
    actions: ['suspend', 'swap_modem', 'terminate', 'reset_password', 'impersonate', 'central_station'],
    reasonCode: 'MOVED',
  },
]

it.each(brands)(
  '[$system] [CON-070] [CON-091] $connector: set up, a customer’s account from its creation to its end',
  async ({ connector, settings, order, flaw, known, plan, actions, reasonCode }) => {
    const call = house.as(dealer.user)
    const kind = { params: { providerKind: 'interactive' as const } }
    const password = 'sandbox-demo'
    const given = { baseUrl: `${house.station.origin}/${connector}`, ...settings }
    const asked = async (typed: string) =>
      (
        await call.call(providers.test, {
          ...kind,
          body: { providerId: null, connector, settings: { ...given, password: typed } },
        })
      ).body
    expect(await asked(password)).toMatchObject({ ok: true })
    expect(await asked('not-this-one')).toMatchObject({ ok: false })
    const fields = { name: connector, connector, active: true, settings: { ...given, password } }
    const { body: provider } = await call.call(providers.create, { ...kind, body: fields })
    expect(provider.fields.settings).toEqual({
      ...Object.fromEntries(Object.entries(given).filter(([name]) => !/secret/i.test(name))),
    })

    const customer = () =>
      house.plant.customer({
        location: dealer.here,
        fields: {
          firstName: 'Nell',
          lastName: 'Linked',
          addressLine1: '12 Main Street',
          city: 'Provo',
          state: 'UT',
          zip: '84601',
          primaryPhone: '8015550100',
          email: 'nell@example.test',
        },
      })
    const who = { params: { customerId: (await customer()).id } }
    const providerId = provider.id
    const create = (change: Partial<Create>) =>
      call.call(interactive.create, {
        ...who,
        body: { providerId, kind: 'customer', ...order, ...change },
      })
    expect((await create(flaw.change)).problem.errors.map(({ path }) => path)).toEqual([flaw.path])
    const made = (await create({})).body.accounts[0]!
    expect(made).toMatchObject({
      state: 'linked',
      subscriberState: 'active',
      login: order.login,
      plan: { code: order.planCode },
      monthlyCents: plan.beforeCents,
    })
    const offered = made.actions.map(({ key }) => key)
    expect(offered).toEqual(expect.arrayContaining(actions))
    if (!actions.includes('suspend')) expect(offered).not.toContain('suspend')

    const account = { params: { ...who.params, accountId: made.id } }
    const choice = { ...account, body: { planCode: plan.code, addOnCodes: [] } }
    const { beforeCents, afterCents } = plan
    expect((await call.call(interactive.quote, choice)).body).toMatchObject({
      beforeCents,
      afterCents,
      refusal: null,
    })
    expect((await call.call(interactive.changePlan, choice)).body.accounts[0]).toMatchObject({
      plan: { code: plan.code },
      monthlyCents: afterCents,
    })
    expect((await call.call(interactive.devices, account)).body.devices).toHaveLength(1)
    expect((await call.call(interactive.logins, account)).body.logins).toMatchObject([{ login: order.login }])
    const end = { action: 'terminate' as const, reasonCode }
    const ended = (await call.call(interactive.act, { ...account, body: end })).body.accounts[0]
    expect(ended).toMatchObject({ subscriberState: 'terminated' })

    const other = { params: { customerId: (await customer()).id } }
    const find = { ...other, body: { providerId, text: known.text } }
    const { matches } = (await call.call(interactive.find, find)).body
    expect(matches).toMatchObject([{ externalId: known.account, state: known.state, taken: null }])
    expect(matches[0]!.differences.length).toBeGreaterThan(2)
  },
)
