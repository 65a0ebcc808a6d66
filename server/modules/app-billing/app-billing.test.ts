/** Bills in the Alarm.com app: who switches it on, whose calls are believed, what is shown, and that money moves once. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appBilling, appBillingStanding } from '#shared/contracts/app-billing.ts'
import { charges } from '#shared/contracts/charges.ts'
import { history } from '#shared/contracts/history.ts'
import { operators } from '#shared/contracts/operators.ts'
import { payments } from '#shared/contracts/payments.ts'
import { recurring } from '#shared/contracts/recurring.ts'
import { addDays } from '#shared/time.ts'
import { openAppBilling } from '#test/helpers/app-billing.ts'
import type { CustomerRow } from '#test/helpers/factories.ts'
import { autopayTasks } from '../autopay/autopay.jobs.ts'

let desk: Awaited<ReturnType<typeof openAppBilling>>
beforeAll(async () => {
  desk = await openAppBilling()
})
afterAll(() => desk.house.close())

const caller = () => desk.house.as(desk.user)
const of = (customer: CustomerRow) => ({ params: { customerId: customer.id } })
const standing = async (customer: CustomerRow) =>
  (await caller().call(appBillingStanding.ofCustomer, of(customer))).body.accounts[0]!
const events = async (customer: CustomerRow) =>
  (await caller().call(history.ofCustomer, { ...of(customer), query: {} })).body.items
const role = (granted: boolean) =>
  desk.control('alarmcom', 'billing-role', { login: 'keyholder_adc', granted })
const pay = (account: string, body: object, forged = {}) =>
  desk.call(appBilling.pay, account, { body: { requestKey: desk.key(), ...body } }, forged)
const switchOn = async () => {
  await desk.setup(true)
  await desk.learn()
}
const moneyOf = async (customer: CustomerRow) =>
  (await caller().call(payments.list, { query: { customerId: customer.id } })).body.items

describe('the Billing Integration checkbox', () => {
  it('[ADB-003][ADM-012] is the staff’s alone; without the role at Alarm.com it does not stay checked, and the error says why', async () => {
    const where = { companyId: desk.company.id, serviceProviderId: desk.provider.id }
    // No user of the company, whatever they may, and nobody else's session.
    expect((await desk.setup(true, caller())).outcome).toBe('401 operator.signed_out')
    expect((await caller().call(operators.companies, {})).outcome).toBe('401 operator.signed_out')
    const read = async () => (await desk.staff.call(operators.readSetup, { params: where })).body
    expect(await read()).toMatchObject({ enabled: false, changedBy: null })
    await role(false)
    const refused = await desk.setup(true)
    expect(refused.outcome).toBe('409 app_billing.role_missing')
    expect(refused.problem.detail).toMatch(
      /SecurityTrax Role.*keyholder_adc does not have the SecurityTrax Role/,
    )
    expect((await read()).enabled).toBe(false)
    await role(true)
    await desk.control('alarmcom', 'faults', { fault: 'http_503', match: { write: true } })
    expect((await desk.setup(true)).outcome).toBe('502 app_billing.provider_failed')
    expect((await read()).enabled).toBe(false)
    // A lost answer is looked up.
    await desk.control('alarmcom', 'faults', { fault: 'drop_after', match: { write: true } })
    expect((await desk.setup(true)).body).toMatchObject({
      enabled: true,
      changedBy: 'Olive Operator (Keyholder staff)',
    })
    const there = await desk.learn()
    expect(there.url).toBe(
      `https://keyholder.example.test/api/v1/app-billing/${where.companyId}/${where.serviceProviderId}`,
    )
    const { rows } = await desk.house.owner.query<{ text: string }>(
      `select (select string_agg(s::text, '') from app_billing_setup s) || (select string_agg(h::text, '') from history_entry h) as text`,
    )
    expect(rows[0]!.text + JSON.stringify(desk.house.logs)).not.toContain(there.key)
    expect(rows[0]!.text).toContain('Olive Operator (Keyholder staff)')
    expect(rows[0]!.text).toContain('Ticket 4711')
    const acts = (await desk.staff.call(operators.acts, {})).body.items
    expect(acts[0]).toMatchObject({ act: 'billing_on', reason: 'Alarm.com: Ticket 4711' })
  })
})

describe('calls of the provider’s side', () => {
  beforeAll(switchOn)
  it('[ADB-012] are believed by their signature alone: key, time, method, address and body; and each once', async () => {
    const { account } = await desk.linked()
    const now = Math.floor(Date.now() / 1000)
    const call = (forged: object, key = account) => desk.call(appBilling.summary, key, {}, forged)
    expect((await call({})).body).toEqual({ configured: false })
    const target = `/api/v1/app-billing/${desk.company.id}/${desk.provider.id}/accounts/1`
    for (const forged of [
      { key: 'another key of the same length, perhaps' },
      { keyId: 'another' },
      { timestamp: String(now - 301) },
      { timestamp: String(now + 310) },
      { nonce: 'short' },
      { signature: '' },
      { target },
    ])
      expect((await call(forged)).outcome, JSON.stringify(forged)).toBe('401 app_billing.refused')
    const spoiled = {
      sent: JSON.stringify({ requestKey: desk.key(), amountCents: 1, method: { methodId: 1 } }),
    }
    expect((await pay(account, { amountCents: 100, method: { methodId: 1 } }, spoiled)).outcome).toBe(
      '401 app_billing.refused',
    )
    const nonce = 'a-nonce-that-is-used-twice'
    expect((await call({ nonce })).status).toBe(200)
    expect((await call({ nonce })).outcome).toBe('401 app_billing.replayed')
    // At the address of another company, and of a provider that was never set up.
    const other = await desk.house.plant.serviceProvider(desk.foreign.company, { name: 'Alarm.com' })
    for (const params of [
      { companyId: desk.foreign.company.id, serviceProviderId: other.id },
      { companyId: desk.foreign.company.id, serviceProviderId: desk.provider.id },
      { companyId: 999_999, serviceProviderId: 1 },
    ])
      expect((await desk.call(appBilling.summary, account, { params })).outcome).toBe(
        '401 app_billing.refused',
      )
  })

  it('[ADB-001][ADB-002][ADB-004] are told that nothing is configured until provider, link and recurring invoice are; the dealer reads why', async () => {
    const { customer, account } = await desk.linked()
    expect(await desk.summary('14199999')).toEqual({ configured: false })
    expect(await standing(customer)).toMatchObject({ enabled: true, configured: false, reason: 'no_mmr' })
    const itemId = await desk.house.plant.insert('invoice_item', desk.company, { name: 'Inspection' })
    const line = { itemId, quantityHundredths: 100, priceCents: 9900 }
    await desk.begin(customer, { lines: [line] })
    expect((await standing(customer)).reason).toBe('no_mmr')
    expect((await pay(account, { amountCents: 100, method: { methodId: 1 } })).outcome).toBe('409 app_billing.not_configured') // prettier-ignore
    // An MMR line of 0.00 beside what else is charged (ADB-002).
    const mmr = { itemId: 3, quantityHundredths: 100, priceCents: 0 }
    const first = await desk.begin(customer, { saleOn: '2025-01-10', lines: [mmr, line] })
    expect(await desk.shown(account)).toMatchObject({
      balance: null,
      offers: [],
      autoPay: false,
      method: null,
    })
    const second = await desk.begin(customer, { saleOn: '2025-03-10' })
    expect(await standing(customer)).toMatchObject({ configured: true, reason: null, recurringId: second.id })
    // Sold later after all: the sale date is the dealer’s to set right.
    const save = await caller().call(recurring.save, {
      params: { customerId: customer.id, recurringId: first.id },
      body: { version: first.version, fields: { saleOn: '2025-04-01' } },
    })
    expect(save.status).toBe(200)
    expect((await standing(customer)).recurringId).toBe(first.id)
    // The reason is the dealer's: the app is told none.
    await desk.setup(false)
    expect(await desk.summary(account)).toEqual({ configured: false })
    expect((await standing(customer)).reason).toBe('integration_off')
    await desk.setup(true)
    await desk.learn()
    expect((await desk.summary(account)).configured).toBe(true)
    const stranger = await desk.house.plant.user({
      company: desk.foreign.company,
      holds: [{ grants: 'all' }],
    })
    const seen = await desk.house.as(stranger).call(appBillingStanding.ofCustomer, of(customer))
    expect(seen.status).toBe(404)
  })
})

describe('paying in the app', () => {
  beforeAll(switchOn)
  it('[ADB-005][ADB-009][ADB-010] pays the oldest bill of that recurring invoice first, and the balances follow', async () => {
    const { customer, account } = await desk.linked()
    const shown = await desk.begin(customer)
    const bills = [
      await desk.bill(customer, shown.id, addDays(desk.today, -59), 4000),
      await desk.bill(customer, shown.id, addDays(desk.today, -28), 4100),
      await desk.bill(customer, shown.id, desk.today, 4200),
    ]
    // What else the customer owes is none of the app's.
    const otherOne = await desk.begin(customer, { saleOn: '2020-01-01' })
    await desk.bill(customer, otherOne.id, addDays(desk.today, -90), 99_900)
    const before = await desk.shown(account)
    expect(before.balance).toMatchObject({ dueCents: 12_300, pastDueCents: 8100 })
    expect(before.balance!.bills.map(({ id, status }) => [id, status])).toEqual([
      [bills[0], 'past_due'],
      [bills[1], 'past_due'],
      [bills[2], 'open'],
    ])
    expect(before.offers.map(({ amountCents }) => amountCents)).toEqual([12_300, 8100, 4000])
    const method = await desk.fresh()
    expect((await pay(account, { amountCents: 12_301, method })).outcome).toBe('422 app_billing.too_much')
    expect((await desk.shown(account)).methods).toEqual([])
    const asked = await pay(account, { amountCents: 5000, method })
    expect(asked.body).toMatchObject({
      state: 'processing',
      amountCents: 5000,
      method: 'Visa ending in 1111',
    })
    const open = await pay(account, { amountCents: 5000, method: await desk.fresh() })
    expect(open.outcome).toBe('409 app_billing.payment_open')
    await desk.drain()
    const after = await desk.shown(account)
    expect(after.balance).toMatchObject({ dueCents: 7300, pastDueCents: 3100 })
    expect(after.balance!.bills[0]).toMatchObject({ id: bills[1], openCents: 3100 })
    // Saved, and Auto Pay has still none (ADB-009).
    expect(after).toMatchObject({ autoPay: false, method: null, methods: [{ name: 'Visa ending in 1111' }] })
    const [listed] = (await desk.call(appBilling.payments, account)).body.items
    expect(listed).toMatchObject({
      amountCents: 5000,
      how: 'Visa ending in 1111',
      status: 'paid',
      madeHere: true,
      bills: [
        { id: bills[0], amountCents: 4000 },
        { id: bills[1], amountCents: 1000 },
      ],
    })
    const one = await desk.call(appBilling.payment, account, { params: { paymentId: listed!.id } })
    expect(one.body).toEqual(listed)
    const { items } = (await desk.call(appBilling.bills, account)).body
    expect(items.map(({ id, status }) => [id, status])).toEqual([[bills[2], 'open'], [bills[1], 'past_due'], [bills[0], 'paid']]) // prettier-ignore
    const pdf = await desk.call(appBilling.bill, account, { params: { invoiceId: bills[0] } })
    expect([pdf.status, pdf.text.slice(0, 5)]).toEqual([200, '%PDF-'])
    // The dealer sees where it came from.
    const [paid] = await moneyOf(customer)
    expect(paid).toMatchObject({ origin: 'app', app: 'Alarm.com', amountCents: 5000, unappliedCents: 0 })
    const told = await events(customer)
    expect(told).toContainEqual(
      expect.objectContaining({
        event: 'app_billing.payment_asked',
        source: 'integration',
        user: 'Customer in the Alarm.com app',
      }),
    )
    // Bills and payments of others do not exist.
    const someone = await desk.linked()
    await desk.begin(someone.customer)
    for (const [endpoint, params] of [
      [appBilling.payment, { paymentId: listed!.id }],
      [appBilling.bill, { invoiceId: bills[0] }],
      [appBilling.attempt, { requestKey: asked.body.requestKey }],
    ] as const)
      expect((await desk.call(endpoint, someone.account, { params })).status).toBe(404)
    const theirs = { amountCents: 100, method: { methodId: after.methods[0]!.id } }
    await desk.bill(someone.customer, (await standing(someone.customer)).recurringId!, desk.today, 500)
    expect((await pay(someone.account, theirs)).outcome).toBe('404 app_billing.method_not_found')
  })

  it('[ADB-012] the same payment asked for twice, at once, and after a lost answer, is charged once', async () => {
    const { customer, account } = await desk.linked()
    const { id } = await desk.begin(customer)
    await desk.bill(customer, id, desk.today, 6001)
    const body = { requestKey: desk.key(), amountCents: 6001, method: await desk.fresh() }
    const at = () => desk.call(appBilling.pay, account, { body })
    const both = await Promise.all([at(), at(), at()])
    expect(both.map(({ outcome }) => outcome)).toEqual(['200', '200', '200'])
    expect((await pay(account, { ...body, amountCents: 6000 })).outcome).toBe('422 app_billing.key_reused')
    // The gateway charges and drops the answer; then the process dies with the job, which begins anew.
    await desk.control('nmi', 'faults', { fault: 'drop_after', match: { path: 'transact', write: true } })
    const [job] = await desk.waiting()
    await desk.tasks[job!.task]!(job!.payload)
    expect((await at()).body.state).toBe('processing')
    await desk.drain()
    expect((await at()).body).toMatchObject({ state: 'paid', amountCents: 6001 })
    const { rows } = await desk.house.owner.query<{ id: number }>(
      `select id::int from charge_attempt where customer_id = $1 and kind = 'charge'`,
      [customer.id],
    )
    expect(rows).toHaveLength(1)
    expect(await desk.effects(rows[0]!.id)).toBe(1)
    expect(await moneyOf(customer)).toHaveLength(1)
    expect((await desk.shown(account)).methods).toHaveLength(1)
    expect((await pay(account, { amountCents: 1, method: { methodId: 1 } })).outcome).toBe('409 app_billing.nothing_due') // prettier-ignore
  })

  it('[ADB-011] a declined one leaves the bill open and says why; money that comes back makes it owed again', async () => {
    const { customer, account } = await desk.linked()
    const { id } = await desk.begin(customer)
    await desk.bill(customer, id, addDays(desk.today, -1), 2005)
    const declined = await pay(account, { amountCents: 2005, method: await desk.fresh('4000000000009995') })
    await desk.drain()
    const params = { requestKey: declined.body.requestKey }
    const state = (await desk.call(appBilling.attempt, account, { params })).body
    expect(state).toMatchObject({ state: 'declined', reason: 'Insufficient funds' })
    expect(await desk.shown(account)).toMatchObject({
      balance: { pastDueCents: 2005 },
      attempt: { state: 'declined' },
    })
    expect((await pay(account, { amountCents: 2005, method: await desk.fresh() })).status).toBe(200)
    await desk.drain()
    expect(await desk.shown(account)).toMatchObject({ balance: { dueCents: 0 }, attempt: null })
    const [charge] = (await caller().call(charges.list, { query: { customerId: customer.id } as never })).body
      .items
    await caller().call(charges.void, desk.one(charge!.id))
    await desk.drain()
    expect((await desk.shown(account)).balance).toMatchObject({ dueCents: 2005, pastDueCents: 2005 })
    expect((await desk.call(appBilling.payments, account)).body.items[0]).toMatchObject({
      status: 'returned',
    })
  })
})

describe('the method of Auto Pay', () => {
  beforeAll(switchOn)
  const change = (account: string, method: object, requestKey = desk.key()) =>
    desk.call(appBilling.changeMethod, account, { body: { requestKey, method } })
  const ask = () =>
    autopayTasks(desk.house.database, desk.house.clock.now)['autopay.run']!({ companyId: desk.company.id })

  it('[ADB-006][ADB-007] one that the customer gives is saved and charged when bills are due; it is changed, never removed', async () => {
    const { customer, account } = await desk.linked()
    const { id } = await desk.begin(customer)
    const late = await desk.bill(customer, id, addDays(desk.today, -20), 3001)
    const due = await desk.bill(customer, id, desk.today, 3002)
    const fresh = await desk.fresh()
    const key = desk.key()
    const given = await Promise.all([change(account, fresh, key), change(account, fresh, key)])
    expect(given.map(({ status }) => status)).toEqual([200, 200])
    const now = await desk.shown(account)
    expect(now).toMatchObject({ autoPay: true, method: { name: 'Visa ending in 1111', last4: '1111' } })
    expect(now.methods).toHaveLength(1)
    // What was past due before is left to the customer, who was shown it.
    await ask()
    await desk.drain()
    expect((await desk.shown(account)).balance!.bills.map((bill) => bill.id)).toEqual([late])
    expect((await desk.call(appBilling.payments, account)).body.items[0]).toMatchObject({
      madeHere: false,
      bills: [{ id: due }],
    })
    // Another card takes its place; the old one, which nothing else charges, is archived.
    const second = await change(account, await desk.fresh('5555555555554444'))
    expect(second.body).toMatchObject({ method: { last4: '4444' }, methods: [{ last4: '4444' }] })
    const told = await events(customer)
    expect(told.filter(({ event }) => event === 'app_billing.method_set')).toHaveLength(2)
    // Paying once with a new card leaves Auto Pay as it is.
    await pay(account, { amountCents: 3001, method: await desk.fresh() })
    await desk.drain()
    expect(await desk.shown(account)).toMatchObject({ method: { last4: '4444' }, balance: { dueCents: 0 } })
    const saved = (await desk.shown(account)).methods.find(({ last4 }) => last4 === '1111')!
    expect((await change(account, { methodId: saved.id })).body).toMatchObject({ method: { last4: '1111' } })
  })

  it('[ADB-009] Auto Pay does not charge a bill that the customer is paying just now', async () => {
    const { customer, account } = await desk.linked()
    const { id } = await desk.begin(customer)
    expect((await change(account, await desk.fresh())).status).toBe(200)
    const { method } = await desk.shown(account)
    await desk.bill(customer, id, desk.today, 7007, { billing_method_id: method!.id })
    await pay(account, { amountCents: 7007, method: { methodId: method!.id } })
    await ask()
    expect(await desk.waiting()).toHaveLength(1)
    await desk.drain()
    await ask()
    expect(await desk.waiting()).toEqual([])
    expect(await moneyOf(customer)).toHaveLength(1)
  })
})
