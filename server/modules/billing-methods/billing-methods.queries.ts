/** The SQL of billing methods. */
import { type Selectable, type SqlBool, sql } from 'kysely'
import type { Db } from '#server/db/database.ts'
import type { BillingMethod } from '#server/db/types.ts'

export type MethodRow = Selectable<BillingMethod>
/** With the names that the page shows. */
export type ShownRow = MethodRow & {
  processor: string
  processorActive: boolean
  createdByName: string | null
  archivedByName: string | null
  openCharges: number
  retrying: number
}

const ours = sql<SqlBool>`company_id = platform.company_id()`

/** A customer's: the default one first, then the newest; archived ones last. */
export async function listMethods(db: Db, customerId: number): Promise<ShownRow[]> {
  const { rows } = await sql<ShownRow>`
    select b.*, o.name as processor, o.active as "processorActive",
      (select u.first_name || ' ' || u.last_name from user_account u where u.company_id = b.company_id and u.id = b.created_by) as "createdByName",
      (select u.first_name || ' ' || u.last_name from user_account u where u.company_id = b.company_id and u.id = b.archived_by) as "archivedByName",
      (select count(*)::int from charge_attempt p where p.company_id = b.company_id and p.billing_method_id = b.id
        and p.state in ('queued', 'calling', 'unknown')) as "openCharges",
      (select count(*)::int from charge_attempt p where p.company_id = b.company_id and p.billing_method_id = b.id
        and p.next_retry_on is not null) as retrying
    from billing_method b join payment_processor o on o.company_id = b.company_id and o.id = b.payment_processor_id
    where b.company_id = platform.company_id() and b.customer_id = ${customerId}
    order by b.archived_at is not null, b.is_default desc, b.id desc`.execute(db)
  return rows
}

export async function insertMethod(db: Db, values: Partial<MethodRow>): Promise<number> {
  const row = await db
    .insertInto('billing_method')
    .values(values as never)
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

/** As its next version. */
export async function updateMethod(db: Db, id: number, values: Partial<MethodRow>): Promise<void> {
  await db
    .updateTable('billing_method')
    .set({ ...values, version: sql<number>`version + 1` } as never)
    .where(ours)
    .where('id', '=', id)
    .execute()
}

/** No method of the customer is the default one any more. */
export async function clearDefault(db: Db, customerId: number): Promise<void> {
  await sql`update billing_method set is_default = false, version = version + 1
    where ${ours} and customer_id = ${customerId} and is_default`.execute(db)
}

/** Puts changes of a customer's methods in one order, to the end of the transaction. */
export async function lockMethods(db: Db, customerId: number): Promise<void> {
  await sql`select from billing_method where ${ours} and customer_id = ${customerId} for update`.execute(db)
}

/** What the processor is still to forget. */
export async function addForgetJob(db: Db, billingMethodId: number): Promise<void> {
  await sql`select platform.add_job('billing_methods.forget', ${JSON.stringify({ billingMethodId })}::jsonb,
    ${`billing_methods.forget:${billingMethodId}`}, ${`billing_methods.forget:${billingMethodId}`}, null)`.execute(
    db,
  )
}

/** The next morning's look at cards that come to their end: once a day, however many ask for it. */
export async function addExpiryJob(db: Db, now: Date): Promise<void> {
  const day = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1, 14))
  await sql`select platform.add_job('billing_methods.expiry', '{}'::jsonb, 'billing_methods.expiry',
    ${`billing_methods.expiry ${day.toISOString().slice(0, 10)}`}, ${day})`.execute(db)
}

export type ExpiringRow = {
  id: number
  customerId: number
  expMonth: number
  expYear: number
  warnedDays: number | null
}

/** Active cards of customers who are not archived that end before that month is over. */
export async function listExpiring(db: Db, year: number, month: number): Promise<ExpiringRow[]> {
  const { rows } = await sql<ExpiringRow>`
    select b.id, b.customer_id as "customerId", b.exp_month as "expMonth", b.exp_year as "expYear", b.warned_days as "warnedDays"
    from billing_method b join customer c on c.company_id = b.company_id and c.id = b.customer_id
    where b.company_id = platform.company_id() and b.kind = 'card' and b.archived_at is null and c.archived_at is null
      and (b.exp_year, b.exp_month) <= (${year}, ${month}) and coalesce(b.warned_days, 99) > 0
    order by b.id for no key update of b`.execute(db)
  return rows
}

export async function noteWarned(db: Db, id: number, days: number): Promise<void> {
  await sql`update billing_method set warned_days = ${days} where ${ours} and id = ${id}`.execute(db)
}

export async function hasActiveCards(db: Db): Promise<boolean> {
  const { rows } =
    await sql`select from billing_method where ${ours} and kind = 'card' and archived_at is null limit 1`.execute(
      db,
    )
  return rows.length > 0
}

/** Who is told of a card that ends: who may change billing methods where the customer belongs. */
export async function listTold(db: Db, customerId: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select distinct u.id from user_account u
    join membership m on m.company_id = u.company_id and m.user_id = u.id
    join permission_group g on g.company_id = m.company_id and g.id = m.group_id
    join customer c on c.company_id = u.company_id and c.id = ${customerId}
    where u.company_id = platform.company_id() and u.active and u.can_log_in
      and g.grants @> array['billing_information.modify'] and (m.location_id is null or m.location_id = c.location_id)`.execute(
    db,
  )
  return rows.map(({ id }) => id)
}

export async function findMethodRow(db: Db, id: number): Promise<MethodRow | undefined> {
  return db.selectFrom('billing_method').selectAll().where(ours).where('id', '=', id).executeTakeFirst()
}

export async function readTimeZone(db: Db): Promise<string> {
  const { rows } = await sql<{ zone: string }>`
    select time_zone as zone from platform.company where id = platform.company_id()`.execute(db)
  return rows[0]!.zone
}
