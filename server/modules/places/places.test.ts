import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { places } from '#shared/contracts/places.ts'
import { loadZips } from '#server/platform/zip-data.ts'
import type { Company, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let company: Company
let here: Location
let user: User

beforeAll(async () => {
  house = await openHouse()
  const owner = new pg.Client({ connectionString: house.ownerUrl })
  await owner.connect()
  await loadZips(owner)
  const { here: location, elsewhere, ...rest } = await house.plant.neighbourhood()
  company = rest.company
  here = location
  user = await house.plant.user({
    company,
    holds: [{ grants: ['customers.view', 'customers.modify'], at: here }],
  })
  await owner.query("update location set state = 'UT' where id = $1", [here.id])
  await owner.end()
  const address = { city: 'Provo', state: 'UT', zip: '84604', county: 'Utah' }
  await house.plant.customer({ location: here, fields: { addressLine1: '2214 Ñorth Canyon Rd', ...address } })
  await house.plant.customer({ location: here, fields: { addressLine1: '2214 Ñorth Canyon Rd', ...address } })
  await house.plant.customer({ location: elsewhere, fields: { addressLine1: '2299 Hidden Ln', ...address } })
  await house.plant.customer({
    location: rest.foreign.location,
    fields: { addressLine1: '2255 Foreign Way', ...address },
  })
}, 60_000)
afterAll(() => house.close())

const suggest = async (text: string, state?: string) =>
  (await house.as(user).call(places.suggest, { query: { text, state } })).body.items

it('[REC-074] addresses on file are suggested as one types, each once, with city, state, ZIP and county', async () => {
  expect(await suggest('2214 nor')).toEqual([
    {
      addressLine1: '2214 Ñorth Canyon Rd',
      city: 'Provo',
      state: 'UT',
      zip: '84604',
      county: 'Utah',
      source: 'on_file',
    },
  ])
})

it('[REC-074] an address of a location that one may not see, or of another company, is not suggested', async () => {
  expect(await suggest('2299')).toEqual([])
  expect(await suggest('2255')).toEqual([])
})

it('[REC-074] a street and the beginning of a city are completed from the ZIP data of the company’s states', async () => {
  const items = await suggest('77 Elm St, prov')
  expect(new Set(items.map((item) => item.addressLine1))).toEqual(new Set(['77 Elm St']))
  expect(items.map((item) => item.city)).toContain('Provo')
  expect(new Set(items.map((item) => item.state))).toEqual(new Set(['UT']))
  expect((await suggest('77 Elm St, Portl', 'OR')).map((item) => item.city)).toContain('Portland')
})

it('[REC-074] a ZIP code says its city, state and county, and an unknown one says nothing', async () => {
  const byZip = (zip: string) => house.as(user).call(places.byZip, { params: { zip } })
  expect((await byZip('84604-1234')).body.place).toEqual({
    city: 'Provo',
    state: 'UT',
    zip: '84604',
    county: 'Utah',
  })
  expect((await byZip('00001')).body.place).toBeNull()
  expect((await byZip('22')).status).toBe(422)
})
