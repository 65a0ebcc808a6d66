/** The SQL of the audit trail. It is written by http/audit-trail.ts alone. */
import { sql } from 'kysely'
import { addDays, instantAtClock } from '#shared/time.ts'
import { compile } from '#server/db/compile.ts'
import { Conditions, recordSeen } from '#server/db/conditions.ts'
import type { Db } from '#server/db/database.ts'

export type Filter = {
  userId?: number
  customerId?: number
  field?: string
  /** Days of `zone`. */
  from?: string
  to?: string
  before?: number
  limit: number
}

type CommonRow = {
  id: number
  at: Date
  user_id: number
  user_name: string | null
  staff: string
  customer_id: number | null
  customer: string | null
  operation: string
  source: 'web' | 'api'
  address: string
}
export type DenialRow = CommonRow & { last_at: Date; times: number; code: string; permission: string }
export type ReadRow = CommonRow & { fields: string[] }

type Table = 'denied_attempt' | 'confidential_read'

/** Newest first; a record's name only for who sees the record. */
async function listRows<R>(db: Db, table: Table, columns: string, f: Filter, zone: string): Promise<R[]> {
  const n = new Conditions()
  n.add('a.company_id = platform.company_id()')
  if (f.userId) n.add('a.user_id = ?::bigint', f.userId)
  if (f.customerId) n.add('a.customer_id = ?::bigint', f.customerId)
  if (f.field) n.add('?::text = any (a.fields)', f.field)
  if (f.from) n.add('a.at >= ?::timestamptz', instantAtClock(f.from, zone))
  if (f.to) n.add('a.at < ?::timestamptz', instantAtClock(addDays(f.to, 1), zone))
  if (f.before)
    n.add(
      `(a.at, a.id) < (select e.at, e.id from ${table} e where e.company_id = platform.company_id() and e.id = ?::bigint)`,
      f.before,
    )
  const { rows } = await db.executeQuery<R>(
    compile.raw(
      `select a.id, a.at, a.user_id, u.first_name || ' ' || u.last_name as user_name, a.staff, a.customer_id,
        case when ${recordSeen()} then coalesce(nullif(concat_ws(' ', c.first_name, c.last_name), ''), c.business_name) end as customer,
        a.operation, a.source, a.address, ${columns}
      from ${table} a left join user_account u on u.company_id = a.company_id and u.id = a.user_id
      left join customer c on c.company_id = a.company_id and c.id = a.customer_id
      where ${n.text} order by a.at desc, a.id desc limit ${Math.trunc(f.limit)}`,
      n.values,
    ),
  )
  return rows
}

export const listDenials = (db: Db, f: Omit<Filter, 'field'>, zone: string): Promise<DenialRow[]> =>
  listRows(db, 'denied_attempt', 'a.last_at, a.times, a.code, a.permission', f, zone)

export const listReads = (db: Db, f: Filter, zone: string): Promise<ReadRow[]> =>
  listRows(db, 'confidential_read', 'a.fields', f, zone)

export async function listUsers(db: Db): Promise<{ id: number; name: string }[]> {
  const { rows } = await sql<{ id: number; name: string }>`
    select id, first_name || ' ' || last_name as name from user_account where company_id = platform.company_id()
    order by first_name, last_name, id limit 2000`.execute(db)
  return rows
}

/** @returns how many rows were erased */
export async function sweep(db: Db, before: Date, most: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`select platform.sweep_audit(${before}, ${most}) as n`.execute(db)
  return rows[0]!.n
}

export async function isEmpty(db: Db): Promise<boolean> {
  const { rows } = await sql<{ empty: boolean }>`
    select not exists (select from denied_attempt where company_id = platform.company_id())
      and not exists (select from confidential_read where company_id = platform.company_id()) as empty`.execute(
    db,
  )
  return rows[0]!.empty
}
