/** What reports are built of, and running one: a page for the page, or a file (TAB-022). */
import { sql } from 'kysely'
import pg from 'pg'
import { z } from 'zod'
import type { Output, Parsed } from '#shared/contract.ts'
import type {
  ReportCell,
  ReportDefinition,
  ReportObject,
  ReportResult,
  reports,
  ResultColumn,
} from '#shared/contracts/reports.ts'
import { fail } from '#shared/errors.ts'
import { formatPhone } from '#shared/phone.ts'
import { groupsExported, groupsShown, rowsExported } from '#shared/rules/reports.ts'
import { todayIn } from '#shared/time.ts'
import type { Actor } from '#server/db/actor.ts'
import { compile } from '#server/db/compile.ts'
import type { Db } from '#server/db/database.ts'
import { readPosition, writeCursor } from '#server/db/cursor.ts'
import type { Ctx, IoCtx } from '#server/http/context.ts'
import type { Download } from '#server/http/download.ts'
import { byteOrderMark, csvInstant, csvLine } from '#server/platform/csv.ts'
import { listCustomFields } from '../customers/customers.service.ts'
import { type Compiled, compileReport, type Position, type Query } from './reports.compile.ts'
import { kindsSeen } from './reports.fields.ts'
import { type ObjectDef, objectsOf } from './reports.objects.ts'
import { listSources } from './reports.sources.ts'

type Who = { actor: Actor; now: Date }
const secondsAllowed = 15
/** Rows are counted up to here: "10,000+". */
const countedUpTo = 10_000
const perPage = 2_000

const toObject = (actor: Actor, object: ObjectDef): ReportObject => ({
  key: object.key,
  label: object.label,
  noun: object.noun,
  columns: object.columns.filter((key) =>
    object.fields.some((field) => field.key === key && kindsSeen(actor, field).length > 0),
  ),
  fields: object.fields
    .filter((field) => kindsSeen(actor, field).length > 0)
    .filter(({ confidential }) => !confidential || actor.grants.anywhere.has(confidential))
    .map(({ key, label, section, type, options, source, isUser, open, confidential }) => ({
      key,
      label,
      section,
      type,
      ...(options && { options: [...options] }),
      ...(source && { source }),
      ...(isUser && { isUser }),
      ...(open && { columnOnly: true }),
      ...((confidential ?? open) && { confidential: true }),
    })),
})

export async function readCatalogue(ctx: Ctx, db: Db): Promise<Output<typeof reports.catalogue>> {
  const custom = (await listCustomFields(db)).filter(({ active }) => active)
  const objects = objectsOf(ctx.actor, custom)
  const keys = new Set(objects.flatMap(({ fields }) => fields.flatMap(({ source }) => source ?? [])))
  return {
    objects: objects.map((object) => toObject(ctx.actor, object)),
    sources: await listSources(ctx, db, keys),
    mayCreate: ctx.actor.grants.anywhere.has('reports.create'),
  }
}

/** The definition as this actor may run it now. @throws as compileReport */
export async function compiled(
  who: Who,
  db: Db,
  definition: ReportDefinition,
  strict = false,
): Promise<Compiled> {
  const { actor } = who
  const zone = actor.company.timeZone
  const objects = objectsOf(actor, await listCustomFields(db))
  return compileReport(actor, objects, definition, { today: todayIn(zone, who.now), zone }, strict)
}

/** Reads at most so long. @throws reports.too_slow */
export async function read<R>(db: Db, { text, values }: Query): Promise<R[]> {
  try {
    await sql`select set_config('statement_timeout', ${String(secondsAllowed * 1000)}, true)`.execute(db)
    return (await db.executeQuery<R>(compile.raw(text, values))).rows
  } catch (error) {
    // 57014: query_canceled (PostgreSQL manual, Appendix A).
    if (error instanceof pg.DatabaseError && error.code === '57014')
      return fail('reports.too_slow', { seconds: secondsAllowed })
    throw error
  }
}

type Row = Record<string, unknown> & { rowId: number; customerId: number; sortKey: string | null }

/** @throws reports.object_denied, .field_denied, .too_slow; request.invalid */
export async function runReport(
  ctx: Ctx,
  db: Db,
  { body }: Parsed<typeof reports.run>,
): Promise<ReportResult> {
  const report = await compiled(ctx, db, body.definition)
  const { columns, grouped, leftOut } = report
  if (grouped) {
    const rows = await read<Row>(db, report.page(groupsShown + 1, null))
    const kept = rows.slice(0, groupsShown)
    return {
      columns,
      rows: kept.map((row) => ({ customerId: null, cells: report.cells(row) })),
      next: null,
      count: kept.length,
      cut: rows.length > groupsShown,
      leftOut,
    }
  }
  const position = readPosition(body.after, sortKey)
  const rows = await read<Row>(db, report.page(body.limit + 1, position))
  const kept = rows.slice(0, body.limit)
  const last = rows.length > body.limit ? kept.at(-1) : undefined
  const counted = position ? null : await read<{ n: number }>(db, report.count(countedUpTo + 1))
  return {
    columns,
    rows: kept.map((row) => ({ customerId: row.customerId, cells: report.cells(row) })),
    next: last ? writeCursor(last.sortKey, last.rowId) : null,
    count: counted && counted[0]!.n,
    cut: false,
    leftOut,
  }
}

const sortKey = z.string().max(500).nullable()

/**
 * Counts before anything is written, so that no file ends short.
 * @throws reports.too_many_rows
 */
export async function requireFits(db: Db, report: Compiled, most: number): Promise<number> {
  const max = report.grouped ? groupsExported : most
  const n = report.grouped
    ? (await read(db, report.page(max + 1, null))).length
    : (await read<{ n: number }>(db, report.count(max + 1)))[0]!.n
  return n > max ? fail('reports.too_many_rows', { max: max.toLocaleString('en-US') }) : n
}

/** @throws as runReport; reports.too_many_rows */
export async function exportReport(
  ctx: IoCtx,
  { body }: Parsed<typeof reports.exportCsv>,
): Promise<Download> {
  const name = body.name || 'Report'
  const zone = ctx.actor.company.timeZone
  const report = await ctx.tx(async (own, db) => {
    const found = await compiled(own, db, body.definition)
    await requireFits(db, found, rowsExported)
    own.history.add({
      event: 'reports.exported',
      entity: 'saved_report',
      entityId: null,
      // Which fields, not their values: a filter may be anything that somebody typed.
      detail: { name, columns: found.columns.map(({ label }) => label).join(', ') },
      changes: [],
    })
    return found
  })
  const tx = <T>(work: (db: Db) => Promise<T>): Promise<T> => ctx.tx((_own, db) => work(db))
  return { fileName: `${name} ${todayIn(zone, ctx.now)}.csv`, chunks: csvOf(tx, report, zone) }
}

/** The lines of the file, a page at a time; each page in a transaction of its own. */
export async function* csvOf(
  tx: <T>(work: (db: Db) => Promise<T>) => Promise<T>,
  report: Compiled,
  zone: string,
): AsyncGenerator<string> {
  const { columns } = report
  yield `${byteOrderMark}${csvLine(columns.map(({ label }) => label))}`
  const lineOf = (row: Row) => csvLine(report.cells(row).map((value, i) => csvCell(value, columns[i]!, zone)))
  let position: Position | null = null
  for (;;) {
    const limit = report.grouped ? groupsExported : perPage
    const at: Position | null = position
    const rows: Row[] = await tx((db) => read<Row>(db, report.page(limit, at)))
    if (rows.length) yield rows.map(lineOf).join('')
    const last = rows.at(-1)
    if (report.grouped || !last || rows.length < limit) return
    position = { key: last.sortKey, id: last.rowId }
  }
}

function csvCell(value: ReportCell, { type, options }: ResultColumn, zone: string): string | number {
  if (value === null) return ''
  switch (type) {
    case 'money':
      return typeof value === 'number' ? Number((value / 100).toFixed(2)) : String(value)
    case 'number':
      return typeof value === 'number' ? value : String(value)
    case 'checkbox':
      return value === true ? 'Yes' : 'No'
    case 'instant':
      return csvInstant(String(value), zone)
    case 'phone':
      return formatPhone(String(value))
    case 'choice':
      return options?.find((option) => option.value === value)?.label ?? String(value)
    default:
      return String(value)
  }
}
