/** Charges and the books together, against a gateway that charges and drops the answer, declines, and sends money back. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accounting } from '#shared/contracts/accounting.ts'
import { autopay } from '#shared/contracts/autopay.ts'
import { billingMethods } from '#shared/contracts/billing-methods.ts'
import { charges } from '#shared/contracts/charges.ts'
import { invoices } from '#shared/contracts/invoices.ts'
import { payments } from '#shared/contracts/payments.ts'
import { billing, recurring } from '#shared/contracts/recurring.ts'
import { addDays, addMonths, todayIn } from '#shared/time.ts'
import { openCashier } from '#test/helpers/charges.ts'
import type { CustomerRow } from '#test/helpers/factories.ts'
import { billingTasks } from '../billing/billing.jobs.ts'
import { chargeSubjects } from '../index.ts'
import { autopayTasks } from './autopay.jobs.ts'
import { moneySubjects } from './autopay.subjects.ts'

let desk: Awaited<ReturnType<typeof openCashier>>
const today = todayIn('America/Denver', new Date())
beforeAll(async () => {
  desk = await openCashier(chargeSubjects)
})
afterAll(() => desk.close())

const visaNumber = '4111111111111111'
const of = (customer: CustomerRow) => ({ customerId: customer.id })
const caller = () => desk.house.as(desk.user)
let cents = 4000
/** Another amount each time: the gateway takes a second one of the same amount for a duplicate. */
const amount = () => (cents += 7)
const begin = (customer: CustomerRow, body: object = {}) =>
  caller().call(recurring.create, {
    params: of(customer),
    body: {
      startOn: today,
      lines: [{ itemId: 3, quantityHundredths: 100, priceCents: amount() }],
      ...body,
    },
  })
const run = async () => {
  const { id } = (await caller().call(billing.start, {})).body
  await billingTasks(desk.house.database, desk.house.clock.now)['billing.run']!({ companyId: desk.company.id, runId: id }) // prettier-ignore
}
const ask = () => autopayTasks(desk.house.database, desk.house.clock.now)['autopay.run']!({ companyId: desk.company.id }) // prettier-ignore
const invoicesOf = async (customer: CustomerRow) =>
  (await caller().call(invoices.list, { query: { customerId: customer.id, sort: 'date', direction: 'asc', limit: 100 } })).body.items // prettier-ignore
const paymentsOf = async (customer: CustomerRow) =>
  (await caller().call(payments.list, { query: { customerId: customer.id } })).body.items
const chargesOf = async (customer: CustomerRow, query: object = {}) =>
  (await caller().call(autopay.ofCustomer, { params: of(customer), query })).body.items
const credit = async (customer: CustomerRow) =>
  (await caller().call(payments.choices, { params: of(customer) })).body.creditCents
const chargeNow = (customer: CustomerRow, body: object) =>
  caller().call(autopay.charge, {
    params: of(customer),
    body: { requestKey: randomUUID(), ...body } as never,
  })
const openInvoice = async (customer: CustomerRow, totalCents = amount()) =>
  (
    await caller().call(invoices.create, {
      params: of(customer),
      body: {
        invoiceOn: today,
        lines: [{ itemId: 3, quantityHundredths: 100, priceCents: totalCents }],
      } as never,
    })
  ).body
const payBy = (customer: CustomerRow, amountCents: number, apply: object | string = 'oldest') =>
  caller().call(payments.create, {
    params: of(customer),
    body: { method: 'cash', paidOn: today, amountCents, apply, requestKey: randomUUID() } as never,
  })

describe('Auto Pay', () => {
  it('[BIL-005][ADB-007] charges what a recurring invoice names once each invoice is due, late ones too; the payment stands on it', async () => {
    const customer = await desk.customer()
    const visa = await desk.method(customer, visaNumber)
    const priced = { startOn: addMonths(today, -1), increasePpm: 0 }
    const begun = (await begin(customer, { ...priced, billingMethodId: visa })).body
    expect(begun.billingMethod).toEqual({ id: visa, name: 'Visa ending in 1111' })
    const later = await begin(customer, { startOn: addDays(today, 5), daysBefore: 5, billingMethodId: visa })
    expect(later.status).toBe(200)
    await run()
    expect((await desk.waiting('autopay.run')).length).toBe(1)
    await ask()
    await ask()
    await Promise.all([ask(), ask()])
    const before = await desk.waiting()
    expect(before).toHaveLength(2)
    await desk.drain()
    // Of the same amount, the second month is taken for a duplicate by the gateway until it forgets the first.
    await desk.control('nmi', 'later', {})
    for (const charge of await chargesOf(customer))
      if (charge.state === 'failed') await caller().call(charges.retry, desk.one(charge.id))
    await desk.drain()
    const made = await invoicesOf(customer)
    expect(made.map(({ status, dueOn }) => [status, dueOn! <= today])).toEqual([
      ['paid', true],
      ['paid', true],
      ['open', false],
    ])
    const money = await paymentsOf(customer)
    expect(money).toHaveLength(2)
    const list = await chargesOf(customer)
    for (const charge of list) expect(await desk.effects(charge.id)).toBe(1)
    const [first] = await chargesOf(customer, { invoiceId: made[0]!.id })
    const detail = (
      await caller().call(payments.get, { params: { ...of(customer), paymentId: money.at(-1)!.id } })
    ).body
    expect(detail).toMatchObject({
      method: 'card',
      reference: first!.transactionId,
      status: 'applied',
      applications: [{ invoice: { id: made[0]!.id }, amountCents: made[0]!.totalCents }],
      createdBy: 'System',
      abilities: { reverse: false },
    })
    expect((await chargesOf(customer, { paymentId: money.at(-1)!.id })).map(({ id }) => id)).toEqual([first!.id]) // prettier-ignore
    // Nothing further is asked for, whichever night it is.
    await ask()
    expect(await desk.waiting()).toEqual([])
  })

  it('[BIL-005] an invoice that was paid, voided or written off before is not charged; of one paid in part the rest is', async () => {
    const customer = await desk.customer()
    const visa = await desk.method(customer, visaNumber)
    for (let n = 0; n < 4; n += 1) await begin(customer, { billingMethodId: visa })
    await run()
    await ask()
    const [paid, voided, off, part] = await invoicesOf(customer)
    await payBy(customer, paid!.totalCents, [{ invoiceId: paid!.id, amountCents: paid!.totalCents }])
    const at = (invoiceId: number) => ({ params: { ...of(customer), invoiceId }, body: { version: 1 } })
    expect((await caller().call(invoices.void, at(voided!.id) as never)).status).toBe(200)
    expect((await caller().call(invoices.writeOff, at(off!.id) as never)).status).toBe(200)
    await payBy(customer, 1000, [{ invoiceId: part!.id, amountCents: 1000 }])
    await desk.drain()
    const list = await chargesOf(customer)
    expect(list.map(({ state }) => state).sort()).toEqual(['approved', 'failed', 'failed', 'failed'])
    for (const { state, failure, id } of list)
      if (state === 'failed') {
        expect(failure).toBe('Nothing is owed any more')
        expect(await desk.effects(id)).toBe(0)
      }
    const [sent] = await chargesOf(customer, { invoiceId: part!.id })
    expect(sent).toMatchObject({ state: 'approved', amountCents: part!.totalCents - 1000 })
    expect((await invoicesOf(customer)).map(({ status }) => status)).toEqual(['paid', 'void', 'written_off', 'paid']) // prettier-ignore
  })

  it('[ADB-007] where the parent is billed its method is charged, and only its; a used one is replaced, not removed', async () => {
    await desk.house.owner.query(`update platform.company set settings = settings || '{"parentChild": true}' where id = $1`, [desk.company.id]) // prettier-ignore
    const parent = await desk.customer()
    const child = await desk.house.plant.customer({ location: desk.here, fields: { parentId: parent.id } })
    const [theirs, own] = [await desk.method(parent, visaNumber), await desk.method(child, visaNumber)]
    const items = (await caller().call(autopay.methods, { params: of(child) })).body.items
    expect(items.map(({ id, ofParent }) => [id, ofParent])).toEqual([
      [own, false],
      [theirs, true],
    ])
    const wrong = await begin(child, { billingMethodId: own })
    expect(wrong.outcome).toBe('422 request.invalid')
    expect((await begin(child, { billingMethodId: theirs, billParent: false })).status).toBe(422)
    const stranger = await desk.method(await desk.customer(), visaNumber)
    expect((await begin(child, { billingMethodId: stranger })).status).toBe(422)
    const begun = (await begin(child, { billingMethodId: theirs, daysBefore: 9, startOn: addDays(today, 9) }))
      .body
    await run()
    const remove = () => caller().call(billingMethods.remove, { params: { ...of(parent), billingMethodId: theirs }, body: { version: 1 } }) // prettier-ignore
    const refused = await remove()
    expect(refused.outcome).toBe('409 billing_methods.in_use')
    expect(refused.text).toContain('1 recurring invoice')
    const { token } = await desk.control<{ token: string }>('nmi', 'token', { kind: 'card', number: '5555555555554444', exp: '12/39' }) // prettier-ignore
    const page = (
      await caller().call(billingMethods.add, {
        params: of(parent),
        body: {
          requestKey: randomUUID(),
          processorId: desk.nmi,
          kind: 'card',
          token,
          replacesId: theirs,
          holder: { firstName: 'Nell', lastName: 'Payer' },
          authorization: { given: true, by: 'Nell Payer', channel: 'written' },
        } as never,
      })
    ).body
    expect(JSON.stringify(page)).toContain('4444')
    const after = (await caller().call(recurring.get, { params: { ...of(child), recurringId: begun.id } })).body // prettier-ignore
    expect(after.billingMethod).toMatchObject({ name: expect.stringContaining('4444') })
    expect(after.billingMethod!.id).not.toBe(theirs)
    // The invoice that was made before is charged to the new one as well, to the parent.
    await desk.house.owner.query(`update invoice set due_on = $2 where customer_id = $1`, [child.id, today])
    await ask()
    await desk.drain()
    expect(await chargesOf(parent)).toMatchObject([{ state: 'approved', methodId: after.billingMethod!.id }])
    expect((await paymentsOf(parent)).map(({ status }) => status)).toEqual(['applied'])
    expect((await invoicesOf(child)).map(({ status }) => status)).toEqual(['paid'])
  })

  it('[REL-002][BIL-005] a dropped answer and a worker killed between the calls charge once and post once', async () => {
    const customer = await desk.customer()
    const dropped = await desk.method(customer, '4000000000000119')
    await begin(customer, { billingMethodId: dropped })
    await run()
    await ask()
    const [job] = await desk.waiting()
    await desk.house.owner.query('delete from graphile_worker._private_jobs where id = $1', [job!.id])
    await desk.tasks['charges.run']!(job!.payload)
    expect(await chargesOf(customer)).toMatchObject([{ state: 'unknown' }])
    expect(await paymentsOf(customer)).toEqual([])
    expect((await ask(), await desk.waiting()).length).toBe(1)
    await desk.drain()
    await desk.tasks['charges.run']!(job!.payload)
    const [charge] = await chargesOf(customer)
    expect(charge).toMatchObject({ state: 'approved', tries: 1 })
    expect(await desk.effects(charge!.id)).toBe(1)
    const [payment] = await paymentsOf(customer)
    expect(await paymentsOf(customer)).toHaveLength(1)
    expect(await credit(customer)).toBe(0)
    // The outcome told once more, as by a worker that died after posting: the external reference knows it.
    const { rows } = await desk.house.owner.query<{ subject_id: string }>('select subject_id from charge_attempt where id = $1', [charge!.id]) // prettier-ignore
    await desk.house.database.transaction(
      { of: 'company', companyId: desk.company.id, userId: null },
      { source: 'job', address: '', requestId: '' },
      (db, _actor, history) =>
        moneySubjects[0]!.settled(db, history, {
          chargeId: charge!.id,
          customerId: customer.id,
          billingMethodId: dropped,
          subjectId: rows[0]!.subject_id,
          requestKey: '',
          amountCents: charge!.amountCents,
          transactionId: charge!.transactionId,
          method: '',
          at: new Date(),
        }),
    )
    expect((await paymentsOf(customer)).map(({ id }) => id)).toEqual([payment!.id])
  })

  it('[ADB-011][BIL-005] a declined one leaves the invoice open until the schedule; what comes back opens it again', async () => {
    const customer = await desk.customer()
    const poor = await desk.method(customer, '4000000000009995')
    await begin(customer, { billingMethodId: poor })
    await run()
    await ask()
    await desk.drain()
    const [row] = await invoicesOf(customer)
    expect(row).toMatchObject({ status: 'open', openCents: row!.totalCents })
    const [declined] = await chargesOf(customer, { invoiceId: row!.id })
    expect(declined).toMatchObject({ state: 'declined', reason: 'insufficient_funds' })
    expect(declined!.nextRetryOn! > today).toBe(true)
    // Charged by hand to another one meanwhile: its day comes, and nothing is owed.
    const visa = await desk.method(customer, visaNumber)
    const parts = [{ invoiceId: row!.id, amountCents: row!.totalCents }]
    const now = await chargeNow(customer, {
      billingMethodId: visa,
      amountCents: row!.totalCents,
      apply: parts,
    })
    expect(now.body).toMatchObject({ state: 'queued', subjectKind: 'invoice' })
    await desk.drain()
    await desk.house.owner.query(`update charge_attempt set next_retry_on = current_date - 1 where id = $1`, [declined!.id]) // prettier-ignore
    await desk.tasks['charges.retry']!({ companyId: desk.company.id, attemptId: declined!.id })
    expect(await desk.waiting()).toEqual([])
    expect((await invoicesOf(customer))[0]!.status).toBe('paid')
    expect((await caller().call(charges.void, desk.one(now.body.id))).status).toBe(200)
    await desk.drain()
    expect((await invoicesOf(customer))[0]!.status).toBe('open')
    expect((await paymentsOf(customer)).map(({ status }) => status)).toEqual(['reversed'])
    const account = (await caller().call(accounting.summary, { params: of(customer) })).body
    expect(account.balanceCents).toBe(row!.totalCents)
  })
})

describe('a charge by hand', () => {
  it('[BIL-005] is made once by its key, goes to what was chosen, and is refunded in part out of it', async () => {
    const customer = await desk.customer()
    const visa = await desk.method(customer, visaNumber)
    const [one, two] = [await openInvoice(customer), await openInvoice(customer)]
    const amountCents = one.totalCents + two.totalCents + 500
    const body = { billingMethodId: visa, amountCents, apply: 'oldest', requestKey: randomUUID() }
    const both = await Promise.all([chargeNow(customer, body), chargeNow(customer, body)])
    expect(both.map(({ status }) => status)).toEqual([200, 200])
    expect(both[0].body.id).toBe(both[1].body.id)
    expect((await chargeNow(customer, { ...body, amountCents: 1 })).outcome).toBe('409 payments.key_reused')
    await desk.drain()
    expect((await invoicesOf(customer)).map(({ status }) => status)).toEqual(['paid', 'paid'])
    expect(await credit(customer)).toBe(500)
    await caller().call(charges.refund, { ...desk.one(both[0].body.id), body: { requestKey: randomUUID(), amountCents: 700 } }) // prettier-ignore
    await desk.drain()
    expect(await credit(customer)).toBe(0)
    const rows = await invoicesOf(customer)
    expect(rows.reduce((sum, row) => sum + row.openCents, 0)).toBe(200)
  })

  it('[BIL-005] is refused for more than is open, another’s method or invoice, and a second one under way; [SEC-001] and without the permission', async () => {
    const customer = await desk.customer()
    const other = await desk.customer()
    const visa = await desk.method(customer, visaNumber)
    const foreign = await desk.method(other, visaNumber)
    const invoice = await openInvoice(customer)
    const amountCents = invoice.totalCents
    const part = (more = 0) => ({
      amountCents: amountCents + more,
      apply: [{ invoiceId: invoice.id, amountCents: amountCents + more }],
    })
    expect((await chargeNow(customer, { billingMethodId: visa, ...part(1) })).outcome).toBe('409 payments.not_open') // prettier-ignore
    expect((await chargeNow(customer, { billingMethodId: foreign, ...part() })).status).toBe(422)
    expect((await chargeNow(other, { billingMethodId: foreign, ...part() })).outcome).toBe('409 payments.not_open') // prettier-ignore
    expect((await chargeNow(customer, { billingMethodId: visa, ...part() })).status).toBe(200)
    expect((await chargeNow(customer, { billingMethodId: visa, ...part() })).outcome).toBe('409 charges.one_is_open') // prettier-ignore
    const viewer = await desk.house.plant.user({ company: desk.company, holds: [{ grants: ['payments.view', 'customers.view'], at: desk.here }] }) // prettier-ignore
    const denied = await desk.house.as(viewer).call(autopay.charge, { params: of(customer), body: { billingMethodId: visa, ...part(), requestKey: randomUUID() } as never }) // prettier-ignore
    expect(denied.status).toBe(403)
    expect(await chargesOf(other, { invoiceId: invoice.id })).toEqual([])
    await desk.drain()
  })

  it('[BIL-005] whose bank sends it back after the rest was written off is owed again', async () => {
    const customer = await desk.customer()
    const visa = await desk.method(customer, visaNumber)
    const invoice = await openInvoice(customer)
    const apply = [{ invoiceId: invoice.id, amountCents: 1000 }]
    const { id } = (await chargeNow(customer, { billingMethodId: visa, amountCents: 1000, apply })).body
    await desk.drain()
    const off = await caller().call(invoices.writeOff, { params: { ...of(customer), invoiceId: invoice.id }, body: { version: invoice.version } } as never) // prettier-ignore
    expect(off.status).toBe(200)
    await caller().call(charges.void, desk.one(id))
    await desk.drain()
    expect((await invoicesOf(customer))[0]).toMatchObject({ status: 'open', openCents: invoice.totalCents })
  })
})
