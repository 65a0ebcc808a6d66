/** Statements of many customers at once: begun by a person, made by a job, one for each customer and period. */
import type { Output, Parsed } from '#shared/contract.ts'
import type { StatementRun, statementRuns } from '#shared/contracts/statements.ts'
import { fail } from '#shared/errors.ts'
import { lastMonth } from '#shared/rules/statements.ts'
import { formatDate, todayIn } from '#shared/time.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx, IoCtx } from '#server/http/context.ts'
import type { StoredFile } from '#server/http/download.ts'
import { statementsPdf } from './statements.pdf.ts'
import * as queries from './statements.queries.ts'
import { paperOf, stored } from './statements.service.ts'

type Request<K extends keyof typeof statementRuns> = Parsed<(typeof statementRuns)[K]>

const toRun = (row: queries.RunRow): StatementRun => ({
  ...row,
  startedAt: row.startedAt.toISOString(),
  finishedAt: row.finishedAt?.toISOString() ?? null,
})
const get = async (db: Db, id: number) =>
  (await queries.listRuns(db, { id, limit: 1 }))[0] ?? fail('statements.no_run')

export async function readRuns(
  ctx: Ctx,
  db: Db,
  { query }: Request<'list'>,
): Promise<Output<typeof statementRuns.list>> {
  const rows = await queries.listRuns(db, { before: query.before, limit: query.limit + 1 })
  return {
    items: rows.slice(0, query.limit).map(toRun),
    next: rows.length > query.limit ? rows[query.limit - 1]!.id : null,
    proposed: lastMonth(todayIn(ctx.actor.company.timeZone, ctx.now)),
    locations: await queries.listLocations(db),
    abilities: { start: ctx.actor.grants.anywhere.has('billing_information.modify') },
  }
}

export const countStatements = (
  _ctx: Ctx,
  db: Db,
  { query }: Request<'count'>,
): Promise<Output<typeof statementRuns.count>> =>
  queries.countTargets(db, query.pastDueOnly === 'true', query.locationId ?? null)

/** @throws statements.running, .nobody; request.invalid */
export async function startRun(ctx: Ctx, db: Db, { body }: Request<'start'>): Promise<StatementRun> {
  const { company, userId } = ctx.actor
  if (body.to > todayIn(company.timeZone, ctx.now))
    fail('request.invalid', {}, { errors: [{ path: 'to', message: 'Not in the future' }] })
  if (body.locationId !== null && !(await queries.listLocations(db)).some(({ id }) => id === body.locationId))
    fail('request.invalid', {}, { errors: [{ path: 'locationId', message: 'Choose a location' }] })
  const id = await queries.insertRun(db, { ...body, by: userId, at: ctx.now })
  if (id === undefined) return fail('statements.running')
  const run = await get(db, id)
  if (run.customers === 0) fail('statements.nobody')
  await queries.addRunJob(db, id)
  ctx.history.add({
    event: 'statements.run_started',
    entity: 'statement_run',
    entityId: id,
    detail: { count: run.customers, period: `${formatDate(body.from)} – ${formatDate(body.to)}` },
  })
  return toRun(run)
}

/** @throws statements.no_run, .run_over */
export async function stopRun(ctx: Ctx, db: Db, { params }: Request<'stop'>): Promise<StatementRun> {
  await get(db, params.statementRunId)
  if (!(await queries.setRunState(db, params.statementRunId, 'stopped', ctx.now))) fail('statements.run_over')
  ctx.history.add({
    event: 'statements.run_stopped',
    entity: 'statement_run',
    entityId: params.statementRunId,
  })
  return toRun(await get(db, params.statementRunId))
}

/** @throws statements.no_run, .none_yet */
export async function downloadRun(ctx: IoCtx, { params }: Request<'pdf'>): Promise<StoredFile> {
  const { run, rows } = await ctx.tx(async (_inner, db) => ({
    run: await get(db, params.statementRunId),
    rows: await queries.listOfRun(db, params.statementRunId),
  }))
  if (!rows.length) return fail('statements.none_yet')
  const bytes = await statementsPdf(ctx.actor.company, rows.map(paperOf))
  return stored(`Statements ${run.from} to ${run.to}.pdf`, bytes, false)
}
