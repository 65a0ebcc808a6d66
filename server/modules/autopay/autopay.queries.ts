/** The SQL of charging invoices and payments. */
import { sql } from 'kysely'
import type { AccountType, MethodKind } from '#shared/rules/billing-methods.ts'
import { methodName } from '#shared/rules/billing-methods.ts'
import type { Part } from '#shared/rules/payments.ts'
import type { Db } from '#server/db/database.ts'

export type MethodRow = {
  id: number
  name: string
  kind: MethodKind
  isDefault: boolean
  customerId: number
  locationId: number
}
type Stored = Omit<MethodRow, 'name'> & { brand: string; last4: string; accountType: AccountType | null }

/** The active methods of a record and of its parent: the record's own first, its default one before the others. */
export async function listMethods(db: Db, customerId: number): Promise<MethodRow[]> {
  const { rows } = await sql<Stored>`
    select b.id, b.kind, b.brand, b.last4, b.account_type as "accountType", b.is_default as "isDefault", b.customer_id as "customerId",
      o.location_id as "locationId"
    from customer c join customer o on o.company_id = c.company_id and (o.id = c.id or o.id = c.parent_id)
    join billing_method b on b.company_id = o.company_id and b.customer_id = o.id and b.archived_at is null
    where c.company_id = platform.company_id() and c.id = ${customerId}
    order by o.id <> c.id, b.is_default desc, b.id desc`.execute(db)
  return rows.map(({ brand, last4, accountType, ...row }) => ({
    ...row,
    name: methodName({ kind: row.kind, brand, last4, accountType }),
  }))
}

export type OpenInvoice = {
  id: number
  number: number
  payerId: number
  customerId: number
  openCents: number
  dueOn: string
}
const openColumns =
  sql.raw(`i.id, i.number, i.payer_id as "payerId", i.customer_id as "customerId", i.open_cents as "openCents",
  coalesce(i.due_on, i.invoice_on) as "dueOn"`)
const isOpen = sql.raw(
  `i.kind = 'invoice' and i.state = 'open' and i.paid_cents < i.total_cents and i.company_id = platform.company_id()`,
)

/** The invoice as it is owed now, locked; undefined if nothing is owed of it. */
export async function lockOpen(db: Db, invoiceId: number): Promise<OpenInvoice | undefined> {
  const { rows } =
    await sql<OpenInvoice>`select ${openColumns} from invoice i where ${isOpen} and i.id = ${invoiceId}
    for no key update of i`.execute(db)
  return rows[0]
}

export type DueInvoice = OpenInvoice & { billingMethodId: number }
/** Invoices that are to be charged by themselves, locked; those that somebody holds are passed over. */
export async function lockDue(
  db: Db,
  { today, after, most }: { today: string; after: number; most: number },
): Promise<DueInvoice[]> {
  const { rows } = await sql<DueInvoice>`
    select ${openColumns}, i.billing_method_id as "billingMethodId" from invoice i
    join customer c on c.company_id = i.company_id and c.id = i.payer_id
    where ${isOpen} and i.billing_method_id is not null and i.autopay_at is null and i.due_on <= ${today}::date
      and c.archived_at is null and i.id > ${after}
      -- Being paid by the customer in an app: that may be this very invoice.
      and not exists (select from charge_attempt a where a.company_id = i.company_id and a.customer_id = i.payer_id
        and a.subject_kind = 'app_payment' and a.state in ('queued', 'calling', 'unknown'))
      -- Somebody is paying it right now, among others: looked at again the next night.
      and not exists (select from charge_attempt a join payment_charge p on p.company_id = a.company_id and p.request_key = a.request_key
        where a.company_id = i.company_id and a.customer_id = i.payer_id and a.kind = 'charge' and a.state in ('queued', 'calling', 'unknown')
          and (p.apply = '"oldest"' or p.apply @> jsonb_build_array(jsonb_build_object('invoiceId', i.id))))
    order by i.id limit ${most} for no key update of i skip locked`.execute(db)
  return rows
}

export async function noteAsked(db: Db, invoiceId: number, at: Date): Promise<void> {
  await sql`update invoice set autopay_at = ${at} where company_id = platform.company_id() and id = ${invoiceId}`.execute(
    db,
  )
}

export const addAutopayJob = (db: Db) =>
  sql`select platform.add_job('autopay.run', '{}'::jsonb, 'billing', 'autopay.run', null)`.execute(db)

/** What a charge was made with, and who asked for it. */
export async function findCharge(
  db: Db,
  chargeId: number,
): Promise<{ kind: MethodKind; by: number | null } | undefined> {
  const { rows } = await sql<{ kind: MethodKind; by: number | null }>`
    select b.kind, p.requested_by as by from charge_attempt p
    join billing_method b on b.company_id = p.company_id and b.id = p.billing_method_id
    where p.company_id = platform.company_id() and p.id = ${chargeId}`.execute(db)
  return rows[0]
}

export async function getCompany(db: Db): Promise<{ timeZone: string; currency: string }> {
  const { rows } = await sql<{ timeZone: string; currency: string }>`
    select time_zone as "timeZone", currency from platform.company where id = platform.company_id()`.execute(
    db,
  )
  return rows[0]!
}

export type Apply = 'oldest' | 'none' | Part[]
type PaymentCharge = {
  id: number
  customerId: number
  amountCents: number
  apply: Apply
  askedOn: string
  settledAt: Date | null
}

/** @returns undefined if the same request came before */
export async function insertPaymentCharge(
  db: Db,
  row: { customerId: number; amountCents: number; apply: Apply; requestKey: string; askedOn: string },
): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`
    insert into payment_charge (customer_id, amount_cents, apply, request_key, asked_on)
    values (${row.customerId}, ${row.amountCents}, ${JSON.stringify(row.apply)}::jsonb, ${row.requestKey}, ${row.askedOn}::date)
    on conflict (company_id, request_key) do nothing returning id`.execute(db)
  return rows[0]?.id
}

export async function lockPaymentCharge(db: Db, id: number): Promise<PaymentCharge | undefined> {
  const { rows } = await sql<PaymentCharge>`
    select id, customer_id as "customerId", amount_cents as "amountCents", apply, asked_on as "askedOn", settled_at as "settledAt"
    from payment_charge where company_id = platform.company_id() and id = ${id} for no key update`.execute(db)
  return rows[0]
}

export async function noteSettled(db: Db, id: number, at: Date): Promise<void> {
  await sql`update payment_charge set settled_at = ${at} where company_id = platform.company_id() and id = ${id}`.execute(
    db,
  )
}

export type ChargedPayment = { id: number; customerId: number; leftCents: number }
/** The payment that was recorded under this mark. */
export async function findPayment(db: Db, externalReference: string): Promise<ChargedPayment | undefined> {
  const { rows } = await sql<ChargedPayment>`
    select id, customer_id as "customerId", amount_cents - reversed_cents as "leftCents" from payment
    where company_id = platform.company_id() and external_reference = ${externalReference}`.execute(db)
  return rows[0]
}

/** The mark of the payment, if a processor's. */
export async function findReference(db: Db, customerId: number, paymentId: number): Promise<string | null> {
  const { rows } = await sql<{ reference: string | null }>`
    select external_reference as reference from payment
    where company_id = platform.company_id() and customer_id = ${customerId} and id = ${paymentId}`.execute(
    db,
  )
  return rows[0]?.reference ?? null
}

/** Whether the invoice is of this record's place, or the record pays it. */
export async function isInvoiceOf(db: Db, customerId: number, invoiceId: number): Promise<boolean> {
  const { rows } =
    await sql`select from invoice where company_id = platform.company_id() and id = ${invoiceId}
    and ${customerId} in (customer_id, payer_id)`.execute(db)
  return rows.length > 0
}

export async function findRequest(
  db: Db,
  requestKey: string,
): Promise<{ id: number; customerId: number; billingMethodId: number; amountCents: number } | undefined> {
  const { rows } = await sql<{
    id: number
    customerId: number
    billingMethodId: number
    amountCents: number
  }>`
    select id, customer_id as "customerId", billing_method_id as "billingMethodId", amount_cents as "amountCents"
    from charge_attempt where company_id = platform.company_id() and request_key = ${requestKey}`.execute(db)
  return rows[0]
}

type WrittenOff = { id: number; number: number; payerId: number; customerId: number; leftCents: number }
/** What a payment holds of invoices that were written off since. */
export async function listWrittenOff(db: Db, paymentId: number): Promise<WrittenOff[]> {
  const { rows } = await sql<WrittenOff>`
    select i.id, i.number, i.payer_id as "payerId", i.customer_id as "customerId", i.total_cents - i.paid_cents as "leftCents" from invoice i
    where i.company_id = platform.company_id() and i.state = 'written_off' and exists (select from payment_application a
      where a.company_id = i.company_id and a.invoice_id = i.id and a.payment_id = ${paymentId} and a.released_at is null)
    order by i.id for no key update of i`.execute(db)
  return rows
}

export async function reopenInvoice(db: Db, invoiceId: number): Promise<void> {
  await sql`update invoice set state = 'open', version = version + 1 where company_id = platform.company_id() and id = ${invoiceId}`.execute(
    db,
  )
}

/** How many active recurring invoices and waiting invoices charge each method. */
export async function countUses(db: Db, ids: readonly number[]): Promise<Map<number, number>> {
  const { rows } = await sql<{ id: number; count: number }>`
    select billing_method_id as id, count(*)::int as count from recurring_invoice
    where company_id = platform.company_id() and state = 'active' and billing_method_id = any (${[...ids]}::bigint[]) group by 1`.execute(
    db,
  )
  return new Map(rows.map(({ id, count }) => [id, count]))
}

export async function countWaiting(db: Db, ids: readonly number[]): Promise<Map<number, number>> {
  const { rows } = await sql<{ id: number; count: number }>`
    select i.billing_method_id as id, count(*)::int as count from invoice i
    where ${isOpen} and i.autopay_at is null and i.billing_method_id = any (${[...ids]}::bigint[]) group by 1`.execute(
    db,
  )
  return new Map(rows.map(({ id, count }) => [id, count]))
}

export async function moveRecurring(db: Db, fromId: number, toId: number): Promise<void> {
  await sql`update recurring_invoice set billing_method_id = ${toId}, version = version + 1
    where company_id = platform.company_id() and billing_method_id = ${fromId} and state <> 'finished'`.execute(
    db,
  )
}

export async function moveWaiting(db: Db, fromId: number, toId: number): Promise<void> {
  await sql`update invoice i set billing_method_id = ${toId}
    where ${isOpen} and i.autopay_at is null and i.billing_method_id = ${fromId}`.execute(db)
}
