import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { customers, type SaveFields } from '#shared/contracts/customers.ts'
import { customersLifecycle } from '#shared/contracts/customers-lifecycle.ts'
import type { CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let here: Location
let user: User
let foreign: CustomerRow
let forbidden: CustomerRow
let off: { here: Location; user: User }

beforeAll(async () => {
  house = await openHouse()
  ;({ here, user, foreign, forbidden } = await house.plant.neighbourhood({ settings: { parentChild: true } }))
  off = await house.plant.neighbourhood()
})
afterAll(() => house.close())

const record = (parent?: CustomerRow) =>
  house.plant.customer({ location: here, row: { parent_id: parent?.id ?? null } })
const save = (by: User, { id }: CustomerRow, fields: SaveFields, version = 1) =>
  house.as(by).call(customers.save, { params: { customerId: id }, body: { version, fields } })
const verdict = async (child: CustomerRow, parentId: number) => {
  const reply = await save(user, child, { parentId })
  return reply.status === 200 ? reply.body.header.parent?.id : reply.problem.errors[0]?.message
}
const newCustomer = (at: Location, parentId: number): SaveFields => ({
  firstName: 'New',
  lastName: 'Child',
  city: 'Provo',
  state: 'UT',
  primaryPhone: '8015550123',
  accountType: 'residential',
  locationId: at.id,
  parentId,
})

describe('the parent of a customer', () => {
  it('[REC-106] is saved and shown where the company bills through parents', async () => {
    const parent = await record()
    expect(await verdict(await record(), parent.id)).toBe(parent.id)
  })

  it('[REC-106] cannot be set where the company does not, by save or creation', async () => {
    const [parent, child] = [
      await house.plant.customer({ location: off.here }),
      await house.plant.customer({ location: off.here }),
    ]
    expect((await save(off.user, child, { parentId: parent.id })).problem.errors[0]?.path).toBe(
      'fields.parentId',
    )
    const body = { kind: 'customer' as const, fields: newCustomer(off.here, parent.id) }
    expect((await house.as(off.user).call(customers.create, { body })).problem.errors[0]?.path).toBe(
      'fields.parentId',
    )
  })

  it('[REC-161] is a customer of this company, and not itself a sub-customer or the record itself', async () => {
    const child = await record()
    expect(await verdict(child, child.id)).toBe('A customer cannot be its own parent')
    expect(await verdict(child, foreign.id)).toBe('There is no such customer')
    expect(await verdict(child, 999_999)).toBe('There is no such customer')
    expect(await verdict(child, (await house.plant.lead({ location: here })).id)).toBe(
      'There is no such customer',
    )
    expect(await verdict(child, (await record(await record())).id)).toBe(
      'That customer is a sub-customer itself',
    )
  })

  it('[REC-161] is judged by the same rules when a customer is created', async () => {
    const create = async (parentId: number) =>
      house
        .as(user)
        .call(customers.create, { body: { kind: 'customer', fields: newCustomer(here, parentId) } })
    const message = async (parentId: number) => (await create(parentId)).problem.errors[0]?.message
    const parent = await record()
    expect((await create(parent.id)).body.header.parent?.id).toBe(parent.id)
    expect(await message(foreign.id)).toBe('There is no such customer')
    expect(await message(999_999)).toBe('There is no such customer')
    expect(await message((await record(parent)).id)).toBe('That customer is a sub-customer itself')
  })

  it('[REC-162] a customer that has sub-customers gets none, so that there are two levels only', async () => {
    const parent = await record()
    await record(parent)
    expect(await verdict(parent, (await record()).id)).toBe(
      'This customer has sub-customers and so cannot become one',
    )
  })

  it('[REC-162] also when both links are saved at the same moment', async () => {
    for (let round = 0; round < 20; round++) {
      const [a, b, c] = [await record(), await record(), await record()]
      const replies = await Promise.all([
        save(user, a, { parentId: b.id }),
        save(user, b, { parentId: c.id }),
      ])
      const { rows } = await house.owner.query(
        `select count(*)::int as n from customer x join customer y on y.id = x.parent_id where x.id = any ($1) and y.parent_id is not null`,
        [[a.id, b.id]],
      )
      expect(rows[0]).toEqual({ n: 0 })
      expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
    }
  })

  it('[REC-162] and the database refuses the third level itself, however the links meet', async () => {
    const link = (child: CustomerRow, parent: CustomerRow) =>
      house.owner
        .query('update customer set parent_id = $3 where company_id = $1 and id = $2', [
          here.company.id,
          child.id,
          parent.id,
        ])
        .then(
          () => 'linked',
          (error: { constraint?: string; code?: string }) => error.constraint ?? error.code,
        )
    const outcomes: (string | undefined)[] = []
    for (let round = 0; round < 60; round++) {
      const [a, b, c] = [await record(), await record(), await record()]
      const both = [() => link(a, b), () => link(b, c)]
      outcomes.push(...(await Promise.all((round % 2 ? both.reverse() : both).map((go) => go()))))
    }
    // Each round one link stood and the other was refused by the key, or both met in a deadlock and one was ended.
    expect(outcomes.filter((o) => o === 'linked')).toHaveLength(60)
    expect(outcomes.every((o) => ['linked', 'customer_two_levels', '40P01'].includes(o!))).toBe(true)
    const { rows } = await house.owner.query(
      `select count(*)::int as n from customer x join customer y on y.company_id = x.company_id and y.id = x.parent_id
       where y.parent_id is not null`,
    )
    expect(rows).toEqual([{ n: 0 }])
  })

  it('[REC-162] nor may a lead be a parent, or a parent that is linked become a sub-customer', async () => {
    const parent = await record()
    await record(parent)
    const update = (row: CustomerRow, to: number) =>
      house.owner.query('update customer set parent_id = $2 where id = $1', [row.id, to])
    await expect(update(parent, (await record()).id)).rejects.toThrow('customer_two_levels')
    const lead = await house.plant.lead({ location: here })
    await expect(update(await record(), lead.id)).rejects.toThrow('customer_two_levels')
  })

  it('[REC-203] is no archived customer, and none that the user may not see', async () => {
    const archived = await house.plant.customer({ location: here, row: { archived_at: new Date() } })
    expect(await verdict(await record(), archived.id)).toBe('That customer is archived')
    expect(await verdict(await record(), forbidden.id)).toBe('There is no such customer')
  })

  it('[REC-163] is taken away by clearing the field', async () => {
    const child = await record(await record())
    expect((await save(user, child, { parentId: null })).body.header).not.toHaveProperty('parent')
  })
})

describe('the search for a parent', () => {
  const find = async (text: string, given: { for?: number; by?: User } = {}) =>
    (
      await house
        .as(given.by ?? user)
        .call(customersLifecycle.parents, { query: { text, ...(given.for && { for: given.for }) } })
    ).body.items

  it('[REC-161] takes part of a name or business name, an account number or a number', async () => {
    const { id } = await house.plant.customer({
      location: here,
      fields: {
        firstName: 'Paula',
        lastName: 'Parentis',
        accountType: 'commercial',
        businessName: 'Quill & Sons Bakery',
        accountNumber: 'PX-9988771',
      },
    })
    for (const text of ['arenti', 'sons bak', 'PX-99887', String(id)])
      expect([text, (await find(text)).map((c) => c.id)]).toEqual([text, [id]])
    expect((await find('Parentis'))[0]).toMatchObject({
      businessName: 'Quill & Sons Bakery',
      accountNumber: 'PX-9988771',
    })
  })

  it('[REC-161] leaves out sub-customers, leads, archived ones and the record itself', async () => {
    const named = (row: Record<string, unknown> = {}) =>
      house.plant.customer({ location: here, fields: { lastName: 'Candidatus' }, row })
    const parent = await named()
    const itself = await named()
    await named({ parent_id: parent.id })
    await named({ archived_at: new Date() })
    await house.plant.lead({ location: here, fields: { lastName: 'Candidatus' } })
    expect((await find('Candidatus', { for: itself.id })).map((c) => c.id)).toEqual([parent.id])
  })

  it('[REC-161] shows nobody’s customers but those that the user may see, and an account number by its card', async () => {
    expect(await find('Forbidden')).toEqual([])
    expect(await find('Foreign')).toEqual([])
    const withoutSale = await house.plant.user({
      company: here.company,
      holds: [{ grants: ['customers.view', 'customers.modify'], at: here }],
    })
    expect((await find('Parentis', { by: withoutSale }))[0]?.accountNumber).toBeNull()
  })

  it('[REC-160] finds nothing where the company does not bill through parents', async () => {
    await house.plant.customer({ location: off.here, fields: { lastName: 'Offline' } })
    expect(await find('Offline', { by: off.user })).toEqual([])
  })
})

describe('a commercial account', () => {
  it('[REC-028] is named by its business on the records of its family', async () => {
    const business = {
      accountType: 'commercial',
      businessName: 'Harbor Mills',
      firstName: 'Hal',
      lastName: 'Mills',
    }
    const parent = await house.plant.customer({ location: here, fields: business })
    const child = await house.plant.customer({
      location: here,
      fields: { ...business, businessName: 'Harbor Store' },
      row: { parent_id: parent.id },
    })
    const open = async ({ id }: CustomerRow) =>
      (await house.as(user).call(customers.open, { params: { customerId: id } })).body.header
    expect((await open(child)).parent).toEqual({ id: parent.id, name: 'Harbor Mills (Hal Mills)' })
    expect((await open(parent)).children).toEqual([{ id: child.id, name: 'Harbor Store (Hal Mills)' }])
  })
})
