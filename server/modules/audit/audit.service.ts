/** The company's audit trail, read and taken out: who was refused what, and who was shown confidential values (ADM-013). */
import type { Endpoint, Output, Parsed } from '#shared/contract.ts'
import type { audit, ConfidentialRead, DeniedAttempt } from '#shared/contracts/audit.ts'
import { otherConfidential } from '#shared/rules/audit.ts'
import { customIdOf, customKey } from '#shared/rules/custom-fields.ts'
import { customerFields, field, type FieldName, fieldNames } from '#shared/rules/customer-fields.ts'
import { todayIn } from '#shared/time.ts'
import type { Db } from '#server/db/database.ts'
import { type Ctx, type IoCtx, requireAnywhere } from '#server/http/context.ts'
import type { Download } from '#server/http/download.ts'
import { byteOrderMark, csvInstant, csvLine } from '#server/platform/csv.ts'
import { listCustomFields } from '../customers/customers.service.ts'
import * as queries from './audit.queries.ts'

type Request<K extends keyof typeof audit> = Parsed<(typeof audit)[K]>

/** What an operation is for, by its name. */
export type SummaryOf = (operation: string) => string

const perPage = 500

/** The summaries of all endpoints, as openapi.json has them. @param list is asked once, when the first is wanted */
export function summariesOf(
  list: () => readonly { name: string; contract: Record<string, Endpoint> }[],
): SummaryOf {
  let known: Map<string, string> | undefined
  return (operation) => {
    known ??= new Map(
      list().flatMap(({ name, contract }) =>
        Object.entries(contract).map(([key, { summary }]) => [`${name}.${key}`, summary] as const),
      ),
    )
    return known.get(operation) ?? operation
  }
}

const common = (row: queries.DenialRow | queries.ReadRow, summaryOf: SummaryOf) => ({
  id: row.id,
  at: row.at.toISOString(),
  user: { id: row.user_id, name: row.user_name ?? `#${row.user_id}` },
  staff: row.staff || null,
  customer: row.customer_id === null ? null : { id: row.customer_id, name: row.customer },
  operation: row.operation,
  summary: summaryOf(row.operation),
  source: row.source,
  address: row.address,
})

const toDenial = (row: queries.DenialRow, summaryOf: SummaryOf): DeniedAttempt => ({
  ...common(row, summaryOf),
  lastAt: row.last_at.toISOString(),
  times: row.times,
  code: row.code,
  permission: row.permission,
})

type LabelOf = (key: string) => string

/** What confidential fields are called: ours, the company's own, and what else there is. */
async function labels(db: Db): Promise<{ labelOf: LabelOf; fields: { key: string; label: string }[] }> {
  const custom = await listCustomFields(db)
  const names = new Map<string, string>([
    ...fieldNames
      .filter((name) => field(name).confidential)
      .map((name) => [name, field(name).label] as const),
    ...Object.entries(otherConfidential),
    ...custom
      .filter(({ confidential }) => confidential)
      .map(({ id, name }) => [customKey(id), name] as const),
  ])
  return {
    labelOf: (key) =>
      names.get(key) ??
      (key in customerFields
        ? field(key as FieldName).label
        : customIdOf(key) === null
          ? key
          : `Custom field #${customIdOf(key)}`),
    fields: [...names].map(([key, label]) => ({ key, label })),
  }
}

const toRead = (row: queries.ReadRow, summaryOf: SummaryOf, labelOf: LabelOf): ConfidentialRead => ({
  ...common(row, summaryOf),
  fields: row.fields.map((key) => ({ key, label: labelOf(key) })),
})

async function around(ctx: Ctx, db: Db, rows: readonly { id: number }[], limit: number) {
  return {
    next: rows.length > limit ? rows[limit - 1]!.id : null,
    users: await queries.listUsers(db),
    keptDays: ctx.actor.company.settings.auditDays,
    abilities: { export: ctx.actor.grants.anywhere.has('history.yes') },
  }
}

export const listDenials =
  (summaryOf: SummaryOf) =>
  async (ctx: Ctx, db: Db, { query }: Request<'denials'>): Promise<Output<typeof audit.denials>> => {
    const f = { ...query, limit: query.limit + 1 }
    const rows = await queries.listDenials(db, f, ctx.actor.company.timeZone)
    return {
      items: rows.slice(0, query.limit).map((row) => toDenial(row, summaryOf)),
      ...(await around(ctx, db, rows, query.limit)),
    }
  }

export const listReads =
  (summaryOf: SummaryOf) =>
  async (ctx: Ctx, db: Db, { query }: Request<'reads'>): Promise<Output<typeof audit.reads>> => {
    const f = { ...query, limit: query.limit + 1 }
    const rows = await queries.listReads(db, f, ctx.actor.company.timeZone)
    const { labelOf, fields } = await labels(db)
    return {
      items: rows.slice(0, query.limit).map((row) => toRead(row, summaryOf, labelOf)),
      ...(await around(ctx, db, rows, query.limit)),
      fields,
    }
  }

/** Notes in History that it was taken out, and begins the file. @throws access.denied without History */
export const exportCsv =
  (summaryOf: SummaryOf) =>
  async (ctx: IoCtx, { params, body }: Request<'exportCsv'>): Promise<Download> => {
    requireAnywhere(ctx.actor, ['history.yes'])
    const what = params.what === 'denials' ? 'Denied attempts' : 'Reads of confidential values'
    const { labelOf } = await ctx.tx(async ({ history }, db) => {
      history.add({ event: 'audit.exported', entity: 'audit', entityId: null, detail: { what } })
      return labels(db)
    })
    const zone = ctx.actor.company.timeZone
    const lines =
      params.what === 'denials' ? denialLines(summaryOf, zone) : readLines(summaryOf, labelOf, zone)
    return { fileName: `${what} ${todayIn(zone, ctx.now)}.csv`, chunks: chunksOf(ctx, body, lines) }
  }

type Lines = {
  head: string[]
  /** The lines of a page, and its last row's id. */
  page(db: Db, f: queries.Filter): Promise<{ lines: string[]; rows: { id: number }[] }>
}

const cellsOf = (row: queries.DenialRow | queries.ReadRow, zone: string, summaryOf: SummaryOf) => [
  csvInstant(row.at.toISOString(), zone),
  row.user_name ?? `#${row.user_id}`,
  row.staff,
  row.customer_id ?? '',
  row.customer ?? '',
  summaryOf(row.operation),
]
const firstHeads = ['First in the hour', 'User', 'Keyholder staff', 'Record', 'Name', 'What']

const denialLines = (summaryOf: SummaryOf, zone: string): Lines => ({
  head: [...firstHeads, 'Missing permission', 'Times', 'Last', 'Operation', 'From'],
  async page(db, f) {
    const rows = await queries.listDenials(db, f, zone)
    const lines = rows.map((row) =>
      csvLine([
        ...cellsOf(row, zone, summaryOf),
        ...[row.permission || row.code, row.times, csvInstant(row.last_at.toISOString(), zone)],
        ...[row.operation, row.address],
      ]),
    )
    return { lines, rows }
  },
})

const readLines = (summaryOf: SummaryOf, labelOf: LabelOf, zone: string): Lines => ({
  head: [...firstHeads, 'Fields', 'Operation', 'From'],
  async page(db, f) {
    const rows = await queries.listReads(db, f, zone)
    const lines = rows.map((row) =>
      csvLine([
        ...cellsOf(row, zone, summaryOf),
        ...[row.fields.map(labelOf).join(', '), row.operation, row.address],
      ]),
    )
    return { lines, rows }
  },
})

async function* chunksOf(
  ctx: IoCtx,
  filter: Request<'exportCsv'>['body'],
  { head, page }: Lines,
): AsyncGenerator<string> {
  yield `${byteOrderMark}${csvLine(head)}`
  let before: number | undefined
  for (;;) {
    const at = before
    const { lines, rows } = await ctx.tx((_own, db) => page(db, { ...filter, before: at, limit: perPage }))
    if (lines.length) yield lines.join('')
    if (rows.length < perPage) return
    before = rows.at(-1)!.id
  }
}
