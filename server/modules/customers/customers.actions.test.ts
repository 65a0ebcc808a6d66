import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { customers } from '#shared/contracts/customers.ts'
import type { Permission } from '#shared/permissions.ts'
import type { CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let here: Location
let elsewhere: Location
let user: User
let customer: CustomerRow
let lead: CustomerRow

beforeAll(async () => {
  house = await openHouse()
  ;({ here, elsewhere, user } = await house.plant.neighbourhood())
  customer = await house.plant.customer({ location: here })
  lead = await house.plant.lead({ location: here })
})
afterAll(() => house.close())

const actions = async ({ id }: CustomerRow, by = user) =>
  (await house.as(by).call(customers.open, { params: { customerId: id } })).body.abilities.actions
const view: Permission[] = ['customers.view', 'leads.view']
const holding = (grants: Permission[], there: Permission[] = []) =>
  house.plant.user({
    company: here.company,
    holds: [
      { grants: [...view, ...grants], at: here },
      { grants: there, at: elsewhere },
    ],
  })

describe('the quick actions of a record', () => {
  it('[REC-052] end with Duplicate Customer, on a customer only', async () => {
    expect((await actions(customer)).at(-1)).toBe('duplicate')
    expect(await actions(lead)).not.toContain('duplicate')
  })

  it('[REC-053] are those that the user may do, and no others', async () => {
    expect(await actions(customer, await holding([]))).toEqual([])
    const each: [Permission, CustomerRow, string][] = [
      ['archive_customer.yes', customer, 'archive'],
      ['delete_customer.yes', customer, 'delete'],
      ['delete_lead.yes', lead, 'delete'],
      ['customers.create', customer, 'duplicate'],
    ]
    for (const [grant, record, key] of each)
      expect([grant, await actions(record, await holding([grant]))]).toEqual([grant, [key]])
  })

  it('[REC-053] go by what is held at the record’s own location', async () => {
    const there = await holding([], ['archive_customer.yes', 'delete_customer.yes', 'customers.create'])
    expect(await actions(customer, there)).toEqual([])
  })

  it('[REC-131] have Convert for a lead that one may modify, who may create customers somewhere', async () => {
    expect(await actions(lead)).toContain('convert')
    expect(await actions(customer)).not.toContain('convert')
    expect(await actions(lead, await holding(['leads.modify']))).toEqual([])
    expect(await actions(lead, await holding(['leads.modify'], ['customers.create']))).toEqual(['convert'])
  })

  it('[REC-053] on an archived customer are Unarchive alone', async () => {
    const archived = await house.plant.customer({ location: here, row: { archived_at: new Date() } })
    expect(await actions(archived)).toEqual(['unarchive'])
    expect(await actions(customer)).not.toContain('unarchive')
  })
})
