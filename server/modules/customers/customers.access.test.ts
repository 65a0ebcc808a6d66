import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { customers, type SaveFields } from '#shared/contracts/customers.ts'
import { connections } from '#shared/contracts/connections.ts'
import { history } from '#shared/contracts/history.ts'
import type { Permission } from '#shared/permissions.ts'
import type { FieldName } from '#shared/rules/customer-fields.ts'
import type { Company, CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let company: Company
let here: Location
let elsewhere: Location
let foreign: CustomerRow
let forbidden: CustomerRow
let customer: CustomerRow
let lead: CustomerRow

const secrets = {
  ssn: '900451234',
  birthdate: '1979-05-20',
  confirmationNumber: 'CONF-7719',
  receiverNumber: 'RCV-4410',
  abortCode: 'marigold',
} as const
const general: Permission[] = ['customers.view', 'customers.modify', 'leads.view', 'leads.modify']
const cards: Permission[] = [
  'contact_information.modify',
  'sale_information.view',
  'sale_information.modify',
  'installation_information.view',
  'installation_information.modify',
]

beforeAll(async () => {
  house = await openHouse()
  ;({ company, here, elsewhere, foreign, forbidden } = await house.plant.neighbourhood())
  customer = await house.plant.customer({
    location: here,
    fields: { ...secrets, soldById: null, accountNumber: 'AC-1' },
  })
  lead = await house.plant.lead({ location: here })
})
afterAll(() => house.close())

const holder = (grants: Permission[], at: Location | undefined = here): Promise<User> =>
  house.plant.user({ company, holds: [{ grants, at }] })
const open = async (user: User, { id }: CustomerRow) =>
  house.as(user).call(customers.open, { params: { customerId: id } })
const save = async (user: User, { id }: CustomerRow, fields: SaveFields) => {
  const { rows } = await house.owner.query<{ version: number }>(
    'select version from customer where id = $1',
    [id],
  )
  return house
    .as(user)
    .call(customers.save, { params: { customerId: id }, body: { version: rows[0]!.version, fields } })
}

describe('who may see a record', () => {
  it('[REC-001] a customer needs Customers: View and a lead Leads: View, each at the record’s own location', async () => {
    const both = await holder(['customers.view', 'leads.view'])
    const customersOnly = await holder(['customers.view'])
    const leadsOnly = await holder(['leads.view'])
    expect((await open(both, customer)).body.id).toBe(customer.id)
    expect((await open(both, lead)).body.id).toBe(lead.id)
    expect((await open(customersOnly, lead)).outcome).toBe('403 access.denied_here')
    expect((await open(leadsOnly, customer)).outcome).toBe('403 access.denied_here')
    const refusal = (await open(leadsOnly, customer)).problem
    expect(refusal.detail).toBe('You need the permission “Customers: View” at the location of this record.')
  })

  it('[REC-001] the permission at another location opens nothing here, everywhere opens both', async () => {
    const there = await holder(['customers.view'], elsewhere)
    const everywhere = await house.plant.user({ company, holds: [{ grants: ['customers.view'] }] })
    expect((await open(there, customer)).outcome).toBe('403 access.denied_here')
    expect((await open(there, forbidden)).body.id).toBe(forbidden.id)
    expect((await open(everywhere, customer)).body.id).toBe(customer.id)
    expect((await open(everywhere, forbidden)).body.id).toBe(forbidden.id)
  })

  it('[REC-007] in one’s own company it is 403, in another company the record does not exist', async () => {
    const user = await house.plant.user({ company, holds: [{ grants: 'all', at: here }] })
    expect((await open(user, forbidden)).outcome).toBe('403 access.denied_here')
    expect((await open(user, foreign)).outcome).toBe('404 customers.not_found')
    expect((await open(user, { ...foreign, id: 999_999_999 })).text.replace(/"requestId":"[^"]*"/, '')).toBe(
      (await open(user, foreign)).text.replace(/"requestId":"[^"]*"/, ''),
    )
  })
})

describe('who may change a record', () => {
  it('[REC-002] without Customers: Modify nothing may be changed, the answer says so and the save is refused', async () => {
    const reader = await holder(['customers.view', ...cards])
    const { body } = await open(reader, customer)
    expect(body.abilities.modify).toEqual([])
    expect(body.readOnlyReason).toBe('permission')
    expect((await save(reader, customer, { firstName: 'Zed' })).outcome).toBe('403 access.denied')
  })

  it('[REC-002] Customers: Modify at another location changes nothing here', async () => {
    const user = await house.plant.user({
      company,
      holds: [
        { grants: ['customers.view'], at: here },
        { grants: [...general, ...cards], at: elsewhere },
      ],
    })
    expect((await save(user, customer, { firstName: 'Zed' })).outcome).toBe('403 access.denied_here')
    expect((await save(user, forbidden, { firstName: 'Zed' })).body.fields.firstName).toBe('Zed')
  })

  it('[REC-002] a record may not be moved to a location where one may not modify', async () => {
    const user = await holder([...general, ...cards])
    expect((await save(user, customer, { locationId: elsewhere.id })).outcome).toBe('403 access.denied_here')
    expect((await save(user, customer, { locationId: foreign.location.id })).outcome).toBe(
      '403 access.denied_here',
    )
    const everywhere = await house.plant.user({ company, holds: [{ grants: 'all' }] })
    const refused = await save(everywhere, customer, { locationId: foreign.location.id })
    expect(refused.problem.errors).toEqual([
      { path: 'fields.locationId', message: 'There is no such location' },
    ])
  })

  it('[REC-003] creating a customer needs Customers: Create at its location, and a lead Leads: Create', async () => {
    const fields: SaveFields = {
      firstName: 'New',
      lastName: 'Person',
      city: 'Provo',
      state: 'UT',
      primaryPhone: '8015550123',
    }
    const body = {
      kind: 'customer' as const,
      fields: { ...fields, accountType: 'residential', locationId: here.id },
    }
    const viewer = await holder([...general, ...cards])
    expect((await house.as(viewer).call(customers.create, { body })).outcome).toBe('403 access.denied')
    const creator = await house.plant.user({
      company,
      holds: [{ grants: [...general, ...cards] }, { grants: ['customers.create'], at: here }],
    })
    expect((await house.as(creator).call(customers.create, { body })).body.kind).toBe('customer')
    const there = { ...body, fields: { ...body.fields, locationId: elsewhere.id } }
    expect((await house.as(creator).call(customers.create, { body: there })).outcome).toBe(
      '403 access.denied_here',
    )
    const asLead = { kind: 'lead' as const, fields }
    expect((await house.as(creator).call(customers.create, { body: asLead })).outcome).toBe(
      '403 access.denied',
    )
  })

  it('[REC-005] each card needs its own permission to be changed, and the Sale and Installation cards one to be seen', async () => {
    const changes: [FieldName, unknown, Permission][] = [
      ['spouse', 'Sam', 'contact_information.modify'],
      ['adtNumber', 'ADT-1', 'sale_information.modify'],
      ['installDate', '2026-01-05', 'installation_information.modify'],
      ['maintenance', true, 'installation_information.modify'],
    ]
    for (const [name, value, permission] of changes) {
      const without = await holder([...general, ...cards.filter((card) => card !== permission)])
      const refused = await save(without, customer, { [name]: value } as SaveFields)
      expect([name, refused.outcome]).toEqual([name, '403 access.denied_here'])
      expect(refused.problem.errors[0]!.path).toBe(`fields.${name}`)
      expect((await open(without, customer)).body.abilities.modify).not.toContain(name)
      const withIt = await holder([...general, ...cards])
      expect((await save(withIt, customer, { [name]: value } as SaveFields)).body.fields[name]).toBe(value)
    }
    const noCards = (await open(await holder(general), customer)).body
    expect(noCards.fields).not.toHaveProperty('accountNumber')
    expect(noCards.fields).not.toHaveProperty('installDate')
    expect(noCards.header).not.toHaveProperty('sale')
    expect(noCards.header).not.toHaveProperty('install')
    expect(noCards.fields).toHaveProperty('firstName')
  })

  it('[REC-005] one forbidden field refuses the whole save, so that nothing that was typed is dropped silently', async () => {
    const user = await holder([...general, 'contact_information.modify'])
    expect((await save(user, customer, { bestTimeToContact: 'noon', adtNumber: 'X' })).outcome).toBe(
      '403 access.denied_here',
    )
    expect((await open(user, customer)).body.fields.bestTimeToContact).toBeNull()
  })

  it('[REC-101] what a user may not see is not overwritten by their save', async () => {
    const user = await holder([...general, 'contact_information.modify'])
    expect((await save(user, customer, { crossStreet: 'Elm' })).status).toBe(200)
    const everything = await house.plant.user({ company, holds: [{ grants: 'all', at: here }] })
    expect((await open(everything, customer)).body.fields.accountNumber).toBe('AC-1')
    expect((await open(everything, customer)).body.fields.ssn).toBe(secrets.ssn)
  })

  it('[REC-008] the answer names the fields that may be changed, and opening changes nothing', async () => {
    const user = await house.plant.user({ company, holds: [{ grants: 'all', at: here }] })
    const first = (await open(user, customer)).body
    expect(first.abilities.modify).toEqual(expect.arrayContaining(['firstName', 'adtNumber', 'ssn', 'pulse']))
    for (const name of ['fundingStatus', 'fundedOn', 'callCenterRepId', 'parentId', 'leadComments'])
      expect(first.abilities.modify).not.toContain(name)
    expect((await open(user, customer)).body.version).toBe(first.version)
  })
})

describe('confidential fields', () => {
  const permissionOf: [keyof typeof secrets, Permission][] = [
    ['ssn', 'confidential_ssn.yes'],
    ['birthdate', 'confidential_birthdate.yes'],
    ['confirmationNumber', 'confidential_confirmation_number.yes'],
    ['receiverNumber', 'confidential_receiver_number.yes'],
    ['abortCode', 'confidential_abort_code.yes'],
  ]

  it('[REC-006] each is *** without its own permission, and only that one', async () => {
    for (const [name, permission] of permissionOf) {
      const others = permissionOf.map(([, p]) => p).filter((p) => p !== permission)
      const { fields } = (await open(await holder([...general, ...cards, ...others]), customer)).body
      const shown = Object.fromEntries(permissionOf.map(([field]) => [field, fields[field]]))
      expect(shown).toEqual({ ...secrets, [name]: '***' })
    }
  })

  it('[REC-006] no answer of any endpoint of the record carries the value', async () => {
    const user = await holder([...general, ...cards, 'connections.modify', 'emergency_contacts.view'])
    const params = { customerId: customer.id }
    await save(await house.plant.user({ company, holds: [{ grants: 'all' }] }), customer, {
      ...secrets,
      ssn: '900459999',
      abortCode: 'saffron',
    })
    const caller = house.as(user)
    const answers = [
      await caller.call(customers.open, { params }),
      await caller.call(customers.list, { query: {} }),
      await caller.call(customers.search, { query: { text: 'Record' } }),
      await caller.call(history.ofCustomer, { params }),
      await caller.call(connections.hub, { params }),
      await caller.call(connections.monitoring, { params }),
      await caller.call(connections.calls, { params }),
      await caller.call(customers.save, { params, body: { version: 1, fields: { firstName: 'Stale' } } }),
      await save(user, customer, { spouse: 'Pat' }),
    ]
    for (const { text } of answers) {
      for (const value of [...Object.values(secrets), '900459999', 'saffron'])
        expect(text).not.toContain(value)
    }
    const entry = answers[3]!.body as { items: { changes: { field: string; old: string; new: string }[] }[] }
    expect(entry.items[0]!.changes).toContainEqual({ field: 'ssn', label: 'SSN', old: '***', new: '***' })
  })

  it('[REC-006] a masked field may not be overwritten either, not even by its mask', async () => {
    const user = await holder([...general, ...cards])
    for (const [name] of permissionOf) {
      const value = name === 'birthdate' ? '1980-01-01' : name === 'ssn' ? '900450000' : 'other'
      expect((await save(user, customer, { [name]: value })).outcome).toBe('403 access.denied_here')
    }
    expect((await save(user, customer, { abortCode: '***' })).outcome).toBe('403 access.denied_here')
  })
})
