/** The SQL of bulk edits. */
import { sql } from 'kysely'
import type { BulkChange } from '#shared/contracts/lists.ts'
import type { Db } from '#server/db/database.ts'
import type { Kind } from './lists.queries.ts'

export type BulkEditRow = {
  id: number
  user_id: number
  kind: Kind
  change: BulkChange
  state: 'running' | 'done' | 'canceled'
  total: number
  created_at: Date
  finished_at: Date | null
}

export async function insertBulkEdit(
  db: Db,
  edit: { kind: Kind; change: BulkChange; total: number; now: Date },
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into bulk_edit (user_id, kind, change, total, created_at)
    values (platform.user_id(), ${edit.kind}, ${JSON.stringify(edit.change)}::jsonb, ${edit.total}, ${edit.now})
    returning id`.execute(db)
  return rows[0]!.id
}

/** The ids among `ids` of records of this kind that the caller may view. */
export async function listVisibleIds(db: Db, kind: Kind, ids: number[]): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select c.id from customer c
    where c.company_id = platform.company_id() and c.id = any (${ids}) and c.kind = ${kind}
      and c.location_id = any ((select platform.granted_locations(${`${kind}s.view`}))::bigint[])
    order by c.id`.execute(db)
  return rows.map(({ id }) => id)
}

export async function insertItems(db: Db, bulkEditId: number, ids: number[]): Promise<void> {
  await sql`insert into bulk_edit_item (bulk_edit_id, customer_id)
    select ${bulkEditId}::bigint, x from unnest(${ids}::bigint[]) x`.execute(db)
}

/** The bulk edit, if it is the transaction's user's. */
export async function findBulkEdit(db: Db, id: number): Promise<BulkEditRow | undefined> {
  const { rows } = await sql<BulkEditRow>`
    select id, user_id, kind, change, state, total, created_at, finished_at from bulk_edit
    where company_id = platform.company_id() and id = ${id} and user_id = platform.user_id()`.execute(db)
  return rows[0]
}

/** Whose it is, for the job, which is told no user. */
export async function findUserOfBulkEdit(db: Db, id: number): Promise<number | undefined> {
  const { rows } = await sql<{ user_id: number }>`
    select user_id from bulk_edit where company_id = platform.company_id() and id = ${id}`.execute(db)
  return rows[0]?.user_id
}

export type Counts = { changed: number; unchanged: number; refused: number }

export async function countItems(db: Db, bulkEditId: number): Promise<Counts> {
  const { rows } = await sql<Counts>`
    select count(*) filter (where state = 'changed') as changed, count(*) filter (where state = 'unchanged') as unchanged,
      count(*) filter (where state = 'refused') as refused
    from bulk_edit_item where company_id = platform.company_id() and bulk_edit_id = ${bulkEditId}`.execute(db)
  return rows[0]!
}

export type RefusalRow = { customerId: number; name: string; reason: string }

export async function listRefusals(db: Db, bulkEditId: number, limit: number): Promise<RefusalRow[]> {
  const { rows } = await sql<RefusalRow>`
    select i.customer_id as "customerId", c.first_name || ' ' || c.last_name as name, coalesce(i.reason, '') as reason
    from bulk_edit_item i join customer c on c.company_id = i.company_id and c.id = i.customer_id
    where i.company_id = platform.company_id() and i.bulk_edit_id = ${bulkEditId} and i.state = 'refused'
    order by i.id limit ${limit}`.execute(db)
  return rows
}

/** The next records to change; none once the edit is not running any more. */
export async function listWaiting(
  db: Db,
  bulkEditId: number,
  limit: number,
): Promise<{ id: number; customer_id: number }[]> {
  const { rows } = await sql<{ id: number; customer_id: number }>`
    select i.id, i.customer_id from bulk_edit_item i
    join bulk_edit b on b.company_id = i.company_id and b.id = i.bulk_edit_id and b.state = 'running'
    where i.company_id = platform.company_id() and i.bulk_edit_id = ${bulkEditId} and i.state = 'waiting'
    order by i.id limit ${limit}`.execute(db)
  return rows
}

/** Takes one record to change: false if it has been dealt with, or the edit was canceled. */
export async function claimItem(db: Db, itemId: number): Promise<boolean> {
  const { rows } = await sql`
    select i.id from bulk_edit_item i
    join bulk_edit b on b.company_id = i.company_id and b.id = i.bulk_edit_id and b.state = 'running'
    where i.company_id = platform.company_id() and i.id = ${itemId} and i.state = 'waiting' for update of i`.execute(
    db,
  )
  return rows.length > 0
}

export async function settleItem(
  db: Db,
  itemId: number,
  state: 'changed' | 'unchanged' | 'refused',
  reason: string | null = null,
): Promise<void> {
  await sql`update bulk_edit_item set state = ${state}, reason = ${reason}
    where company_id = platform.company_id() and id = ${itemId} and state = 'waiting'`.execute(db)
}

/** Ends a running edit. @returns whether it was running */
export async function endBulkEdit(
  db: Db,
  id: number,
  state: 'done' | 'canceled',
  now: Date,
): Promise<boolean> {
  const { rows } = await sql`update bulk_edit set state = ${state}, finished_at = ${now}
    where company_id = platform.company_id() and id = ${id} and state = 'running' returning id`.execute(db)
  return rows.length > 0
}

/** In no lane of the queue: a long edit must not hold up what shares its lane. */
export async function addBulkJob(db: Db, bulkEditId: number): Promise<void> {
  await sql`select platform.add_job('lists.bulk_edit', ${JSON.stringify({ bulkEditId })}::jsonb, null,
    ${`lists.bulk_edit:${bulkEditId}`})`.execute(db)
}

export async function getKind(db: Db, customerId: number): Promise<Kind> {
  const { rows } = await sql<{ kind: Kind }>`
    select kind from customer where company_id = platform.company_id() and id = ${customerId}`.execute(db)
  return rows[0]?.kind ?? 'customer'
}
