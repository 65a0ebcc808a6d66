import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accountingExports } from '#shared/contracts/accounting-exports.ts'
import { history } from '#shared/contracts/history.ts'
import { invoices } from '#shared/contracts/invoices.ts'
import { payments } from '#shared/contracts/payments.ts'
import { permissions } from '#shared/permissions.ts'
import type { ExportFormat } from '#shared/rules/accounting-exports.ts'
import { addDays, todayIn } from '#shared/time.ts'
import type { CustomerRow, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let here: Awaited<ReturnType<House['plant']['neighbourhood']>>
let bookkeeper: User
let monitoring: number
let repair: number
const today = todayIn('America/Denver', new Date())
const day = (ago: number) => addDays(today, -ago)

beforeAll(async () => {
  house = await openHouse()
  here = await house.plant.neighbourhood()
  bookkeeper = await house.plant.user({ company: here.company, holds: [{ grants: 'all' }] })
  monitoring = await house.plant.insert('invoice_item', here.company, {
    name: 'Watch',
    category: 'Monitoring',
  })
  repair = await house.plant.insert('invoice_item', here.company, { name: 'Repair', category: 'Service' })
  for (const [name, data] of [
    ['Monitoring Income', { takes: 'income', categories: 'monitoring, Video' }],
    ['Checks to Deposit', { takes: 'cash_check' }],
    ['A/R', { takes: 'receivable' }],
  ] as const)
    await house.plant.value(here.company, 'book_account', { name, data })
})
afterAll(() => house.close())

const staff = () => house.as(bookkeeper)
const customer = (lastName: string) =>
  house.plant.customer({ location: here.here, fields: { firstName: 'Nell', lastName } })
const lines = (watch: number, other: number) => [
  { itemId: monitoring, description: 'Watch', quantityHundredths: 100, priceCents: watch, taxable: false },
  { itemId: repair, description: 'Repair', quantityHundredths: 100, priceCents: other, taxable: false },
]
const bill = async ({ id }: CustomerRow, ago: number, watch: number, other: number) =>
  (
    await staff().call(invoices.create, {
      params: { customerId: id },
      body: { invoiceOn: day(ago), lines: lines(watch, other) },
    })
  ).body
const pay = ({ id }: CustomerRow, amountCents: number, ago: number, more: object = {}) =>
  staff().call(payments.create, {
    params: { customerId: id },
    body: { method: 'check', paidOn: day(ago), amountCents, requestKey: randomUUID(), ...more } as never,
  })
const run = (from: string, to: string, by = bookkeeper) =>
  house.as(by).call(accountingExports.create, { body: { from, to } })
const sumsOf = async (exportId: number) =>
  (await staff().call(accountingExports.open, { params: { exportId } })).body.sums
const file = async (exportId: number, format: ExportFormat) =>
  (
    await staff().send<string>({
      method: 'POST',
      url: `/api/v1/accounting-exports/${exportId}/file`,
      payload: { format },
    })
  ).text
/** Of the company's ledger: what each account gained by postings that fit. */
const ledger = async (where: string, ...values: unknown[]) =>
  Object.fromEntries(
    (
      await house.owner.query<{ account: string; cents: string }>(
        `select x.account, sum(x.cents) as cents from ledger_posting p
         join ledger_entry e on e.company_id = p.company_id and e.posting_id = p.id
         cross join lateral (values (e.debit, e.amount_cents), (e.credit, -e.amount_cents)) x (account, cents)
         where p.company_id = $1 and ${where} group by 1 having sum(x.cents) <> 0`,
        [here.company.id, ...values],
      )
    ).rows.map(({ account, cents }) => [account, Number(cents)]),
  )
const net = (sums: { account: string; debitCents: number; creditCents: number }[]) => {
  const found: Record<string, number> = {}
  for (const { account, debitCents, creditCents } of sums)
    found[account] = (found[account] ?? 0) + debitCents - creditCents
  return Object.fromEntries(Object.entries(found).filter(([, cents]) => cents !== 0))
}
const incomeOf = async (invoiceId: number) =>
  Object.fromEntries(
    (
      await house.owner.query<{ category: string; cents: string }>(
        `select x.category, -sum(x.amount_cents) as cents from accounting_export_line x
         join ledger_posting p on p.company_id = x.company_id and p.id = x.posting_id
         where p.invoice_id = $1 and x.account = 'income' group by 1 having sum(x.amount_cents) <> 0`,
        [invoiceId],
      )
    ).rows.map(({ category, cents }) => [category, Number(cents)]),
  )

describe('the accounting export', () => {
  it('[ADM-011][BIL-007] carries each posting once, by the chart of accounts, with the ledger’s totals; a file stays as it was', async () => {
    const [payer, other] = [await customer('Payer'), await customer('Other')]
    await bill(payer, 90, 1000, 0) // before the first run, and in the books already
    await bill(payer, 50, 4000, 6000)
    await pay(payer, 3000, 45)
    await pay(payer, 1000, 44, { method: 'cash' })
    await pay(payer, 500, 40, { kind: 'credit_memo', method: undefined, apply: 'none' })
    const later = await bill(other, 20, 2000, 1000)

    const proposed = (await staff().call(accountingExports.list, { query: {} })).body.proposed
    expect(proposed).toEqual({ from: day(90), to: day(1), fixed: false })
    const preview = (await staff().call(accountingExports.preview, { query: { from: day(60), to: day(31) } }))
      .body
    const first = (await run(day(60), day(31))).body
    expect(first).toMatchObject({ number: 1, adjustments: 0, by: bookkeeper.name })
    expect(first.postings).toBe(preview.postings)
    const sums = await sumsOf(first.id)
    expect(net(sums)).toEqual(await ledger('p.posted_on between $2 and $3', day(60), day(31)))
    expect(net(preview.sums)).toEqual(net(sums))
    expect(sums.map(({ account, book }) => [account, book])).toEqual([
      ['receivable', 'A/R'],
      ['income', 'Monitoring Income'],
      ['income', 'Sales'],
      ['cash', 'Checks to Deposit'],
      ['cash', 'Undeposited Funds'],
      ['customer_credit', 'Customer Credits'],
      ['credits_given', 'Credits Given'],
    ])
    expect(sums.filter(({ account }) => account === 'income').map((sum) => sum.creditCents)).toEqual([
      4000, 6000,
    ])

    const kept = [await file(first.id, 'csv'), await file(first.id, 'qbo'), await file(first.id, 'iif')]
    const [csv, qbo, iif] = kept.map((text) => text.replace('\ufeff', '').trimEnd().split('\r\n')) as [
      string[], string[], string[],
    ] // prettier-ignore
    expect(csv[0]).toContain('"Journal","Date","Account","Debit","Credit"')
    expect(csv[1]).toMatch(/^"KH-1-\d+","[\d-]{10}","A\/R","100","","Invoice · Invoice \d+"/)
    expect(qbo[0]).toBe('"Journal No.","Journal Date","Account Name","Debits","Credits","Description","Name"')
    expect(qbo[1]).toContain(`"Nell Payer (${payer.id})"`)
    expect(iif.slice(0, 3).map((line) => line.split('\t')[0])).toEqual(['!TRNS', '!SPL', '!ENDTRNS'])
    let open = 0
    for (const [kind, , , , , cents] of iif.slice(3).map((line) => line.split('\t'))) {
      if (kind === 'TRNS') expect(open).toBe(0)
      open = kind === 'ENDTRNS' ? open : Math.round((open + Number(cents)) * 100) / 100
      if (kind === 'ENDTRNS') expect(open).toBe(0)
    }

    // What is entered later for days before, also for days before the first run, comes with the next as an adjustment.
    await pay(payer, 700, 48)
    await bill(payer, 80, 300, 0)
    expect((await run(day(31), day(1))).problem.errors[0]?.path).toBe('from')
    const second = (await run(day(30), day(1))).body
    expect(second.adjustments).toBeGreaterThanOrEqual(2)
    const adjusted = (await file(second.id, 'csv')).split('\r\n').filter((line) => line.endsWith('"Yes"'))
    expect(adjusted.every((line) => line.includes(`"${day(30)}"`))).toBe(true)
    expect(adjusted.some((line) => line.includes(`"${day(48)}","Yes"`))).toBe(true)

    // A changed invoice moves the difference by category, a void one takes all of it back.
    const at = { customerId: other.id, invoiceId: later.id }
    const saved = (
      await staff().call(invoices.save, {
        params: at,
        body: { version: later.version, fields: { lines: lines(2500, 400) } },
      })
    ).body
    const third = (await run(today, today)).body
    expect(await incomeOf(later.id)).toEqual({ Monitoring: 2500, Service: 400 })
    await staff().call(invoices.void, { params: at, body: { version: saved.version, note: 'Twice' } })
    expect((await run(addDays(today, 1), addDays(today, 1))).problem.errors[0]?.path).toBe('to')

    const all = [...sums, ...(await sumsOf(second.id)), ...(await sumsOf(third.id))]
    expect(net(all)).toEqual(
      await ledger(
        `exists (select from accounting_export_line x where x.company_id = p.company_id and x.posting_id = p.id)`,
      ),
    )
    // The one of before the beginning, and what the voiding wrote after the last run, are all that is left.
    const { rows } = await house.owner.query<{ kind: string }>(
      `select kind from ledger_posting p where company_id = $1 and not exists (select from accounting_export_line x
         where x.company_id = p.company_id and x.posting_id = p.id) order by id`,
      [here.company.id],
    )
    expect(rows.map(({ kind }) => kind)).toEqual(['invoice', 'void'])
    expect([await file(first.id, 'csv'), await file(first.id, 'qbo'), await file(first.id, 'iif')]).toEqual(
      kept,
    )

    const entries = (await staff().call(history.ofCompany, { query: {} })).body.items.map(
      ({ event }) => event,
    )
    expect(entries).toContain('accounting_exports.created')
    expect(entries).toContain('accounting_exports.downloaded')
  })

  it('[ADM-011][REC-001] is for who sees all of the company’s accounting, and never another company’s', async () => {
    const list = (by: User) => house.as(by).call(accountingExports.list, { query: {} })
    const elsewhere = await house.plant.user({ company: here.foreign.company, holds: [{ grants: 'all' }] })
    expect((await list(elsewhere)).body.items).toEqual([])
    const { id } = (await list(bookkeeper)).body.items[0]!
    const params = { exportId: id }
    expect((await house.as(elsewhere).call(accountingExports.open, { params })).outcome).toBe(
      '404 accounting_exports.not_found',
    )
    // At one office alone.
    expect((await list(here.user)).outcome).toBe('403 access.denied_everywhere')
    const reader = await house.plant.user({
      company: here.company,
      holds: [{ grants: permissions.filter((p) => p !== 'integrations.create') }],
    })
    expect((await list(reader)).body.abilities.create).toBe(false)
    expect((await run(today, today, reader)).outcome).toBe('403 access.denied')
    expect((await run(addDays(today, 1), addDays(today, 1))).status).toBe(422)
  })

  it('[ADM-011] two runs at once carry nothing twice', async () => {
    const company = await house.plant.neighbourhood()
    const owner = await house.plant.user({ company: company.company, holds: [{ grants: 'all' }] })
    const payer = await house.plant.customer({ location: company.here })
    await house.as(owner).call(payments.create, {
      params: { customerId: payer.id },
      body: { method: 'check', paidOn: day(3), amountCents: 500, requestKey: randomUUID() } as never,
    })
    const made = await Promise.all([run(day(5), day(1), owner), run(day(5), day(1), owner)])
    expect(made.map(({ status }) => status).toSorted()).toEqual([200, 422])
  })
})
