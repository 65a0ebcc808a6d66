/** What a statement says, read from the ledger: the sums agree with it because they are its own (BIL-008). */
import { sql } from 'kysely'
import { fail } from '#shared/errors.ts'
import { sumCents } from '#shared/money.ts'
import { agingOn, maxStatementLines, type StatementBody, withBalances } from '#shared/rules/statements.ts'
import type { PaymentMethod } from '#shared/rules/payments.ts'
import type { Db } from '#server/db/database.ts'
import { findRecordRow } from '../customers/customers.service.ts'
import { accountName, linesOf } from '../invoices/invoices.service.ts'
import { howText } from '../ledger/ledger.service.ts'

export type Composed = {
  openingCents: number
  invoicedCents: number
  paidCents: number
  closingCents: number
  pastDueCents: number
  body: StatementBody
}

type PostingRow = {
  on: string
  kind: string
  about: string | null
  amountCents: number
  invoice: number | null
  payment: number | null
  method: PaymentMethod | null
  reference: string | null
}

const words: Record<string, (row: PostingRow) => string> = {
  invoice: (row) => `Invoice #${row.invoice}`,
  adjustment: (row) => `Invoice #${row.invoice} changed`,
  void: (row) => `Invoice #${row.invoice} voided`,
  write_off: (row) => `Invoice #${row.invoice} written off`,
  write_off_undone: (row) => `Invoice #${row.invoice}, write-off undone`,
  payment: (row) => `Payment #${row.payment}, ${howText(row.method, row.reference ?? '')}`,
  credit_memo: (row) => `Credit memo #${row.payment}`,
  nsf: (row) => `Payment #${row.payment} returned by the bank`,
  refund: (row) => `Refund of payment #${row.payment}`,
  chargeback: (row) => `Payment #${row.payment} charged back`,
  payment_void: (row) => `Payment #${row.payment} voided`,
}
const invoiceKinds = new Set(['invoice', 'adjustment', 'void', 'write_off', 'write_off_undone'])

/** @throws statements.too_long, customers.not_found */
export async function composeStatement(
  db: Db,
  customerId: number,
  { from, to }: { from: string; to: string },
): Promise<Composed> {
  const record = (await findRecordRow(db, customerId)) ?? fail('customers.not_found')
  const before = await sql<{ cents: number }>`
    select coalesce(sum(effect_cents), 0)::bigint as cents from ledger_posting
    where company_id = platform.company_id() and customer_id = ${customerId} and posted_on < ${from}::date`.execute(
    db,
  )
  const { rows } = await sql<PostingRow>`
    select l.posted_on as on, l.kind, l.effect_cents as "amountCents", i.number as invoice, p.number as payment, p.method, p.reference,
      case when l.about_customer_id <> l.customer_id then ${sql.raw(accountName('c'))} end as about
    from ledger_posting l join customer c on c.company_id = l.company_id and c.id = l.about_customer_id
    left join invoice i on i.company_id = l.company_id and i.id = l.invoice_id
    left join payment p on p.company_id = l.company_id and p.id = l.payment_id
    where l.company_id = platform.company_id() and l.customer_id = ${customerId} and l.kind not in ('applied', 'released', 'funding')
      and l.posted_on between ${from}::date and ${to}::date
    order by l.posted_on, l.id limit ${maxStatementLines + 1}`.execute(db)
  if (rows.length > maxStatementLines) fail('statements.too_long', { most: maxStatementLines })
  // As of the last day: what each invoice still had open then, and what was paid and not applied.
  const open = await sql<{ dueOn: string; openCents: number }>`
    select coalesce(i.due_on, i.invoice_on) as "dueOn",
      sum(e.amount_cents * ((e.debit = 'receivable')::int - (e.credit = 'receivable')::int))::bigint as "openCents"
    from ledger_posting l join ledger_entry e on e.company_id = l.company_id and e.posting_id = l.id
    join invoice i on i.company_id = l.company_id and i.id = l.invoice_id
    where l.company_id = platform.company_id() and l.customer_id = ${customerId} and l.posted_on <= ${to}::date
    group by i.id, i.due_on, i.invoice_on
    having sum(e.amount_cents * ((e.debit = 'receivable')::int - (e.credit = 'receivable')::int)) <> 0`.execute(
    db,
  )
  const credit = await sql<{ cents: number }>`
    select coalesce(sum(e.amount_cents * ((e.credit = 'customer_credit')::int - (e.debit = 'customer_credit')::int)), 0)::bigint as cents
    from ledger_posting l join ledger_entry e on e.company_id = l.company_id and e.posting_id = l.id
    where l.company_id = platform.company_id() and l.customer_id = ${customerId} and l.posted_on <= ${to}::date`.execute(
    db,
  )
  const openingCents = Number(before.rows[0]!.cents)
  const lines = withBalances(
    openingCents,
    rows.map((row) => ({
      on: row.on,
      what: words[row.kind]?.(row) ?? row.kind,
      about: row.about,
      amountCents: row.amountCents,
    })),
  )
  const sumOf = (ofInvoice: boolean) =>
    sumCents(rows.filter(({ kind }) => invoiceKinds.has(kind) === ofInvoice).map((row) => row.amountCents))
  const aging = agingOn(
    open.rows.map((row) => ({ dueOn: row.dueOn, openCents: Number(row.openCents) })),
    to,
  )
  return {
    openingCents,
    invoicedCents: sumOf(true),
    paidCents: 0 - sumOf(false),
    closingCents: openingCents + sumOf(true) + sumOf(false),
    pastDueCents: aging.totalCents - aging.current,
    body: {
      billTo: linesOf(record),
      location: typeof record.locationName === 'string' ? record.locationName : '',
      lines,
      aging,
      creditCents: Number(credit.rows[0]!.cents),
    },
  }
}
