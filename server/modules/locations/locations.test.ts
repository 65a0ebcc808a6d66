import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type LocationFields, locations } from '#shared/contracts/locations.ts'
import type { Company, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let company: Company
let here: Location
let elsewhere: Location
let foreign: Location
let owner: User

beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())
beforeEach(async () => {
  const hood = await house.plant.neighbourhood()
  company = hood.company
  here = hood.here
  elsewhere = hood.elsewhere
  foreign = hood.foreign.location
  owner = await house.plant.user({ company, holds: [{ grants: 'all' }] })
})

const fields = (given: Partial<LocationFields> = {}): LocationFields => ({
  name: 'Reno',
  active: true,
  addressLine1: null,
  addressLine2: null,
  city: null,
  state: null,
  zip: null,
  phone: null,
  timeZone: null,
  dealerNumberId: null,
  managerIds: [],
  zips: [],
  ...given,
})
const as = (user: User) => house.as(user)
const create = (given: Partial<LocationFields> = {}, by = owner) =>
  as(by).call(locations.create, { body: fields(given) })
const save = async (location: { id: number }, change: Partial<LocationFields>, by = owner) => {
  const params = { locationId: location.id }
  const { version, fields: now } = (await as(owner).call(locations.open, { params })).body
  return as(by).call(locations.save, { params, body: { ...(now as LocationFields), ...change, version } })
}

describe('a location', () => {
  it('[ADM-005] is made with address, time zone, managers and ZIP codes, changed, and each is in its history', async () => {
    const dealerNumber = await house.plant.value(company, 'dealer_number', { name: 'D-77' })
    const { body } = await create({
      addressLine1: '10 East Liberty Street',
      city: 'Reno',
      state: 'NV',
      zip: '89501',
      phone: '775-555-0133',
      timeZone: 'America/Los_Angeles',
      dealerNumberId: dealerNumber.id,
      managerIds: [owner.id],
      zips: ['89502', '89501', '89501'],
    })
    expect(body.fields).toMatchObject({
      phone: '7755550133',
      managerIds: [owner.id],
      zips: ['89501', '89502'],
    })
    await save(body, { name: 'Reno South', zips: ['89501', '89511'], managerIds: [] })
    const { items } = (await as(owner).call(locations.history, { params: { locationId: body.id } })).body
    expect(items[0]!.changes).toEqual([
      { field: 'Name', label: 'Name', old: 'Reno', new: 'Reno South' },
      { field: 'Managers', label: 'Managers', old: owner.name, new: null },
      { field: 'ZIP codes', label: 'ZIP codes', old: '89502', new: '89511' },
    ])
    expect(items[1]!.changes).toContainEqual({
      field: 'Time zone',
      label: 'Time zone',
      old: null,
      new: 'Pacific (Los Angeles)',
    })
  })

  it('[ADM-005] is refused with what is wrong at its field', async () => {
    await create({ name: 'Sparks', zips: ['89431'] })
    const someone = await house.plant.user({ company: foreign.company })
    const reply = await create({
      name: 'Here',
      state: 'NV',
      zip: 'K1A 0B1',
      managerIds: [someone.id],
      dealerNumberId: (await house.plant.value(foreign.company, 'dealer_number')).id,
      zips: ['89431'],
    })
    expect(reply.problem.errors).toEqual([
      { path: 'name', message: 'Another location has this name already' },
      { path: 'zip', message: 'Enter a US ZIP as 12345 or 12345-6789' },
      { path: 'dealerNumberId', message: 'There is no such dealer number' },
      { path: 'managerIds', message: 'There is no such user' },
      { path: 'zips', message: '89431 belongs to Sparks' },
    ])
    const shape = await create({ timeZone: 'Mars/Olympus', zips: ['1234'], state: 'ZZ' })
    expect(shape.problem.errors.map(({ path }) => path)).toEqual(['state', 'timeZone', 'zips.0'])
  })

  it('[ADM-005] serves its ZIP codes while it is active', async () => {
    const { body } = await create({ zips: ['89501'] })
    const of = async (zip: string) =>
      (await as(owner).call(locations.byZip, { params: { zip } })).body.location
    expect(await of('89501-0044')).toEqual({ id: body.id, name: 'Reno' })
    expect(await of('89502')).toBeNull()
    await save(body, { active: false })
    expect(await of('89501')).toBeNull()
  })

  it('[ADM-005] is not deactivated while it is the last active one, nor are the last two at the same moment', async () => {
    const other = await house.plant.company()
    const boss = await house.plant.user({ company: other, holds: [{ grants: 'all' }] })
    const pair = [
      await house.plant.location({ company: other }),
      await house.plant.location({ company: other }),
    ]
    const replies = await Promise.all(
      pair.map(({ id, name }) =>
        as(boss).call(locations.save, {
          params: { locationId: id },
          body: { ...fields({ name, active: false }), version: 1 },
        }),
      ),
    )
    expect(replies.map(({ outcome }) => outcome).sort()).toEqual(['200', '409 locations.last_active'])
  })

  it('[REC-141] [ADM-005] is not saved over what somebody else saved meanwhile', async () => {
    await save(here, { city: 'Provo' })
    const stale = await as(owner).call(locations.save, {
      params: { locationId: here.id },
      body: { ...fields({ name: 'Here' }), version: 1 },
    })
    expect(stale.outcome).toBe('409 locations.stale')
    expect(stale.problem).toMatchObject({ current: { fields: { city: 'Provo' } } })
  })
})

it('[ADM-005] each is judged at itself: list, page and save; a new one needs the permission everywhere', async () => {
  const keeper = await house.plant.user({
    company,
    holds: [
      {
        grants: ['office_locations.view', 'office_locations.modify', 'office_locations.create'],
        at: here,
      },
    ],
  })
  const { items } = (await as(keeper).call(locations.list, {})).body
  expect(items.map(({ name }) => name)).toEqual(['Here'])
  expect((await save(here, { city: 'Orem' }, keeper)).status).toBe(200)
  expect((await save(elsewhere, { city: 'Orem' }, keeper)).outcome).toBe('403 access.denied_here')
  const params = { locationId: elsewhere.id }
  expect((await as(keeper).call(locations.open, { params })).outcome).toBe('403 access.denied_here')
  expect((await as(keeper).call(locations.history, { params })).outcome).toBe('403 access.denied_here')
  expect((await create({}, keeper)).problem.detail).toContain('Office Locations: Create, everywhere')
  expect((await as(owner).call(locations.open, { params: { locationId: foreign.id } })).outcome).toBe(
    '404 locations.not_found',
  )
  const all = (await as(owner).call(locations.list, { query: { name: 'where', status: 'active' } })).body
  expect(all.items.map(({ name }) => name)).toEqual(['Elsewhere'])
})
