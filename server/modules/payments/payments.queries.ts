/** The SQL of payments. */
import { sql } from 'kysely'
import type { PaymentRow } from '#shared/contracts/payments.ts'
import type { OpenInvoice, PaymentMethod, ReversalKind } from '#shared/rules/payments.ts'
import type { Db } from '#server/db/database.ts'
import { accountName } from '../invoices/invoices.service.ts'
import { isUnpaid, lateDays } from '../ledger/ledger.service.ts'

export type PaymentDbRow = {
  id: number
  number: number
  kind: 'payment' | 'credit_memo'
  method: PaymentMethod | null
  origin: PaymentRow['origin']
  status: PaymentRow['status']
  customerId: number
  customerName: string
  location: string
  paidOn: string
  reference: string
  note: string
  amountCents: number
  appliedCents: number
  reversedCents: number
  unappliedCents: number
  requestKey: string | null
  /** The provider whose app it was made in. */
  app: string | null
  createdAt: Date
  createdByName: string | null
  applications: {
    invoiceId: number
    number: number | null
    customerId: number
    customer: string
    amountCents: number
    at: string
    released: boolean
  }[]
  reversals: { kind: ReversalKind; amountCents: number; on: string; note: string; by: string | null }[]
}

export const appText = `(select s.name from app_payment x join service_provider s on s.company_id = x.company_id and s.id = x.service_provider_id
  where x.company_id = p.company_id and x.payment_id = p.id)`
export const statusText = `case when p.reversed_cents = p.amount_cents then 'reversed' when p.unapplied_cents > 0 then 'unapplied' else 'applied' end`
const user = (row: string) =>
  `(select u.first_name || ' ' || u.last_name from user_account u where u.company_id = ${row}.company_id and u.id = ${row}.created_by)`
const columns = sql.raw(`
  p.id, p.number, p.kind, p.method, p.origin, ${statusText} as status, p.customer_id as "customerId", ${accountName('c')} as "customerName",
  l.name as location, p.paid_on as "paidOn", p.reference, p.note, p.amount_cents as "amountCents", p.applied_cents as "appliedCents",
  p.reversed_cents as "reversedCents", p.unapplied_cents as "unappliedCents", ${appText} as app, p.request_key as "requestKey", p.created_at as "createdAt",
  ${user('p')} as "createdByName",
  coalesce((select json_agg(json_build_object('invoiceId', i.id, 'number', i.number, 'customerId', i.customer_id, 'customer', ${accountName('s')},
      'amountCents', a.amount_cents, 'at', a.applied_at, 'released', a.released_at is not null) order by a.id)
    from payment_application a join invoice i on i.company_id = a.company_id and i.id = a.invoice_id
    join customer s on s.company_id = i.company_id and s.id = i.customer_id
    where a.company_id = p.company_id and a.payment_id = p.id), '[]') as applications,
  coalesce((select json_agg(json_build_object('kind', r.kind, 'amountCents', r.amount_cents, 'on', r.reversed_on, 'note', r.note, 'by', ${user('r')}) order by r.id)
    from payment_reversal r where r.company_id = p.company_id and r.payment_id = p.id), '[]') as reversals`)
const joined = sql.raw(`from payment p join customer c on c.company_id = p.company_id and c.id = p.customer_id
  join location l on l.company_id = c.company_id and l.id = c.location_id`)

export async function findPayment(
  db: Db,
  customerId: number,
  paymentId: number,
): Promise<PaymentDbRow | undefined> {
  const { rows } = await sql<PaymentDbRow>`select ${columns} ${joined}
    where p.company_id = platform.company_id() and p.customer_id = ${customerId} and p.id = ${paymentId}`.execute(
    db,
  )
  return rows[0]
}

/** A payment that was made before under this mark. */
export async function findKnown(
  db: Db,
  by: { requestKey: string } | { externalReference: string },
): Promise<{ id: number; customerId: number; amountCents: number } | undefined> {
  const which =
    'requestKey' in by
      ? sql`request_key = ${by.requestKey}::uuid`
      : sql`external_reference = ${by.externalReference}`
  const { rows } = await sql<{ id: number; customerId: number; amountCents: number }>`
    select id, customer_id as "customerId", amount_cents as "amountCents" from payment where company_id = platform.company_id() and ${which}`.execute(
    db,
  )
  return rows[0]
}

export async function hasReversal(db: Db, externalReference: string): Promise<boolean> {
  const { rows } =
    await sql`select from payment_reversal where company_id = platform.company_id() and external_reference = ${externalReference}`.execute(
      db,
    )
  return rows.length > 0
}

export type OpenRow = OpenInvoice & {
  number: number | null
  customerId: number
  customerName: string
  invoiceOn: string
  daysLate: number
  totalCents: number
}

/** What a payer owes, the oldest first: its own invoices and those that its sub-customers bill through it. */
export async function listOpen(db: Db, payerId: number, lock = false): Promise<OpenRow[]> {
  if (lock)
    await sql`select from invoice i where i.company_id = platform.company_id() and i.payer_id = ${payerId} and ${sql.raw(isUnpaid)}
      order by i.id for no key update`.execute(db)
  const { rows } = await sql<OpenRow>`
    select i.id, i.number, i.customer_id as "customerId", ${sql.raw(accountName('c'))} as "customerName", i.invoice_on as "invoiceOn",
      i.due_on as "dueOn", ${sql.raw(lateDays)} as "daysLate", i.total_cents as "totalCents", i.open_cents as "openCents"
    from invoice i join customer c on c.company_id = i.company_id and c.id = i.customer_id
    where i.company_id = platform.company_id() and i.payer_id = ${payerId} and ${sql.raw(isUnpaid)}
    order by i.due_on, i.id`.execute(db)
  return rows
}

export async function insertPayment(db: Db, values: Record<string, unknown>): Promise<number> {
  const { id } = await db
    .insertInto('payment')
    .values(values as never)
    .returning('id')
    .executeTakeFirstOrThrow()
  return id as unknown as number
}

export async function insertApplications(
  db: Db,
  paymentId: number,
  parts: readonly { invoiceId: number; amountCents: number }[],
  at: Date,
): Promise<void> {
  await sql`insert into payment_application (payment_id, invoice_id, amount_cents, applied_at)
    select ${paymentId}, (x.part->>'invoiceId')::bigint, (x.part->>'amountCents')::bigint, ${at}
    from jsonb_array_elements(${JSON.stringify(parts)}::jsonb) with ordinality x(part, n) order by x.n`.execute(
    db,
  )
}

export type Standing = { id: number; invoiceId: number; aboutId: number; amountCents: number; open: boolean }
/** What a payment is applied to, the last applied first. */
export async function listStanding(db: Db, paymentId: number): Promise<Standing[]> {
  const { rows } =
    await sql<Standing>`select a.id, a.invoice_id as "invoiceId", i.customer_id as "aboutId", a.amount_cents as "amountCents",
      i.state = 'open' as open
    from payment_application a join invoice i on i.company_id = a.company_id and i.id = a.invoice_id
    where a.company_id = platform.company_id() and a.payment_id = ${paymentId} and a.released_at is null order by a.id desc`.execute(
      db,
    )
  return rows
}

export async function releaseOne(db: Db, id: number, at: Date): Promise<void> {
  await sql`update payment_application set released_at = ${at} where company_id = platform.company_id() and id = ${id}`.execute(
    db,
  )
}

export async function insertReversal(db: Db, values: Record<string, unknown>): Promise<void> {
  await db
    .insertInto('payment_reversal')
    .values(values as never)
    .execute()
}

export async function findParent(db: Db, customerId: number): Promise<{ id: number; name: string } | null> {
  const { rows } = await sql<{
    id: number
    name: string
  }>`select p.id, ${sql.raw(accountName('p'))} as name from customer c
    join customer p on p.company_id = c.company_id and p.id = c.parent_id
    where c.company_id = platform.company_id() and c.id = ${customerId}`.execute(db)
  return rows[0] ?? null
}

/** What was paid and not applied yet. */
export async function sumUnapplied(db: Db, customerId: number): Promise<number> {
  const { rows } = await sql<{
    cents: number
  }>`select coalesce(sum(unapplied_cents), 0)::bigint as cents from payment
    where company_id = platform.company_id() and customer_id = ${customerId} and amount_cents > applied_cents + reversed_cents`.execute(
    db,
  )
  return Number(rows[0]!.cents)
}
