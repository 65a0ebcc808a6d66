import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { customers } from '#shared/contracts/customers.ts'
import { history } from '#shared/contracts/history.ts'
import { tags } from '#shared/contracts/tags.ts'
import type { CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let here: Location
let user: User
let foreign: CustomerRow
let forbidden: CustomerRow

beforeAll(async () => {
  house = await openHouse()
  ;({ here, user, foreign, forbidden } = await house.plant.neighbourhood())
  await house.plant.tagged(foreign, await house.plant.tag(foreign.company, { name: 'Foreign' }))
})
afterAll(() => house.close())

const newCustomer = () => house.plant.customer({ location: here })
const of = (customer: CustomerRow) => ({ customerId: customer.id })
const apply = (customer: CustomerRow, body: { add?: number[]; remove?: number[] }, by = user) =>
  house.as(by).call(tags.apply, { params: of(customer), body })
const names = (list: { name: string }[]) => list.map(({ name }) => name)
const tag = (name: string, row: Record<string, unknown> = {}) => house.plant.tag(here.company, { name, row })
const withGrants = (...grants: string[]) =>
  house.plant.user({
    company: here.company,
    holds: [{ grants: ['customers.view', ...grants] as never, at: here }],
  })

describe('the tags of a record', () => {
  it('[TAB-003] [REC-060] are added and taken away at once, and stand on the record in the company’s order', async () => {
    const customer = await newCustomer()
    const [vip, dog] = [
      await tag('VIP', { sort: 2, colour: 'violet' }),
      await tag('Dog on site', { sort: 1, warning: 'Call before you enter the yard' }),
    ]
    expect(names((await apply(customer, { add: [vip, dog, vip] })).body.tags)).toEqual(['Dog on site', 'VIP'])
    const record = (await house.as(user).call(customers.open, { params: of(customer) })).body
    expect(record.tags).toEqual([
      { id: dog, name: 'Dog on site', colour: 'gray', warning: 'Call before you enter the yard' },
      { id: vip, name: 'VIP', colour: 'violet', warning: null },
    ])
    expect(names((await apply(customer, { remove: [dog] })).body.tags)).toEqual(['VIP'])
  })

  it('[TAB-003] two users’ changes never undo each other', async () => {
    const customer = await newCustomer()
    const ids = [await tag('One'), await tag('Two'), await tag('Three')]
    await apply(customer, { add: [ids[2]!] })
    await Promise.all([
      apply(customer, { add: [ids[0]!] }),
      apply(customer, { add: [ids[1]!], remove: [ids[2]!] }),
      apply(customer, { add: [ids[0]!] }),
    ])
    const { body } = await house.as(user).call(tags.ofRecord, { params: of(customer) })
    expect(names(body.tags).sort()).toEqual(['One', 'Two'])
  })

  it('[TAB-017] leave an entry with the set before and after, and none when nothing changed', async () => {
    const customer = await newCustomer()
    const [a, b] = [await tag('Alpha'), await tag('Beta')]
    await apply(customer, { add: [a] })
    await apply(customer, { add: [a] })
    await apply(customer, { add: [b], remove: [a] })
    const { items } = (await house.as(user).call(history.ofCustomer, { params: of(customer) })).body
    expect(items.map(({ summary, changes }) => [summary, changes])).toEqual([
      ['Changed the tags', [{ field: 'tags', label: 'Tags', old: 'Alpha', new: 'Beta' }]],
      ['Changed the tags', [{ field: 'tags', label: 'Tags', old: null, new: 'Alpha' }]],
    ])
  })

  it('[TAB-003] need Tags: Modify at the record’s location; everybody who sees the record sees them', async () => {
    const customer = await newCustomer()
    const id = await tag('Seen')
    await apply(customer, { add: [id] })
    const viewer = await withGrants()
    expect((await apply(customer, { remove: [id] }, viewer)).outcome).toBe('403 access.denied')
    const record = (await house.as(viewer).call(customers.open, { params: of(customer) })).body
    expect([names(record.tags), record.tabs.some(({ key }) => key === 'tags')]).toEqual([['Seen'], false])
    expect((await apply(forbidden, { add: [id] })).outcome).toBe('403 access.denied_here')
    expect((await apply(foreign, { add: [id] })).outcome).toBe('404 customers.not_found')
    const archived = await house.plant.customer({ location: here, row: { archived_at: new Date() } })
    expect((await apply(archived, { add: [id] })).outcome).toBe('409 customers.archived')
  })

  it('[TAB-003] are the company’s own, and a retired one can only be taken away', async () => {
    const customer = await newCustomer()
    const retired = await tag('Retired')
    await apply(customer, { add: [retired] })
    await house.owner.query('update tag set active = false where id = $1', [retired])
    const { rows } = await house.owner.query<{ id: number }>(`select id from tag where name = 'Foreign'`)
    const other = await newCustomer()
    for (const id of [retired, Number(rows[0]!.id), 987_654]) {
      const reply = await apply(other, { add: [id] })
      expect([reply.outcome, reply.problem.errors[0]!.path]).toEqual(['422 request.invalid', 'add.0'])
    }
    expect(names((await apply(customer, {})).body.tags)).toEqual(['Retired'])
    expect((await apply(customer, { remove: [retired] })).body.tags).toEqual([])
  })
})

describe('the company’s tags', () => {
  const list = async (by = user) => (await house.as(by).call(tags.list)).body
  const create = (body: object, by = user) => house.as(by).call(tags.create, { body: body as never })

  it('[TAB-003] are listed without those of other companies, retired ones only to who administers them', async () => {
    await tag('Old one', { active: false })
    expect(names((await list()).tags)).toContain('Old one')
    expect(names((await list()).tags)).not.toContain('Foreign')
    const clerk = await list(await withGrants('tags.modify'))
    expect([names(clerk.tags).includes('Old one'), clerk.abilities]).toEqual([
      false,
      { create: true, administer: false },
    ])
    expect((await list(await withGrants())).abilities).toEqual({ create: false, administer: false })
  })

  it('[TAB-003] one who tags records makes a tag by its name; the rest of it is the administrator’s', async () => {
    const clerk = await withGrants('tags.modify')
    expect((await create({ name: 'Snowbird', colour: 'blue' }, clerk)).body).toMatchObject({
      name: 'Snowbird',
      colour: 'blue',
      active: true,
    })
    expect((await create({ name: 'Beware', warning: 'Dog' }, clerk)).outcome).toBe('403 tags.only_name')
    expect((await create({ name: 'Beware', warning: 'Dog' })).status).toBe(200)
    for (const name of ['SNOWBIRD', ' snowbird ']) {
      const reply = await create({ name })
      expect([reply.outcome, reply.problem.errors[0]!.path]).toEqual(['422 request.invalid', 'name'])
    }
    expect((await create({ name: 'x' }, await withGrants())).outcome).toBe('403 access.denied')
  })

  it('[TAB-003] are changed as of the version they were read at', async () => {
    const { id } = (await create({ name: 'Rename me' })).body
    const save = (version: number, values: object) =>
      house.as(user).call(tags.update, { params: { tagId: id }, body: { version, tag: values as never } })
    expect((await save(1, { name: 'Renamed', category: 'Service', colour: 'teal' })).body).toMatchObject({
      name: 'Renamed',
      category: 'Service',
      version: 2,
    })
    expect((await save(1, { name: 'Again' })).outcome).toBe('409 tags.stale')
    expect((await save(2, { name: 'Snowbird' })).problem.errors[0]!.path).toBe('tag.name')
    expect((await save(2, { name: 'Renamed', category: 'Service', colour: 'teal' })).body.version).toBe(2)
    const clerk = await withGrants('tags.modify')
    const body = { version: 2, tag: { name: 'Mine' } }
    expect((await house.as(clerk).call(tags.update, { params: { tagId: id }, body })).outcome).toBe(
      '403 access.denied',
    )
  })

  it('[TAB-003] stand in the order that the company gives them, which names every tag once', async () => {
    const before = (await list()).tags
    const ids = before.map(({ id }) => id).reverse()
    const sort = (given: number[]) => house.as(user).call(tags.sort, { body: { ids: given } })
    expect((await sort(ids)).body.tags.map(({ id }) => id)).toEqual(ids)
    for (const wrong of [ids.slice(1), [...ids, ids[0]!], [...ids.slice(1), 987_654]])
      expect((await sort(wrong)).outcome).toBe('409 tags.list_stale')
    expect((await list()).tags.map(({ id }) => id)).toEqual(ids)
  })

  it('[TAB-003] are counted by the records that carry them', async () => {
    const id = await tag('Counted')
    for (const customer of [await newCustomer(), await newCustomer()]) await apply(customer, { add: [id] })
    const { counts } = (await house.as(user).call(tags.usage)).body
    expect(counts.find((each) => each.id === id)).toEqual({ id, count: 2 })
  })
})
