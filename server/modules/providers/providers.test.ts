import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connections } from '#shared/contracts/connections.ts'
import { customers } from '#shared/contracts/customers.ts'
import { type ProviderFields, providers } from '#shared/contracts/providers.ts'
import type { FieldValues } from '#shared/rules/customer-fields.ts'
import type { Company, CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let company: Company
let here: Location
let user: User
let foreign: CustomerRow

beforeAll(async () => {
  house = await openHouse({ sandboxes: true })
})
afterAll(() => house.close())

const begin = async () => {
  ;({ company, here, user, foreign } = await house.plant.neighbourhood())
}
const providerKind = 'monitoring' as const
const settings = (change: Record<string, string> = {}) => {
  const { userId, dealerId, password } = house.station.login
  return { baseUrl: house.station.url, userId, dealerId, password, ...change }
}
const bold = (change: Partial<ProviderFields> = {}): ProviderFields => ({
  name: 'Dynamark',
  connector: 'bold',
  active: true,
  inHouse: false,
  isDefault: false,
  settings: settings(),
  templates: [],
  ...change,
})
const create = (fields: ProviderFields, by = user) =>
  house.as(by).call(providers.create, { params: { providerKind }, body: fields })
const save = (providerId: number, version: number, fields: ProviderFields) =>
  house.as(user).call(providers.save, { params: { providerKind, providerId }, body: { ...fields, version } })
const open = (providerId: number) =>
  house.as(user).call(providers.open, { params: { providerKind, providerId } })
const test = (given: Record<string, string>, providerId: number | null = null) =>
  house.as(user).call(providers.test, {
    params: { providerKind },
    body: { providerId, connector: 'bold', settings: given },
  })
const past = async (providerId: number) =>
  (await house.as(user).call(providers.history, { params: { providerKind, providerId }, query: {} })).body
    .items
const paths = (reply: { problem: { errors: { path: string }[] } }) =>
  reply.problem.errors.map(({ path }) => path)

describe('monitoring companies and providers', () => {
  it('[CON-090] [ADM-010] are made of a connector’s own settings; secrets go in and never come out', async () => {
    await begin()
    const types = (await house.as(user).call(providers.types, { params: { providerKind } })).body.items
    const described = types
      .find(({ key }) => key === 'bold')!
      .settings.find(({ name }) => name === 'password')
    expect(described).toMatchObject({ label: 'Password', secret: true, required: true, type: 'text' })
    expect(types.at(-1)).toMatchObject({ key: null, name: 'No integration' })

    const refused = await create(bold({ settings: { baseUrl: 'nowhere', userId: '', colour: 'red' } }))
    expect(paths(refused).sort()).toEqual(
      ['baseUrl', 'colour', 'dealerId', 'password', 'userId'].map((name) => `settings.${name}`),
    )
    const { id } = (await create(bold())).body
    expect(paths(await create(bold({ name: 'DYNAMARK' })))).toEqual(['name'])
    const { body: read, text } = await open(id)
    expect([read.saved, text.includes('sandbox-demo')]).toEqual([['password'], false])
    expect(read.fields.settings).toEqual({
      baseUrl: house.station.url,
      userId: 'keyholder',
      dealerId: 'ACME01',
    })

    // Without a password the saved one stays; it is never sent to another address.
    const renamed = bold({ name: 'Dynamark West', inHouse: true, settings: settings({ password: '' }) })
    expect((await save(id, 1, renamed)).body).toMatchObject({ version: 2, saved: ['password'] })
    const moved = { ...renamed, settings: settings({ password: '', baseUrl: 'https://elsewhere.test' }) }
    expect(paths(await save(id, 2, moved))).toEqual(['settings.password'])
    expect(paths(await test(moved.settings as Record<string, string>, id))).toEqual(['settings.password'])
    const stale = await save(id, 1, renamed)
    expect([stale.outcome, (stale.problem.current as { version: number }).version]).toEqual([
      '409 providers.stale',
      2,
    ])
    await save(
      id,
      2,
      bold({ name: 'Dynamark West', inHouse: true, settings: settings({ password: 'newer-secret' }) }),
    )
    const [changed, earlier] = await past(id)
    expect(changed!.changes).toEqual([{ field: 'Password', label: 'Password', old: '***', new: '*** (new)' }])
    expect(earlier!.changes.map(({ label }) => label)).toEqual(['Name', 'In-house'])
    expect(
      (await save(id, 3, bold({ name: 'Dynamark West', connector: null, settings: {} }))).body,
    ).toMatchObject({
      saved: [],
      fields: { settings: { brand: '' } },
    })
    const { rows } = await house.owner.query(`select sealed_secrets from monitoring_company where id = $1`, [
      id,
    ])
    expect(rows[0].sealed_secrets).toBeNull()
    const everything = await house.owner.query(
      `select count(*)::int as n from history_entry where changes::text like '%newer-secret%' or detail::text like '%newer-secret%'`,
    )
    expect([everything.rows[0].n, house.logs.some((line) => line.includes('newer-secret'))]).toEqual([
      0,
      false,
    ])

    // Another company's is not there, and nobody changes one without the permission.
    const theirs = await house.plant.monitor(foreign.company, { name: 'Not ours' })
    expect((await open(theirs.id)).outcome).toBe('404 providers.not_found')
    const reader = await house.plant.user({ company, holds: [{ grants: ['administration_page.view'] }] })
    const list = (await house.as(reader).call(providers.list, { params: { providerKind } })).body
    expect([list.items.map(({ name }) => name), list.abilities]).toEqual([
      ['Dynamark West'],
      { create: false, modify: false },
    ])
    expect((await create(bold({ name: 'Mine' }), reader)).outcome).toBe('403 access.denied')
  })

  it('[CON-090] Test connection says who answered, or what went wrong, with saved and with typed settings', async () => {
    await begin()
    const { id } = (await create(bold())).body
    const good = (await test(settings({ password: '' }), id)).body
    expect(good).toMatchObject({ ok: true, failure: null })
    expect(good.message).toContain('answered dealer ACME01')
    const wrong = (await test(settings({ password: 'not-this-one' }), id)).body
    expect(wrong).toMatchObject({ ok: false, failure: 'bad_credentials' })
    expect(wrong.message).toMatch(/^The credentials were not accepted/)
    expect((await test(settings({ baseUrl: 'http://10.0.0.1' }))).body).toMatchObject({
      ok: false,
      failure: 'rejected',
    })
    expect(paths(await test(settings({ password: '' })))).toEqual(['settings.password'])
    // Nothing was saved by it.
    expect((await open(id)).body.version).toBe(1)
  })

  it('[CON-090] the type stays while customers are linked by it; an inactive one stays where it is and is offered to nobody', async () => {
    await begin()
    const monitor = await house.plant.monitor(company, { name: 'Dynamark', station: house.station })
    const fields: FieldValues = { monitoringCompanyId: monitor.id, accountNumber: 'L-1' }
    const customer = await house.plant.customer({ location: here, fields })
    await house.plant.connection(customer, monitor, { accountNumber: 'L-1' })
    expect((await open(monitor.id)).body).toMatchObject({ linked: 1, customers: 1 })
    const refused = await save(monitor.id, 1, bold({ connector: null, settings: {} }))
    expect(refused.problem.errors).toEqual([
      {
        path: 'connector',
        message: '1 customer is linked by it: unlink them before another type can reach it',
      },
    ])
    expect(
      (await save(monitor.id, 1, bold({ active: false, settings: settings({ password: '' }) }))).status,
    ).toBe(200)
    const options = (await house.as(user).call(customers.options, {})).body
    expect(options.monitoringCompanies).toMatchObject([
      { name: 'Dynamark', active: false, issuesNumbers: false },
    ])
    const other = await house.plant.customer({ location: here })
    const given = await house.as(user).call(customers.save, {
      params: { customerId: other.id },
      body: { version: 1, fields: { monitoringCompanyId: monitor.id } },
    })
    expect(paths(given)).toEqual(['fields.monitoringCompanyId'])
    const page = await house.as(user).call(connections.monitoring, { params: { customerId: customer.id } })
    expect(page.body.company?.name).toBe('Dynamark')
  })

  it('[CON-091] an interactive-services provider is the same engine over its own table', async () => {
    await begin()
    const params = { providerKind: 'interactive' as const }
    const body = { ...bold({ name: 'Alarm.com', connector: null, settings: {} }) }
    const { id } = (await house.as(user).call(providers.create, { params, body })).body
    const customer = await house.plant.customer({ location: here, fields: { serviceProviderId: id } })
    const one = { ...params, providerId: id }
    const saved = await house.as(user).call(providers.save, {
      params: one,
      body: { ...body, name: 'Alarm.com East', active: false, version: 1 },
    })
    expect(saved.body).toMatchObject({
      version: 2,
      customers: 1,
      fields: { name: 'Alarm.com East', active: false },
    })
    const { items } = (await house.as(user).call(providers.history, { params: one, query: {} })).body
    expect(items.map(({ summary }) => summary)).toEqual([
      'Changed the interactive-services provider Alarm.com East',
      'Added the interactive-services provider Alarm.com',
    ])
    expect((await open(id)).outcome).toBe('404 providers.not_found')
    expect(
      paths(
        await house
          .as(user)
          .call(providers.save, { params: one, body: { ...body, connector: 'bold', version: 2 } }),
      ),
    ).toEqual(['connector'])

    const login = { baseUrl: `${house.station.origin}/alarmcom`, user: 'keyholder_adc' }
    const secrets = { password: 'sandbox-demo', twoFactorDevice: '' }
    const reached = { ...body, connector: 'alarmcom', settings: { ...login, ...secrets }, version: 2 }
    const stored = (await house.as(user).call(providers.save, { params: one, body: reached })).body
    expect(stored).toMatchObject({ saved: ['password'], fields: { settings: login } })
    const ask = (password: string) =>
      house.as(user).call(providers.test, {
        params,
        body: { providerId: id, connector: 'alarmcom', settings: { ...login, password } },
      })
    expect((await ask('')).body.message).toContain('Alarm.com answered keyholder_adc')
    await house.plant.insert('interactive_account', company, {
      customer_id: customer.id,
      service_provider_id: id,
      state: 'linked',
      external_id: '14000101',
    })
    const other = { ...body, settings: {}, version: 3 }
    expect(paths(await house.as(user).call(providers.save, { params: one, body: other }))).toEqual([
      'connector',
    ])
    expect((await ask('wrong-one')).body).toMatchObject({ ok: false, failure: 'bad_credentials' })
  })
})

describe('templates', () => {
  it('[CON-090] [SYS-05] are listed where the station takes them from the dealer; a code stands once', async () => {
    await begin()
    const types = (await house.as(user).call(providers.types, { params: { providerKind } })).body.items
    expect(types.find(({ key }) => key === 'affiliated')!.templates).toBe(true)
    expect(types.find(({ key }) => key === 'bold')!.templates).toBe(false)
    const template = { code: 'RES-BURG', name: 'Residential burglary', active: true }
    const twice = bold({ templates: [template, { ...template, name: 'Again' }] })
    expect(paths(await create(twice))).toEqual(['templates.1.code'])
    const { id } = (await create(bold({ templates: [template] }))).body
    const retired = bold({
      templates: [{ ...template, active: false }],
      settings: settings({ password: '' }),
    })
    expect((await save(id, 1, retired)).body.fields.templates).toEqual(retired.templates)
    expect((await past(id))[0]!.changes).toEqual([
      {
        field: 'Templates',
        label: 'Templates',
        old: 'RES-BURG Residential burglary',
        new: 'RES-BURG Residential burglary (inactive)',
      },
    ])
  })
})
