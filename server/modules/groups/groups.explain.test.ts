import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { customers } from '#shared/contracts/customers.ts'
import { groups } from '#shared/contracts/groups.ts'
import { permissions } from '#shared/permissions.ts'
import { fieldNames } from '#shared/rules/customer-fields.ts'
import type { Company, CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let company: Company
let here: Location
let elsewhere: Location
let owner: User
let customer: CustomerRow
let foreign: CustomerRow

beforeAll(async () => {
  house = await openHouse()
  const hood = await house.plant.neighbourhood({ settings: { parentChild: true } })
  company = hood.company
  here = hood.here
  elsewhere = hood.elsewhere
  foreign = hood.foreign
  owner = await house.plant.user({ company, holds: [{ grants: 'all' }] })
  customer = await house.plant.customer({ location: here })
})
afterAll(() => house.close())

const explain = (user: User, query: { question: string; customerId?: number; locationId?: number }) =>
  house.as(owner).call(groups.explain, { params: { userId: user.id }, query })

describe('the analyzer', () => {
  it('[ADM-004] says which group at which location lets a user change the phone of a customer', async () => {
    const user = await house.plant.user({
      company,
      holds: [
        { grants: ['customers.view', 'customers.modify'], at: here },
        { grants: ['contact_information.modify'] },
      ],
    })
    const { body } = await explain(user, { question: 'change:primaryPhone', customerId: customer.id })
    expect(body).toMatchObject({
      allowed: true,
      question: 'change the Primary Phone',
      location: { name: 'Here' },
      record: { id: customer.id, kind: 'customer', archived: false },
    })
    expect(
      body.needs.map(({ label, held, via }) => [label, held, via.map(({ location }) => location)]),
    ).toEqual([
      ['Customers: View', true, ['Here']],
      ['Customers: Modify', true, ['Here']],
      ['Customer Page - Contact Information: Modify', true, [null]],
    ])
  })

  it('[ADM-004] says what is missing, where the user holds it instead, and which groups would grant it', async () => {
    const name = 'Contact editors'
    const groupId = await house.plant.insert('permission_group', company, {
      name,
      grants: ['contact_information.modify'],
    })
    const user = await house.plant.user({
      company,
      holds: [
        { grants: ['customers.view'], at: here },
        { grants: ['customers.modify'], at: elsewhere },
      ],
    })
    const { body } = await explain(user, { question: 'change:primaryPhone', customerId: customer.id })
    expect([body.allowed, body.obstacles]).toEqual([false, []])
    const [, modify, contact] = body.needs
    expect(modify).toMatchObject({ held: false, via: [], elsewhere: [{ location: 'Elsewhere' }] })
    expect(contact!.held).toBe(false)
    expect(contact!.wouldGrant).toContainEqual({ id: groupId, name })
  })

  it('[ADM-004] tells permission from state: archived, locked, not able to sign in', async () => {
    const archived = await house.plant.customer({ location: here, row: { archived_at: new Date() } })
    const { body } = await explain(owner, { question: 'change:city', customerId: archived.id })
    expect([body.allowed, body.needs.every(({ held }) => held)]).toEqual([false, true])
    expect(body.obstacles[0]).toContain('archived')
    const gone = await house.plant.user({ company, active: false, holds: [{ grants: 'all' }] })
    const barred = await explain(gone, { question: 'customers.view', locationId: here.id })
    expect([barred.body.allowed, barred.body.obstacles]).toEqual([false, [`${gone.name} is inactive.`]])
  })

  it('[ADM-004] [REC-002] agrees with enforcement for every field: whatever it allows can be saved, and nothing else', async () => {
    const grantSets = [
      ['customers.view', 'customers.modify'],
      ['customers.view', 'customers.modify', 'sale_information.view', 'sale_information.modify'],
      [...permissions].filter((permission) => !permission.startsWith('confidential_')),
    ] as const
    for (const grants of grantSets) {
      const user = await house.plant.user({ company, holds: [{ grants: [...grants], at: here }] })
      const { abilities, fields } = (
        await house.as(user).call(customers.open, { params: { customerId: customer.id } })
      ).body
      for (const name of fieldNames) {
        const change = await explain(user, { question: `change:${name}`, customerId: customer.id })
        expect([grants.length, name, change.body.allowed]).toEqual([
          grants.length,
          name,
          abilities.modify.includes(name),
        ])
        const see = await explain(user, { question: `see:${name}`, customerId: customer.id })
        if (!see.body.allowed)
          expect([name, [undefined, null, '***']]).toEqual([name, expect.arrayContaining([fields[name]])])
      }
    }
  }, 60_000)

  it('[ADM-004] lists who may do it here, with the groups that let them', async () => {
    const user = await house.plant.user({ company, holds: [{ grants: ['at_risk.create'], at: here }] })
    const others = [
      await house.plant.user({ company, holds: [{ grants: ['at_risk.create'], at: elsewhere }] }),
      await house.plant.user({ company, canLogIn: false, holds: [{ grants: ['at_risk.create'], at: here }] }),
    ]
    const { body } = await house
      .as(owner)
      .call(groups.holders, { params: { locationId: here.id }, query: { question: 'at_risk.create' } })
    const ids = body.items.map(({ id }) => id)
    expect(ids).toContain(user.id)
    expect(ids).toContain(owner.id)
    for (const other of others) expect(ids).not.toContain(other.id)
    expect(body.items.find(({ id }) => id === user.id)!.via[0]!.location).toBe('Here')
  })

  it('[REC-007] [ADM-001] does not speak of records that the asker may not see, nor of other companies', async () => {
    const asker = await house.plant.user({
      company,
      holds: [{ grants: ['permission_groups.view', 'administration_page.view'] }],
    })
    const ask = (query: { question: string; customerId?: number; locationId?: number }, user = owner) =>
      house.as(asker).call(groups.explain, { params: { userId: user.id }, query })
    expect((await ask({ question: 'see:city', customerId: customer.id })).outcome).toBe(
      '403 access.denied_here',
    )
    expect((await ask({ question: 'see:city', customerId: foreign.id })).outcome).toBe(
      '404 customers.not_found',
    )
    expect((await ask({ question: 'customers.view', locationId: foreign.location.id })).outcome).toBe(
      '404 locations.not_found',
    )
    expect((await ask({ question: 'customers.view', locationId: here.id })).status).toBe(200)
    expect((await ask({ question: 'see:city' })).problem.errors[0]!.path).toBe('customerId')
    expect((await ask({ question: 'see:nothing', customerId: customer.id })).problem.errors[0]!.path).toBe(
      'question',
    )
    const half = await house.plant.user({ company, holds: [{ grants: ['permission_groups.view'] }] })
    const refused = await house.as(half).call(groups.explain, {
      params: { userId: owner.id },
      query: { question: 'customers.view', locationId: here.id },
    })
    expect(refused.problem.detail).toContain('Administration Page')
  })
})
