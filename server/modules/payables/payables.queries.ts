/** The SQL of one record's payables. That of the company's list is in payables.list.ts. */
import { sql } from 'kysely'
import type { Generated } from '#shared/contracts/payables.ts'
import type { PayableEvent, PayableSource, PayableStatus } from '#shared/rules/payables.ts'
import type { Db } from '#server/db/database.ts'
import { accountName } from '../invoices/invoices.service.ts'

export type PayableListRow = {
  id: number
  customerId: number
  customerName: string
  locationId: number
  location: string
  functionId: number | null
  functionName: string | null
  payeeUserId: number | null
  payee: string
  status: PayableStatus
  source: PayableSource
  amountCents: number
  paidCents: number
  earnedOn: string
  paidOn: string | null
  createdAt: Date
}
export type LineRow = {
  id: number
  rowId: number | null
  adjustment: boolean
  name: string
  description: string
  amountCents: number
  reckoning: string
}
export type PaymentRow = {
  id: number
  amountCents: number
  on: string
  reference: string
  notes: string
  payRunId: number | null
  ofId: number | null
  reversed: boolean
  by: string | null
}
export type PayableDbRow = PayableListRow & {
  version: number
  level: string
  statusReason: string
  baseCents: number
  adjustmentCents: number
  approvedOn: string | null
  noteToPayee: string
  notes: string
  ofId: number | null
  cause: 'canceled' | 'funding_charged_back' | null
  chargedBack: boolean
  createdBy: string | null
  lines: LineRow[]
  payments: PaymentRow[]
}

const nameOf = (alias: string, column: string) =>
  `(select u.first_name || ' ' || u.last_name from user_account u where u.company_id = ${alias}.company_id and u.id = ${alias}.${column})`
export const payeeName = `coalesce(p.payee_name, ${nameOf('p', 'payee_user_id')})`
export const shownColumns = `p.id, p.customer_id as "customerId", ${accountName('c')} as "customerName", c.location_id as "locationId", l.name as location,
  p.function_id as "functionId", f.name as "functionName", p.payee_user_id as "payeeUserId", ${payeeName} as payee, p.status, p.source,
  p.amount_cents as "amountCents", p.paid_cents as "paidCents", p.earned_on as "earnedOn", p.paid_on as "paidOn", p.created_at as "createdAt"`
export const joined = `join customer c on c.company_id = p.company_id and c.id = p.customer_id
  join location l on l.company_id = c.company_id and l.id = c.location_id
  left join payroll_function f on f.company_id = p.company_id and f.id = p.function_id`

/** The newest first; of one, if it is named. */
export async function listPayables(db: Db, customerId: number, id?: number): Promise<PayableDbRow[]> {
  const { rows } = await sql<PayableDbRow>`
    select ${sql.raw(shownColumns)}, p.version, p.level_name as level, p.status_reason as "statusReason", p.base_cents as "baseCents",
      p.adjustment_cents as "adjustmentCents", p.approved_on as "approvedOn", p.note_to_payee as "noteToPayee", p.notes, p.of_id as "ofId",
      p.cause, p.charged_back as "chargedBack", ${sql.raw(nameOf('p', 'created_by'))} as "createdBy",
      coalesce((select json_agg(json_build_object('id', x.id, 'rowId', x.row_id, 'adjustment', x.adjustment, 'name', x.name,
          'description', x.description, 'amountCents', x.amount_cents, 'reckoning', x.reckoning) order by x.sort, x.id)
        from payable_line x where x.company_id = p.company_id and x.payable_id = p.id), '[]') as lines,
      coalesce((select json_agg(json_build_object('id', y.id, 'amountCents', y.amount_cents, 'on', y.paid_on, 'reference', y.reference,
          'notes', y.notes, 'payRunId', y.pay_run_id, 'ofId', y.of_id, 'by', ${sql.raw(nameOf('y', 'created_by'))},
          'reversed', exists (select from payable_payment z where z.company_id = y.company_id and z.of_id = y.id)) order by y.id desc)
        from payable_payment y where y.company_id = p.company_id and y.payable_id = p.id), '[]') as payments
    from payable p ${sql.raw(joined)}
    where p.company_id = platform.company_id() and p.customer_id = ${customerId} and (${id ?? null}::bigint is null or p.id = ${id ?? null}::bigint)
    order by p.id desc limit 300`.execute(db)
  return rows
}

export type NewPayable = {
  customerId: number
  functionId: number | null
  levelId: number | null
  levelName: string
  payeeUserId: number | null
  payeeName: string | null
  source: PayableSource
  status: PayableStatus
  statusReason: string
  earnedOn: string
  noteToPayee: string
  notes: string
  ofId: number | null
  cause: 'canceled' | 'funding_charged_back' | null
  at: Date
  by: number | null
}
/** @returns undefined if the database has an active one of the same record, function and payee (payable_once) */
export async function insertPayable(db: Db, v: NewPayable): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`
    insert into payable (customer_id, function_id, level_id, level_name, payee_user_id, payee_name, source, status, status_reason, earned_on,
      note_to_payee, notes, of_id, cause, created_at, created_by)
    values (${v.customerId}, ${v.functionId}, ${v.levelId}, ${v.levelName}, ${v.payeeUserId}, ${v.payeeName}, ${v.source}, ${v.status},
      ${v.statusReason}, ${v.earnedOn}::date, ${v.noteToPayee}, ${v.notes}, ${v.ofId}, ${v.cause}, ${v.at}, ${v.by})
    on conflict do nothing returning id`.execute(db)
  return rows[0] && Number(rows[0].id)
}

export type NewLine = {
  rowId: number | null
  adjustment: boolean
  name: string
  description: string
  amountCents: number
  reckoning: string
}
/** Puts these in the place of the lines by hand, in one statement, so that the sums are never those of a half. */
export async function writeLines(db: Db, payableId: number, lines: readonly NewLine[]): Promise<void> {
  await sql`
    with gone as (delete from payable_line where company_id = platform.company_id() and payable_id = ${payableId} and row_id is null and reckoning = '')
    insert into payable_line (payable_id, sort, row_id, adjustment, name, description, amount_cents, reckoning)
    select ${payableId}, (select count(*) from payable_line k where k.company_id = platform.company_id() and k.payable_id = ${payableId}) + x.sort,
      x."rowId", x.adjustment, x.name, x.description, x."amountCents", x.reckoning
    from jsonb_to_recordset(${JSON.stringify(lines.map((line, sort) => ({ ...line, sort })))}::jsonb)
      x (sort int, "rowId" bigint, adjustment boolean, name text, description text, "amountCents" bigint, reckoning text)`.execute(
    db,
  )
}

export async function updatePayable(
  db: Db,
  id: number,
  columns: Record<string, unknown>,
  at: Date,
  by: number | null,
): Promise<void> {
  await db
    .updateTable('payable')
    .set({ ...columns, version: sql<number>`version + 1`, updated_at: at, updated_by: by } as never)
    .where(sql<boolean>`company_id = platform.company_id()`)
    .where('id', '=', id)
    .execute()
}

/** An active payable of the same record, function and payee; not `exceptId`. A charge back is none. */
export async function findActive(
  db: Db,
  of: { customerId: number; functionId: number | null; payeeUserId: number | null; payeeName: string | null },
  exceptId?: number,
): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`
    select id from payable where company_id = platform.company_id() and customer_id = ${of.customerId} and function_id = ${of.functionId}
      and payee_user_id is not distinct from ${of.payeeUserId}::bigint
      and platform.fold(payee_name) is not distinct from platform.fold(${of.payeeName}::text)
      and status <> 'denied' and not charged_back and source <> 'charge_back' and id is distinct from ${exceptId ?? null}::bigint
    order by id limit 1`.execute(db)
  return rows[0] && Number(rows[0].id)
}

export async function findActiveChargeBack(db: Db, ofId: number): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`select id from payable
    where company_id = platform.company_id() and of_id = ${ofId} and status <> 'denied'`.execute(db)
  return rows[0] && Number(rows[0].id)
}

export async function findPaymentOf(
  db: Db,
  payableId: number,
  requestKey: string,
): Promise<{ amountCents: number } | undefined> {
  const { rows } = await sql<{
    amountCents: number
  }>`select amount_cents as "amountCents" from payable_payment
    where company_id = platform.company_id() and payable_id = ${payableId} and request_key = ${requestKey}::uuid`.execute(
    db,
  )
  return rows[0]
}

export async function insertPayment(
  db: Db,
  v: {
    payableId: number
    amountCents: number
    on: string
    reference: string
    notes: string
    ofId: number | null
    requestKey: string
    at: Date
    by: number | null
  },
): Promise<void> {
  await sql`insert into payable_payment (payable_id, amount_cents, paid_on, reference, notes, of_id, request_key, created_at, created_by)
    values (${v.payableId}, ${v.amountCents}, ${v.on}::date, ${v.reference}, ${v.notes}, ${v.ofId}, ${v.requestKey}::uuid, ${v.at}, ${v.by})`.execute(
    db,
  )
}

export type FunctionChoice = { id: number; name: string; active: boolean; role: string; payeeBy: string }
export async function listFunctions(db: Db): Promise<FunctionChoice[]> {
  const { rows } =
    await sql<FunctionChoice>`select f.id, f.name, f.active and r.active as active, r.name as role, f.payee_by as "payeeBy"
    from payroll_function f join payroll_role r on r.company_id = f.company_id and r.id = f.role_id
    where f.company_id = platform.company_id() order by platform.fold(r.name), platform.fold(f.name), f.id`.execute(
      db,
    )
  return rows
}
export async function listUsers(db: Db): Promise<{ id: number; name: string; active: boolean }[]> {
  const { rows } = await sql<{
    id: number
    name: string
    active: boolean
  }>`select id, first_name || ' ' || last_name as name, active
    from user_account where company_id = platform.company_id() order by first_name, last_name, id`.execute(db)
  return rows
}

export type EventRow = {
  id: number
  event: PayableEvent
  functionIds: number[]
  on: string
  at: Date
  handledAt: Date | null
  outcome: Generated[]
}
const eventColumns = `id, event, function_ids as "functionIds", happened_on as "on", at, handled_at as "handledAt", outcome`
export async function listEvents(db: Db, customerId: number): Promise<EventRow[]> {
  const { rows } = await sql<EventRow>`select ${sql.raw(eventColumns)} from payable_event
    where company_id = platform.company_id() and customer_id = ${customerId} order by id desc limit 20`.execute(
    db,
  )
  return rows
}
/** Locks the record as its writers do, and then what waits for it, in the order in which it happened. */
export async function lockEvents(db: Db, customerId: number): Promise<EventRow[]> {
  await sql`select from customer where company_id = platform.company_id() and id = ${customerId} for no key update`.execute(
    db,
  )
  const { rows } = await sql<EventRow>`select ${sql.raw(eventColumns)} from payable_event
    where company_id = platform.company_id() and customer_id = ${customerId} and handled_at is null order by id for update`.execute(
    db,
  )
  return rows.map((row) => ({ ...row, functionIds: row.functionIds.map(Number) }))
}
export async function settleEvent(
  db: Db,
  id: number,
  outcome: readonly Generated[],
  at: Date,
): Promise<void> {
  await sql`update payable_event set handled_at = ${at}, outcome = ${JSON.stringify(outcome)}::jsonb
    where company_id = platform.company_id() and id = ${id}`.execute(db)
}

export type Recoverable = PayableListRow & {
  version: number
  level: string
  payeeName: string | null
  cause: string | null
  days: number
  chargeBackDays: number
}
/** Active payables that an end on that day is still in time to take back. @param funded only of functions that pay for a funding */
export async function listRecoverable(
  db: Db,
  customerId: number,
  on: string,
  funded: boolean,
): Promise<Recoverable[]> {
  const { rows } = await sql<Recoverable>`
    select ${sql.raw(shownColumns)}, p.version, p.level_name as level, p.payee_name as "payeeName", p.cause,
      greatest(0, ${on}::date - p.earned_on) as days, f.charge_back_days as "chargeBackDays"
    from payable p ${sql.raw(joined)}
    where p.company_id = platform.company_id() and p.customer_id = ${customerId} and p.status <> 'denied' and not p.charged_back
      and p.source <> 'charge_back' and f.charge_back_days is not null and ${on}::date - p.earned_on <= f.charge_back_days
      and (not ${funded}::boolean or f.event = 'funded')
    order by p.id for update of p`.execute(db)
  return rows
}
/** What a cancelation brought and nobody has settled since. */
export async function listCaused(db: Db, customerId: number): Promise<PayableDbRow[]> {
  return (await listPayables(db, customerId)).filter(
    ({ cause, status, paidCents }) => cause === 'canceled' && status !== 'denied' && paidCents === 0,
  )
}
