/** The SQL of invoices and quotes; that of the company's list is in invoices.list.ts. */
import { sql } from 'kysely'
import type { NewInvoiceLine } from '#shared/contracts/invoice-values.ts'
import type { InvoiceKind, InvoiceStatus, InvoiceTotals, Rate } from '#shared/rules/invoices.ts'
import type { PaymentMethod } from '#shared/rules/payments.ts'
import type { Db } from '#server/db/database.ts'
import { lateDays } from '../ledger/ledger.service.ts'

export type InvoiceState = Exclude<InvoiceStatus, 'paid'>
export type InvoiceLineRow = {
  id: number
  itemId: number | null
  itemName: string | null
  description: string
  quantityHundredths: number
  priceCents: number
  amountCents: number
  taxable: boolean
}
/** What one fills in; the lines stand apart. */
export type InvoiceValues = {
  invoiceOn: string
  dueOn: string | null
  termId: number | null
  poNumber: string
  notes: string
  taxExempt: boolean
}
export type InvoiceDbRow = InvoiceValues & {
  id: number
  kind: InvoiceKind
  number: number | null
  state: InvoiceState
  status: InvoiceStatus
  version: number
  customerId: number
  customerName: string
  payerId: number
  payerName: string
  location: string
  termName: string | null
  subtotalCents: number
  taxCents: number
  totalCents: number
  paidCents: number
  openCents: number
  daysLate: number
  recurringId: number | null
  periodFrom: string | null
  periodTo: string | null
  workOrderId: number | null
  quote: { id: number; number: number | null } | null
  invoice: { id: number; number: number | null } | null
  emailedAt: Date | null
  createdAt: Date
  createdByName: string | null
  updatedAt: Date | null
  updatedByName: string | null
  lines: InvoiceLineRow[]
  taxes: { name: string; ratePpm: number; taxableCents: number; taxCents: number }[]
  payments: {
    id: number
    number: number
    customerId: number
    paidOn: string
    method: PaymentMethod | null
    reference: string
    amountCents: number
  }[]
}

/** Names of a person or business as an account shows them. */
export const accountName = (c: string) =>
  `coalesce(nullif(${c}.business_name, ''), ${c}.first_name || ' ' || ${c}.last_name)`
const userName = (column: string) =>
  `(select u.first_name || ' ' || u.last_name from user_account u where u.company_id = i.company_id and u.id = i.${column})`

const columns = sql.raw(`
  i.id, i.kind, i.number, i.state, i.status, i.version, i.customer_id as "customerId", ${accountName('c')} as "customerName",
  i.payer_id as "payerId", ${accountName('p')} as "payerName", l.name as location, i.invoice_on as "invoiceOn", i.due_on as "dueOn",
  i.term_id as "termId", (select v.name from catalogue_value v where v.company_id = i.company_id and v.id = i.term_id) as "termName",
  i.po_number as "poNumber", i.notes, i.tax_exempt as "taxExempt", i.subtotal_cents as "subtotalCents", i.tax_cents as "taxCents",
  i.total_cents as "totalCents", i.paid_cents as "paidCents", i.open_cents as "openCents",
  case when i.open_cents > 0 then ${lateDays} else 0 end as "daysLate", i.recurring_id as "recurringId",
  i.period_from as "periodFrom", i.period_to as "periodTo", i.work_order_id as "workOrderId",
  (select json_build_object('id', q.id, 'number', q.number) from invoice q where q.company_id = i.company_id and q.id = i.quote_id) as quote,
  (select json_build_object('id', o.id, 'number', o.number) from invoice o where o.company_id = i.company_id and o.quote_id = i.id
    and o.state <> 'void') as invoice,
  i.emailed_at as "emailedAt", i.created_at as "createdAt", ${userName('created_by')} as "createdByName",
  i.updated_at as "updatedAt", ${userName('updated_by')} as "updatedByName",
  coalesce((select json_agg(json_build_object('id', x.id, 'itemId', x.item_id, 'itemName', t.name, 'description', x.description,
      'quantityHundredths', x.quantity_hundredths, 'priceCents', x.price_cents, 'amountCents', x.amount_cents, 'taxable', x.taxable) order by x.position, x.id)
    from invoice_line x left join invoice_item t on t.company_id = x.company_id and t.id = x.item_id
    where x.company_id = i.company_id and x.invoice_id = i.id), '[]') as lines,
  coalesce((select json_agg(json_build_object('name', x.name, 'ratePpm', x.rate_ppm, 'taxableCents', x.taxable_cents, 'taxCents', x.tax_cents) order by x.id)
    from invoice_tax x where x.company_id = i.company_id and x.invoice_id = i.id), '[]') as taxes,
  coalesce((select json_agg(json_build_object('id', y.id, 'number', y.number, 'customerId', y.customer_id, 'paidOn', y.paid_on, 'method', y.method,
      'reference', y.reference, 'amountCents', a.amount_cents) order by a.id)
    from payment_application a join payment y on y.company_id = a.company_id and y.id = a.payment_id
    where a.company_id = i.company_id and a.invoice_id = i.id and a.released_at is null), '[]') as payments`)
const joined = sql.raw(`from invoice i join customer c on c.company_id = i.company_id and c.id = i.customer_id
  join customer p on p.company_id = i.company_id and p.id = i.payer_id
  join location l on l.company_id = c.company_id and l.id = c.location_id`)

/** @param customerId whose place it is for; null: whoever's */
export async function findInvoice(
  db: Db,
  customerId: number,
  invoiceId: number,
): Promise<InvoiceDbRow | undefined> {
  const { rows } = await sql<InvoiceDbRow>`select ${columns} ${joined}
    where i.company_id = platform.company_id() and i.customer_id = ${customerId} and i.id = ${invoiceId}`.execute(
    db,
  )
  return rows[0]
}

/** The payer that the invoice has now; undefined if there is none. */
export async function findPayer(db: Db, customerId: number, invoiceId: number): Promise<number | undefined> {
  const { rows } = await sql<{ payer: number }>`select payer_id as payer from invoice
    where company_id = platform.company_id() and customer_id = ${customerId} and id = ${invoiceId}`.execute(
    db,
  )
  return rows[0]?.payer
}

export async function insertInvoice(db: Db, values: Record<string, unknown>): Promise<number> {
  const { id } = await db
    .insertInto('invoice')
    .values(values as never)
    .returning('id')
    .executeTakeFirstOrThrow()
  return id as unknown as number
}

/** Changes columns; the version goes up, so that a page that was read before is stale. */
export async function updateInvoice(db: Db, id: number, set: Record<string, unknown>): Promise<void> {
  await db
    .updateTable('invoice')
    .set({ ...set, version: sql`version + 1` } as never)
    .where('id', '=', id as never)
    .execute()
}

export async function deleteInvoice(db: Db, id: number): Promise<void> {
  await db
    .deleteFrom('invoice')
    .where('id', '=', id as never)
    .execute()
}

export async function replaceLines(
  db: Db,
  invoiceId: number,
  lines: readonly NewInvoiceLine[],
  totals: InvoiceTotals,
): Promise<void> {
  await sql`delete from invoice_line where company_id = platform.company_id() and invoice_id = ${invoiceId}`.execute(
    db,
  )
  await sql`delete from invoice_tax where company_id = platform.company_id() and invoice_id = ${invoiceId}`.execute(
    db,
  )
  await sql`insert into invoice_line (invoice_id, position, item_id, description, quantity_hundredths, price_cents, taxable)
    select ${invoiceId}, x.n - 1, (x.line->>'itemId')::bigint, x.line->>'description', (x.line->>'quantityHundredths')::int,
      (x.line->>'priceCents')::bigint, (x.line->>'taxable')::boolean
    from jsonb_array_elements(${JSON.stringify(lines)}::jsonb) with ordinality x(line, n)`.execute(db)
  if (totals.taxes.length)
    await sql`insert into invoice_tax (invoice_id, name, rate_ppm, taxable_cents, tax_cents)
      select ${invoiceId}, x.name, x."ratePpm", x."taxableCents", x."taxCents"
      from jsonb_to_recordset(${JSON.stringify(totals.taxes)}::jsonb) as x(name text, "ratePpm" int, "taxableCents" bigint, "taxCents" bigint)`.execute(
      db,
    )
}

/** The rates of a record's address on a day. */
export async function listRates(db: Db, customerId: number, on: string): Promise<Rate[]> {
  const { rows } = await sql<Rate>`select t.name, t.rate_ppm as "ratePpm" from customer c
    cross join lateral platform.tax_rates_at(c.state, c.county, c.city, c.zip, ${on}::date) t
    where c.company_id = platform.company_id() and c.id = ${customerId}`.execute(db)
  return rows
}

export type ItemChoice = {
  id: number
  name: string
  description: string
  priceCents: number
  taxable: boolean
  active: boolean
}
export async function listItems(db: Db): Promise<ItemChoice[]> {
  const { rows } =
    await sql<ItemChoice>`select id, name, description, price_cents as "priceCents", taxable, active from invoice_item
    where company_id = platform.company_id() order by lower(name), id`.execute(db)
  return rows
}
export type TermChoice = { id: number; name: string; days: number; active: boolean }
export async function listTerms(db: Db): Promise<TermChoice[]> {
  const { rows } =
    await sql<TermChoice>`select id, name, coalesce((data->>'days')::int, 0) as days, active from catalogue_value
    where company_id = platform.company_id() and catalogue = 'payment_term' order by sort, name, id`.execute(
      db,
    )
  return rows
}

export type RecordMoney = { rateCents: number; parent: { id: number; name: string } | null }
export async function findMoney(db: Db, customerId: number): Promise<RecordMoney> {
  const { rows } =
    await sql<RecordMoney>`select coalesce((select (v.data->>'totalCents')::bigint from catalogue_value v
      where v.company_id = c.company_id and v.id = c.mmr_id), 0) as "rateCents",
      (select json_build_object('id', p.id, 'name', ${sql.raw(accountName('p'))}) from customer p
        where p.company_id = c.company_id and p.id = c.parent_id) as parent
    from customer c where c.company_id = platform.company_id() and c.id = ${customerId}`.execute(db)
  return rows[0]!
}

/** What an invoice's applications are released from. */
export async function releaseApplications(db: Db, invoiceId: number, at: Date): Promise<number> {
  const { rows } = await sql<{ amount: number }>`update payment_application set released_at = ${at}
    where company_id = platform.company_id() and invoice_id = ${invoiceId} and released_at is null returning amount_cents as amount`.execute(
    db,
  )
  return rows.reduce((sum, { amount }) => sum + Number(amount), 0)
}

export async function findOfWorkOrder(db: Db, workOrderId: number): Promise<number | undefined> {
  const { rows } = await sql<{ number: number }>`select coalesce(number, 0) as number from invoice
    where company_id = platform.company_id() and work_order_id = ${workOrderId} and state <> 'void'`.execute(
    db,
  )
  return rows[0]?.number
}
