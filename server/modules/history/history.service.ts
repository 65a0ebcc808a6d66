/** A record's history, and that of whatever else keeps one. */
import { DateTime } from 'luxon'
import type { Output, Parsed } from '#shared/contract.ts'
import type { history, HistoryEntry } from '#shared/contracts/history.ts'
import { fail } from '#shared/errors.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'
import { findVisible, type Visible } from '../customers/customers.service.ts'
import { listEntityEntries, listEntries, listUsersOf } from './history.queries.ts'
import { namesIn, toCompanyEntry, toEntry } from './history.values.ts'

/** @throws customers.not_found, access.denied_here */
export async function listHistory(
  ctx: Ctx,
  db: Db,
  { params, query }: Parsed<typeof history.ofCustomer>,
): Promise<Output<typeof history.ofCustomer>> {
  const record = await findVisible(ctx, db, params.customerId)
  if (!record) return fail('customers.not_found')
  const zone = ctx.actor.company.timeZone
  const dayStart = (date: string, plusDays: number) =>
    DateTime.fromISO(date, { zone }).plus({ days: plusDays }).toJSDate()
  const rows = await listEntries(db, params.customerId, {
    event: query.event,
    userId: query.userId,
    from: query.from ? dayStart(query.from, 0) : undefined,
    to: query.to ? dayStart(query.to, 1) : undefined,
    before: query.before,
    limit: query.limit + 1,
  })
  const page = rows.slice(0, query.limit)
  const names = await namesIn(db, page)
  return {
    items: page.map((row) => toEntry(ctx, record, row, names)),
    next: rows.length > query.limit ? page.at(-1)!.id : null,
    users: await listUsersOf(db, params.customerId),
  }
}

/** A page of the history of what belongs to no customer; its entries hold labels and words already. */
export async function listEntityHistory(
  db: Db,
  entity:
    | 'user'
    | 'group'
    | 'location'
    | 'company'
    | 'statuses'
    | 'scheduling'
    | 'jurisdiction'
    | 'equipment_package'
    | 'workflow'
    | 'order_template'
    | 'message_template'
    | 'monitoring_company'
    | 'service_provider'
    | 'accounting_export'
    | 'credit_bureau'
    | 'payment_processor'
    | 'edoc_provider'
    | 'edoc_template'
    | 'saved_report'
    | 'data_import'
    | 'webhook_endpoint'
    | 'payroll_function',
  entityId: number,
  f: { signIns?: boolean; before?: number; limit: number },
): Promise<{ items: HistoryEntry[]; next: number | null }> {
  const rows = await listEntityEntries(db, entity, entityId, {
    signIns: f.signIns ?? false,
    before: f.before,
    limit: f.limit + 1,
  })
  const page = rows.slice(0, f.limit)
  return {
    items: page.map(toCompanyEntry),
    next: rows.length > f.limit ? page.at(-1)!.id : null,
  }
}

/** What happened to one thing that belongs to a record, newest first: the edits of a note. */
export async function listEntriesOf(
  ctx: Ctx,
  db: Db,
  record: Visible,
  of: { entity: string; entityId: number },
): Promise<HistoryEntry[]> {
  const rows = await listEntries(db, record.id, { ...of, limit: 200 })
  const names = await namesIn(db, rows)
  return rows.map((row) => toEntry(ctx, record, row, names))
}

/** The same, a page at a time. */
export async function listPageOf(
  ctx: Ctx,
  db: Db,
  record: Visible,
  of: { entity: string; entityId: number },
  { before, limit }: { before?: number; limit: number },
): Promise<{ items: HistoryEntry[]; next: number | null }> {
  const rows = await listEntries(db, record.id, { ...of, before, limit: limit + 1 })
  const page = rows.slice(0, limit)
  const names = await namesIn(db, page)
  return {
    items: page.map((row) => toEntry(ctx, record, row, names)),
    next: rows.length > limit ? page.at(-1)!.id : null,
  }
}
