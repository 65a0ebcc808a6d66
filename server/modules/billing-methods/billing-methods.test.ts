/** Billing methods: kept by tokens, replaced, archived, warned of; and what never reaches us. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { billingMethods, type NewBillingMethod } from '#shared/contracts/billing-methods.ts'
import { customers } from '#shared/contracts/customers.ts'
import { notifications } from '#shared/contracts/notifications.ts'
import { openCashier } from '#test/helpers/charges.ts'
import type { CustomerRow } from '#test/helpers/factories.ts'
import { billingMethodTasks, warningOf } from './billing-methods.jobs.ts'

let desk: Awaited<ReturnType<typeof openCashier>>
let nell: CustomerRow
let keys = 0
beforeAll(async () => {
  desk = await openCashier()
  nell = await desk.customer()
})
afterAll(() => desk.close())

const tokenOf = async (numbers: object, key = 'nmi') =>
  (await desk.control<{ token: string }>(key, 'token', numbers)).token
const card = (number = '4111111111111111', exp = '12/39') => ({ kind: 'card', number, exp })
const body = async (change: Partial<NewBillingMethod> = {}, numbers: object = card()) => ({
  requestKey: `request-of-a-test-${String(++keys).padStart(4, '0')}`,
  processorId: desk.nmi,
  kind: 'card' as const,
  token: await tokenOf(numbers),
  holder: { firstName: 'Nell', lastName: 'Payer' },
  authorization: { given: true as const, by: 'Nell Payer', channel: 'written' as const },
  ...change,
})
const at = (customer: CustomerRow = nell) => ({ params: { customerId: customer.id } })
const caller = () => desk.house.as(desk.user)
const add = async (change: Partial<NewBillingMethod> = {}, numbers?: object, customer = nell) =>
  caller().call(billingMethods.add, { ...at(customer), body: (await body(change, numbers)) as never })
const page = async (customer = nell) => (await caller().call(billingMethods.ofCustomer, at(customer))).body

describe('billing methods', () => {
  it('[BIL-006][ADB-008] are kept by a token: several a customer, one of them the default', async () => {
    const first = await add({ nickname: 'Her card', uses: ['monitoring'] })
    expect(first.status).toBe(200)
    expect(first.body.items[0]).toMatchObject({ name: 'Visa ending in 1111', expMonth: 12, expYear: 2039, isDefault: true, holderName: 'Nell Payer', authorization: { by: 'Nell Payer', channel: 'written', text: expect.stringContaining('I authorize') } }) // prettier-ignore
    const bank = await add({ kind: 'bank_account', isDefault: true }, { kind: 'bank_account', aba: '124000054', account: '000123456789', accountType: 'savings', holderType: 'business' }) // prettier-ignore
    expect(bank.body.items.map(({ name, isDefault }) => [name, isDefault])).toEqual([['Savings ending in 6789', true], ['Visa ending in 1111', false]]) // prettier-ignore
    expect(bank.body.items[0]!.authorization.text).toMatch(/debit my bank account/)
    expect(JSON.stringify(bank.body)).not.toMatch(/customer_?[rR]ef|method_?[rR]ef/)
    const { rows } = await desk.house.owner.query<{ text: string }>(
      `select (select string_agg(t::text, '') from billing_method t) || (select string_agg(h::text, '') from history_entry h) as text`,
    )
    const said = rows[0]!.text + JSON.stringify(desk.house.logs)
    for (const number of ['4111111111111111', '000123456789', '124000054']) expect(said).not.toContain(number)
    const tab = (await caller().call(customers.open, at())).body.tabs.find(({ key }) => key === 'accounting')
    // It counts what is owed, not by what it may be paid.
    expect(tab).toEqual({ key: 'accounting', count: 0, alert: false })
  })

  it('[BIL-006] the same request twice, and at once, is one method', async () => {
    const kim = await desk.customer()
    const order = (await body()) as never
    const both = await Promise.all(
      [1, 2].map(() => caller().call(billingMethods.add, { ...at(kim), body: order })),
    )
    expect(both.some(({ status }) => status === 200)).toBe(true)
    expect((await caller().call(billingMethods.add, { ...at(kim), body: order })).status).toBe(200)
    expect((await page(kim)).items).toHaveLength(1)
  })

  it('[SEC-003][ADB-008] a card number in any field is refused, and so is one in place of the token', async () => {
    const number = '4111 1111 1111 1111'
    for (const change of [
      { nickname: number },
      { note: `Card: ${number}` },
      { token: number.replaceAll(' ', '') },
      { token: '4111-1111-1111-1111' },
      { holder: { firstName: 'Nell', lastName: number, company: '' } },
      { authorization: { given: true as const, by: number, channel: 'written' as const } },
    ])
      expect((await add(change as never)).status, JSON.stringify(change)).toBe(422)
    const spread = { ...(await body()), cvv: '123' }
    expect((await caller().call(billingMethods.add, { ...at(), body: spread as never })).status).toBe(422)
    expect(JSON.stringify(desk.house.logs)).not.toMatch(/4111.?1111.?1111.?1111/)
  })

  it('[BIL-006] a refused card keeps nothing, and says in the processor’s words why', async () => {
    const before = (await page()).items.length
    const refused = await add({}, card('4000000000000069'))
    expect(refused.outcome).toBe('409 billing_methods.refused')
    expect(refused.problem!.detail).toBe('NMI did not take it: The issuer declined it: Expired card')
    expect((await add({ token: 'made-up-token' })).outcome).toBe('409 billing_methods.refused')
    expect((await page()).items).toHaveLength(before)
  })

  it('[BIL-006] a lost answer of the vault is looked up: the card is kept once', async () => {
    const kim = await desk.customer()
    await desk.control('nmi', 'faults', {
      fault: 'drop_after',
      match: { path: '/api/transact.php', write: true },
    })
    expect((await add({}, card(), kim)).body.items).toHaveLength(1)
  })

  it('[BIL-006] one that is replaced is archived and hands its place on; one in use is not removed', async () => {
    const kim = await desk.customer()
    const old = (await add({ nickname: 'Old' }, card(), kim)).body.items[0]!
    const charge = await desk.charge(kim, old.id)
    const change = { version: old.version }
    const path = { params: { customerId: kim.id, billingMethodId: old.id } }
    expect((await caller().call(billingMethods.remove, { ...path, body: change })).outcome).toBe('409 billing_methods.in_use') // prettier-ignore
    await desk.drain()
    const after = (await add({ replacesId: old.id }, card(), kim)).body
    expect(after.items.map(({ isDefault, archived, replacedById }) => [isDefault, archived !== null, replacedById])).toEqual([[true, false, null], [false, true, after.items[0]!.id]]) // prettier-ignore
    expect(after.charges.map(({ id }) => id)).toEqual([charge.attemptId])
    const gone = await caller().call(billingMethods.save, { ...path, body: { version: old.version + 1, nickname: '', note: '', uses: [], isDefault: false } }) // prettier-ignore
    expect(gone.outcome).toBe('409 billing_methods.archived')
    // What is declined by the old one is tried again by the one in its place.
    const now = after.items[0]!
    const renamed = await caller().call(billingMethods.save, { params: { customerId: kim.id, billingMethodId: now.id }, body: { version: now.version, nickname: 'New', note: '', uses: ['service'], isDefault: true } }) // prettier-ignore
    expect(renamed.body.items[0]).toMatchObject({
      nickname: 'New',
      uses: ['service'],
      version: now.version + 1,
    })
    const stale = await caller().call(billingMethods.remove, { params: { customerId: kim.id, billingMethodId: now.id }, body: { version: now.version } }) // prettier-ignore
    expect(stale.outcome).toBe('409 billing_methods.stale')
    const removed = await caller().call(billingMethods.remove, { params: { customerId: kim.id, billingMethodId: now.id }, body: { version: now.version + 1 } }) // prettier-ignore
    expect(removed.body.items.every(({ archived }) => archived !== null)).toBe(true)
    const tasks = billingMethodTasks(desk.house.database, desk.house.desk, desk.house.clock.now)
    const forget = { companyId: desk.company.id, billingMethodId: now.id }
    await tasks['billing_methods.forget']!(forget)
    await tasks['billing_methods.forget']!(forget)
    const history = await caller().call(billingMethods.history, { params: { customerId: kim.id, billingMethodId: now.id }, query: {} }) // prettier-ignore
    expect(history.body.items.map(({ event }) => event)).toEqual(['billing_methods.removed', 'billing_methods.saved', 'billing_methods.added']) // prettier-ignore
  })

  it('[BIL-006] cards are warned of 60 and 30 days before their end, and once they are over, each once', async () => {
    expect([['2027-03-31', '2027-01-15'], ['2027-03-31', '2027-01-30'], ['2027-03-31', '2027-03-01'], ['2027-03-31', '2027-03-31'], ['2027-03-31', '2027-04-01']].map(([last, today]) => warningOf(last!, today!))).toEqual([null, 60, 30, 30, 0]) // prettier-ignore
    const kim = await desk.customer()
    const { id } = (await add({}, card(), kim)).body.items[0]!
    const tasks = billingMethodTasks(desk.house.database, desk.house.desk, desk.house.clock.now)
    const look = () => tasks['billing_methods.expiry']!({ companyId: desk.company.id })
    const told = async () =>
      (await caller().call(notifications.list, { query: { limit: 100 } })).body.items.filter(
        (one) => one.billingMethodId === id,
      ).length
    const tab = async () =>
      (await caller().call(customers.open, at(kim))).body.tabs.find(({ key }) => key === 'accounting')!.alert
    await look()
    expect([await told(), await tab()]).toEqual([0, false])
    const now = new Date()
    const set = (months: number) => {
      const last = now.getUTCFullYear() * 12 + now.getUTCMonth() + months
      return desk.house.owner.query('update billing_method set exp_year = $2, exp_month = $3 where id = $1', [
        id,
        Math.floor(last / 12),
        (last % 12) + 1,
      ])
    }
    await set(0)
    await look()
    await look()
    expect([await told(), await tab()]).toEqual([1, true])
    await set(-1)
    await look()
    await look()
    expect([await told(), await tab()]).toEqual([2, true])
    expect((await page(kim)).items[0]!.expiry).toBe('expired')
  })

  it('[SEC-001] shows them to whom it is granted, where it is granted; leads have none', async () => {
    const viewer = await desk.house.plant.user({ company: desk.company, holds: [{ grants: ['billing_information.view', 'customers.view'], at: desk.here }] }) // prettier-ignore
    const seen = (await desk.house.as(viewer).call(billingMethods.ofCustomer, at())).body
    expect(seen).toMatchObject({ abilities: { create: false, modify: false, remove: false }, charges: [], processors: [] }) // prettier-ignore
    const denied = await desk.house
      .as(viewer)
      .call(billingMethods.add, { ...at(), body: (await body()) as never })
    expect(denied.status).toBe(403)
    const stranger = await desk.house.plant.user({
      company: desk.foreign.company,
      holds: [{ grants: 'all' }],
    })
    expect((await desk.house.as(stranger).call(billingMethods.ofCustomer, at())).status).toBe(404)
    const lead = await desk.house.plant.lead({ location: desk.here })
    expect((await add({}, card(), lead)).outcome).toBe('409 billing_methods.leads')
  })
})
