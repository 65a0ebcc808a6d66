/** The SQL of saved views, columns and recently opened records. */
import { sql } from 'kysely'
import type { Db } from '#server/db/database.ts'

export type Kind = 'customer' | 'lead'
/** Pixels by the names of columns. */
export type Widths = Record<string, number>

export type ViewRow = {
  id: number
  kind: Kind
  owner_id: number
  owner_name: string
  name: string
  shared: boolean
  search: Record<string, unknown>
  columns: string[]
  widths: Widths
  version: number
}

const viewColumns = sql`v.id, v.kind, v.owner_id, u.first_name || ' ' || u.last_name as owner_name, v.name, v.shared,
  v.search, v.columns, v.widths, v.version`
const fromViews = sql`list_view v join user_account u on u.company_id = v.company_id and u.id = v.owner_id`

/** The caller's own views of a list and those that others share, by name. */
export async function listViews(db: Db, kind: Kind): Promise<ViewRow[]> {
  const { rows } = await sql<ViewRow>`
    select ${viewColumns} from ${fromViews}
    where v.company_id = platform.company_id() and v.kind = ${kind} and (v.shared or v.owner_id = platform.user_id())
    order by platform.fold(v.name), v.id limit 500`.execute(db)
  return rows
}

/** A view that the caller may use. */
export async function findView(db: Db, viewId: number): Promise<ViewRow | undefined> {
  const { rows } = await sql<ViewRow>`
    select ${viewColumns} from ${fromViews}
    where v.company_id = platform.company_id() and v.id = ${viewId} and (v.shared or v.owner_id = platform.user_id())`.execute(
    db,
  )
  return rows[0]
}

/** Locks a view of the caller's own. */
export async function lockOwnView(db: Db, viewId: number): Promise<boolean> {
  const { rows } = await sql`
    select id from list_view where company_id = platform.company_id() and id = ${viewId}
      and owner_id = platform.user_id() for update`.execute(db)
  return rows.length > 0
}

export async function countOwnViews(db: Db, kind: Kind): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from list_view where company_id = platform.company_id() and owner_id = platform.user_id()
      and kind = ${kind}`.execute(db)
  return rows[0]!.n
}

/** Whether another of the caller's views of the list has this name, in any case. */
export async function isNameTaken(db: Db, kind: Kind, name: string, exceptId = 0): Promise<boolean> {
  const { rows } = await sql`
    select 1 from list_view where company_id = platform.company_id() and owner_id = platform.user_id()
      and kind = ${kind} and platform.fold(name) = platform.fold(${name}) and id <> ${exceptId}`.execute(db)
  return rows.length > 0
}

export type ViewValues = { name: string; shared: boolean; search: object; columns: string[]; widths: Widths }

export async function insertView(db: Db, kind: Kind, view: ViewValues): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into list_view (kind, owner_id, name, shared, search, columns, widths)
    values (${kind}, platform.user_id(), ${view.name}, ${view.shared}, ${JSON.stringify(view.search)}::jsonb, ${view.columns},
      ${JSON.stringify(view.widths)}::jsonb)
    returning id`.execute(db)
  return rows[0]!.id
}

export async function updateView(db: Db, viewId: number, view: ViewValues): Promise<void> {
  await sql`
    update list_view set name = ${view.name}, shared = ${view.shared}, search = ${JSON.stringify(view.search)}::jsonb,
      columns = ${view.columns}, widths = ${JSON.stringify(view.widths)}::jsonb, version = version + 1
    where company_id = platform.company_id() and id = ${viewId}`.execute(db)
}

/** Others who open the list with a view that is no longer shared open it without. */
export async function forgetDefaultOfOthers(db: Db, viewId: number): Promise<void> {
  await sql`
    update list_preference set default_view_id = null
    where company_id = platform.company_id() and default_view_id = ${viewId} and user_id <> platform.user_id()`.execute(
    db,
  )
}

export async function deleteView(db: Db, viewId: number): Promise<void> {
  await sql`delete from list_view where company_id = platform.company_id() and id = ${viewId}`.execute(db)
}

export type PreferenceRow = { columns: string[] | null; widths: Widths; default_view_id: number | null }

export async function findPreference(db: Db, kind: Kind): Promise<PreferenceRow | undefined> {
  const { rows } = await sql<PreferenceRow>`
    select columns, widths, default_view_id from list_preference
    where company_id = platform.company_id() and user_id = platform.user_id() and kind = ${kind}`.execute(db)
  return rows[0]
}

/** @param widths undefined: as they are */
export async function keepColumns(
  db: Db,
  kind: Kind,
  columns: string[] | null,
  widths: Widths | undefined,
): Promise<void> {
  const given = widths ? JSON.stringify(widths) : null
  await sql`
    insert into list_preference as p (user_id, kind, columns, widths)
    values (platform.user_id(), ${kind}, ${columns}, coalesce(${given}::jsonb, '{}'))
    on conflict (company_id, user_id, kind) do update
      set columns = excluded.columns, widths = coalesce(${given}::jsonb, p.widths)`.execute(db)
}

export async function keepDefaultView(db: Db, kind: Kind, viewId: number | null): Promise<void> {
  await sql`
    insert into list_preference (user_id, kind, default_view_id) values (platform.user_id(), ${kind}, ${viewId})
    on conflict (company_id, user_id, kind) do update set default_view_id = excluded.default_view_id`.execute(
    db,
  )
}

/** Notes an opened record; of all but the last `most` nothing is kept. */
export async function noteRecent(db: Db, customerId: number, most: number): Promise<void> {
  await sql`
    insert into recent_record (user_id, customer_id) values (platform.user_id(), ${customerId})
    on conflict (company_id, user_id, customer_id) do update set opened_at = clock_timestamp()`.execute(db)
  await sql`
    delete from recent_record where company_id = platform.company_id() and user_id = platform.user_id() and id in (
      select id from recent_record where company_id = platform.company_id() and user_id = platform.user_id()
      order by opened_at desc, id desc offset ${most})`.execute(db)
}

export type RecentRow = {
  id: number
  kind: Kind
  name: string
  city: string
  state: string
  archived: boolean
}

/** The caller's recently opened records, without those that they may no longer view. */
export const recentsStatement = (most: number) => ({
  name: 'lists.recents',
  text: `select c.id, c.kind, c.first_name || ' ' || c.last_name as name, c.city, c.state, c.archived_at is not null as archived
    from recent_record r join customer c on c.company_id = r.company_id and c.id = r.customer_id
    where r.company_id = platform.company_id() and r.user_id = platform.user_id()
      and case c.kind when 'customer'
        then c.location_id = any ((select platform.granted_locations('customers.view'))::bigint[])
        else c.location_id = any ((select platform.granted_locations('leads.view'))::bigint[]) end
    order by r.opened_at desc, r.id desc limit $1`,
  values: [most],
})
