import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { customers } from '#shared/contracts/customers.ts'
import { statuses } from '#shared/contracts/statuses.ts'
import { type StatusCategory, type StatusCondition, usualCategories } from '#shared/rules/statuses.ts'
import type { Company, CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let company: Company
let here: Location
let user: User
let bare: User

beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

const begin = async () => {
  ;({ company, here, user } = await house.plant.neighbourhood())
  bare = await house.plant.user({ company, holds: [{ grants: ['customers.view'], at: here }] })
}
const category = (key: string, ...when: StatusCondition[]): StatusCategory => ({
  key,
  name: `Own ${key}`,
  shown: true,
  values: [
    { label: 'Yes', tone: 'special', detail: '', when },
    { label: 'No', tone: 'info', detail: '', when: [] },
  ],
})
const save = async (categories: readonly StatusCategory[], by = user) => {
  const { body } = await house.as(user).call(statuses.open, {})
  return house.as(by).call(statuses.save, { body: { version: body.version, categories: [...categories] } })
}
const opened = async (record: CustomerRow, by: User) =>
  (await house.as(by).call(customers.open, { params: { customerId: record.id } })).body.header.statuses
const listed = async (record: CustomerRow, by: User) =>
  (await house.as(by).call(customers.list, { query: { kind: 'customer' } })).body.items.find(
    ({ id }) => id === record.id,
  )!.statuses
const words = (boxes: { category: string; label: string }[]) =>
  boxes.map((box) => `${box.category} ${box.label}`)

describe('the company’s own status boxes', () => {
  it('[TAB-020] who has set nothing has the usual boxes, and saving them unchanged writes nothing', async () => {
    await begin()
    const { body } = await house.as(user).call(statuses.open, {})
    expect(body.version).toBe(0)
    expect(body.categories).toEqual(usualCategories)
    expect((await save(usualCategories)).body.version).toBe(0)
    const { rows } = await house.owner.query('select * from status_setup where company_id = $1', [company.id])
    expect(rows).toEqual([])
  })

  it('[TAB-020] [REC-022] every kind of rule says the same on the record and in the list, at once', async () => {
    await begin()
    const vip = await house.plant.tag(company, { name: 'VIP' })
    const gold = await house.plant.value(company, 'account_class', { name: 'Gold' })
    const term = await house.plant.value(company, 'contract_term', { data: { months: 36 } })
    const gate = await house.plant.value(company, 'custom_field', {
      name: 'Gate',
      data: { kind: 'both', type: 'checkbox', required: false, confidential: false },
    })
    const saved = await save([
      category('tag', { type: 'row', fact: 'tag', is: true, ids: [vip] }),
      category('class', { type: 'row', fact: 'account_class', is: true, ids: [gold.id] }),
      category('months', { type: 'months_left', is: true, atMost: 600 }),
      category('gate', { type: 'custom', is: true, field: gate.id, value: true }),
      category('late', { type: 'yes_no', fact: 'overdue_ticket', is: true }),
      category('kind', { type: 'choice', fact: 'account_type', is: true, values: ['commercial'] }),
      category('ahead', { type: 'yes_no', fact: 'install_ahead', is: true }),
      { ...category('hidden', { type: 'yes_no', fact: 'sold', is: true }), shown: false },
    ])
    expect([saved.outcome, saved.body.version]).toEqual(['200', 1])
    const plain = await house.plant.customer({ location: here })
    const full = await house.plant.customer({
      location: here,
      fields: {
        accountType: 'commercial',
        accountClassId: gold.id,
        contractTermId: term.id,
        saleDate: '2026-06-01',
        installDate: '2199-01-01',
      },
      row: { custom: { [gate.id]: true } },
    })
    await house.plant.tagged(full, vip)
    await house.plant.insert('note', company, {
      customer_id: full.id,
      subject: 'Call back',
      is_ticket: true,
      assignee_id: user.id,
      due_on: '2026-01-01',
    })
    const keys = ['tag', 'class', 'months', 'gate', 'late', 'kind', 'ahead']
    expect(words(await opened(full, user))).toEqual(keys.map((key) => `${key} Yes`))
    expect(words(await opened(plain, user))).toEqual(keys.map((key) => `${key} No`))
    for (const record of [full, plain]) expect(await listed(record, user)).toEqual(await opened(record, user))
  })

  it('[TAB-020] a box that rests on the sale is not told to who may not see that card, in the list neither', async () => {
    await begin()
    await save([
      category('funding', { type: 'choice', fact: 'funding', is: true, values: ['funded'] }),
      category('months', { type: 'months_left', is: true, atMost: 3 }),
      category('sold', { type: 'yes_no', fact: 'sold', is: true }),
    ])
    const record = await house.plant.customer({
      location: here,
      fields: { saleDate: '2026-01-02' },
      row: { funding_status: 'funded' },
    })
    expect(words(await opened(record, user))).toEqual(['funding Yes', 'months No', 'sold Yes'])
    expect(words(await opened(record, bare))).toEqual(['sold Yes'])
    expect(words(await listed(record, bare))).toEqual(['sold Yes'])
    const facts = await house.plant.user({
      company,
      holds: [{ grants: ['customers.view', 'global_settings.yes'], at: here }],
    })
    const told = await house.as(facts).call(statuses.facts, { params: { customerId: record.id } })
    expect(told.body.facts).toMatchObject({ fundingStatus: null, termMonths: null })
    expect(JSON.stringify(told.body)).not.toContain('2026-01-02')
  })

  it('[TAB-020] a stale save is refused with what is stored, and history says in words what was changed', async () => {
    await begin()
    const vip = await house.plant.tag(company, { name: 'VIP' })
    const own = category('vip', { type: 'row', fact: 'tag', is: true, ids: [vip] })
    await save([...usualCategories, own])
    const late = await house
      .as(user)
      .call(statuses.save, { body: { version: 0, categories: [...usualCategories] } })
    expect(late.outcome).toBe('409 statuses.stale')
    expect((late.problem.current as { version: number }).version).toBe(1)
    const { body } = await house.as(user).call(statuses.history, {})
    expect(body.items[0]!.changes.map(({ label, new: now }) => [label, now])).toEqual([
      ['Order', 'Account, Installation, Monitoring, Funding, Own vip'],
      ['Own vip', 'Own vip: Yes [special] if it has the tag VIP; No [info] for everybody else'],
    ])
  })

  it('[TAB-020] a rule asks for nothing that does not exist, is another company’s or is confidential', async () => {
    await begin()
    const foreign = await house.plant.tag(await house.plant.company())
    const secret = await house.plant.value(company, 'custom_field', {
      data: { kind: 'both', type: 'text', required: false, confidential: true },
    })
    const reply = await save([
      category('a', { type: 'row', fact: 'tag', is: true, ids: [foreign] }),
      category('b', { type: 'custom', is: true, field: secret.id, value: 'x' }),
    ])
    expect(reply.problem.errors.map(({ path }) => path)).toEqual([
      'categories.0.values.0.when.0.ids',
      'categories.1.values.0.when.0.field',
    ])
    const twice = await save([category('a'), category('a')])
    expect(twice.problem.errors.map(({ path }) => path)).toContain('categories.1.key')
    expect((await save([], bare)).outcome).toBe('403 access.denied')
  })
})
