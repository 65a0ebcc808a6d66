/** The accounting export (ADM-011): each posting of the ledger goes to the dealer's books once, by a run that stays as it was. */
import type { Output, Parsed } from '#shared/contract.ts'
import type { AccountingExport, accountingExports } from '#shared/contracts/accounting-exports.ts'
import { fail } from '#shared/errors.ts'
import { exportFormats, ledgerAccountKeys } from '#shared/rules/accounting-exports.ts'
import { addDays, formatDate, todayIn } from '#shared/time.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx, IoCtx } from '#server/http/context.ts'
import type { Download } from '#server/http/download.ts'
import { listEntityHistory } from '../history/history.service.ts'
import { formats } from './accounting-exports.formats.ts'
import * as queries from './accounting-exports.queries.ts'

type Request<K extends keyof typeof accountingExports> = Parsed<(typeof accountingExports)[K]>
type Answer<K extends keyof typeof accountingExports> = Output<(typeof accountingExports)[K]>

const create = 'integrations.create'
const linesAtOnce = 1000

const toRun = ({ at, ...row }: queries.RunRow): AccountingExport => ({ ...row, at: at.toISOString() })

const getRun = async (db: Db, id: number): Promise<queries.RunRow> =>
  (await queries.listRuns(db, { id, limit: 1 }))[0] ?? fail('accounting_exports.not_found')

const todayOf = ({ actor, now }: Pick<Ctx, 'actor' | 'now'>) => todayIn(actor.company.timeZone, now)

/** From where the last run ended, or where the ledger begins, to the end of yesterday. */
async function propose(ctx: Ctx, db: Db, last: queries.RunRow | undefined) {
  const yesterday = addDays(todayOf(ctx), -1)
  const from = last ? addDays(last.to, 1) : ((await queries.findFirstPosting(db)) ?? yesterday)
  return { from, to: from > yesterday ? from : yesterday, fixed: last !== undefined }
}

export async function listExports(ctx: Ctx, db: Db, { query }: Request<'list'>): Promise<Answer<'list'>> {
  const rows = await queries.listRuns(db, { before: query.before ?? null, limit: query.limit + 1 })
  const [last] = query.before ? await queries.listRuns(db, { limit: 1 }) : rows
  return {
    items: rows.slice(0, query.limit).map(toRun),
    next: rows.length > query.limit ? rows[query.limit - 1]!.id : null,
    proposed: await propose(ctx, db, last),
    abilities: { create: ctx.actor.grants.covers([create], null) },
  }
}

/** @throws request.invalid for days that the run cannot carry */
async function askedOf(ctx: Ctx, db: Db, { from, to }: { from: string; to: string }): Promise<queries.Asked> {
  const [last] = await queries.listRuns(db, { limit: 1 })
  const next = last && addDays(last.to, 1)
  const wrong = (path: string, message: string) =>
    fail('request.invalid', {}, { errors: [{ path, message }] })
  if (next && from !== next)
    wrong('from', `The last run ended before ${formatDate(next)}: the next begins there`)
  if (to < from) wrong('to', 'Not before the first day')
  if (to > todayOf(ctx)) wrong('to', 'Not in the future')
  return { from, to, last, first: await queries.findFirst(db) }
}

/** As a chart of accounts has them. */
const inOrder = <S extends { account: string }>(sums: readonly S[]): S[] => {
  const place = ({ account }: S) => ledgerAccountKeys.findIndex((key) => key === account)
  return sums.toSorted((a, b) => place(a) - place(b))
}

/** @throws request.invalid */
export async function previewExport(
  ctx: Ctx,
  db: Db,
  { query }: Request<'preview'>,
): Promise<Answer<'preview'>> {
  const book = await queries.readBook(db)
  const { sums, ...counts } = await queries.previewRun(db, await askedOf(ctx, db, query))
  return {
    ...counts,
    sums: inOrder(sums).map((sum) => ({ ...sum, book: book[sum.account] ?? sum.account })),
  }
}

/** @throws accounting_exports.not_found */
export async function openExport(_ctx: Ctx, db: Db, { params }: Request<'open'>): Promise<Answer<'open'>> {
  return {
    run: toRun(await getRun(db, params.exportId)),
    sums: inOrder(await queries.sumRun(db, params.exportId)),
  }
}

/** @throws request.invalid; accounting_exports.nothing */
export async function createExport(ctx: Ctx, db: Db, { body }: Request<'create'>): Promise<AccountingExport> {
  await queries.lockRuns(db)
  const asked = await askedOf(ctx, db, body)
  const made = { book: await queries.readBook(db), at: ctx.now, by: ctx.actor.userId }
  const id = (await queries.insertRun(db, asked, made)) ?? fail('accounting_exports.nothing')
  const run = await getRun(db, id)
  ctx.history.add({
    event: 'accounting_exports.created',
    entity: 'accounting_export',
    entityId: id,
    detail: { postings: String(run.postings), period: `${formatDate(run.from)} – ${formatDate(run.to)}` },
  })
  return toRun(run)
}

/** @throws accounting_exports.not_found */
export async function downloadExport(ctx: IoCtx, { params, body }: Request<'file'>): Promise<Download> {
  const { label, ends } = exportFormats[body.format]
  const run = await ctx.tx(async ({ history }, db) => {
    const found = await getRun(db, params.exportId)
    history.add({
      event: 'accounting_exports.downloaded',
      entity: 'accounting_export',
      entityId: found.id,
      detail: { number: String(found.number), format: label },
    })
    return found
  })
  return {
    fileName: `Journal ${run.number} ${run.from} to ${run.to}.${ends}`,
    chunks: chunksOf(ctx, run, body.format),
  }
}

/** Posting by posting, also where a page of lines ends within one. */
async function* chunksOf(
  ctx: IoCtx,
  run: queries.RunRow,
  format: keyof typeof formats,
): AsyncGenerator<string> {
  const { head, posting } = formats[format]
  yield head
  let open: queries.LineRow[] = []
  let after = { postingId: 0, place: 0 }
  for (;;) {
    const at = after
    const lines: queries.LineRow[] = await ctx.tx((_own, db) =>
      queries.listLines(db, run.id, at, linesAtOnce),
    )
    let text = ''
    for (const line of lines) {
      if (open.length && open[0]!.postingId !== line.postingId) {
        text += posting(open, run)
        open = []
      }
      open.push(line)
    }
    const ended = lines.length < linesAtOnce
    if (ended && open.length) text += posting(open, run)
    if (text) yield text
    if (ended) return
    after = lines.at(-1)!
  }
}

/** @throws accounting_exports.not_found */
export async function listExportHistory(
  _ctx: Ctx,
  db: Db,
  { params, query }: Request<'history'>,
): Promise<Answer<'history'>> {
  await getRun(db, params.exportId)
  return listEntityHistory(db, 'accounting_export', params.exportId, query)
}
