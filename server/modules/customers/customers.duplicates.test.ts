import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Input } from '#shared/contract.ts'
import { customersLifecycle } from '#shared/contracts/customers-lifecycle.ts'
import type { Company, CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let company: Company
let here: Location
let elsewhere: Location
let user: User

/** Somebody, who is on file here, elsewhere and in another company. */
const person = {
  firstName: 'Dana',
  lastName: 'Doppel',
  addressLine1: '480 North Harbor Street',
  city: 'Orem',
  zip: '84057-1234',
  primaryPhone: '8015550777',
  cellPhone: '8015550778x12',
  email: 'Dana.Doppel@Customer.test',
}
let known: CustomerRow

beforeAll(async () => {
  house = await openHouse()
  const near = await house.plant.neighbourhood({})
  ;({ company, here, elsewhere, user } = near)
  known = await house.plant.customer({ location: here, fields: person })
  await house.plant.customer({ location: elsewhere, fields: person })
  await house.plant.customer({ location: near.foreign.location, fields: person })
})
afterAll(() => house.close())

type Query = NonNullable<Input<typeof customersLifecycle.findDuplicates>['query']>
const find = async (query: Query, by = user) =>
  (await house.as(by).call(customersLifecycle.findDuplicates, { query })).body.items
const reasons = async (query: Query) => (await find(query)).map(({ id, reasons }) => [id, reasons])

describe('possible duplicates of somebody new', () => {
  it('[NEW-002] are found by each of their phones, whichever it was, without the extension', async () => {
    const hit = [[known.id, ['phone']]]
    expect(await reasons({ primaryPhone: '(801) 555-0777' })).toEqual(hit)
    expect(await reasons({ workPhone: '801-555-0778' })).toEqual(hit)
    expect(await reasons({ otherPhone: '8015550777 x9', cellPhone: '8015550111' })).toEqual(hit)
    expect(await reasons({ primaryPhone: '8015550779' })).toEqual([])
    // The last seven digits find somebody in the search box; they are nobody's phone.
    expect(await reasons({ primaryPhone: '5550777' })).toEqual([])
  })

  it('[NEW-002] are found by e-mail address in any case, and by the address however it is written', async () => {
    expect(await reasons({ email: 'dana.doppel@customer.TEST' })).toEqual([[known.id, ['email']]])
    for (const addressLine1 of ['480 N. Harbor St', '480 north harbor st.', '480 N Harbor'])
      expect(await reasons({ addressLine1, zip: '84057' })).toEqual([[known.id, ['address']]])
    expect(await reasons({ addressLine1: '480 N Harbor St', city: 'OREM' })).toEqual([
      [known.id, ['address']],
    ])
    expect(await reasons({ addressLine1: '480 N Harbor St', zip: '84601' })).toEqual([])
    expect(await reasons({ addressLine1: '480 S Harbor St', zip: '84057' })).toEqual([])
  })

  it('[NEW-002] are found by name and place, not by the name alone', async () => {
    const name = { firstName: 'dana', lastName: 'DOPPEL' }
    expect(await reasons({ ...name, city: 'Orem' })).toEqual([[known.id, ['name']]])
    expect(await reasons({ ...name, zip: '84057' })).toEqual([[known.id, ['name']]])
    expect(await reasons({ ...name, city: 'Provo' })).toEqual([])
    expect(await reasons(name)).toEqual([])
    const { id } = await house.plant.customer({
      location: here,
      fields: { businessName: 'Doppel Diner', city: 'Lehi' },
    })
    expect(await reasons({ businessName: 'doppel diner', city: 'Lehi' })).toEqual([[id, ['name']]])
  })

  it('[NEW-002] stand best first, with all that is the same', async () => {
    const sister = await house.plant.lead({
      location: here,
      fields: { ...person, firstName: 'Delia', email: null, primaryPhone: '8015550999', cellPhone: null },
    })
    const archived = await house.plant.customer({
      location: here,
      fields: { ...person, firstName: 'Dora', email: null, primaryPhone: '8015550998', cellPhone: null },
      row: { archived_at: new Date() },
    })
    const { primaryPhone, email, addressLine1, city, zip, firstName, lastName } = person
    const like = { primaryPhone, email, addressLine1, city, zip, firstName, lastName }
    expect(await reasons(like)).toEqual([
      [known.id, ['phone', 'email', 'address', 'name']],
      [sister.id, ['address']],
      [archived.id, ['address']],
    ])
    expect((await find(like)).map(({ kind, archived }) => [kind, archived])).toEqual([
      ['customer', false],
      ['lead', false],
      ['customer', true],
    ])
  })

  it('[NEW-002] are only those that the user may see', async () => {
    const { primaryPhone } = person
    const at = (grants: Parameters<typeof house.plant.group>[1], location: Location) =>
      house.plant.user({ company, holds: [{ grants, at: location }] })
    const there = await at(['customers.create', 'customers.view'], elsewhere)
    const found = await find({ primaryPhone }, there)
    expect(found.map(({ location }) => location)).toEqual(['Elsewhere'])
    expect(await find({ primaryPhone }, await at(['customers.create'], here))).toEqual([])
    const onlyLeads = await at(['leads.create', 'leads.view'], here)
    expect(await find({ primaryPhone }, onlyLeads)).toEqual([])
  })

  it('[ADM-006] are looked for by the rules that the company has switched on', async () => {
    const { firstName, lastName, city, primaryPhone } = person
    const set = (duplicateRules: string[]) =>
      house.owner.query(`update platform.company set settings = $2 where id = $1`, [
        company.id,
        { duplicateRules },
      ])
    try {
      await set(['name'])
      expect(await reasons({ firstName, lastName, city, primaryPhone })).toEqual([[known.id, ['name']]])
      await set([])
      expect(await reasons({ firstName, lastName, city, primaryPhone })).toEqual([])
    } finally {
      await house.owner.query(`update platform.company set settings = '{}' where id = $1`, [company.id])
    }
  })

  it('[NEW-002] what is not typed yet is like nobody’s', async () => {
    expect(await find({})).toEqual([])
    expect(await find({ email: '', addressLine1: '', primaryPhone: '801' })).toEqual([])
    expect(await find({ addressLine1: 'Street', zip: '84057' })).toEqual([])
  })
})
