import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accounting } from '#shared/contracts/accounting.ts'
import { invoices } from '#shared/contracts/invoices.ts'
import { payments } from '#shared/contracts/payments.ts'
import { addDays, todayIn } from '#shared/time.ts'
import type { CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { recordPayment, reversePayment } from './payments.service.ts'

let house: House
let here: Location
let user: User
const today = todayIn('America/Denver', new Date())

beforeAll(async () => {
  house = await openHouse()
  const place = await house.plant.neighbourhood()
  ;({ here, user } = place)
  await house.plant.insert('payment', place.foreign.company, {
    customer_id: place.foreign.id,
    number: 1,
    method: 'cash',
    paid_on: today,
    amount_cents: 7,
  })
  await house.plant.insert('payment', here.company, {
    customer_id: place.forbidden.id,
    number: 999,
    method: 'cash',
    paid_on: today,
    amount_cents: 7,
  })
})
afterAll(() => house.close())

const newCustomer = () => house.plant.customer({ location: here })
const invoice = async (customer: CustomerRow, priceCents: number, due = 0) =>
  (
    await house.as(user).call(invoices.create, {
      params: { customerId: customer.id },
      body: {
        invoiceOn: addDays(today, -90),
        dueOn: addDays(today, due),
        lines: [{ description: 'Monitoring', quantityHundredths: 100, priceCents }],
      },
    })
  ).body
const pay = (customer: CustomerRow, amountCents: number, more: object = {}) =>
  house.as(user).call(payments.create, {
    params: { customerId: customer.id },
    body: {
      method: 'check',
      reference: '1042',
      paidOn: today,
      amountCents,
      requestKey: crypto.randomUUID(),
      ...more,
    },
  })
const open = async (customer: CustomerRow) =>
  (await house.as(user).call(payments.choices, { params: { customerId: customer.id } })).body.invoices.map(
    ({ id, openCents }) => [id, openCents],
  )
const balance = async (customer: CustomerRow) =>
  (await house.as(user).call(accounting.summary, { params: { customerId: customer.id } })).body.balanceCents

describe('a payment by hand', () => {
  it('[BIL-005] goes to the oldest first, keeps what is over as credit, is applied later, returned by the bank, refunded in part', async () => {
    const customer = await newCustomer()
    const [late, old] = [await invoice(customer, 5000, -10), await invoice(customer, 3000, -40)]
    const paid = (await pay(customer, 4000)).body
    expect(paid.applications.map((a) => [a.invoice.id, a.amountCents])).toEqual([[old.id, 3000], [late.id, 1000]]) // prettier-ignore
    const rest = (await pay(customer, 6000, { apply: 'none' })).body
    expect(rest).toMatchObject({ status: 'unapplied', unappliedCents: 6000 })
    expect(await balance(customer)).toBe(-2000)
    const applied = (
      await house.as(user).call(payments.apply, {
        params: { customerId: customer.id, paymentId: rest.id },
        body: { apply: 'oldest' },
      })
    ).body
    expect([applied.unappliedCents, await open(customer)]).toEqual([2000, []])
    const refund = (
      await house.as(user).call(payments.reverse, {
        params: { customerId: customer.id, paymentId: rest.id },
        body: { kind: 'refund', amountCents: 2500 },
      })
    ).body
    expect([refund.unappliedCents, refund.reversedCents, await open(customer)]).toEqual([
      0,
      2500,
      [[late.id, 500]],
    ])
    const nsf = (
      await house.as(user).call(payments.reverse, {
        params: { customerId: customer.id, paymentId: paid.id },
        body: { kind: 'nsf', note: 'No funds' },
      })
    ).body
    expect([nsf.status, await open(customer), await balance(customer)]).toEqual(['reversed', [[old.id, 3000], [late.id, 1500]], 4500]) // prettier-ignore
    const again = await house.as(user).call(payments.reverse, {
      params: { customerId: customer.id, paymentId: paid.id },
      body: { kind: 'void' },
    })
    expect(again.outcome).toBe('409 payments.reversed')
    const memo = (await pay(customer, 4500, { kind: 'credit_memo', method: null, reference: '' })).body
    expect([memo.method, await balance(customer)]).toEqual([null, 0])
    expect(
      (await house.as(user).call(payments.list, { query: { customerId: customer.id } })).body.items,
    ).toHaveLength(3)
    const all = (await house.as(user).call(payments.list, { query: { sort: 'amount', direction: 'asc' } }))
      .body.items
    expect(all.map(({ amountCents }) => amountCents)).toEqual([4000, 4500, 6000])
  })

  it('[BIL-005] a double click pays once; payments at the same time never over-apply an invoice', async () => {
    const customer = await newCustomer()
    const due = await invoice(customer, 10_000)
    const requestKey = crypto.randomUUID()
    const twice = await Promise.all([pay(customer, 100, { requestKey }), pay(customer, 100, { requestKey })])
    expect(twice.map(({ outcome }) => outcome)).toEqual(['200', '200'])
    expect(twice[0]!.body.id).toBe(twice[1]!.body.id)
    expect((await pay(customer, 101, { requestKey })).outcome).toBe('409 payments.key_reused')
    const chosen = { apply: [{ invoiceId: due.id, amountCents: 6000 }] }
    const outcomes = (await Promise.all([pay(customer, 6000, chosen), pay(customer, 6000, chosen)]))
      .map(({ outcome }) => outcome)
      .sort()
    expect(outcomes).toEqual(['200', '409 payments.not_open'])
    expect(await open(customer)).toEqual([[due.id, 3900]])
    // Whatever the code does: the database refuses.
    const { rows } = await house.owner.query<{ id: number }>(
      'select id from payment where customer_id = $1 and amount_cents = 6000',
      [customer.id],
    )
    await expect(
      house.owner.query(
        'insert into payment_application (company_id, payment_id, invoice_id, amount_cents, applied_at) values ($1, $2, $3, 1, now())',
        [here.company.id, rows[0]!.id, due.id],
      ),
    ).rejects.toThrow('payment_not_overapplied')
  })

  it('[BIL-005] what a processor reports comes once by its reference, in the caller’s transaction', async () => {
    const customer = await newCustomer()
    const due = await invoice(customer, 2000)
    const settle = () =>
      house.database.transaction(
        { of: 'company', companyId: here.company.id, userId: null },
        { source: 'integration', address: '', requestId: '' },
        async (db, _actor, history) => {
          const tx = { db, history, now: new Date(), today, currency: 'USD', by: null }
          return recordPayment(tx, {
            customerId: customer.id,
            method: 'card',
            paidOn: today,
            amountCents: 2000,
            apply: [{ invoiceId: due.id, amountCents: 2000 }],
            externalReference: 'ch_1',
          })
        },
      )
    const [first, second] = [await settle(), await settle()]
    expect([first.isNew, second]).toEqual([true, { id: first.id, isNew: false }])
    const charge = () =>
      house.database.transaction(
        { of: 'company', companyId: here.company.id, userId: null },
        { source: 'integration', address: '', requestId: '' },
        (db, _actor, history) =>
          reversePayment(
            { db, history, now: new Date(), today, currency: 'USD', by: null },
            {
              customerId: customer.id,
              paymentId: first.id,
              kind: 'chargeback',
              on: today,
              externalReference: 'dp_1',
            },
          ),
      )
    expect([await charge(), await charge(), await open(customer)]).toEqual([true, false, [[due.id, 2000]]])
    const byHand = await house.as(user).call(payments.reverse, {
      params: { customerId: customer.id, paymentId: first.id },
      body: { kind: 'void' },
    })
    expect(byHand.outcome).toBe('409 payments.by_processor')
  })
})
