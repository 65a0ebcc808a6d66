import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { customers } from '#shared/contracts/customers.ts'
import { customersLifecycle } from '#shared/contracts/customers-lifecycle.ts'
import { history } from '#shared/contracts/history.ts'
import type { CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let here: Location
let elsewhere: Location
let user: User
let rep: User
let foreign: CustomerRow

beforeAll(async () => {
  house = await openHouse()
  ;({ here, elsewhere, user, foreign } = await house.plant.neighbourhood({}))
  rep = await house.plant.user({ company: here.company, roles: ['sales_rep'] })
})
afterAll(() => house.close())

type Fields = { locationId: number; soldById?: number | null; accountType?: string | null }
const params = ({ id }: CustomerRow) => ({ params: { customerId: id } })
const convert = (lead: CustomerRow, fields: Partial<Fields> = {}, by = user, version = 1) =>
  house.as(by).call(customersLifecycle.convert, {
    ...params(lead),
    body: { version, fields: { locationId: here.id, accountType: 'residential', ...fields } },
  })
const open = async (record: CustomerRow, by = user) =>
  (await house.as(by).call(customers.open, params(record))).body
const lead = (fields: object = {}, location = here) => house.plant.lead({ location, fields })

describe('converting a lead', () => {
  it('[REC-190] makes it a customer with the same number, information and history', async () => {
    const before = await lead({ firstName: 'Lena', lastName: 'Lead', email: 'lena@customer.test' })
    const { body } = await convert(before, { soldById: rep.id })
    expect(body).toMatchObject({ id: before.id, kind: 'customer', version: 2 })
    expect(body.fields).toMatchObject({
      firstName: 'Lena',
      email: 'lena@customer.test',
      locationId: here.id,
      soldById: rep.id,
      accountType: 'residential',
    })
    const { items } = (await house.as(user).call(history.ofCustomer, params(before))).body
    expect(items[0]?.summary).toBe('Converted the lead to a customer')
    expect(items[0]?.changes).toEqual(
      expect.arrayContaining([
        { field: 'soldById', label: 'Sold By', old: null, new: rep.name },
        { field: 'accountType', label: 'Account Type', old: null, new: 'Residential' },
      ]),
    )
  })

  it('[REC-192] gives it what a lead has not: location, status boxes, connections, customer’s fields', async () => {
    const before = await lead()
    const asLead = await open(before)
    expect(asLead.header).not.toHaveProperty('location')
    expect(asLead.header.statuses).toEqual([])
    expect(asLead.tabs.map(({ key }) => key)).not.toContain('connections')
    expect(asLead.abilities.actions).toContain('convert')
    const { body } = await convert(before)
    expect(body.header.location).toBe('Here')
    expect(body.header.statuses.length).toBeGreaterThan(0)
    expect(body.tabs.map(({ key }) => key)).toContain('connections')
    expect(body.fields).not.toHaveProperty('leadStatusId')
    expect(body.abilities.actions).not.toContain('convert')
  })

  it('[REC-190] asks for what a customer needs and the lead has not, at its field', async () => {
    const { problem } = await convert(await lead(), { accountType: null })
    expect(problem.code).toBe('request.invalid')
    expect(problem.errors).toEqual([{ path: 'fields.accountType', message: 'Account Type is required' }])
    const typed = await lead({ accountType: 'commercial' })
    const kept = await house.as(user).call(customersLifecycle.convert, {
      ...params(typed),
      body: { version: 1, fields: { locationId: here.id } },
    })
    expect(kept.body.fields.accountType).toBe('commercial')
  })

  it('[REC-190] refuses a location or a sales rep that is none of the company’s, or no longer in use', async () => {
    const closed = await house.plant.location({ company: here.company, active: false })
    const everywhere = await house.plant.user({ company: here.company, holds: [{ grants: 'all' }] })
    const at = async (fields: Partial<Fields>) =>
      (await convert(await lead(), fields, everywhere)).problem.errors[0]
    expect(await at({ locationId: closed.id })).toEqual({
      path: 'fields.locationId',
      message: 'This location is no longer in use',
    })
    expect(await at({ locationId: foreign.location.id })).toEqual({
      path: 'fields.locationId',
      message: 'There is no such location',
    })
    expect((await at({ soldById: 999_999 }))?.path).toBe('fields.soldById')
  })

  it('[REC-190] needs Leads: Modify where the lead is and Customers: Create where the customer will be', async () => {
    const grants = ['leads.view', 'leads.modify', 'customers.view'] as const
    const modifier = await house.plant.user({ company: here.company, holds: [{ grants, at: here }] })
    expect((await convert(await lead(), {}, modifier)).outcome).toBe('403 access.denied_here')
    expect((await convert(await lead(), { locationId: elsewhere.id })).outcome).toBe('403 access.denied_here')
    expect((await convert(await lead({}, elsewhere))).outcome).toBe('403 access.denied_here')
    expect((await convert(foreign)).outcome).toBe('404 customers.not_found')
    const both = await house.plant.user({
      company: here.company,
      holds: [
        { grants, at: here },
        { grants: ['customers.create', 'customers.view'], at: elsewhere },
      ],
    })
    const moved = await convert(await lead(), { locationId: elsewhere.id }, both)
    expect(moved.body.header.location).toBe('Elsewhere')
  })

  it('[REC-141] of a version that somebody has saved over is refused with who it was', async () => {
    const changed = await lead()
    const body = { version: 1, fields: { spouse: 'Sam' } }
    await house.as(user).call(customers.save, { ...params(changed), body })
    const { problem } = await convert(changed)
    expect(problem.code).toBe('customers.stale')
    expect(problem.detail).toContain(user.name)
    expect((await convert(changed, {}, user, 2)).status).toBe(200)
  })

  it('[REC-141] meets a save of the same moment: one of them is told', async () => {
    const before = await lead()
    await convert(before)
    const body = { version: 1, fields: { spouse: 'Sam' } }
    const save = await house.as(user).call(customers.save, { ...params(before), body })
    expect(save.outcome).toBe('409 customers.stale')
  })

  it('[REC-190] of a customer is refused, and two conversions at once make one', async () => {
    const before = await lead()
    const replies = await Promise.all([convert(before), convert(before)])
    expect(replies.map(({ outcome }) => outcome).sort()).toEqual(['200', '409 customers.not_a_lead'])
  })
})
