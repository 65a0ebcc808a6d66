/** A record's history as one user may read it: names instead of ids, `***` instead of what is confidential. */
import { DateTime } from 'luxon'
import type { Output, Parsed } from '#shared/contract.ts'
import { mask } from '#shared/contracts/customers.ts'
import type { history, HistoryEntry } from '#shared/contracts/history.ts'
import { fail } from '#shared/errors.ts'
import { sentenceOf } from '#shared/history-events.ts'
import { formatPhone } from '#shared/phone.ts'
import { customerFields, field, type FieldName } from '#shared/rules/customer-fields.ts'
import { formatDate, formatInstant } from '#shared/time.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'
import { findVisible, maskedField, openSealed, type Visible } from '../customers/customers.service.ts'
import { type EntryRow, listEntries, listNames, listUsersOf } from './history.queries.ts'

const tables: Record<string, string> = {
  catalogue: 'catalogue_value',
  user: 'user_account',
  location: 'location',
  monitoringCompany: 'monitoring_company',
  serviceProvider: 'service_provider',
  customer: 'customer',
}

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

type Names = Map<string, Map<number, string>>

async function namesIn(db: Db, rows: EntryRow[]): Promise<Names> {
  const wanted = new Map<string, Set<number>>()
  for (const { changes } of rows) {
    for (const change of changes) {
      const table = change.field in customerFields ? tables[field(change.field as FieldName).type] : undefined
      if (!table) continue
      const ids = wanted.get(table) ?? new Set<number>()
      wanted.set(table, ids)
      for (const value of [change.old, change.new]) if (typeof value === 'number') ids.add(value)
    }
  }
  const names: Names = new Map()
  for (const [table, ids] of wanted) names.set(table, await listNames(db, table, [...ids]))
  return names
}

function toEntry(ctx: Ctx, record: Visible, row: EntryRow, names: Names): HistoryEntry {
  return {
    id: row.id,
    at: row.at.toISOString(),
    user: row.user_name,
    source: row.source,
    address: row.address,
    event: row.event,
    entity: row.entity,
    summary: sentenceOf(row.event, row.detail),
    changes: row.changes.flatMap((change) => {
      if (!(change.field in customerFields))
        return [{ field: change.field, label: change.field, old: text(change.old), new: text(change.new) }]
      const name = change.field as FieldName
      const seen = maskedField(ctx.actor, record, name)
      if (seen === 'hidden') return []
      const read = (value: unknown) =>
        value === null ? null : seen === 'masked' ? mask : toText(ctx, name, value, names)
      return [{ field: name, label: field(name).label, old: read(change.old), new: read(change.new) }]
    }),
  }
}

const text = (value: unknown): string | null => (value === null || value === undefined ? null : String(value))

/** A value as people read it. */
function toText(ctx: Ctx, name: FieldName, value: unknown, names: Names): string {
  const f = field(name)
  const plain = f.sealed ? openSealed(ctx.actor.company.id, name, String(value)) : value
  const table = tables[f.type]
  if (table) return names.get(table)?.get(plain as number) ?? `#${String(plain)}`
  switch (f.type) {
    case 'checkbox':
      return plain ? 'Yes' : 'No'
    case 'phone':
      return formatPhone(String(plain))
    case 'date':
      return formatDate(String(plain))
    case 'instant':
      return formatInstant(String(plain), ctx.actor.company.timeZone)
    case 'choice':
      return f.options.find((option) => option.value === plain)?.label ?? String(plain)
    case 'ssn':
      return String(plain).replace(/(\d{3})(\d{2})(\d{4})/, '$1-$2-$3')
    default:
      return String(plain)
  }
}
