/** Statements agree with the ledger, are made once a period, and stay as they were (BIL-008). */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { invoices } from '#shared/contracts/invoices.ts'
import { payments } from '#shared/contracts/payments.ts'
import { billing, recurring } from '#shared/contracts/recurring.ts'
import { statementRuns, statements } from '#shared/contracts/statements.ts'
import { addDays, todayIn } from '#shared/time.ts'
import type { CustomerRow } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { billingTasks } from '../billing/billing.jobs.ts'
import { statementTasks } from './statements.jobs.ts'

let house: House
let here: Awaited<ReturnType<House['plant']['neighbourhood']>>
const today = todayIn('America/Denver', new Date())
const day = (ago: number) => addDays(today, -ago)
beforeAll(async () => {
  house = await openHouse()
  here = await house.plant.neighbourhood({ settings: { parentChild: true } })
})
afterAll(() => house.close())

const of = (customer: CustomerRow) => ({ customerId: customer.id })
const staff = () => house.as(here.user)
let number = 0
const newCustomer = (fields: object = {}) =>
  house.plant.customer({
    location: here.here,
    fields: { firstName: 'Nell', lastName: 'Payer', email: `nell${++number}@payer.test`, ...fields },
  })
const bill = async (customer: CustomerRow, priceCents: number, ago: number) =>
  (
    await staff().call(invoices.create, {
      params: of(customer),
      body: {
        invoiceOn: day(ago),
        dueOn: day(ago),
        lines: [{ itemId: 3, quantityHundredths: 100, priceCents }],
      } as never,
    })
  ).body
const pay = async (customer: CustomerRow, amountCents: number, ago: number, apply: unknown = 'oldest') =>
  staff().call(payments.create, {
    params: of(customer),
    body: {
      method: 'check',
      reference: '1042',
      paidOn: day(ago),
      amountCents,
      apply,
      requestKey: randomUUID(),
    } as never,
  })
const make = (customer: CustomerRow, from: string, to: string) =>
  staff().call(statements.create, { params: of(customer), body: { from, to } })
type Kept = { lines: { what: string; about: string | null; balanceCents: number }[]; aging: Record<string, number>; creditCents: number } // prettier-ignore
const kept = async (id: number) =>
  (await house.owner.query<{ body: Kept }>('select body from statement where id = $1', [id])).rows[0]!.body
const balance = async (customer: CustomerRow) =>
  Number(
    (
      await house.owner.query<{ cents: string }>(
        'select balance_cents as cents from customer_balance where customer_id = $1',
        [customer.id],
      )
    ).rows[0]!.cents,
  )

describe('A statement', () => {
  it('[BIL-008] adds up as the ledger does: opening, each entry, closing; period follows period without a gap; what is open by its age', async () => {
    const customer = await newCustomer()
    const branch = await newCustomer({ firstName: 'North', lastName: 'Branch', parentId: customer.id })
    await bill(customer, 10_000, 80)
    await pay(customer, 4000, 70)
    const gone = await bill(customer, 2500, 40)
    const lines = [{ itemId: 3, quantityHundredths: 100, priceCents: 1900 }]
    await staff().call(recurring.create, {
      params: of(branch),
      body: { startOn: day(20), billParent: true, lines },
    })
    const { id: runId } = (await staff().call(billing.start, {})).body
    await billingTasks(house.database, house.clock.now)['billing.run']!({ companyId: here.company.id, runId })
    await pay(customer, 9000, 10, 'none')
    await bill(customer, 700, 0)
    await staff().call(invoices.void, { params: { ...of(customer), invoiceId: gone.id }, body: { version: gone.version } }) // prettier-ignore
    const first = (await make(customer, day(90), day(31))).body
    expect(first).toMatchObject({
      openingCents: 0,
      invoicedCents: 12_500,
      paidCents: 4000,
      closingCents: 8500,
    })
    const second = (await make(customer, day(30), today)).body
    expect(second).toMatchObject({
      openingCents: 8500,
      invoicedCents: 1900 + 700 - 2500,
      paidCents: 9000,
      closingCents: await balance(customer),
    })
    expect(second.number).toBe(first.number + 1)
    for (const { id, openingCents, closingCents } of [first, second]) {
      const { lines: entries, aging, creditCents } = await kept(id)
      expect(entries.at(-1)!.balanceCents).toBe(closingCents)
      expect(entries[0]!.balanceCents).not.toBe(openingCents)
      // What is open less what is not applied is what is owed.
      expect(aging.totalCents! - creditCents).toBe(closingCents)
    }
    const { lines: entries, aging, creditCents } = await kept(second.id)
    expect(entries.map(({ what, about }) => [what.replace(/#\d+/, '#'), about])).toEqual([
      ['Invoice #', 'North Branch'],
      ['Payment #, Check 1042', null],
      ['Invoice #', null],
      ['Invoice # voided', null],
    ])
    expect([aging, creditCents]).toEqual([
      { current: 700, days30: 1900, days60: 0, days90: 6000, older: 0, totalCents: 8600 },
      9000,
    ])
    expect(second.pastDueCents).toBe(7900)
    const paper = await staff().call(statements.pdf, {
      params: { ...of(customer), statementId: second.id },
    })
    expect(paper.text.slice(0, 5)).toBe('%PDF-')
    // It stays as it was made, whatever is posted into its period.
    await pay(customer, 100, 5)
    const listed = (await staff().call(statements.ofCustomer, { params: of(customer) })).body
    expect(listed.items.map(({ closingCents }) => closingCents)).toEqual([
      second.closingCents,
      first.closingCents,
    ])
    await expect(house.owner.query('update statement set closing_cents = 1 where id = $1', [second.id])).rejects.toThrow('stays as it was made') // prettier-ignore
    expect((await make(customer, day(30), today)).outcome).toBe('409 statements.exists')
    const params = { ...of(customer), statementId: second.id }
    expect((await staff().call(statements.archive, { params })).body.archivedAt).not.toBeNull()
    expect((await make(customer, day(30), today)).body.closingCents).toBe(await balance(customer))
    expect((await make(customer, today, addDays(today, 1))).outcome).toBe('422 request.invalid')
    expect((await make(customer, today, day(3))).outcome).toBe('422 request.invalid')
    const lead = await house.plant.lead({ location: here.here })
    expect((await make(lead, day(30), today)).outcome).toBe('409 statements.leads')
    expect((await staff().call(statements.ofCustomer, { params: of(here.forbidden) })).status).toBe(403)
    expect((await staff().call(statements.ofCustomer, { params: of(here.foreign) })).status).toBe(404)
  })

  it('[BIL-008] in bulk is made for everybody with a balance, once each, whoever works on it and wherever it ends; one file, or e-mails', async () => {
    const owing = [await newCustomer(), await newCustomer({ email: null }), await newCustomer()]
    for (const customer of owing) await bill(customer, 3000, 15)
    const paid = await newCustomer()
    await bill(paid, 800, 15)
    await pay(paid, 800, 12)
    // Where one may not change billing, nothing is made.
    const foreign = await house.plant.user({ company: here.company, holds: [{ grants: 'all' }] })
    await house.as(foreign).call(invoices.create, { params: of(here.forbidden), body: { invoiceOn: day(5), dueOn: day(5), lines: [{ itemId: 3, quantityHundredths: 100, priceCents: 500 }] } as never }) // prettier-ignore
    const period = { from: day(20), to: day(1) }
    await make(owing[2]!, period.from, period.to)
    const counted = (await staff().call(statementRuns.count, { query: period })).body
    expect(counted.count).toBeGreaterThanOrEqual(3)
    const run = (await staff().call(statementRuns.start, { body: { ...period, byEmail: true } })).body
    expect(run).toMatchObject({ state: 'running', customers: counted.count, waiting: counted.count, made: 0 })
    expect((await staff().call(statementRuns.start, { body: period })).outcome).toBe('409 statements.running')
    const payload = { companyId: here.company.id, runId: run.id }
    const tasks = () => statementTasks(house.database, house.clock.now)['statements.run']!(payload)
    // A worker that dies after some of them: the next one goes on.
    await house.owner.query(`update statement_target set state = 'waiting' where run_id = $1`, [run.id])
    await tasks()
    await tasks()
    const done = (await staff().call(statementRuns.list, {})).body.items[0]!
    expect(done).toMatchObject({ state: 'done', waiting: 0, customers: counted.count })
    expect(done.made + done.skipped).toBe(counted.count)
    expect(done.skipped).toBe(1)
    const { rows } = await house.owner.query<{ customer_id: number; n: number }>(
      `select customer_id::int, count(*)::int as n from statement where period_from = $1 and period_to = $2 group by 1`,
      [period.from, period.to],
    )
    expect(rows.every(({ n }) => n === 1)).toBe(true)
    expect(rows.map((row) => row.customer_id)).toEqual(expect.arrayContaining(owing.map(({ id }) => id)))
    expect(rows.map((row) => row.customer_id)).not.toContain(paid.id)
    expect(rows.map((row) => row.customer_id)).not.toContain(here.forbidden.id)
    const states = await house.owner.query<{ state: string }>(
      `select state from statement_target where run_id = $1 and customer_id = any ($2) order by customer_id`,
      [run.id, owing.map(({ id }) => id)],
    )
    expect(states.rows.map(({ state }) => state)).toEqual(['sent', 'not_sent', 'skipped'])
    const mail = await house.owner.query<{ body: string; n: number }>(
      `select m.body, (select count(*)::int from message_attachment a where a.message_id = m.id) as n from message m where m.customer_id = $1`,
      [owing[0]!.id],
    )
    expect(mail.rows).toMatchObject([{ n: 1 }])
    expect(mail.rows[0]!.body).toContain('Amount due: $30.00')
    const file = await staff().call(statementRuns.pdf, { params: { statementRunId: run.id } })
    expect(file.text.slice(0, 5)).toBe('%PDF-')
    // Again: nobody gets a second one.
    const again = (await staff().call(statementRuns.start, { body: period })).body
    await statementTasks(house.database, house.clock.now)['statements.run']!({ ...payload, runId: again.id })
    const second = (await staff().call(statementRuns.list, {})).body.items[0]!
    expect(second).toMatchObject({ made: 0, skipped: counted.count })
    expect((await staff().call(statementRuns.stop, { params: { statementRunId: run.id } })).outcome).toBe('409 statements.run_over') // prettier-ignore
  })
})
