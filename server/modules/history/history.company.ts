/** The history of the whole company: of every record that one sees, and of what belongs to none. */
import { sql } from 'kysely'
import type { Output, Parsed } from '#shared/contract.ts'
import type { CompanyHistoryEntry, history } from '#shared/contracts/history.ts'
import type { Permission } from '#shared/permissions.ts'
import { addDays, instantAtClock } from '#shared/time.ts'
import { compile } from '#server/db/compile.ts'
import { Conditions, grantedHere, recordSeen } from '#server/db/conditions.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'
import type { RecordState } from '../customers/customers.service.ts'
import type { EntryRow } from './history.queries.ts'
import { namesIn, toCompanyEntry, toEntry } from './history.values.ts'

type Query = Parsed<typeof history.ofCompany>['query']

type Row = EntryRow & {
  customer_id: number | null
  customer: string | null
  kind: RecordState['kind'] | null
  location_id: number | null
  archived: boolean | null
}

/** Who sees what is done to users, groups, locations and settings, and what became of deleted records. */
const ofCompany: Permission = 'global_settings.yes'

/**
 * The newest first, by when it happened: what was brought over lies before it was written. Each entry of a record is
 * judged at the record's location, as on its own History tab; the rest is for who sets the company up.
 */
export async function listCompanyHistory(
  ctx: Ctx,
  db: Db,
  { query }: Parsed<typeof history.ofCompany>,
): Promise<Output<typeof history.ofCompany>> {
  const rows = await listRows(ctx, db, query)
  const page = rows.slice(0, query.limit)
  const names = await namesIn(db, page)
  return {
    items: page.map((row) => toItem(ctx, row, names)),
    next: rows.length > query.limit ? page.at(-1)!.id : null,
    users: await listUsers(ctx, db),
  }
}

async function listRows(ctx: Ctx, db: Db, query: Query): Promise<Row[]> {
  const conditions = filtered(ctx, query)
  const { rows } = await db.executeQuery<Row>(
    compile.raw(
      `select h.id, h.at, h.user_name, h.source, h.address, h.event, h.entity, h.changes, h.detail, h.customer_id,
        coalesce(nullif(concat_ws(' ', c.first_name, c.last_name), ''), c.business_name) as customer, c.kind, c.location_id,
        c.archived_at is not null as archived
      from history_entry h left join customer c on c.company_id = h.company_id and c.id = h.customer_id
      where ${conditions.text} order by h.at desc, h.id desc limit ${query.limit + 1}`,
      conditions.values,
    ),
  )
  return rows
}

function filtered(ctx: Ctx, f: Query): Conditions {
  const zone = ctx.actor.company.timeZone
  const n = new Conditions()
  n.add('h.company_id = platform.company_id()')
  const seesCompany = ctx.actor.grants.covers([ofCompany], null)
  const ofRecord = `c.id is not null and ${grantedHere('history.yes')} and ${recordSeen()}`
  if (f.about === 'records') n.add(ofRecord)
  else if (f.about === 'company') n.add(seesCompany ? 'c.id is null' : 'false')
  else n.add(seesCompany ? `(c.id is null or ${ofRecord})` : ofRecord)
  if (f.event) n.add('h.event = ?::text', f.event)
  if (f.userId) n.add('h.user_id = ?::bigint', f.userId)
  if (f.before)
    n.add(
      `(h.at, h.id) < (select e.at, e.id from history_entry e
        where e.company_id = platform.company_id() and e.id = ?::bigint)`,
      f.before,
    )
  if (f.from) n.add('h.at >= ?::timestamptz', instantAtClock(f.from, zone))
  if (f.to) n.add('h.at < ?::timestamptz', instantAtClock(addDays(f.to, 1), zone))
  return n
}

function toItem(ctx: Ctx, row: Row, names: Awaited<ReturnType<typeof namesIn>>): CompanyHistoryEntry {
  if (row.customer_id === null) {
    // What people are paid by is for those who set it up.
    const hidden = row.entity.startsWith('payroll_') && !ctx.actor.grants.anywhere.has('payroll.view')
    return { ...toCompanyEntry(hidden ? { ...row, changes: [] } : row), customer: null }
  }
  const { kind, location_id: locationId } = row
  // Where the record was, and so what of it was confidential to whom, nobody can tell any more.
  if (!kind || locationId === null) return { ...toCompanyEntry({ ...row, changes: [] }), customer: null }
  const record = {
    ...{ id: row.customer_id, kind, locationId, archived: row.archived ?? false },
    ...{ linked: false, hasSsn: true },
  }
  return {
    ...toEntry(ctx, record, row, names),
    customer: { id: row.customer_id, name: row.customer ?? `#${row.customer_id}`, kind },
  }
}

/** For the filter: everybody, or for who sees some locations alone, those who work there. */
async function listUsers(ctx: Ctx, db: Db): Promise<{ id: number; name: string }[]> {
  const { rows } = await sql<{ id: number; name: string }>`
    select u.id, u.first_name || ' ' || u.last_name as name from user_account u
    where u.company_id = platform.company_id() and (${ctx.actor.grants.covers([ofCompany], null)}
      or exists (select from membership m where m.company_id = u.company_id and m.user_id = u.id
        and m.location_id = any ((select platform.granted_locations('history.yes'))::bigint[])))
    order by u.first_name, u.last_name, u.id`.execute(db)
  return rows
}
