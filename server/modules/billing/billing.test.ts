import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accounting } from '#shared/contracts/accounting.ts'
import { customers } from '#shared/contracts/customers.ts'
import { customersLifecycle } from '#shared/contracts/customers-lifecycle.ts'
import { invoices } from '#shared/contracts/invoices.ts'
import { billing, recurring } from '#shared/contracts/recurring.ts'
import { amountOf } from '#shared/rules/invoices.ts'
import { periodOf, priceIn } from '#shared/rules/recurring.ts'
import { addDays, addMonths, todayIn } from '#shared/time.ts'
import { asCompany, fromJob } from '#server/jobs/company-work.ts'
import type { Company, CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { billBatch } from './billing.batch.ts'
import { billingTasks } from './billing.jobs.ts'
import { nextBillingAt, startRun } from './billing.service.ts'

let house: House
let here: Location
let user: User
const today = todayIn('America/Denver', new Date())

beforeAll(async () => {
  house = await openHouse()
  ;({ here, user } = await house.plant.neighbourhood({ settings: { parentChild: true } }))
  await house.plant.value(here.company, 'tax_rate', {
    name: 'Utah',
    data: { level: 'state', state: 'UT', percent: 4.85 },
  })
})
afterAll(() => house.close())

const of = (customer: CustomerRow) => ({ customerId: customer.id })
const newCustomer = (fields = {}) => house.plant.customer({ location: here, fields })
const line = (priceCents: number, more = {}) => ({ itemId: 3, quantityHundredths: 100, priceCents, ...more })
const begin = (customer: CustomerRow, body: object = {}) =>
  house
    .as(user)
    .call(recurring.create, { params: of(customer), body: { startOn: today, lines: [line(4499)], ...body } })
const made = async (customer: CustomerRow) =>
  (
    await house
      .as(user)
      .call(invoices.list, { query: { customerId: customer.id, sort: 'date', direction: 'asc', limit: 200 } })
  ).body.items
const start = async () => (await house.as(user).call(billing.start, {})).body
const run = async () => {
  const { id } = await start()
  await billingTasks(house.database, house.clock.now)['billing.run']!({
    companyId: here.company.id,
    runId: id,
  })
  return (await house.as(user).call(billing.list, {})).body.items[0]!
}

/** The books of a company: every invoice once, equal to its lines, and the ledger balanced (REL-001). */
async function verify(company: Company) {
  const { rows } = await house.owner.query<{ flaw: string }>(
    `select 'lines ' || i.id as flaw from invoice i where i.company_id = $1 and i.kind = 'invoice' and i.subtotal_cents <>
        (select coalesce(sum(l.amount_cents), 0) from invoice_line l where l.company_id = i.company_id and l.invoice_id = i.id)
     union all select 'tax ' || i.id from invoice i where i.company_id = $1 and i.tax_cents <>
        (select coalesce(sum(t.tax_cents), 0) from invoice_tax t where t.company_id = i.company_id and t.invoice_id = i.id)
     union all select 'ledger ' || i.id from invoice i where i.company_id = $1 and i.state = 'open' and i.total_cents <>
        (select coalesce(sum(p.effect_cents), 0) from ledger_posting p where p.company_id = i.company_id and p.invoice_id = i.id and p.kind in ('invoice', 'adjustment'))
     union all select 'balance ' || b.customer_id from customer_balance b where b.company_id = $1 and b.balance_cents <>
        (select sum(p.effect_cents) from ledger_posting p where p.company_id = b.company_id and p.customer_id = b.customer_id)
     union all select 'gap' where (select count(*) from invoice where company_id = $1 and kind = 'invoice' and number is not null)
        <> coalesce((select last from invoice_counter where company_id = $1 and kind = 'invoice'), 0)`,
    [company.id],
  )
  expect(rows).toEqual([])
}

describe('a recurring invoice', () => {
  it('[BIL-003] [BIL-004] is billed by its calendar, a missed year period by period; a further run makes nothing', async () => {
    const startOn = addMonths(today, -13)
    const anchorOn = addDays(startOn, 10)
    const customer = await newCustomer()
    const given = {
      startOn,
      anchorOn,
      increasePpm: 30_000,
      lines: [line(4499, { taxable: true }), line(-500)],
    }
    const begun = (await begin(customer, given)).body
    expect(begun).toMatchObject({ state: 'active', nextOn: startOn, made: 0, hasRateLine: true })
    const done = await run()
    const list = await made(customer)
    expect(done).toMatchObject({ state: 'done', made: list.length, due: 1, late: list.length - 1 })
    const schedule = { everyMonths: 1, startOn, anchorOn, endOn: null, maxCount: null }
    expect(list.length).toBeGreaterThanOrEqual(13)
    for (const [index, row] of list.entries()) {
      const period = periodOf(schedule, index)
      const subtotal = [4499, -500].reduce(
        (sum, price) =>
          sum + amountOf({ quantityHundredths: 100, priceCents: priceIn(period, price, 30_000) }),
        0,
      )
      const detail = (
        await house.as(user).call(invoices.get, { params: { ...of(customer), invoiceId: row.id } })
      ).body
      expect(detail).toMatchObject({
        invoiceOn: period.from,
        period: { from: period.from, to: period.to },
        subtotalCents: subtotal,
      })
    }
    const after = (
      await house.as(user).call(recurring.get, { params: { ...of(customer), recurringId: begun.id } })
    ).body
    expect([after.made, after.nextOn]).toEqual([list.length, periodOf(schedule, list.length).from])
    expect((await run()).made).toBe(0)
    await verify(here.company)
    const fixed = await house.as(user).call(recurring.save, {
      params: { ...of(customer), recurringId: begun.id },
      body: { version: after.version, fields: { everyMonths: 3 } },
    })
    expect(fixed.outcome).toBe('422 request.invalid')
    const gone = await house
      .as(user)
      .call(recurring.remove, { params: { ...of(customer), recurringId: begun.id } })
    expect(gone.outcome).toBe('409 recurring.has_invoices')
  })

  it('[BIL-003] days before, the number of invoices, a stop and going on; the record’s rate is followed as it changes', async () => {
    const rate = await house.plant.value(here.company, 'mmr', { name: '39.99', data: { totalCents: 3999 } })
    const customer = await newCustomer({ mmrId: rate.id })
    const soon = (
      await begin(customer, {
        startOn: addDays(today, 5),
        daysBefore: 5,
        everyMonths: 3,
        maxCount: 2,
        lines: [line(0, { followsRate: true, quantityHundredths: 300 })],
      })
    ).body
    expect(soon).toMatchObject({ createOn: today, nextCents: 11_997 })
    const later = (await begin(customer, { startOn: addDays(today, 6), daysBefore: 5 })).body
    await run()
    expect((await made(customer)).map(({ invoiceOn, totalCents }) => [invoiceOn, totalCents])).toEqual([
      [addDays(today, 5), 11_997],
    ])
    const stop = await house.as(user).call(recurring.setState, {
      params: { ...of(customer), recurringId: later.id },
      body: { version: later.version, state: 'stopped' },
    })
    expect([stop.body.state, stop.body.nextOn]).toEqual(['stopped', null])
    await house.owner.query(
      'update recurring_invoice set start_on = start_on - 100, anchor_on = anchor_on - 100, next_on = next_on - 100 where id = $1',
      [later.id],
    )
    const on = await house.as(user).call(recurring.setState, {
      params: { ...of(customer), recurringId: later.id },
      body: { version: stop.body.version, state: 'active' },
    })
    expect(on.body.nextOn! >= today).toBe(true)
  })

  it('[BIL-001] [BIL-003] each address of one batch has its own tax rates, of the day of its period; an exempt one has none', async () => {
    const place = async (level: string, where: string, percent: number, fromOn?: string) =>
      house.plant.value(here.company, 'tax_rate', {
        data: { level, state: 'NV', place: where, percent, fromOn },
      })
    await place('state', '', 4)
    await place('city', 'Reno', 1)
    await place('city', 'Reno', 2, today)
    await place('zip', '89501', 0.5)
    const addresses = [
      { state: 'NV', city: 'Reno', zip: '89501' },
      { state: 'NV', city: 'RENO', zip: '89502' },
      { state: 'NV', city: 'Elko', zip: '89801' },
      { state: 'OR', city: 'Salem', zip: '97301' },
      {},
    ]
    const startOn = addMonths(today, -1)
    const taxed = { startOn, lines: [line(10_000, { taxable: true }), line(500)] }
    const all = await Promise.all(addresses.map((fields) => newCustomer(fields)))
    // A second one at the first one's address, and one of those who pay no tax.
    all.push(await newCustomer(addresses[0]))
    for (const customer of all) expect((await begin(customer, taxed)).status).toBe(200)
    const exempt = await newCustomer(addresses[0])
    await begin(exempt, { ...taxed, taxExempt: true })
    await run()
    const cents = async (customer: CustomerRow) =>
      (await made(customer)).map(({ totalCents }) => totalCents - 10_500)
    // A month ago Reno took 1 %, from today on 2 %.
    expect(await Promise.all(all.map(cents))).toEqual([
      [550, 650],
      [500, 600],
      [400, 400],
      [0, 0],
      expect.any(Array),
      [550, 650],
    ])
    expect(await cents(exempt)).toEqual([0, 0])
    await verify(here.company)
  })

  it('[REC-164] [REC-165] a sub-customer’s new ones bill through the parent, whose account names it; archiving stops them', async () => {
    const parent = await newCustomer({ businessName: 'Head Office', accountType: 'commercial' })
    const child = await newCustomer({ parentId: parent.id, lastName: 'Branch' })
    expect((await begin(child)).body.billParent).toBe(true)
    const own = (await begin(child, { billParent: false })).body
    await run()
    const account = (await house.as(user).call(accounting.summary, { params: of(child) })).body
    expect(account).toMatchObject({
      parent: { id: parent.id, name: 'Head Office' },
      balanceCents: 4499,
      ownOpenCents: 4499,
    })
    const rows = (await house.as(user).call(accounting.transactions, { params: of(parent) })).body.items
    expect(rows).toMatchObject([
      { kind: 'invoice', customer: { id: child.id }, amountCents: 4499, balanceCents: 4499 },
    ])
    const preview = (await house.as(user).call(customersLifecycle.archivePreview, { params: of(child) })).body
    expect(JSON.stringify(preview)).toContain('recurring invoice')
    await house.as(user).call(customersLifecycle.archive, { params: of(child), body: {} } as never)
    const stopped = (
      await house.as(user).call(recurring.get, { params: { ...of(child), recurringId: own.id } })
    ).body
    expect(stopped.state).toBe('stopped')
    expect(
      (await house.as(user).call(customers.open, { params: of(parent) })).body.tabs.find(
        ({ key }) => key === 'accounting',
      )?.count,
    ).toBe(1)
  })
})

describe('the billing run', () => {
  it('[BIL-004] [REL-001] four workers at once, killed amid their work: every period once, none missing, the books balance', async () => {
    const location = await house.plant.location()
    const { company } = location
    const count = 120
    for (let n = 0; n < count; n++) {
      const customer = await house.plant.customer({ location })
      const id = await house.plant.insert('recurring_invoice', company, {
        customer_id: customer.id,
        every_months: 1,
        start_on: addMonths(today, -2),
        anchor_on: addMonths(today, -2),
        next_on: addMonths(today, -2),
      })
      await house.plant.insert('recurring_line', company, {
        recurring_id: id,
        position: 0,
        item_id: 3,
        quantity_hundredths: 100,
        price_cents: 4499,
      })
    }
    const runId = await house.plant.insert('billing_run', company, { day: today, started_at: new Date() })
    const tx = asCompany(house.database, company.id, fromJob)
    let kills = 6
    const worker = async () => {
      for (let idle = 0; idle < 4;) {
        try {
          const { made } = await tx(async (db, history) => {
            const batch = await billBatch(db, history, {
              runId,
              today,
              now: new Date(),
              currency: 'USD',
              most: 20,
            })
            // As a process that dies before its commit.
            if (batch.made && kills-- > 0)
              await house.owner.query(
                `select pg_terminate_backend(pid) from pg_stat_activity where state = 'idle in transaction' and application_name = 'keyholder' and query like '%billing_run%' limit 1`,
              )
            return batch
          })
          idle = made ? 0 : idle + 1
        } catch (error) {
          if (
            !(error instanceof pg.DatabaseError) &&
            !/Connection terminated|not queryable|ECONNRESET/.test(String(error))
          )
            throw error
        }
      }
    }
    await Promise.all([worker(), worker(), worker(), worker()])
    expect(kills).toBeLessThanOrEqual(0)
    const { rows } = await house.owner.query<{ n: number; made: number; recurring: number }>(
      `select count(*)::int as n, count(distinct (recurring_id, period_index))::int as recurring, (select made from billing_run where id = $2 and company_id = $1) as made from invoice where company_id = $1`,
      [company.id, runId],
    )
    expect(rows[0]).toEqual({ n: 3 * count, recurring: 3 * count, made: 3 * count })
    await verify(company)
    expect(
      (await tx((db, history) => billBatch(db, history, { runId, today, now: new Date(), currency: 'USD' })))
        .made,
    ).toBe(0)
  }, 60_000)

  it('[BIL-004] one run at a time, at the company’s hour; with the add-on off nothing new is made', async () => {
    await start()
    expect((await house.as(user).call(billing.start, {})).outcome).toBe('409 billing.running')
    expect(nextBillingAt(3, 'America/Denver', new Date('2026-03-07T12:00:00Z')).toISOString()).toBe(
      '2026-03-08T09:00:00.000Z',
    )
    await house.owner.query(
      `update platform.company set settings = settings || '{"invoicePlus": false}' where id = $1`,
      [here.company.id],
    )
    expect((await begin(await newCustomer())).outcome).toBe('404 recurring.add_on_off')
    expect((await house.as(user).call(billing.list, {})).outcome).toBe('404 recurring.add_on_off')
    const { rows } = await house.owner.query<{ n: number }>(
      'select count(*)::int as n from recurring_invoice where company_id = $1',
      [here.company.id],
    )
    expect(rows[0]!.n).toBeGreaterThan(0)
    const tx = asCompany(house.database, here.company.id, fromJob)
    expect(await tx((db, history) => startRun(db, history, null, new Date()))).toBeUndefined()
  })
})
