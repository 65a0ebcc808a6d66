/** The list as a CSV file (RFC 4180, UTF-8 with a mark that Excel needs): by keyset, masked as the list itself is. */
import { sql } from 'kysely'
import { DateTime } from 'luxon'
import type { Parsed } from '#shared/contract.ts'
import { columnsOf, type CustomerFilter, type ListColumn } from '#shared/contracts/customer-list.ts'
import { type CustomField, customIdOf } from '#shared/rules/custom-fields.ts'
import { customValueText, emptyOf } from '#shared/rules/custom-values.ts'
import { type CustomerRow, mask } from '#shared/contracts/customers.ts'
import type { lists } from '#shared/contracts/lists.ts'
import { formatPhone } from '#shared/phone.ts'
import { customerFields, field, type FieldName } from '#shared/rules/customer-fields.ts'
import { compile } from '#server/db/compile.ts'
import type { Db } from '#server/db/database.ts'
import type { IoCtx } from '#server/http/context.ts'
import type { Download } from '#server/http/download.ts'
import { byteOrderMark, csvInstant, csvLine } from '#server/platform/csv.ts'
import {
  customAsked,
  fieldsAsked,
  listCustomFields,
  listStatement,
  type ListRow,
  type Position,
  toListRow,
} from '../customers/customers.service.ts'

const pageSize = 500
const defaultColumns = 'accountNumber,primaryPhone,city,state,locationId,status,saleDate,soldById,createdAt'

/** Names by what they belong to and id: `user 7`. */
type Names = Map<string, string>

/** What the cells are written with. */
type Words = { names: Names; own: ReadonlyMap<number, CustomField>; zone: string; currency: string }

const tables = {
  catalogue: 'catalogue_value',
  user: 'user_account',
  location: 'location',
  monitoringCompany: 'monitoring_company',
  serviceProvider: 'service_provider',
} as const

async function listNames(db: Db): Promise<Names> {
  const names: Names = new Map()
  for (const [type, table] of Object.entries(tables)) {
    const name = sql.raw(table === 'user_account' ? `first_name || ' ' || last_name` : 'name')
    const { rows } = await sql<{ id: number; name: string }>`
      select id, ${name} as name from ${sql.table(table)} where company_id = platform.company_id()`.execute(
      db,
    )
    for (const row of rows) names.set(`${type} ${row.id}`, row.name)
  }
  return names
}

/** Notes in history that the list is taken out, and begins the file. */
export async function exportCsv(
  ctx: IoCtx,
  { params: { kind }, body }: Parsed<typeof lists.exportCsv>,
): Promise<Download> {
  const columns = body.columns || defaultColumns
  const filter: CustomerFilter = { ...body, kind, columns, limit: pageSize }
  const asked = columnsOf(columns)
  const { names, own } = await ctx.tx(async ({ history }, db) => {
    history.add({
      event: 'lists.exported',
      entity: 'list',
      entityId: null,
      // Which filters, not their values: a search may be a social security number.
      detail: { what: `${kind}s`, columns: asked.join(', '), filters: filtersOf(filter) },
      changes: [],
    })
    const ids = customAsked(filter)
    const fields = ids.length ? await listCustomFields(db, ids) : []
    return { names: await listNames(db), own: new Map(fields.map((field) => [field.id, field])) }
  })
  // A field that the company has no more has no column.
  const shown = asked.filter((name) => own.has(customIdOf(name) ?? 0) || customIdOf(name) === null)
  const { timeZone: zone, currency } = ctx.actor.company
  const day = DateTime.fromJSDate(ctx.now, { zone }).toISODate() ?? ''
  return {
    fileName: `${kind}s ${day}.csv`,
    chunks: chunksOf(ctx, filter, shown, { names, own, zone, currency }),
  }
}

const order = new Set(['kind', 'columns', 'limit', 'sort', 'direction', 'tags'])
const filtersOf = (f: CustomerFilter): string =>
  Object.entries(f)
    .filter(
      ([name, value]) => !order.has(name) && value !== undefined && !(name === 'archive' && value === 'all'),
    )
    .map(([name]) => name)
    .join(', ') || 'none'

async function* chunksOf(
  ctx: IoCtx,
  filter: CustomerFilter,
  columns: readonly ListColumn[],
  words: Words,
): AsyncGenerator<string> {
  yield `${byteOrderMark}${csvLine(['ID', 'Name', ...columns.map((name) => headOf(name, words))])}`
  const fields = fieldsAsked(filter)
  let position: Position | null = null
  for (;;) {
    const { text, values } = listStatement(filter, position)
    const page = await ctx.tx(async ({ actor }, db) => {
      const { rows } = await db.executeQuery<ListRow>(compile.raw(text, values))
      const kept = rows.slice(0, pageSize)
      const last = rows.length > pageSize ? kept.at(-1) : undefined
      return {
        lines: kept.map((row) => {
          // The boxes are not exported; which they are is nobody's question here.
          const shown = toListRow(actor, row, fields, null)
          return csvLine([shown.id, shown.name, ...columns.map((name) => cellOf(name, shown, words))])
        }),
        next: last ? { keys: last.position, id: last.id } : null,
      }
    })
    if (page.lines.length) yield page.lines.join('')
    if (!page.next) return
    position = page.next
  }
}

const headOf = (column: ListColumn, { own }: Words): string => {
  const customId = customIdOf(column)
  if (customId !== null) return own.get(customId)!.name
  return column in customerFields
    ? field(column as FieldName).label
    : { status: 'Status', createdAt: 'Created', tags: 'Tags' }[column as 'status' | 'createdAt' | 'tags']
}

function ownCellOf(own: CustomField, row: CustomerRow, { currency }: Words): string {
  const value = row.custom?.[own.id] ?? emptyOf(own)
  return value === mask ? mask : (customValueText(own, value, currency) ?? '')
}

function cellOf(column: ListColumn, row: CustomerRow, words: Words): string {
  const { names, zone } = words
  const own = words.own.get(customIdOf(column) ?? 0)
  if (own) return ownCellOf(own, row, words)
  if (column === 'status') return row.status
  if (column === 'createdAt') return csvInstant(row.createdAt, zone)
  if (column === 'tags') return (row.tags ?? []).map(({ name }) => name).join(', ')
  const name = column as FieldName
  const value = row.fields[name] ?? null
  if (value === null || value === mask) return value ?? ''
  const f = field(name)
  if (f.type in tables) return names.get(`${f.type} ${String(value)}`) ?? `#${String(value)}`
  switch (f.type) {
    case 'checkbox':
      return value ? 'Yes' : 'No'
    case 'phone':
      return formatPhone(String(value))
    case 'instant':
      return csvInstant(String(value), zone)
    case 'choice':
      return f.options.find((option) => option.value === value)?.label ?? String(value)
    default:
      return String(value)
  }
}
