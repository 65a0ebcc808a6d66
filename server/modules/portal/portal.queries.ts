/** The SQL of links into the Payment Portal, of its sessions, and of what was paid there. */
import { type Selectable, type SqlBool, sql } from 'kysely'
import { dayMs } from '#shared/time.ts'
import type { Db } from '#server/db/database.ts'
import type { PortalLink } from '#server/db/types.ts'
import { accountName } from '../invoices/invoices.service.ts'

export type LinkRow = Selectable<PortalLink>
const ours = sql<SqlBool>`company_id = platform.company_id()`

export type CompanyRow = {
  id: number
  name: string
  timeZone: string
  currency: string
  settings: unknown
}
/** Undefined: there is no such company. */
export async function findCompany(db: Db): Promise<CompanyRow | undefined> {
  const { rows } = await sql<CompanyRow>`
    select id, name, time_zone as "timeZone", currency, settings from platform.company where id = platform.company_id()`.execute(
    db,
  )
  return rows[0]
}

/** The first office that has a telephone: whom one calls who is not signed in. */
export async function findPhone(db: Db): Promise<string | null> {
  const { rows } = await sql<{ phone: string | null }>`
    select phone from location where ${ours} and active and phone is not null order by id limit 1`.execute(db)
  return rows[0]?.phone ?? null
}

export async function insertLink(db: Db, values: Partial<LinkRow>): Promise<number> {
  const row = await db
    .insertInto('portal_link')
    .values(values as never)
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

export async function updateLink(db: Db, id: number, values: Partial<LinkRow>): Promise<void> {
  await db
    .updateTable('portal_link')
    .set(values as never)
    .where(ours)
    .where('id', '=', id)
    .execute()
}

export async function lockLink(db: Db, id: number): Promise<LinkRow | undefined> {
  return db
    .selectFrom('portal_link')
    .selectAll()
    .where(ours)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

/** Of a customer who is still one. */
export async function lockByToken(db: Db, hash: Buffer): Promise<LinkRow | undefined> {
  const { rows } = await sql<LinkRow>`
    select l.* from portal_link l join customer c on c.company_id = l.company_id and c.id = l.customer_id
    where l.company_id = platform.company_id() and l.token_hash = ${hash} and c.kind = 'customer' and c.archived_at is null
    for update of l`.execute(db)
  return rows[0]
}

export async function findBySession(db: Db, hash: Buffer, now: Date): Promise<LinkRow | undefined> {
  const { rows } = await sql<LinkRow>`
    select l.* from portal_link l join customer c on c.company_id = l.company_id and c.id = l.customer_id
    where l.company_id = platform.company_id() and l.session_hash = ${hash} and l.session_until > ${now}
      and l.revoked_at is null and c.kind = 'customer' and c.archived_at is null`.execute(db)
  return rows[0]
}

/** Nobody is in the portal for this customer any more. */
export async function endSessions(db: Db, customerId: number): Promise<void> {
  await sql`update portal_link set session_hash = null, session_until = null
    where ${ours} and customer_id = ${customerId} and session_hash is not null`.execute(db)
}

/** What is kept of the links that an earlier one of the customer's own asking left open: nothing. */
export async function dropAsked(db: Db, customerId: number, now: Date): Promise<void> {
  await sql`update portal_link set revoked_at = ${now}
    where ${ours} and customer_id = ${customerId} and asked_by = 'customer' and opened_at is null and revoked_at is null
      and expires_at > ${now}`.execute(db)
}

export type ShownLink = LinkRow & {
  createdByName: string | null
  revokedByName: string | null
  number: number | null
  payments: { amountCents: number; brand: string; last4: string; kind: 'card' | 'bank_account'; accountType: 'checking' | 'savings' | null; state: string; settlement: string | null; at: string }[]
} // prettier-ignore

export async function listLinks(db: Db, customerId: number, limit: number): Promise<ShownLink[]> {
  const user = (column: string) =>
    sql.raw(`(select u.first_name || ' ' || u.last_name from user_account u where u.company_id = l.company_id and u.id = l.${column})`) // prettier-ignore
  const { rows } = await sql<ShownLink>`
    select l.*, ${user('created_by')} as "createdByName", ${user('revoked_by')} as "revokedByName",
      (select i.number from invoice i where i.company_id = l.company_id and i.id = l.invoice_id) as number,
      coalesce((select json_agg(json_build_object('amountCents', a.amount_cents, 'brand', b.brand, 'last4', b.last4, 'kind', b.kind,
          'accountType', b.account_type, 'state', a.state, 'settlement', a.settlement, 'at', p.created_at) order by p.id)
        from portal_payment p join charge_attempt a on a.company_id = p.company_id and a.id = p.charge_attempt_id
        join billing_method b on b.company_id = a.company_id and b.id = a.billing_method_id
        where p.company_id = l.company_id and p.link_id = l.id), '[]') as payments
    from portal_link l where l.company_id = platform.company_id() and l.customer_id = ${customerId}
    order by l.id desc limit ${limit}`.execute(db)
  return rows
}

/** How often links were asked for from there, and about that, since. */
export async function countAsks(
  db: Db,
  { from, about, since }: { from: string; about: Buffer; since: Date },
): Promise<{ from: number; about: number }> {
  const { rows } = await sql<{ from: number; about: number }>`
    select (select count(*)::int from portal_ask where ${ours} and asked_from = ${from} and asked_at > ${since}) as from,
      (select count(*)::int from portal_ask where ${ours} and about_hash = ${about} and asked_at > ${since}) as about`.execute(
    db,
  )
  return rows[0]!
}

export async function insertAsk(db: Db, from: string, about: Buffer, at: Date): Promise<void> {
  await sql`delete from portal_ask where ${ours} and asked_at < ${new Date(at.getTime() - dayMs)}`.execute(db)
  await sql`insert into portal_ask (asked_at, asked_from, about_hash) values (${at}, ${from}, ${about})`.execute(
    db,
  )
}

/** @param sealed what was typed */
export const addAskJob = (db: Db, sealed: string) =>
  sql`select platform.add_job('portal.ask', ${JSON.stringify({ sealed })}::jsonb, 'portal.ask', null, null)`.execute(
    db,
  )

export type Found = { id: number; locationId: number; name: string; address: string }
const most = 5
/** Customers whose own e-mail address or phone number this is. */
export async function listByAddress(db: Db, way: 'email' | 'sms', address: string): Promise<Found[]> {
  const mine =
    way === 'email'
      ? sql`lower(c.email) = ${address}`
      : sql`c.lookup_keys && array[${address}] and ${address} in (c.primary_phone, c.work_phone, c.cell_phone, c.other_phone)`
  const { rows } = await sql<Found>`
    select c.id, c.location_id as "locationId", ${sql.raw(accountName('c'))} as name, coalesce(c.address_line1, '') as address
    from customer c where c.company_id = platform.company_id() and c.kind = 'customer' and c.archived_at is null and ${mine}
    order by c.id limit ${most}`.execute(db)
  return rows
}

/** Open attempts at any of these invoices, or at a payment of several: a second one would be a second payment. */
export async function listUnderWay(db: Db, customerId: number): Promise<{ kind: string; subject: string; parts: unknown }[]> {
  const { rows } = await sql<{ kind: string; subject: string; parts: unknown }>`
    select a.subject_kind as kind, a.subject_id as subject, c.apply as parts from charge_attempt a
    left join payment_charge c on a.subject_kind = 'payment' and c.company_id = a.company_id
      and c.request_key = a.request_key
    where a.company_id = platform.company_id() and a.customer_id = ${customerId} and a.kind = 'charge'
      and a.state in ('queued', 'calling', 'unknown')`.execute(db)
  return rows
} // prettier-ignore

/** How often this customer tried to pay, and brought a new method, since. */
export async function countTries(
  db: Db,
  customerId: number,
  since: Date,
): Promise<{ pays: number; methods: number }> {
  const { rows } = await sql<{ pays: number; methods: number }>`
    select (select count(*)::int from portal_payment where ${ours} and customer_id = ${customerId} and created_at > ${since}) as pays,
      (select count(*)::int from billing_method where ${ours} and customer_id = ${customerId} and created_at > ${since}
        and authorized_by_way = 'online') as methods`.execute(db)
  return rows[0]!
}

export async function insertPayment(
  db: Db,
  row: {
    customerId: number
    linkId: number
    requestKey: string
    attemptId: number
    parts: unknown
    at: Date
  },
): Promise<void> {
  await sql`insert into portal_payment (customer_id, link_id, request_key, charge_attempt_id, parts, created_at)
    values (${row.customerId}, ${row.linkId}, ${row.requestKey}::uuid, ${row.attemptId}, ${JSON.stringify(row.parts)}::jsonb, ${row.at})`.execute(
    db,
  )
}

export type PaymentRow = {
  requestKey: string
  attemptId: number
  customerId: number
  amountCents: number
  parts: { invoiceId: number; amountCents: number }[]
  state: string
  settlement: string | null
  reason: string | null
  kind: 'card' | 'bank_account'
  brand: string
  last4: string
  accountType: 'checking' | 'savings' | null
  transactionId: string
  at: Date
  number: number | null
  unappliedCents: number
  applied: { number: number; amountCents: number; leftCents: number }[]
}
const payment =
  sql.raw(`p.request_key as "requestKey", p.charge_attempt_id as "attemptId", p.customer_id as "customerId", a.amount_cents as "amountCents",
  p.parts, a.state, a.settlement, a.reason, b.kind, b.brand, b.last4, b.account_type as "accountType", a.transaction_id as "transactionId",
  coalesce(a.answered_at, a.requested_at) as at, y.number, coalesce(y.unapplied_cents, 0) as "unappliedCents",
  coalesce((select json_agg(json_build_object('number', i.number, 'amountCents', x.amount_cents, 'leftCents', i.open_cents) order by x.id)
    from payment_application x join invoice i on i.company_id = x.company_id and i.id = x.invoice_id
    where x.company_id = y.company_id and x.payment_id = y.id and x.released_at is null), '[]') as applied
  from portal_payment p join charge_attempt a on a.company_id = p.company_id and a.id = p.charge_attempt_id
  join billing_method b on b.company_id = a.company_id and b.id = a.billing_method_id
  left join payment y on y.company_id = p.company_id and y.external_reference = 'charge:' || a.id
  where p.company_id = platform.company_id()`)

export async function findPayment(db: Db, requestKey: string): Promise<PaymentRow | undefined> {
  const { rows } = await sql<PaymentRow>`select ${payment} and p.request_key = ${requestKey}::uuid`.execute(
    db,
  )
  return rows[0]
}

export async function findPaymentOfCharge(db: Db, chargeId: number): Promise<PaymentRow | undefined> {
  const { rows } = await sql<PaymentRow>`select ${payment} and a.id = ${chargeId}`.execute(db)
  return rows[0]
}

/** Those whose outcome is not known yet. */
export async function listWaiting(db: Db, customerId: number): Promise<PaymentRow[]> {
  const { rows } = await sql<PaymentRow>`select ${payment} and p.customer_id = ${customerId}
    and a.state in ('queued', 'calling', 'unknown') order by p.id desc limit 5`.execute(db)
  return rows
}

export type BillRow = {
  id: number
  number: number
  on: string
  about: string | null
  status: string
  totalCents: number
  openCents: number
}
/** What was ever billed to this customer, the newest first. */
export async function listBills(
  db: Db,
  customerId: number,
  before: number | undefined,
  limit: number,
): Promise<BillRow[]> {
  const { rows } = await sql<BillRow>`
    select i.id, i.number, i.invoice_on as on, case when i.customer_id <> i.payer_id then ${sql.raw(accountName('c'))} end as about, i.status,
      i.total_cents as "totalCents", i.open_cents as "openCents"
    from invoice i join customer c on c.company_id = i.company_id and c.id = i.customer_id
    where i.company_id = platform.company_id() and i.payer_id = ${customerId} and i.kind = 'invoice' and i.state <> 'draft'
      and (${before ?? null}::bigint is null or i.id < ${before ?? null}::bigint)
    order by i.id desc limit ${limit}`.execute(db)
  return rows
}

export type MoneyRow = {
  id: number
  number: number
  on: string
  method: string | null
  reference: string
  amountCents: number
  reversedCents: number
}
export async function listMoney(
  db: Db,
  customerId: number,
  before: number | undefined,
  limit: number,
): Promise<MoneyRow[]> {
  const { rows } = await sql<MoneyRow>`
    select id, number, paid_on as on, method, reference, amount_cents as "amountCents", reversed_cents as "reversedCents"
    from payment where ${ours} and customer_id = ${customerId}
      and (${before ?? null}::bigint is null or id < ${before ?? null}::bigint) order by id desc limit ${limit}`.execute(
    db,
  )
  return rows
}

/** Which open invoices are charged by themselves, and to what. */
export async function listAutopay(
  db: Db,
  customerId: number,
): Promise<{ id: number; kind: 'card' | 'bank_account'; brand: string; last4: string; accountType: 'checking' | 'savings' | null }[]> {
  const { rows } = await sql<{ id: number; kind: 'card' | 'bank_account'; brand: string; last4: string; accountType: 'checking' | 'savings' | null }>`
    select i.id, b.kind, b.brand, b.last4, b.account_type as "accountType" from invoice i
    join billing_method b on b.company_id = i.company_id and b.id = i.billing_method_id and b.archived_at is null
    where i.company_id = platform.company_id() and i.payer_id = ${customerId} and i.autopay_at is null and i.open_cents > 0`.execute(
    db,
  )
  return rows
} // prettier-ignore

/** Whether what is made for this place is owed by its parent. */
export async function billsElsewhere(db: Db, customerId: number): Promise<boolean> {
  const { rows } =
    await sql`select from invoice where ${ours} and customer_id = ${customerId} and payer_id <> ${customerId}
    and kind = 'invoice' and state <> 'draft' limit 1`.execute(db)
  return rows.length > 0
}

/** The number by which an invoice is found that this customer pays. */
export async function findPlaceOf(db: Db, payerId: number, invoiceId: number): Promise<number | undefined> {
  const { rows } = await sql<{
    id: number
  }>`select customer_id as id from invoice where ${ours} and id = ${invoiceId}
    and payer_id = ${payerId} and kind = 'invoice' and state <> 'draft'`.execute(db)
  return rows[0]?.id
}

/** An invoice that this customer pays, and that is open. */
export async function findPayable(
  db: Db,
  payerId: number,
  invoiceId: number,
): Promise<{ number: number } | undefined> {
  const { rows } = await sql<{
    number: number
  }>`select number from invoice where ${ours} and id = ${invoiceId}
    and payer_id = ${payerId} and kind = 'invoice' and open_cents > 0`.execute(db)
  return rows[0]
}
