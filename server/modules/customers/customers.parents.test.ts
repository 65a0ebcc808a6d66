import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { customers, type SaveFields } from '#shared/contracts/customers.ts'
import type { CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let here: Location
let user: User
let foreign: CustomerRow
let off: { here: Location; user: User }

beforeAll(async () => {
  house = await openHouse()
  ;({ here, user, foreign } = await house.plant.neighbourhood({ settings: { parentChild: true } }))
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
    for (let round = 0; round < 5; round++) {
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

  it('[REC-163] is taken away by clearing the field', async () => {
    const child = await record(await record())
    expect((await save(user, child, { parentId: null })).body.header).not.toHaveProperty('parent')
  })
})
