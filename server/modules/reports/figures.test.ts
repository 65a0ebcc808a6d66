import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { catalogues } from '#shared/contracts/catalogues.ts'
import { customers } from '#shared/contracts/customers.ts'
import { figures, type RmrMonth } from '#shared/contracts/figures.ts'
import { invoices } from '#shared/contracts/invoices.ts'
import { payments } from '#shared/contracts/payments.ts'
import { addDays, addMonths, todayIn } from '#shared/time.ts'
import type { CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let here: Location
let elsewhere: Location
let user: User
const today = todayIn('America/Denver', new Date())
const month = (back: number) => addMonths(`${today.slice(0, 7)}-01`, -back).slice(0, 7)
const day = (back: number, at = 3) => `${month(back)}-${String(at).padStart(2, '0')}`

beforeAll(async () => {
  house = await openHouse()
  ;({ here, elsewhere, user } = await house.plant.neighbourhood())
})
afterAll(() => house.close())

describe('aging', () => {
  it('[BIL-010] is what the ledger has as receivable, today and on an earlier day, by location and payer', async () => {
    const bill = async (customer: CustomerRow, cents: number, invoiceOn: string, dueOn: string) =>
      (
        await house.as(user).call(invoices.create, {
          params: { customerId: customer.id },
          body: {
            invoiceOn, dueOn, lines: [{ description: 'Keypad', quantityHundredths: 100, priceCents: cents, taxable: false }],
          }, // prettier-ignore
        })
      ).body
    const [ada, ben] = [await house.plant.customer({ location: here }), await house.plant.customer({ location: here })]
    await bill(ada, 10_000, addDays(today, -120), addDays(today, -100))
    await bill(ada, 2_000, addDays(today, -40), addDays(today, -31))
    const paid = await bill(ben, 5_000, addDays(today, -50), addDays(today, -30))
    await bill(ben, 700, today, addDays(today, 10))
    const gone = await bill(ben, 900, addDays(today, -50), addDays(today, -20))
    await house.as(user).call(invoices.void, {
      params: { customerId: ben.id, invoiceId: gone.id },
      body: { version: gone.version },
    })
    await house.as(user).call(payments.create, {
      params: { customerId: ben.id },
      body: {
        method: 'check', paidOn: addDays(today, -5), amountCents: 4_400, apply: [{ invoiceId: paid.id, amountCents: 4_400 }],
        requestKey: crypto.randomUUID(),
      }, // prettier-ignore
    })
    const ledger = async (on: string) =>
      Number(
        (
          await house.owner.query<{ cents: string }>(
            `select coalesce(sum(case when e.debit = 'receivable' then e.amount_cents when e.credit = 'receivable' then -e.amount_cents end), 0) as cents
             from ledger_posting p join ledger_entry e on e.company_id = p.company_id and e.posting_id = p.id
             where p.company_id = $1 and p.posted_on <= $2`,
            [here.company.id, on],
          )
        ).rows[0]!.cents,
      )
    const aging = async (query: object = {}, by = user) => (await house.as(by).call(figures.aging, { query })).body
    const now = await aging()
    expect(now.total).toEqual({
      currentCents: 700, days30Cents: 600, days60Cents: 2_000, days90Cents: 0, olderCents: 10_000, totalCents: 13_300,
    }) // prettier-ignore
    expect(now.total.totalCents).toBe(await ledger(today))
    expect(now.locations).toEqual([{ id: here.id, name: 'Here', ...now.total }])
    for (const back of [1, 10, 35, 45, 60, 200]) {
      const on = addDays(today, -back)
      expect([on, (await aging({ on })).total.totalCents]).toEqual([on, await ledger(on)])
    }
    // Before it was paid and the other one void, by how late they were then.
    expect((await aging({ on: addDays(today, -10) })).total).toMatchObject({ days30Cents: 5_000 + 900 + 2_000, days90Cents: 10_000 })
    const payers = async (query: object = {}) => (await house.as(user).call(figures.agingPayers, { query })).body
    const first = await payers({ limit: 1 })
    expect(first.items).toMatchObject([{ customerId: ada.id, totalCents: 12_000, invoices: 2, oldestDays: 100 }])
    expect((await payers({ limit: 1, after: first.next! })).items).toMatchObject([{ customerId: ben.id, totalCents: 1_300 }])
    const csv = (await house.as(user).call(figures.agingCsv, { body: {} })).text.split('\r\n')
    expect(csv[1]).toContain(`"${ada.id}"`)
    expect(csv[1]).toContain('"120"')
    expect(csv).toHaveLength(4)
    // Whoever sees invoices elsewhere sees none of these; whoever sees none at all is told so.
    const far = await house.plant.user({ company: here.company, holds: [{ grants: 'all', at: elsewhere }] })
    expect((await aging({}, far)).total.totalCents).toBe(0)
    const blind = await house.plant.user({ company: here.company, holds: [{ grants: ['reports.view', 'customers.view'], at: here }] })
    expect((await house.as(blind).call(figures.aging, {})).outcome).toBe('403 access.denied')
  }) // prettier-ignore
})

describe('recurring revenue', () => {
  it('[BIL-010] opens, moves and closes by what happened to each account; attrition and sales follow from the same', async () => {
    const rate = (name: string, totalCents: number) =>
      house.plant.value(here.company, 'mmr', { name, data: { totalCents, items: {} } })
    const [low, high] = [await rate('Low', 3_000), await rate('High', 5_000)]
    const moving = await house.plant.value(here.company, 'cancel_reason', { name: 'Moving' })
    const account = (back: number, fields: object, row = {}, location = here) =>
      house.plant.customer({
        location,
        fields: { saleDate: day(back), mmrId: low.id, soldById: user.id, ...fields } as never,
        row: { created_at: new Date(`${day(back)}T18:00:00Z`), ...row },
      })
    const stays = await account(4, {})
    const grows = await account(4, {})
    const leaves = await account(3, { mmrId: high.id })
    await account(3, { isCanceled: true, cancelDate: day(1), cancelReasonId: moving.id })
    const other = await account(3, { mmrId: high.id }, {}, elsewhere)
    // A lead, and an account that pays nothing yet.
    await house.plant.lead({ location: here })
    const poor = await account(2, { mmrId: null })
    const read = async (query: object = {}, by = user) =>
      (await house.as(by).call(figures.rmr, { query: { months: 6, ...query } })).body.months
    const at = (months: RmrMonth[], back: number) => months.find((one) => one.month === month(back))!
    let months = await read()
    expect(months.map((one) => one.month)).toEqual([5, 4, 3, 2, 1, 0].map(month))
    expect(at(months, 4)).toMatchObject({ openingCents: 0, newCents: 6_000, closingCents: 6_000, newAccounts: 2 })
    expect(at(months, 3)).toMatchObject({ openingCents: 6_000, newCents: 8_000, closingCents: 14_000 })
    expect(at(months, 2)).toMatchObject({ newCents: 0, newAccounts: 1 })
    expect(at(months, 1)).toMatchObject({ lostCents: -3_000, lostAccounts: 1, closingCents: 11_000 })

    const save = async (customer: CustomerRow, fields: object) => {
      const { version } = (
        await house.as(user).call(customers.open, { params: { customerId: customer.id } })
      ).body
      expect(
        (
          await house.as(user).call(customers.save, {
            params: { customerId: customer.id },
            body: { version, fields: fields as never },
          })
        ).outcome,
      ).toBe('200')
    }
    // Raised, corrected on the same day, and raised again: one increase.
    await save(grows, { mmrId: high.id })
    await save(grows, { mmrId: low.id })
    expect(at(await read(), 0)).toMatchObject({ increaseCents: 0, decreaseCents: 0 })
    await save(grows, { mmrId: high.id })
    await save(poor, { mmrId: low.id })
    await save(leaves, { isCanceled: true, cancelDate: today, cancelReasonId: moving.id })
    months = await read()
    expect(at(months, 0)).toEqual({
      month: month(0), openingCents: 11_000, newCents: 3_000, returnedCents: 0, increaseCents: 2_000, decreaseCents: 0, lostCents: -5_000,
      // The two accounts whose invoices aged came today, and have no rate.
      closingCents: 11_000, openingAccounts: 4, newAccounts: 2, returnedAccounts: 0, lostAccounts: 1, closingAccounts: 5,
    }) // prettier-ignore
    // What it closes with is what the accounts pay that are there.
    const { rows } = await house.owner.query<{ cents: string; accounts: string }>(
      `select sum(coalesce((v.data->>'totalCents')::bigint, 0)) as cents, count(*) as accounts from customer c
       left join catalogue_value v on v.company_id = c.company_id and v.id = c.mmr_id
       where c.company_id = $1 and c.location_id = $2 and c.kind = 'customer' and not c.is_canceled and c.archived_at is null`,
      [here.company.id, here.id],
    )
    expect([Number(rows[0]!.cents), Number(rows[0]!.accounts)]).toEqual([11_000, 5])
    // A cancelation that is taken back on the same day never was; the rate of the catalogue changes what its customers pay.
    await save(leaves, { isCanceled: false, cancelDate: null, cancelReasonId: null })
    expect(at(await read(), 0)).toMatchObject({ lostCents: 0, returnedCents: 0, closingCents: 16_000 })
    await save(leaves, { isCanceled: true, cancelDate: day(0, 1), cancelReasonId: moving.id })
    const all = await house.plant.user({ company: here.company, holds: [{ grants: 'all' }] })
    const raised = await house.as(all).call(catalogues.save, {
      params: { catalogue: 'mmr', valueId: low.id },
      body: { version: 1, data: { totalCents: 3_200, items: [] } } as never,
    })
    expect(raised.outcome).toBe('200')
    months = await read()
    // Of those who pay it: one is raised; the other one's first rate was noted today, and is more.
    expect(at(months, 0)).toMatchObject({ increaseCents: 2_000 + 200, newCents: 3_200, lostCents: -5_000, closingCents: 11_400 })
    // It moves to another office, and its past with it.
    await house.owner.query('update customer set location_id = $1 where company_id = $2 and id = $3', [elsewhere.id, here.company.id, stays.id])
    expect(at(await read(), 4)).toMatchObject({ newCents: 3_000 })
    expect(at(await read({ locationId: elsewhere.id }, all), 4)).toMatchObject({ newCents: 3_000 })
    expect(at(await read({ locationId: elsewhere.id }, all), 3)).toMatchObject({ newCents: 5_000 })
    expect(at(await read({ locationId: elsewhere.id }), 3)).toMatchObject({ newCents: 0 })
    expect(other.id).toBeGreaterThan(0)

    const attrition = (await house.as(user).call(figures.attrition, { query: { months: 6 } })).body
    expect(attrition.months.find((one) => one.month === month(1))).toMatchObject({ lostAccounts: 1, openingAccounts: 4, accountsRate: 2500, lostCents: 3_000 })
    expect(attrition.reasons).toEqual([{ id: moving.id, name: 'Moving', accounts: 2, cents: 8_000 }])
    expect(attrition.locations).toEqual([{ id: here.id, name: 'Here', accounts: 2, cents: 8_000 }])
    expect(attrition.reps).toEqual([{ id: user.id, name: user.name, accounts: 2, cents: 8_000 }])
    expect(attrition.months.at(-1)!.trailingAccountsRate).toBeNull()

    const sales = (await house.as(user).call(figures.sales, { query: { from: day(4, 1), to: day(3, 28) } })).body.reps
    expect(sales).toEqual([{ id: user.id, name: user.name, sales: 3, rmrCents: 5_000 + 5_000 + 3_200, installed: 0, canceled: 2 }])
    const blind = await house.plant.user({ company: here.company, holds: [{ grants: ['reports.view', 'customers.view'], at: here }] })
    for (const endpoint of [figures.rmr, figures.attrition] as const)
      expect((await house.as(blind).call(endpoint, {})).outcome).toBe('403 access.denied')
    expect((await house.as(blind).call(figures.options, {})).body).toEqual({ aging: [], revenue: [], sales: [] })
    // What is deleted was never there.
    await house.owner.query('delete from customer where company_id = $1 and id = $2', [here.company.id, grows.id])
    expect(at(await read(), 0)).toMatchObject({ increaseCents: 0 })
  }) // prettier-ignore
})
