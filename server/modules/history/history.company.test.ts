import { afterAll, beforeAll, expect, it } from 'vitest'
import { companies } from '#shared/contracts/companies.ts'
import { customers, mask } from '#shared/contracts/customers.ts'
import { customersLifecycle } from '#shared/contracts/customers-lifecycle.ts'
import { history } from '#shared/contracts/history.ts'
import type { Company, CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let company: Company
let here: Location
let elsewhere: Location
let foreign: CustomerRow
let owner: User
let record: CustomerRow
let far: CustomerRow

beforeAll(async () => {
  house = await openHouse()
  ;({ company, here, elsewhere, foreign } = await house.plant.neighbourhood())
  owner = await house.plant.user({ company, holds: [{ grants: 'all' }] })
  record = await house.plant.customer({ location: here, fields: { firstName: 'Ada', lastName: 'Near' } })
  far = await house.plant.customer({ location: elsewhere, fields: { firstName: 'Bo', lastName: 'Far' } })
  const save = (of: CustomerRow, version: number, fields: object) =>
    house
      .as(owner)
      .call(customers.save, { params: { customerId: of.id }, body: { version, fields } as never })
  await save(record, 1, { ssn: '900123456', spouse: 'New' })
  await save(far, 1, { spouse: 'Other' })
  const { version, timeZone, currency, settings } = (await house.as(owner).call(companies.open, {})).body
  await house.as(owner).call(companies.save, {
    body: { version, timeZone, currency, settings, name: 'Renamed Alarm' } as never,
  })
})
afterAll(() => house.close())

const read = async (by: User, query: object = {}) =>
  (await house.as(by).call(history.ofCompany, { query: query as never })).body
const seen = async (by: User, query: object = {}) =>
  (await read(by, query)).items.map(({ event, customer }) => `${event} ${customer?.name ?? '-'}`)

it('[ADM-013][TAB-017] the company’s history is one list: of records, and of what belongs to none, newest first', async () => {
  const all = await seen(owner)
  expect(all.slice(0, 3)).toEqual(['companies.saved -', 'customers.saved Bo Far', 'customers.saved Ada Near'])
  expect(await seen(owner, { about: 'records' })).toEqual([
    'customers.saved Bo Far',
    'customers.saved Ada Near',
  ])
  expect((await seen(owner, { about: 'company' })).every((line) => line.endsWith(' -'))).toBe(true)
  const entry = (await read(owner, { about: 'records' })).items.at(-1)!
  expect(entry.customer).toEqual({ id: record.id, name: 'Ada Near', kind: 'customer' })
  expect(Object.fromEntries(entry.changes.map((c) => [c.field, c.new]))).toEqual({
    ssn: '900-12-3456',
    spouse: 'New',
  })
})

it('[ADM-013] by event, by user, by day, and page by page', async () => {
  expect(await seen(owner, { event: 'customers.saved' })).toHaveLength(2)
  expect(await seen(owner, { userId: owner.id, event: 'companies.saved' })).toEqual(['companies.saved -'])
  const nobody = await house.plant.user({ company })
  expect(await seen(owner, { userId: nobody.id })).toEqual([])
  const zone = (await house.as(owner).call(companies.open, {})).body.timeZone
  const day = (days: number) =>
    new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(Date.now() + days * 86_400_000)
  expect(await seen(owner, { from: day(0), to: day(0), about: 'records' })).toHaveLength(2)
  expect(await seen(owner, { from: day(1) })).toEqual([])
  expect(await seen(owner, { to: day(-1) })).toEqual([])
  const first = await read(owner, { limit: 2 })
  const second = await read(owner, { limit: 2, before: first.next! })
  expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(
    (await read(owner, { limit: 4 })).items.map(({ id }) => id),
  )
})

it('[ADM-013][REC-006] each sees the records of their locations, masked as there, and no settings without them', async () => {
  const local = await house.plant.user({
    company,
    holds: [{ grants: ['history.yes', 'customers.view'], at: here }],
  })
  const { items } = await read(local)
  expect(items.map(({ customer }) => customer?.name)).toEqual(['Ada Near'])
  expect(items[0]!.changes.find(({ field }) => field === 'ssn')).toMatchObject({ new: mask })
  expect(await seen(local, { about: 'company' })).toEqual([])
  const blind = await house.plant.user({ company, holds: [{ grants: ['history.yes'], at: here }] })
  expect(await seen(blind)).toEqual([])
  const stranger = await house.plant.user({ company: foreign.company, holds: [{ grants: 'all' }] })
  expect((await seen(stranger)).some((line) => /Near|Far/.test(line))).toBe(false)
  const without = await house.plant.user({ company, holds: [{ grants: ['customers.view'], at: here }] })
  expect((await house.as(without).call(history.ofCompany, { query: {} as never })).outcome).toBe(
    '403 access.denied',
  )
})

it('[ADM-013] of a record that was deleted it says that, and no value', async () => {
  await house.as(owner).call(customersLifecycle.delete, { params: { customerId: far.id } })
  const { items } = await read(owner, { event: 'customers.saved' })
  expect(items.map(({ customer, changes }) => [customer?.name, changes.length > 0])).toEqual([
    [undefined, false],
    ['Ada Near', true],
  ])
})
