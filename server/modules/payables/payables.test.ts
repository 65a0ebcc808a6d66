/** What is owed because of customers: made by rules, once, whoever works on it; paid, taken back, and seen by whom it concerns (TAB-010, BIL-008). */
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { customers } from '#shared/contracts/customers.ts'
import { customersLifecycle } from '#shared/contracts/customers-lifecycle.ts'
import { fundings } from '#shared/contracts/funding.ts'
import { history } from '#shared/contracts/history.ts'
import { myPayroll, payRuns } from '#shared/contracts/pay-runs.ts'
import { type Payable, payables } from '#shared/contracts/payables.ts'
import { payroll } from '#shared/contracts/payroll.ts'
import { tags } from '#shared/contracts/tags.ts'
import { addDays, todayIn } from '#shared/time.ts'
import { fromJob } from '#server/jobs/company-work.ts'
import { tasks } from '#server/modules/index.ts'
import type { CustomerRow, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let here: Awaited<ReturnType<House['plant']['neighbourhood']>>
let rep: User
let boss: User
let rate: number
const today = todayIn('America/Denver', new Date())

beforeAll(async () => {
  house = await openHouse()
  here = await house.plant.neighbourhood({ settings: { payablePlus: true } })
  const { company } = here
  boss = await house.plant.user({ company, firstName: 'Bea', lastName: 'Boss' })
  rep = await house.plant.user({ company, firstName: 'Rae', lastName: 'Rep', roles: ['sales_rep'], holds: [{ grants: ['personal_payroll.yes'] }] })
  await house.owner.query('update user_account set reports_to_id = $1 where company_id = $2 and id = $3', [boss.id, company.id, rep.id])
  rate = (await house.plant.value(company, 'mmr', { name: '$49.99', data: { totalCents: 4999 } })).id
}) // prettier-ignore
afterAll(() => house.close())

const staff = () => house.as(here.user)
const of = (customer: CustomerRow) => ({ customerId: customer.id })
const sold = (row: object = {}) =>
  house.plant.customer({ location: here.here, fields: { firstName: 'Nell', lastName: 'Sold', soldById: rep.id, mmrId: rate, saleDate: today }, row: row as never }) // prettier-ignore
const make = async (
  values: object,
  rows: object[] = [{ name: 'Base', payTo: 'payee', source: 'fixed', amountCents: 10_000 }],
) => {
  const role = (await staff().call(payroll.createRole, { body: { name: `Role ${randomUUID()}` } })).body
  const made = (
    await staff().call(payroll.createFunction, {
      params: { payrollRoleId: role.id },
      body: { name: `Function ${randomUUID().slice(0, 8)}`, payeeBy: 'sales_rep', ...values } as never,
    })
  ).body
  return (
    await staff().call(payroll.createLevel, {
      params: { functionId: made.id },
      body: { name: 'Standard', isDefault: true, rows } as never,
    })
  ).body
}
/** Switches a function off, so that it pays in no other test. */
const off = async (id: number) => {
  const { version, name, payeeBy, event, tagIds, customFieldId, customValue, chargeBackDays } = (
    await staff().call(payroll.openFunction, { params: { functionId: id } })
  ).body
  await staff().call(payroll.saveFunction, {
    params: { functionId: id },
    body: {
      version,
      function: { name, payeeBy, event, tagIds, customFieldId, customValue, chargeBackDays, active: false },
    },
  })
}
const work = (customer: CustomerRow) =>
  tasks(house.database, house.desk, house.clock.now)['payables.generate']!({ companyId: here.company.id, customerId: customer.id }) // prettier-ignore
const read = async (customer: CustomerRow) =>
  (await staff().call(payables.ofCustomer, { params: of(customer) })).body
const save = async (customer: CustomerRow, fields: object) => {
  const { version } = (await staff().call(customers.open, { params: of(customer) })).body
  return staff().call(customers.save, { params: of(customer), body: { version, fields } as never })
}
const at = (row: Payable) => ({ customerId: row.customer.id, payableId: row.id })
const setStatus = (row: Payable, status: string, reason = '') =>
  staff().call(payables.setStatus, {
    params: at(row),
    body: { version: row.version, status, reason } as never,
  })
const pay = (row: Payable, amountCents: number, more: object = {}) =>
  staff().call(payables.pay, { params: at(row), body: { amountCents, on: today, requestKey: randomUUID(), ...more } }) // prettier-ignore
const waiting = async (customer: CustomerRow) =>
  (await house.owner.query('select event from payable_event where customer_id = $1 and handled_at is null order by id', [customer.id])).rows.map(({ event }) => event as string) // prettier-ignore

describe('Payables by rules', () => {
  it('[TAB-010] an installation earns its rep once, however often and by how many workers it is looked at; what is not known is held', async () => {
    const commission = await make({ event: 'installed', chargeBackDays: 90 }, [
      { name: 'Base', payTo: 'payee', source: 'fixed', amountCents: 10_000 },
      { name: 'Rate', payTo: 'payee', source: 'field', variable: 'mmr', factorPpm: 1_500_000, note: 'Of {mmr}' },
      { name: 'Override', payTo: 'rep_manager', source: 'expression', expression: 'mmr * 10%' },
      { name: 'Trainer', payTo: 'trainer', source: 'fixed', amountCents: 500 },
    ])
    const customer = await sold()
    expect((await save(customer, { installed: true, installDate: today })).status).toBe(200)
    expect(await waiting(customer)).toEqual(['installed'])
    const { rows: jobs } = await house.owner.query(`select count(*)::int as n from graphile_worker.jobs where key = $1`, [`${here.company.id}:payables.generate:${customer.id}`])
    expect(jobs[0]).toEqual({ n: 1 })
    // Two workers at once, and one that comes again.
    await Promise.all([work(customer), work(customer), work(customer)])
    await work(customer)
    const page = await read(customer)
    expect(page.items.map(({ payee, amountCents, status, source }) => [payee.name, amountCents, status, source])).toEqual([
      ['Bea Boss', 500, 'pending', 'event'],
      ['Rae Rep', 17_499, 'pending', 'event'],
    ])
    expect(page.items[1]).toMatchObject({ noteToPayee: 'Of $49.99', earnedOn: today, level: 'Standard' })
    expect(page.items[1]!.lines.map(({ name, amountCents, reckoning }) => [name, amountCents, reckoning])).toEqual([
      ['Base', 10_000, 'Fixed amount'],
      ['Rate', 7499, '150% of MMR ($49.99) = $74.99'],
    ])
    expect(page.events[0]!.outcome.map(({ result }) => result).sort()).toEqual(['made', 'made', 'no_payee'])
    // Taken back and ticked again: there is an active one.
    await save(customer, { installed: false })
    await save(customer, { installed: true })
    await work(customer)
    expect((await read(customer)).items).toHaveLength(2)
    expect((await read(customer)).events[0]!.outcome.map(({ result }) => result).sort()).toEqual(['exists', 'exists', 'no_payee'])
    // The database holds it, too.
    await expect(
      house.owner.query(`insert into payable (company_id, customer_id, function_id, payee_user_id, source, earned_on, created_at)
        select company_id, customer_id, function_id, payee_user_id, source, earned_on, created_at from payable where id = $1`, [page.items[0]!.id]),
    ).rejects.toThrow(/payable_once/)
    // A record without a rate: nobody loses it, somebody looks at it.
    const bare = await house.plant.customer({ location: here.here, fields: { firstName: 'No', lastName: 'Rate', soldById: rep.id } })
    await save(bare, { installed: true })
    await work(bare)
    expect((await read(bare)).items.map(({ payee, status, amountCents, statusReason }) => [payee.name, status, amountCents, statusReason])).toEqual([
      ['Bea Boss', 'requires_review', 0, 'Override could not be worked out'],
      ['Rae Rep', 'requires_review', 10_000, 'Rate could not be worked out'],
    ])
    // Denied, it may be made anew.
    const [manager] = page.items
    await setStatus(manager!, 'denied', 'Wrong')
    const again = await staff().call(payables.generate, { params: of(customer), body: { functionId: commission.id } })
    expect(again.body.items.map(({ result }) => result).sort()).toEqual(['exists', 'made', 'no_payee'])
    expect((await setStatus({ ...manager!, version: manager!.version + 1 }, 'pending')).outcome).toBe('409 payables.again')
    // Made with the system installed, it is earned as well; brought over by an import it is not.
    const fields = { firstName: 'New', lastName: 'Sold', city: 'Orem', state: 'UT', primaryPhone: '8015550123', accountType: 'residential', locationId: here.here.id, soldById: rep.id, installed: true }
    const created = (await staff().call(customers.create, { body: { kind: 'customer', fields } as never })).body
    const record = { ...customer, id: created.id }
    expect(await waiting(record)).toEqual(['installed'])
    await house.database.transaction({ of: 'company', companyId: here.company.id, userId: null }, fromJob, async (db) => {
      const set = (installed: boolean) => sql`update customer set installed = ${installed} where company_id = platform.company_id() and id = ${created.id}`.execute(db)
      await sql`select set_config('app.brought_over', 'on', true)`.execute(db)
      await set(false)
      await set(true)
    })
    expect(await waiting(record)).toEqual(['installed'])
    const copy = { firstName: 'Copy', lastName: 'Sold', fields: ['installed', 'soldById'], parts: [], custom: true }
    const twin = (await staff().call(customersLifecycle.duplicate, { params: { customerId: created.id }, body: copy as never })).body
    expect([twin.fields.installed, await waiting({ ...customer, id: twin.id })]).toEqual([true, []])
    await off(commission.id)
    // Inactive, it takes nothing down; with the add-on off, neither.
    const later = await sold()
    await save(later, { installed: true })
    expect(await waiting(later)).toEqual([])
  }) // prettier-ignore

  it('[TAB-010] what dies in the middle of it leaves all to be done; then all of it is made, once', async () => {
    const commission = await make({ event: 'installed' }, [{ name: 'Base', payTo: 'payee', source: 'fixed', amountCents: 100 }, { name: 'Fee', payTo: 'outside', outsideName: 'Heron Realty', source: 'fixed', amountCents: 200 }])
    const customer = await sold()
    await save(customer, { installed: true })
    await house.owner.query(`create function die() returns trigger language plpgsql as $$ begin raise exception 'killed'; end $$;
      create trigger die before update on payable_event for each row execute function die()`)
    await expect(work(customer)).rejects.toThrow('killed')
    expect([(await read(customer)).items.length, await waiting(customer)]).toEqual([0, ['installed']])
    expect((await read(customer)).events[0]).toMatchObject({ waiting: true })
    await house.owner.query('drop function die cascade')
    await work(customer)
    expect((await read(customer)).items.map(({ payee }) => payee)).toEqual([{ userId: null, name: 'Heron Realty' }, { userId: rep.id, name: 'Rae Rep' }])
    const told = (await staff().call(history.ofCustomer, { params: of(customer), query: {} })).body.items.filter(({ event }) => event === 'payables.generated')
    expect(told.map(({ user, source }) => [user, source])).toEqual([['System', 'job'], ['System', 'job']])
    await off(commission.id)
  }) // prettier-ignore

  it('[TAB-010] tags, fields and fundings trigger: those chosen, and set as said', async () => {
    const { company } = here
    const [vip, other] = [await house.plant.tag(company), await house.plant.tag(company)]
    const field = await house.plant.value(company, 'custom_field', { name: 'Package', data: { kind: 'customer', type: 'select', options: [{ value: 'gold', label: 'Gold', active: true }, { value: 'tin', label: 'Tin', active: true }] } })
    const functions = [
      await make({ event: 'tag_applied', tagIds: [vip], name: 'By tag' }),
      await make({ event: 'tag_removed', tagIds: [vip], name: 'By removal' }),
      await make({ event: 'custom_field_set', customFieldId: field.id, customValue: 'gold', name: 'By field' }),
      await make({ event: 'funded', name: 'By funding', chargeBackDays: 30 }, [{ name: 'Share', payTo: 'payee', source: 'field', variable: 'funding_amount', factorPpm: 10_000 }]),
    ]
    const customer = await sold()
    const set = (add: number[], remove: number[]) => staff().call(tags.apply, { params: of(customer), body: { add, remove } as never })
    const named = async () => (await read(customer)).items.map((row) => row.function!.name)
    await set([other], [])
    expect(await waiting(customer)).toEqual([])
    await set([vip], [])
    await set([], [vip])
    expect(await waiting(customer)).toEqual(['tag_applied', 'tag_removed'])
    await work(customer)
    expect(await named()).toEqual(['By removal', 'By tag'])
    const custom = async (value: string | null) => {
      const { version } = (await staff().call(customers.open, { params: of(customer) })).body
      return staff().call(customers.save, { params: of(customer), body: { version, fields: {}, custom: { [field.id]: value } } as never })
    }
    expect((await custom('tin')).status).toBe(200)
    expect(await waiting(customer)).toEqual([])
    await custom('gold')
    await custom('gold')
    expect(await waiting(customer)).toEqual(['custom_field_set'])
    await work(customer)
    const funderId = (await house.plant.value(company, 'funder', { name: 'Meridian' })).id
    const terms = { funderId, reasonId: null, rateCents: 4999, multipleHundredths: 3600, holdbackPpm: 0, chargeBackMonths: 12, expectedCents: 179_964, expectedOn: null, reference: '', grade: '', notes: '' }
    const funding = (await staff().call(fundings.create, { params: of(customer), body: terms })).body
    const fundingAt = { ...of(customer), fundingId: funding.id }
    await staff().call(fundings.addEntry, { params: fundingAt, body: { kind: 'payout', amountCents: 179_964, on: today, requestKey: randomUUID() } })
    expect(await waiting(customer)).toEqual([])
    const now = (await staff().call(fundings.ofCustomer, { params: of(customer) })).body.items[0]!
    await staff().call(fundings.setState, { params: fundingAt, body: { version: now.version, progress: 'complete', outcome: 'paid_in_full', on: today } })
    await work(customer)
    expect(await named()).toEqual(['By funding', 'By field', 'By removal', 'By tag'])
    const share = (await read(customer)).items[0]!
    expect(share.amountCents).toBe(1800)
    // The funder takes it back: what was not paid is held.
    await staff().call(fundings.addEntry, { params: fundingAt, body: { kind: 'charge_back', amountCents: 179_964, on: today, reason: 'Canceled', requestKey: randomUUID() } })
    await work(customer)
    expect((await read(customer)).items[0]).toMatchObject({ id: share.id, status: 'requires_review' })
    expect((await read(customer)).items[1]).toMatchObject({ status: 'pending' })
    for (const { id } of functions) await off(id)
  }) // prettier-ignore

  it('[TAB-010] a customer who cancels in time takes back what was paid, once; who comes back gives it back', async () => {
    const commission = await make({ event: 'installed', chargeBackDays: 30 })
    const forLong = await make({ event: 'installed', chargeBackDays: 30, payeeBy: 'rep_manager' })
    const reason = await house.plant.value(here.company, 'cancel_reason', { name: 'Moved' })
    const customer = await sold()
    await save(customer, { installed: true, installDate: addDays(today, -20) })
    await work(customer)
    const [manager, first] = (await read(customer)).items as [Payable, Payable]
    const approved = (await setStatus(first, 'approved')).body
    expect((await pay(approved, 10_000)).body).toMatchObject({ status: 'paid_in_full', paidOn: today, outstandingCents: 0 })
    const cancel = () => save(customer, { isCanceled: true, cancelDate: today, cancelReasonId: reason.id })
    expect((await cancel()).status).toBe(200)
    await Promise.all([work(customer), work(customer)])
    const [back, held, paid] = (await read(customer)).items as [Payable, Payable, Payable]
    expect(back).toMatchObject({ source: 'charge_back', ofId: first.id, amountCents: -10_000, status: 'pending', payee: { userId: rep.id } })
    expect(back.notes).toMatch(/^Canceled on .*, 20 days after it was earned \(within 30\)$/)
    expect([held.id, held.status, paid.chargedBack, paid.status]).toEqual([manager.id, 'requires_review', true, 'paid_in_full'])
    expect((await staff().call(payables.reversePayment, { params: { ...at(paid), payablePaymentId: paid.payments[0]!.id }, body: { reason: 'Twice' } })).outcome).toBe('409 payables.taken_back')
    // Taken back: it never was.
    await save(customer, { isCanceled: false, cancelDate: null, cancelReasonId: null })
    await work(customer)
    expect((await read(customer)).items.map(({ status, chargedBack }) => [status, chargedBack])).toEqual([['denied', false], ['pending', false], ['paid_in_full', false]])
    await cancel()
    await work(customer)
    const again = (await read(customer)).items
    expect(again.map(({ source, status }) => [source, status])).toEqual([['charge_back', 'pending'], ['charge_back', 'denied'], ['event', 'requires_review'], ['event', 'paid_in_full']])
    expect((await setStatus(again[1]!, 'pending')).outcome).toBe('409 payables.again')
    // Kept in from the next pay; beyond what was paid nothing is taken.
    const due = (await setStatus(again[0]!, 'approved')).body
    expect((await pay(due, 10_000)).outcome).toBe('409 payables.too_much')
    expect((await pay(due, -10_000)).body).toMatchObject({ status: 'paid_in_full', outstandingCents: 0 })
    // Too late: what was paid stays paid.
    const old = await sold()
    await save(old, { installed: true, installDate: addDays(today, -40) })
    await work(old)
    await save(old, { isCanceled: true, cancelDate: today, cancelReasonId: reason.id })
    await work(old)
    expect((await read(old)).items.map(({ status }) => status)).toEqual(['pending', 'pending'])
    await off(commission.id)
    await off(forLong.id)
  }) // prettier-ignore
})

const byHand = (more: object = {}) => ({
  payeeUserId: rep.id,
  earnedOn: today,
  lines: [{ name: 'Referral', amountCents: 5000 }],
  ...more,
})

describe('Payables by hand', () => {
  it('[TAB-010] are noted, adjusted, approved, paid in parts; each payment once, and none beyond what is owed', async () => {
    const customer = await sold()
    const create = (body: object) => staff().call(payables.create, { params: of(customer), body: body as never })
    expect((await create(byHand({ payeeUserId: null }))).outcome).toBe('422 request.invalid')
    expect((await create(byHand({ lines: [] }))).outcome).toBe('422 request.invalid')
    expect((await create(byHand({ earnedOn: addDays(today, 1) }))).outcome).toBe('422 request.invalid')
    let row = (await create(byHand({ payeeUserId: null, payeeName: 'Heron Realty', notes: 'By phone' }))).body
    expect(row).toMatchObject({ status: 'pending', source: 'hand', amountCents: 5000, payee: { userId: null, name: 'Heron Realty' } })
    expect((await pay(row, 5000)).outcome).toBe('409 payables.not_approved')
    const fields = byHand({ payeeUserId: null, payeeName: 'Heron Realty', lines: [{ name: 'Referral', amountCents: 5000 }, { name: 'Bonus', amountCents: 1000 }] })
    row = (await staff().call(payables.save, { params: at(row), body: { version: row.version, fields } })).body
    expect(row.amountCents).toBe(6000)
    expect((await staff().call(payables.save, { params: at(row), body: { version: 1, fields } })).outcome).toBe('409 payables.stale')
    row = (await setStatus(row, 'approved')).body
    const key = randomUUID()
    const twice = await Promise.all([pay(row, 2000, { requestKey: key }), pay(row, 2000, { requestKey: key })])
    expect(twice.map(({ status }) => status)).toEqual([200, 200])
    row = (await read(customer)).items[0]!
    expect(row).toMatchObject({ status: 'partially_paid', paidCents: 2000, outstandingCents: 4000 })
    expect((await pay(row, 4001)).outcome).toBe('409 payables.too_much')
    expect((await setStatus(row, 'denied', 'No')).outcome).toBe('409 payables.status_refused')
    const less = (lines: object[]) => staff().call(payables.save, { params: at(row), body: { version: row.version, fields: { ...fields, lines } as never } })
    expect((await less([{ name: 'Referral', amountCents: 1999 }])).outcome).toBe('409 payables.below_paid')
    expect((await less([{ name: 'Referral', amountCents: 2000 }])).body).toMatchObject({ status: 'paid_in_full', paidOn: today })
    row = (await read(customer)).items[0]!
    expect((await less([{ name: 'Referral', amountCents: 9000 }])).outcome).toBe('409 payables.closed')
    const reversed = await staff().call(payables.reversePayment, { params: { ...at(row), payablePaymentId: row.payments[0]!.id }, body: { reason: 'Wrong check' } })
    expect(reversed.body).toMatchObject({ status: 'approved', paidCents: 0, paidOn: null })
    expect((await staff().call(payables.history, { params: at(row), query: {} })).body.items.map(({ event }) => event)).toEqual(expect.arrayContaining(['payables.created', 'payables.saved', 'payables.status_set', 'payables.paid', 'payables.payment_reversed']))
    await expect(house.owner.query('update payable_payment set amount_cents = 1')).rejects.toThrow()
    const lead = await house.plant.lead({ location: here.here })
    expect((await staff().call(payables.create, { params: of(lead), body: byHand() })).outcome).toBe('409 payables.leads')
    // What was paid keeps the record; archived, what is owed is still paid from the list.
    await pay((await read(customer)).items[0]!, 100)
    expect((await staff().call(customersLifecycle.delete, { params: of(customer) })).outcome).toBe('409 payables.paid_stay')
  }) // prettier-ignore

  it('[TAB-010][BIL-008] the company’s list adds up as it filters, shows what one may see, and is approved and paid at once', async () => {
    const { company } = here
    const customer = await sold()
    const create = async (body: object) => (await staff().call(payables.create, { params: of(customer), body: byHand(body) as never })).body
    const day = addDays(today, -400)
    const rows = [await create({ earnedOn: day }), await create({ earnedOn: day, lines: [{ name: 'Bonus', amountCents: 700 }] }), await create({ earnedOn: day, payeeUserId: boss.id })]
    const all = await house.plant.user({ company, holds: [{ grants: 'all' }] })
    const hidden = (await house.as(all).call(payables.create, { params: of(here.forbidden), body: byHand({ earnedOn: day }) as never })).body
    const filter = { earnedFrom: day, earnedTo: day }
    const list = async (query: object = {}) => (await staff().call(payables.list, { query: { ...filter, ...query } })).body
    const totals = async (query: object = {}) => (await staff().call(payables.totals, { query: { ...filter, ...query } })).body
    expect((await list()).items.map(({ id }) => id)).toEqual(rows.map(({ id }) => id).reverse())
    expect(await totals()).toEqual({ count: 3, amountCents: 10_700, paidCents: 0, outstandingCents: 10_700, pendingCents: 10_700, approvedCents: 0, reviewCents: 0 })
    expect(await totals({ payeeUserId: rep.id, status: 'approved' })).toMatchObject({ count: 0, amountCents: 0, pendingCents: 5700 })
    expect((await list({ payee: 'rae' })).items).toHaveLength(2)
    for (const sort of ['number', 'customer', 'earned', 'amount'] as const) {
      const seen: number[] = []
      let after: string | null | undefined
      do {
        const page = await list({ sort, direction: 'asc', limit: 1, ...(after && { after }) })
        seen.push(...page.items.map(({ id }) => id))
        after = page.next
      } while (after)
      expect([sort, [...seen].sort((a, b) => a - b)]).toEqual([sort, rows.map(({ id }) => id)])
    }
    const bulk = (body: object) => staff().call(payables.setStatuses, { body: body as never })
    expect((await bulk({ which: { filter, count: 4 }, status: 'approved' })).outcome).toBe('409 payables.changed')
    expect((await bulk({ which: { filter, count: 3 }, status: 'denied' })).outcome).toBe('422 request.invalid')
    expect((await bulk({ which: { ids: [rows[0]!.id, rows[1]!.id] }, status: 'approved' })).body).toEqual({ changed: 2, left: 0 })
    expect((await bulk({ which: { ids: [rows[2]!.id, hidden.id] }, status: 'approved' })).outcome).toBe('403 access.denied_here')
    expect((await bulk({ which: { ids: [999_999_999] }, status: 'approved' })).outcome).toBe('422 request.invalid')
    expect(await totals()).toMatchObject({ pendingCents: 5000, approvedCents: 5700 })
    // A pay run: of all that is found what is approved, and once, however often it is sent.
    const body = { which: { filter, count: 3 }, paidOn: today, reference: 'March', requestKey: randomUUID() }
    const runs = await Promise.all([staff().call(payRuns.start, { body }), staff().call(payRuns.start, { body })])
    expect(runs.map(({ body: { run } }) => [run.id, run.count, run.payees, run.totalCents])).toEqual([...Array(2)].map(() => [runs[0]!.body.run.id, 2, 1, 5700]))
    expect(runs.map(({ body: { left } }) => left).sort()).toEqual([0, 1])
    expect(await totals()).toMatchObject({ paidCents: 5700, outstandingCents: 5000, approvedCents: 0 })
    const params = { payRunId: runs[0]!.body.run.id }
    await staff().call(payroll.setUser, { params: { userId: rep.id }, body: { version: 0, identifier: 'E-7', levelIds: [] } })
    expect((await staff().call(payRuns.open, { params })).body.payees).toEqual([{ key: `u${rep.id}`, name: 'Rae Rep', identifier: 'E-7', count: 2, totalCents: 5700 }])
    const csv = (await staff().call(payRuns.exportCsv, { params })).text
    expect(csv).toContain('"Rae Rep","E-7"')
    expect(csv.split('\r\n')).toHaveLength(4)
    expect((await staff().call(payables.exportCsv, { body: filter })).text.split('\r\n')).toHaveLength(5)
    const pdf = await staff().call(payRuns.pdf, { params, query: {} })
    expect([pdf.status, pdf.text.slice(0, 5)]).toEqual([200, '%PDF-'])
    expect((await staff().call(payRuns.pdf, { params, query: { payee: `u${boss.id}` } })).outcome).toBe('404 payables.no_run')
    // One's own, and nobody else's.
    const mine = (await house.as(rep).call(myPayroll.list, { query: { from: day, to: day } })).body
    expect(mine.items.map(({ amountCents, customer: { name }, payRunId }) => [amountCents, name, payRunId])).toEqual([[5000, `Customer #${here.forbidden.id}`, null], [700, `Customer #${customer.id}`, params.payRunId], [5000, `Customer #${customer.id}`, params.payRunId]])
    expect(mine.totals).toEqual({ count: 3, amountCents: 10_700, paidCents: 5700, outstandingCents: 5000 })
    expect((await house.as(rep).call(myPayroll.pdf, { params })).status).toBe(200)
    expect((await house.as(rep).call(payables.list, {})).status).toBe(403)
    expect((await house.as(boss).call(myPayroll.list, {})).status).toBe(403)
    // Who may not see payables sees in History that something was done, and no payee and no amount.
    const clerk = await house.plant.user({ company, holds: [{ grants: ['customers.view', 'history.yes', 'billing_information.view'], at: here.here }] })
    const told = (await house.as(clerk).call(history.ofCustomer, { params: of(customer), query: {} })).body.items.filter(({ entity }) => entity === 'payable')
    expect(told.length).toBeGreaterThan(5)
    expect(JSON.stringify(told)).not.toMatch(/Rae|\$/)
    expect((await house.as(clerk).call(payables.ofCustomer, { params: of(customer) })).status).toBe(403)
    // Who sees payables and not the sale sees amounts, and not what they were reckoned from.
    const viewer = await house.plant.user({ company, holds: [{ grants: ['customers.view', 'payables.view'], at: here.here }] })
    expect((await house.as(viewer).call(payables.ofCustomer, { params: of(customer) })).body.items[0]).toMatchObject({ abilities: { modify: false, statuses: [] }, lines: [{ reckoning: null }] })
    expect((await house.as(viewer).call(payables.setStatuses, { body: { which: { ids: [rows[2]!.id] }, status: 'approved' } })).status).toBe(403)
  }) // prettier-ignore
})
