/** The SQL of billing in a provider's app. */
import { sql } from 'kysely'
import type { DeclineReason } from '#shared/rules/charges.ts'
import type { methodName } from '#shared/rules/billing-methods.ts'
import { mmrItemId } from '#shared/rules/invoices.ts'
import type { PaymentMethod } from '#shared/rules/payments.ts'
import { subjectUuid } from '#shared/rules/charge-subjects.ts'
import type { Db } from '#server/db/database.ts'

export type SetupRow = {
  id: number
  serviceProviderId: number
  enabled: boolean
  keyId: string
  sealedKey: string
  publicUrl: string
  changedAt: Date
  changedBy: string
  lastCallAt: Date | null
  provider: string
  connector: string | null
  active: boolean
}

const setups =
  sql.raw(`select s.id, p.id as "serviceProviderId", coalesce(s.enabled, false) as enabled, s.key_id as "keyId", s.sealed_key as "sealedKey",
  coalesce(s.public_url, '') as "publicUrl", s.changed_at as "changedAt", s.changed_by as "changedBy", s.last_call_at as "lastCallAt",
  p.name as provider, p.connector, p.active
  from service_provider p`)

/** The provider with its setup; undefined if it was never set up. */
export async function findSetup(db: Db, serviceProviderId: number): Promise<SetupRow | undefined> {
  const { rows } =
    await sql<SetupRow>`${setups} join app_billing_setup s on s.company_id = p.company_id and s.service_provider_id = p.id
    where p.company_id = platform.company_id() and p.id = ${serviceProviderId}`.execute(db)
  return rows[0]
}

type MaybeSetup = Omit<SetupRow, 'id' | 'keyId' | 'sealedKey' | 'changedAt' | 'changedBy'> & {
  keyId: string | null
  sealedKey: string | null
  changedAt: Date | null
  changedBy: string | null
}
/** Providers of these connectors, set up or not. */
export async function listSetups(db: Db, connectors: readonly string[]): Promise<MaybeSetup[]> {
  const { rows } =
    await sql<MaybeSetup>`${setups} left join app_billing_setup s on s.company_id = p.company_id and s.service_provider_id = p.id
    where p.company_id = platform.company_id() and p.connector = any (${[...connectors]}) order by p.active desc, lower(p.name), p.id`.execute(
      db,
    )
  return rows
}

export async function saveSetup(
  db: Db,
  row: {
    serviceProviderId: number
    enabled: boolean
    keyId: string
    sealedKey: string
    publicUrl: string
    at: Date
    by: string
  },
): Promise<void> {
  await sql`insert into app_billing_setup as s (service_provider_id, enabled, key_id, sealed_key, public_url, changed_at, changed_by)
    values (${row.serviceProviderId}, ${row.enabled}, ${row.keyId}, ${row.sealedKey}, ${row.publicUrl}, ${row.at}, ${row.by})
    on conflict (company_id, service_provider_id) do update set enabled = excluded.enabled, key_id = excluded.key_id,
      sealed_key = excluded.sealed_key, public_url = excluded.public_url, changed_at = excluded.changed_at, changed_by = excluded.changed_by`.execute(
    db,
  )
}

/** The key stays: a provider that asks on is told that nothing is configured. */
export async function switchOff(
  db: Db,
  { serviceProviderId, at, by }: { serviceProviderId: number; at: Date; by: string },
): Promise<void> {
  await sql`update app_billing_setup set enabled = false, changed_at = ${at}, changed_by = ${by}
    where company_id = platform.company_id() and service_provider_id = ${serviceProviderId}`.execute(db)
}

/** @returns whether this nonce is used for the first time */
export async function useNonce(
  db: Db,
  serviceProviderId: number,
  { nonce, now, keptSince }: { nonce: string; now: Date; keptSince: Date },
): Promise<boolean> {
  await sql`delete from app_billing_nonce where company_id = platform.company_id() and service_provider_id = ${serviceProviderId}
    and received_at < ${keptSince}`.execute(db)
  const { rows } = await sql`insert into app_billing_nonce (service_provider_id, nonce, received_at)
    values (${serviceProviderId}, ${nonce}, ${now}) on conflict (company_id, service_provider_id, nonce) do nothing returning id`.execute(
    db,
  )
  // A mark of life for the staff; a write a minute is enough for it.
  await sql`update app_billing_setup set last_call_at = ${now} where company_id = platform.company_id()
    and service_provider_id = ${serviceProviderId} and (last_call_at is null or last_call_at < ${new Date(now.getTime() - 60_000)})`.execute(
    db,
  )
  return rows.length > 0
}

export type Company = { id: number; name: string; timeZone: string; currency: string }
export async function getCompany(db: Db): Promise<Company | undefined> {
  const { rows } = await sql<Company>`select id, name, time_zone as "timeZone", currency from platform.company
    where id = platform.company_id()`.execute(db)
  return rows[0]
}

export type AccountRow = { id: number; customerId: number; login: string; archived: boolean }
/** The customer's account at the provider, by the provider's own key. */
export async function findAccount(
  db: Db,
  serviceProviderId: number,
  externalId: string,
): Promise<AccountRow | undefined> {
  const { rows } = await sql<AccountRow>`
    select a.id, a.customer_id as "customerId", a.login, c.archived_at is not null as archived from interactive_account a
    join customer c on c.company_id = a.company_id and c.id = a.customer_id and c.kind = 'customer'
    where a.company_id = platform.company_id() and a.service_provider_id = ${serviceProviderId} and a.external_id = ${externalId}
      and a.state = 'linked'`.execute(db)
  return rows[0]
}

export type LinkedRow = {
  accountId: number
  serviceProviderId: number
  provider: string
  active: boolean
  enabled: boolean
  login: string
  archived: boolean
}
/** A customer's linked accounts at providers of these connectors. */
export async function listLinked(
  db: Db,
  customerId: number,
  connectors: readonly string[],
): Promise<LinkedRow[]> {
  const { rows } = await sql<LinkedRow>`
    select a.id as "accountId", p.id as "serviceProviderId", p.name as provider, p.active, coalesce(s.enabled, false) as enabled, a.login,
      c.archived_at is not null as archived
    from interactive_account a join customer c on c.company_id = a.company_id and c.id = a.customer_id
    join service_provider p on p.company_id = a.company_id and p.id = a.service_provider_id
    left join app_billing_setup s on s.company_id = p.company_id and s.service_provider_id = p.id
    where a.company_id = platform.company_id() and a.customer_id = ${customerId} and a.state = 'linked'
      and p.connector = any (${[...connectors]}) order by a.id`.execute(db)
  return rows
}

export type RecurringRow = {
  id: number
  name: string
  saleOn: string
  hasRateLine: boolean
  billParent: boolean
  billingMethodId: number | null
}
/** All of the customer's, in whatever state: what a stopped one made is still owed. */
export async function listRecurring(db: Db, customerId: number): Promise<RecurringRow[]> {
  const { rows } = await sql<RecurringRow>`
    select r.id, r.name, r.sale_on as "saleOn", r.bill_parent as "billParent", r.billing_method_id as "billingMethodId",
      exists (select from recurring_line l where l.company_id = r.company_id and l.recurring_id = r.id and l.item_id = ${mmrItemId}) as "hasRateLine"
    from recurring_invoice r where r.company_id = platform.company_id() and r.customer_id = ${customerId} order by r.id`.execute(
    db,
  )
  return rows
}

export async function setRecurringMethod(
  db: Db,
  { recurringId, methodId, at }: { recurringId: number; methodId: number; at: Date },
): Promise<void> {
  await sql`update recurring_invoice set billing_method_id = ${methodId}, version = version + 1, updated_at = ${at}, updated_by = null
    where company_id = platform.company_id() and id = ${recurringId}`.execute(db)
}

/** Open invoices that are still to be charged by the calendar are charged to this method; what is past due is left to the customer. */
export async function setInvoicesMethod(
  db: Db,
  {
    recurringId,
    customerId,
    methodId,
    today,
  }: { recurringId: number; customerId: number; methodId: number; today: string },
): Promise<void> {
  await sql`update invoice i set billing_method_id = ${methodId} where i.company_id = platform.company_id() and i.recurring_id = ${recurringId}
    and i.payer_id = ${customerId} and i.kind = 'invoice' and i.state = 'open' and i.paid_cents < i.total_cents and i.autopay_at is null
    and i.due_on >= ${today}::date`.execute(db)
}

export type BillRow = {
  id: number
  number: number
  invoiceOn: string
  dueOn: string
  totalCents: number
  openCents: number
  state: 'open' | 'written_off'
}
const bills = (customerId: number, recurringId: number) => sql`
  select i.id, i.number, i.invoice_on as "invoiceOn", coalesce(i.due_on, i.invoice_on) as "dueOn", i.total_cents as "totalCents",
    i.open_cents as "openCents", i.state from invoice i
  where i.company_id = platform.company_id() and i.recurring_id = ${recurringId} and i.payer_id = ${customerId} and i.kind = 'invoice'
    and i.state in ('open', 'written_off')`

export async function listBills(
  db: Db,
  of: { customerId: number; recurringId: number },
  { before, limit }: { before: number | undefined; limit: number },
): Promise<BillRow[]> {
  const { rows } =
    await sql<BillRow>`${bills(of.customerId, of.recurringId)} and (${before ?? null}::bigint is null or i.id < ${before ?? null}::bigint)
    order by i.id desc limit ${limit}`.execute(db)
  return rows
}

/** What is owed, the oldest first. @param lock against other payments of these invoices, to the end of the transaction */
export async function listOwed(
  db: Db,
  of: { customerId: number; recurringId: number },
  lock = false,
): Promise<BillRow[]> {
  const { rows } =
    await sql<BillRow>`${bills(of.customerId, of.recurringId)} and i.state = 'open' and i.paid_cents < i.total_cents
    order by coalesce(i.due_on, i.invoice_on), i.id ${lock ? sql`for no key update of i` : sql``}`.execute(db)
  return rows
}

export async function hasBills(
  db: Db,
  { customerId, recurringId }: { customerId: number; recurringId: number },
): Promise<boolean> {
  const { rows } = await sql`${bills(customerId, recurringId)} limit 1`.execute(db)
  return rows.length > 0
}

export async function findBill(
  db: Db,
  of: { customerId: number; recurringId: number },
  invoiceId: number,
): Promise<BillRow | undefined> {
  const { rows } =
    await sql<BillRow>`${bills(of.customerId, of.recurringId)} and i.id = ${invoiceId}`.execute(db)
  return rows[0]
}

export type PaymentRow = {
  id: number
  number: number
  paidOn: string
  method: PaymentMethod | null
  stored: Parameters<typeof methodName>[0] | null
  returned: boolean
  madeHere: boolean
  bills: { id: number; number: number; amountCents: number }[]
}
/** Payments and credits that went to the bills; of what came back, where it had gone. */
export async function listPayments(
  db: Db,
  of: { customerId: number; recurringId: number },
  which: { before?: number | undefined; limit: number; id?: number },
): Promise<PaymentRow[]> {
  const { rows } = await sql<PaymentRow>`
    select p.id, p.number, p.paid_on as "paidOn", p.method, p.reversed_cents = p.amount_cents as returned,
      (select json_build_object('kind', b.kind, 'brand', b.brand, 'last4', b.last4, 'accountType', b.account_type)
        from billing_method b where b.company_id = p.company_id and b.id = p.billing_method_id) as stored,
      exists (select from app_payment x where x.company_id = p.company_id and x.payment_id = p.id) as "madeHere",
      (select json_agg(json_build_object('id', i.id, 'number', i.number, 'amountCents', a.amount_cents) order by i.due_on, i.id)
        from payment_application a join invoice i on i.company_id = a.company_id and i.id = a.invoice_id
        where a.company_id = p.company_id and a.payment_id = p.id and i.recurring_id = ${of.recurringId}
          and (a.released_at is null or p.reversed_cents = p.amount_cents)) as bills
    from payment p where p.company_id = platform.company_id() and p.customer_id = ${of.customerId}
      and (${which.before ?? null}::bigint is null or p.id < ${which.before ?? null}::bigint)
      and (${which.id ?? null}::bigint is null or p.id = ${which.id ?? null}::bigint)
      and exists (select from payment_application a join invoice i on i.company_id = a.company_id and i.id = a.invoice_id
        where a.company_id = p.company_id and a.payment_id = p.id and i.recurring_id = ${of.recurringId}
          and (a.released_at is null or p.reversed_cents = p.amount_cents))
    order by p.id desc limit ${which.limit}`.execute(db)
  return rows
}

export type AttemptRow = {
  id: number
  customerId: number
  recurringId: number
  serviceProviderId: number
  requestKey: string
  amountCents: number
  askedAt: Date
  settledAt: Date | null
  paymentId: number | null
  stored: Parameters<typeof methodName>[0]
  state: string
  reason: DeclineReason | null
}
const attempts = sql`
  select x.id, x.customer_id as "customerId", x.recurring_id as "recurringId", x.service_provider_id as "serviceProviderId",
    x.request_key as "requestKey", x.amount_cents as "amountCents", x.asked_at as "askedAt", x.settled_at as "settledAt", x.payment_id as "paymentId",
    json_build_object('kind', b.kind, 'brand', b.brand, 'last4', b.last4, 'accountType', b.account_type) as stored,
    coalesce(t.state, 'queued') as state, t.reason
  from app_payment x join billing_method b on b.company_id = x.company_id and b.id = x.billing_method_id
  left join lateral (select a.state, a.reason from charge_attempt a where a.company_id = x.company_id and a.kind = 'charge'
    and a.subject_kind = 'app_payment' and a.subject_id = ('00000000-0000-8000-8000-' || lpad(to_hex(x.id), 12, '0'))::uuid
    order by a.id desc limit 1) t on true
  where x.company_id = platform.company_id()`

export async function findAttempt(db: Db, requestKey: string): Promise<AttemptRow | undefined> {
  const { rows } = await sql<AttemptRow>`${attempts} and x.request_key = ${requestKey}`.execute(db)
  return rows[0]
}

export async function findNewestAttempt(db: Db, recurringId: number): Promise<AttemptRow | undefined> {
  const { rows } =
    await sql<AttemptRow>`${attempts} and x.recurring_id = ${recurringId} order by x.id desc limit 1`.execute(
      db,
    )
  return rows[0]
}

export async function insertAppPayment(
  db: Db,
  row: {
    customerId: number
    serviceProviderId: number
    recurringId: number
    billingMethodId: number
    externalId: string
    requestKey: string
    amountCents: number
    askedOn: string
    askedAt: Date
  },
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into app_payment (customer_id, service_provider_id, recurring_id, billing_method_id, external_id, request_key, amount_cents, asked_on, asked_at)
    values (${row.customerId}, ${row.serviceProviderId}, ${row.recurringId}, ${row.billingMethodId}, ${row.externalId}, ${row.requestKey},
      ${row.amountCents}, ${row.askedOn}::date, ${row.askedAt}) returning id`.execute(db)
  return rows[0]!.id
}

/** Whether anything is being charged that may pay one of these invoices. */
export async function hasOpenCharge(
  db: Db,
  customerId: number,
  invoiceIds: readonly number[],
): Promise<boolean> {
  const { rows } =
    await sql`select from charge_attempt where company_id = platform.company_id() and customer_id = ${customerId}
    and kind = 'charge' and state in ('queued', 'calling', 'unknown')
    and (subject_kind in ('payment', 'app_payment') or subject_kind = 'invoice' and subject_id = any (${invoiceIds.map(subjectUuid)}::uuid[]))
    limit 1`.execute(db)
  return rows.length > 0
}

export type LockedPayment = {
  id: number
  customerId: number
  recurringId: number
  amountCents: number
  askedOn: string
  settledAt: Date | null
  provider: string
}
export async function lockAppPayment(db: Db, id: number): Promise<LockedPayment | undefined> {
  const { rows } = await sql<LockedPayment>`
    select x.id, x.customer_id as "customerId", x.recurring_id as "recurringId", x.amount_cents as "amountCents", x.asked_on as "askedOn",
      x.settled_at as "settledAt", p.name as provider
    from app_payment x join service_provider p on p.company_id = x.company_id and p.id = x.service_provider_id
    where x.company_id = platform.company_id() and x.id = ${id} for no key update of x`.execute(db)
  return rows[0]
}

export async function noteSettled(db: Db, id: number, paymentId: number, at: Date): Promise<void> {
  await sql`update app_payment set settled_at = ${at}, payment_id = ${paymentId}
    where company_id = platform.company_id() and id = ${id}`.execute(db)
}
