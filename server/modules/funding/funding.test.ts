/** Contracts sold to funders: the record's field follows, the money is in the books, nothing counts twice (TAB-010). */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accounting } from '#shared/contracts/accounting.ts'
import { customers } from '#shared/contracts/customers.ts'
import { type Funding, fundings } from '#shared/contracts/funding.ts'
import { history } from '#shared/contracts/history.ts'
import { addDays, addMonths, todayIn } from '#shared/time.ts'
import type { CustomerRow } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let here: Awaited<ReturnType<House['plant']['neighbourhood']>>
let funderId: number
const today = todayIn('America/Denver', new Date())
beforeAll(async () => {
  house = await openHouse()
  here = await house.plant.neighbourhood()
  const data = { multiple: 36, holdback: 10, chargeBackMonths: 12 }
  funderId = (await house.plant.value(here.company, 'funder', { name: 'Meridian', data })).id
})
afterAll(() => house.close())

const of = (customer: CustomerRow) => ({ customerId: customer.id })
const staff = () => house.as(here.user)
const newCustomer = () =>
  house.plant.customer({ location: here.here, fields: { firstName: 'Nell', lastName: 'Seller' } })
const terms = {
  reasonId: null,
  rateCents: 5000,
  multipleHundredths: 3600,
  holdbackPpm: 100_000,
  chargeBackMonths: 12,
  expectedCents: 180_000,
  expectedOn: today,
  reference: 'MR-7',
  grade: 'A',
  notes: '',
}
const begin = async (customer: CustomerRow) =>
  (await staff().call(fundings.create, { params: of(customer), body: { ...terms, funderId } })).body
const at = (row: Funding) => ({ customerId: row.customer.id, fundingId: row.id })
const setState = (row: Funding, body: object) =>
  staff().call(fundings.setState, { params: at(row), body: { version: row.version, outcome: null, on: today, ...body } as never }) // prettier-ignore
const add = (row: Funding, kind: string, amountCents: number, more: object = {}) =>
  staff().call(fundings.addEntry, { params: at(row), body: { kind, amountCents, on: today, requestKey: randomUUID(), ...more } as never }) // prettier-ignore
const field = async (customer: CustomerRow) => {
  const { fields } = (await staff().call(customers.open, { params: of(customer) })).body
  return [fields.fundingStatus, fields.fundedOn]
}
const books = async (customer: CustomerRow) =>
  (
    await house.owner.query<{ account: string; cents: number }>(
      `select account, sum(cents)::int as cents from ledger_posting p join ledger_entry e on e.company_id = p.company_id and e.posting_id = p.id
       cross join lateral (values (e.debit, e.amount_cents), (e.credit, -e.amount_cents)) x (account, cents)
       where p.customer_id = $1 and p.kind = 'funding' group by 1 having sum(cents) <> 0 order by 1`,
      [customer.id],
    )
  ).rows.map(({ account, cents }) => [account, cents])

describe('Funding', () => {
  it('[TAB-010] goes from pending to charged back; the record’s Funding Status follows, its money stands in the books beside the customer’s balance', async () => {
    const customer = await newCustomer()
    let row = await begin(customer)
    expect(row).toMatchObject({ progress: 'pending', outcome: null, remainingCents: 180_000, funder: { name: 'Meridian' } }) // prettier-ignore
    expect(await field(customer)).toEqual(['not_submitted', null])
    row = (await setState(row, { progress: 'submitted', on: addDays(today, -9) })).body
    expect([row.submittedOn, ...(await field(customer))]).toEqual([addDays(today, -9), 'submitted', null])
    expect((await setState({ ...row, version: 1 }, { progress: 'review' })).outcome).toBe('409 funding.stale')
    expect((await setState(row, { progress: 'complete' })).outcome).toBe('422 request.invalid')
    const paid = { requestKey: randomUUID(), on: addDays(today, -3) }
    // Sent twice, at once and later: one entry.
    const twice = await Promise.all([add(row, 'payout', 180_000, paid), add(row, 'payout', 180_000, paid)])
    expect(twice.map(({ status }) => status)).toEqual([200, 200])
    expect((await add(row, 'payout', 1, paid)).outcome).toBe('409 funding.key_reused')
    row = (await add(row, 'holdback', 18_000)).body
    expect(row).toMatchObject({ receivedCents: 162_000, heldCents: 18_000, remainingCents: 18_000 })
    expect(row.entries).toHaveLength(2)
    expect(await field(customer)).toEqual(['funded', addDays(today, -3)])
    expect(row.chargeBackUntil).toBe(addMonths(addDays(today, -3), 12))
    expect((await setState(row, { progress: 'complete', outcome: 'rejected', outcomeReason: 'No' })).outcome).toBe('409 funding.money_came') // prettier-ignore
    expect((await add(row, 'holdback_release', 18_001)).outcome).toBe('409 funding.not_held')
    row = (await add(row, 'holdback_release', 18_000)).body
    row = (await setState(row, { progress: 'complete', outcome: 'paid_in_full' })).body
    expect(row).toMatchObject({ receivedCents: 180_000, heldCents: 0, remainingCents: 0, decidedOn: today })
    expect(await books(customer)).toEqual([['cash', 180_000], ['contracts_sold', -180_000]]) // prettier-ignore
    // What the customer owes is none of the funder's business.
    const account = (await staff().call(accounting.summary, { params: of(customer) })).body
    expect([account.balanceCents, account.counts.transactions, account.counts.fundings]).toEqual([0, 0, 1])
    expect((await staff().call(accounting.transactions, { params: of(customer) })).body.items).toEqual([])
    expect((await add(row, 'charge_back', 1000)).outcome).toBe('422 request.invalid')
    expect((await add(row, 'charge_back', 180_001, { reason: 'Canceled' })).outcome).toBe('409 funding.not_received') // prettier-ignore
    row = (await add(row, 'charge_back', 180_000, { reason: 'Canceled in month 4' })).body
    expect(row).toMatchObject({ receivedCents: 0, chargedBackCents: 180_000, remainingCents: 0 })
    expect([await field(customer), await books(customer)]).toEqual([['charged_back', null], []])
    // Noted in error: both stay, and neither counts.
    const wrong = row.entries.find(({ kind }) => kind === 'charge_back')!
    const reverse = () =>
      staff().call(fundings.reverseEntry, {
        params: { ...at(row), entryId: wrong.id },
        body: { reason: 'Another contract' },
      })
    expect((await reverse()).body).toMatchObject({ receivedCents: 180_000, chargedBackCents: 0 })
    expect((await reverse()).outcome).toBe('409 funding.reversed')
    expect((await field(customer))[0]).toBe('funded')
    expect((await staff().call(fundings.remove, { params: at(row) })).outcome).toBe('409 funding.has_money')
    const told = (await staff().call(history.ofCustomer, { params: of(customer), query: {} })).body.items
    expect(told.map(({ event }) => event)).toEqual(expect.arrayContaining(['funding.created', 'funding.state_set', 'funding.entry_added', 'funding.entry_reversed'])) // prettier-ignore
    expect((await staff().call(fundings.history, { params: at(row), query: {} })).body.items.length).toBeGreaterThan(6) // prettier-ignore
    await expect(house.owner.query('update funding_entry set amount_cents = 1')).rejects.toThrow()
  })

  it('[TAB-010] refused by one funder, a contract goes to the next; the queue shows what one may see, adds up, filters and pages', async () => {
    const customer = await newCustomer()
    const first = await begin(customer)
    expect((await setState(first, { progress: 'complete', outcome: 'rejected' })).outcome).toBe('422 request.invalid') // prettier-ignore
    await setState(first, { progress: 'complete', outcome: 'rejected', outcomeReason: 'Score below 600' })
    expect(await field(customer)).toEqual(['rejected', null])
    expect((await add(first, 'payout', 100)).outcome).toBe('409 funding.refused')
    const second = await begin(customer)
    expect(await field(customer)).toEqual(['not_submitted', null])
    await setState(second, { progress: 'review' })
    expect(await field(customer)).toEqual(['submitted', null])
    const third = await begin(customer)
    await staff().call(fundings.remove, { params: at(third) })
    expect(await field(customer)).toEqual(['submitted', null])
    const saved = await staff().call(fundings.save, {
      params: at(second),
      body: { version: 2, fields: { ...terms, funderId, expectedCents: 200_000 } },
    })
    expect(saved.body.expectedCents).toBe(200_000)
    const old = await house.plant.value(here.company, 'funder', { name: 'Gone', active: false })
    expect((await staff().call(fundings.create, { params: of(customer), body: { ...terms, funderId: old.id } })).outcome).toBe('422 request.invalid') // prettier-ignore
    // Elsewhere and of another company: in no list and no sum.
    const all = await house.plant.user({ company: here.company, holds: [{ grants: 'all' }] })
    const hidden = (await house.as(all).call(fundings.create, { params: of(here.forbidden), body: { ...terms, funderId } })).body // prettier-ignore
    const list = async (query: object = {}) => (await staff().call(fundings.list, { query })).body
    const shown = (await list({ limit: 100 })).items.map(({ id }) => id)
    expect(shown).toEqual(expect.arrayContaining([first.id, second.id]))
    expect(shown).not.toContain(hidden.id)
    const review = await list({ progress: 'review' })
    expect(review.items.map(({ id }) => id)).toEqual([second.id])
    const sums = (await staff().call(fundings.totals, { query: { progress: 'review' } })).body
    expect(sums).toMatchObject({ count: 1, expectedCents: 200_000, receivedCents: 0 })
    for (const sort of ['number', 'expected', 'amount'] as const) {
      const one = await list({ sort, limit: 1 })
      const two = await list({ sort, limit: 1, after: one.next })
      expect(new Set([one.items[0]!.id, two.items[0]!.id]).size).toBe(2)
    }
    const viewer = await house.plant.user({ company: here.company, holds: [{ grants: ['customers.view', 'funding_details.view'], at: here.here }] }) // prettier-ignore
    const seen = await house.as(viewer).call(fundings.ofCustomer, { params: of(customer) })
    expect(seen.body.items[0]!.abilities).toEqual({ modify: false, delete: false })
    expect((await house.as(viewer).call(fundings.list, {})).status).toBe(403)
    expect((await house.as(viewer).call(fundings.remove, { params: at(second) })).status).toBe(403)
    const lead = await house.plant.lead({ location: here.here })
    expect((await staff().call(fundings.create, { params: of(lead), body: { ...terms, funderId } })).outcome).toBe('409 funding.leads') // prettier-ignore
  })
})
