import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accounting } from '#shared/contracts/accounting.ts'
import { customers } from '#shared/contracts/customers.ts'
import { customersLifecycle } from '#shared/contracts/customers-lifecycle.ts'
import type { Invoice } from '#shared/contracts/invoice-values.ts'
import { invoiceItems, invoices } from '#shared/contracts/invoices.ts'
import { payments } from '#shared/contracts/payments.ts'
import type { Permission } from '#shared/permissions.ts'
import { addDays, todayIn } from '#shared/time.ts'
import type { CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let here: Location
let user: User
let forbidden: CustomerRow
let terms: number
const today = todayIn('America/Denver', new Date())

beforeAll(async () => {
  house = await openHouse()
  await house.owner.query(
    `insert into platform.zip_place (zip, city, state, county, latitude, longitude) values ('84604', 'Provo', 'UT', 'Utah', 40.2, -111.6) on conflict do nothing`,
  )
  const place = await house.plant.neighbourhood({ settings: { parentChild: true } })
  ;({ here, user, forbidden } = place)
  terms = (await house.plant.value(here.company, 'payment_term', { name: 'Net 10', data: { days: 10 } })).id
  for (const [name, data] of [
    ['Utah', { level: 'state', state: 'UT', percent: 4.85 }],
    ['Utah ', { level: 'state', state: 'UT', percent: 9, fromOn: addDays(today, 5) }],
    ['Utah County', { level: 'county', state: 'UT', place: 'Utah', percent: 1.4 }],
    ['Provo', { level: 'city', state: 'UT', place: 'Provo', percent: 1.2 }],
    ['Mesa', { level: 'city', state: 'AZ', place: 'Provo', percent: 7 }],
  ] as const)
    await house.plant.value(here.company, 'tax_rate', { name, data })
  for (const customer of [forbidden, place.foreign])
    await house.plant.insert('invoice', customer.company, {
      customer_id: customer.id, payer_id: customer.id, number: 9000, state: 'open', invoice_on: today, due_on: addDays(today, -40), subtotal_cents: 100, total_cents: 100,
    }) // prettier-ignore
})
afterAll(() => house.close())

const newCustomer = (fields = {}) =>
  house.plant.customer({ location: here, fields: { zip: '84604', ...fields } })
const of = (customer: CustomerRow) => ({ customerId: customer.id })
const line = (priceCents: number, taxable = true, more = {}) => ({
  description: 'Keypad',
  quantityHundredths: 100,
  priceCents,
  taxable,
  ...more,
})
const create = (customer: CustomerRow, body: object = {}, by = user) =>
  house.as(by).call(invoices.create, {
    params: of(customer),
    body: { invoiceOn: today, lines: [line(10_000)], ...body },
  })
const at = (invoice: Invoice) => ({ customerId: invoice.customer.id, invoiceId: invoice.id })
const read = async (invoice: Invoice) =>
  (await house.as(user).call(invoices.get, { params: at(invoice) })).body
const pay = (customer: CustomerRow, amountCents: number, more: object = {}) =>
  house.as(user).call(payments.create, {
    params: of(customer),
    body: { method: 'check', paidOn: today, amountCents, requestKey: crypto.randomUUID(), ...more },
  })
const account = async (customer: CustomerRow) =>
  (await house.as(user).call(accounting.summary, { params: of(customer) })).body
const story = async (customer: CustomerRow) =>
  (await house.as(user).call(accounting.transactions, { params: of(customer) })).body.items.map((row) => [
    row.kind,
    row.amountCents,
    row.balanceCents,
  ])
const ledger = async (customer: CustomerRow) =>
  Object.fromEntries(
    (
      await house.owner.query<{ account: string; cents: string }>(
        `select account, sum(cents) as cents from (
          select e.debit as account, e.amount_cents as cents from ledger_entry e join ledger_posting p on p.id = e.posting_id and p.company_id = e.company_id where p.customer_id = $1
          union all select e.credit, -e.amount_cents from ledger_entry e join ledger_posting p on p.id = e.posting_id and p.company_id = e.company_id where p.customer_id = $1) x
         group by 1 having sum(cents) <> 0`,
        [customer.id],
      )
    ).rows.map(({ account, cents }) => [account, Number(cents)]),
  )

describe('an invoice', () => {
  it('[BIL-001] [BIL-002] [BIL-007] is taxed by its address on its day, numbered without gap, owed, changed, paid, void', async () => {
    const customer = await newCustomer()
    const draft = (await create(customer, { draft: true })).body
    expect([draft.number, draft.status, (await account(customer)).balanceCents]).toEqual([null, 'draft', 0])
    const made = (
      await create(customer, { termId: terms, lines: [line(10_000), line(5000, false), line(-1000)] })
    ).body
    // The county is the ZIP code's.
    expect(made.taxes.map(({ name, ratePpm, taxCents }) => [name, ratePpm, taxCents])).toEqual([
      ['Utah', 48_500, 437],
      ['Utah County', 14_000, 126],
      ['Provo', 12_000, 108],
    ])
    expect(made).toMatchObject({
      subtotalCents: 14_000,
      totalCents: 14_671,
      dueOn: addDays(today, 10),
      status: 'open',
    })
    const issued = (
      await house.as(user).call(invoices.issue, { params: at(draft), body: { version: draft.version } })
    ).body
    expect(issued.number).toBe(made.number! + 1)
    expect((await create(customer, { invoiceOn: addDays(today, 5) })).body.taxes[0]).toMatchObject({
      ratePpm: 90_000,
    })
    const lower = (
      await house.as(user).call(invoices.save, {
        params: at(made),
        body: { version: made.version, fields: { lines: [line(5000, false)] } },
      })
    ).body
    expect(lower).toMatchObject({ totalCents: 5000, taxes: [] })
    const stale = await house
      .as(user)
      .call(invoices.save, { params: at(made), body: { version: made.version, fields: { notes: 'x' } } })
    expect(stale.outcome).toBe('409 invoices.stale')
    expect((await pay(customer, 2000, { apply: [{ invoiceId: made.id, amountCents: 2000 }] })).outcome).toBe(
      '200',
    )
    const partly = await read(made)
    expect([partly.status, partly.openCents, partly.abilities.modifyLines]).toEqual(['open', 3000, false])
    const blocked = await house.as(user).call(invoices.save, {
      params: at(made),
      body: { version: partly.version, fields: { lines: [line(1)] } },
    })
    expect(blocked.outcome).toBe('409 invoices.paid_already')
    const voided = (
      await house
        .as(user)
        .call(invoices.void, { params: at(made), body: { version: partly.version, note: 'Twice' } })
    ).body
    expect([voided.status, voided.paidCents]).toEqual(['void', 0])
    expect(await account(customer)).toMatchObject({ creditCents: 2000, counts: { invoices: 3, payments: 1 } })
    const gone = await house.as(user).call(invoices.remove, { params: at(made) })
    expect(gone.outcome).toBe('409 invoices.issued')
    const told = (await house.as(user).call(invoices.history, { params: at(made) })).body.items.map(
      ({ summary }) => summary,
    )
    expect(told).toEqual([
      `Voided invoice #${made.number}`,
      `Changed invoice #${made.number}`,
      `Made invoice #${made.number}`,
    ])
  })

  it('[BIL-007] every entry has its running balance, the books balance, and nothing in them can be changed', async () => {
    const customer = await newCustomer({ state: 'CO' })
    const made = (await create(customer)).body
    const off = (
      await house.as(user).call(invoices.writeOff, { params: at(made), body: { version: made.version } })
    ).body
    expect([off.status, (await account(customer)).balanceCents]).toEqual(['written_off', 0])
    const back = (
      await house.as(user).call(invoices.reopen, { params: at(made), body: { version: off.version } })
    ).body
    await pay(customer, 12_000)
    expect(await story(customer)).toEqual([
      ['payment', -12_000, -2000],
      ['write_off_undone', 10_000, 10_000],
      ['write_off', -10_000, 0],
      ['invoice', 10_000, 10_000],
    ])
    expect((await read(back)).status).toBe('paid')
    expect(await ledger(customer)).toEqual({ cash: 12_000, income: -10_000, customer_credit: -2000 })
    for (const text of [
      'update ledger_entry set amount_cents = 1',
      'delete from ledger_posting',
      'truncate ledger_entry',
    ])
      await expect(house.owner.query(text)).rejects.toThrow(/append-only|truncate/)
    await expect(
      house.owner.query(
        `insert into ledger_posting (company_id, customer_id, about_customer_id, kind, posted_on, effect_cents) values ($1, $2, $2, 'invoice', $3, 5)`,
        [here.company.id, customer.id, today],
      ),
    ).rejects.toThrow('its entries do 0')
    await expect(
      house.owner.query(
        `insert into ledger_entry (company_id, posting_id, debit, credit, amount_cents)
         select company_id, max(id), 'receivable', 'income', 5 from ledger_posting where company_id = $1 group by 1`,
        [here.company.id],
      ),
    ).rejects.toThrow('Entries come with their posting')
  })

  it('[BIL-002] a quote becomes one invoice; a lead gets quotes only; PDF and e-mail', async () => {
    const customer = await newCustomer({ email: 'dana@whitfield.test' })
    const quote = (await create(customer, { kind: 'quote' })).body
    expect([quote.status, (await account(customer)).balanceCents]).toEqual(['open', 0])
    const invoice = (
      await create(customer, {
        quoteId: quote.id,
        lines: quote.lines.map(({ description, quantityHundredths, priceCents, taxable }) => ({
          description,
          quantityHundredths,
          priceCents,
          taxable,
        })),
      })
    ).body
    expect(await read(quote)).toMatchObject({ status: 'accepted', invoice: { id: invoice.id } })
    expect((await create(customer, { quoteId: quote.id })).outcome).toBe('409 invoices.quote_closed')
    const lead = await house.plant.lead({ location: here })
    expect((await create(lead)).outcome).toBe('409 invoices.leads_quote')
    expect((await create(lead, { kind: 'quote' })).outcome).toBe('200')
    const pdf = await house.as(user).call(invoices.pdf, { params: at(invoice), query: { inline: 'true' } })
    expect(pdf.status).toBe(200)
    const sent = await house
      .as(user)
      .call(invoices.email, { params: at(invoice), body: { to: 'dana@whitfield.test' } })
    expect(sent.body.emailedAt).not.toBeNull()
  })

  it('[REC-038] list, tab, permissions: only what one may see; archived customers still owe; nobody with entries is deleted', async () => {
    const customer = await newCustomer()
    const made = (await create(customer, { invoiceOn: addDays(today, -60), dueOn: addDays(today, -45) })).body
    const tabs = (await house.as(user).call(customers.open, { params: of(customer) })).body.tabs
    expect(tabs.find(({ key }) => key === 'accounting')).toMatchObject({ count: 1, alert: true })
    const list = await house
      .as(user)
      .call(invoices.list, { query: { status: 'late', sort: 'due', direction: 'asc' } })
    expect(list.body.items.map(({ id }) => id)).toEqual([made.id])
    const { aging } = (await house.as(user).call(invoices.summary, { query: { customerId: customer.id } }))
      .body
    expect(aging).toMatchObject({ days60: made.totalCents, totalCents: made.totalCents })
    const blind = await house.plant.user({
      company: here.company,
      holds: [{ grants: ['customers.view', 'invoices.view'] as Permission[], at: here }],
    })
    expect((await house.as(blind).call(accounting.summary, { params: of(customer) })).outcome).toContain(
      '403',
    )
    const clerk = await house.plant.user({
      company: here.company,
      holds: [{ grants: ['customers.view', 'billing_information.view'] as Permission[], at: here }],
    })
    expect(
      (await house.as(clerk).call(accounting.transactions, { params: of(customer) })).body.items,
    ).toEqual([])
    const removed = await house.as(user).call(customersLifecycle.delete, { params: of(customer) } as never)
    expect(removed.outcome).toBe('409 invoices.has_ledger')
  })

  it('[BIL-001] [ADB-001] items: MMR is number 3 in every company and stays; what is used stays, too', async () => {
    const { items } = (await house.as(user).call(invoiceItems.list, {})).body
    expect(items).toMatchObject([{ id: 3, name: 'MMR', builtIn: true }])
    const as = house.as(user)
    expect((await as.call(invoiceItems.remove, { params: { itemId: 3 } })).outcome).toBe(
      '409 invoices.item_built_in',
    )
    await expect(
      house.owner.query('delete from invoice_item where id = 3 and company_id = $1', [here.company.id]),
    ).rejects.toThrow('stays')
    const made = (
      await as.call(invoiceItems.create, { body: { name: 'Service call', priceCents: 4900, taxable: true } })
    ).body
    expect((await as.call(invoiceItems.create, { body: { name: 'service CALL' } })).outcome).toBe(
      '422 request.invalid',
    )
    await create(await newCustomer(), { lines: [line(4900, true, { itemId: made.id })] })
    expect((await as.call(invoiceItems.remove, { params: { itemId: made.id } })).outcome).toBe(
      '409 invoices.item_in_use',
    )
    const off = (
      await as.call(invoiceItems.save, {
        params: { itemId: made.id },
        body: { version: 1, fields: { active: false } },
      })
    ).body
    expect(off.active).toBe(false)
    expect((await create(await newCustomer(), { lines: [line(1, true, { itemId: made.id })] })).outcome).toBe(
      '422 request.invalid',
    )
  })
})
