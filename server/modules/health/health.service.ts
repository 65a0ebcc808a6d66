/** The page of the morning: what needs somebody, the lists behind it, and what one does about them (CON-092). */
import type { Output, Parsed } from '#shared/contract.ts'
import type { health, Reconciliation } from '#shared/contracts/health.ts'
import { fail } from '#shared/errors.ts'
import { countedUpTo, maxRetried } from '#shared/rules/health.ts'
import type { Db } from '#server/db/database.ts'
import { type Ctx, requireAt } from '#server/http/context.ts'
import { findLinkedAccount, labelsOf, retryConnections } from '../connections/connections.service.ts'
import { findLinkedId, retryAccounts, wordFor } from '../interactive/interactive.service.ts'
import { listHealth } from '../providers/providers.service.ts'
import { listMoney, sumMoney } from './health.money.ts'
import { listNamed, listPushes, type PushPlace, type PushRow, type Standing } from './health.pushes.ts'
import * as lists from './health.queries.ts'
import * as queries from './health.runs.queries.ts'
import { findNextRun, startRun } from './health.schedule.ts'

export { planNext } from './health.schedule.ts'

type Request<K extends keyof typeof health> = Parsed<(typeof health)[K]>
type Answer<K extends keyof typeof health> = Output<(typeof health)[K]>

const iso = (at: Date | null): string | null => at?.toISOString() ?? null

function toRun(row: queries.ShownRun): Reconciliation {
  const sum = (of: 'total' | 'done') => row.parts.reduce((all, part) => all + part[of], 0)
  return {
    id: row.id,
    state: row.state as Reconciliation['state'],
    startedAt: row.started_at.toISOString(),
    startedBy: row.started_by_name,
    finishedAt: iso(row.finished_at),
    total: sum('total'),
    done: sum('done'),
    parts: row.parts.map((part) => ({
      provider: { ...queries.providerOf(part), name: part.provider },
      state: part.state as Reconciliation['parts'][number]['state'],
      total: part.total,
      done: part.done,
      error: part.error,
    })),
  }
}

export async function readSummary(ctx: Ctx, db: Db): Promise<Answer<'summary'>> {
  const breakers = await listHealth(db)
  const run = await queries.findRun(db)
  return {
    providers: (await lists.listProviders(db)).map(({ oldestCheckAt, ...row }) => {
      const open = breakers.find(({ kind, id }) => kind === row.kind && id === row.id)
      return {
        ...row,
        oldestCheckAt: iso(oldestCheckAt),
        breaker:
          open?.openSince && open.probeAt
            ? {
                openSince: open.openSince.toISOString(),
                probeAt: open.probeAt.toISOString(),
                lastError: open.lastError,
              }
            : null,
      }
    }),
    lastRun: run ? toRun(run) : null,
    nextRunAt: iso(await findNextRun(db, ctx.now)),
    late: await lists.countLate(db),
    strays: (await lists.listStrays(db, { after: undefined, limit: countedUpTo + 1 })).length,
    pushes: await lists.listPushDays(db),
    runs: (await lists.listRuns(db)).map((row) => ({ ...row, startedAt: row.startedAt.toISOString() })),
  }
}

export const readTotals = (_ctx: Ctx, db: Db): Promise<Answer<'totals'>> => sumMoney(db)

export async function readLastRun(_ctx: Ctx, db: Db): Promise<Answer<'lastRun'>> {
  const run = await queries.findRun(db)
  return { run: run ? toRun(run) : null }
}

/** @throws health.running */
export async function start(ctx: Ctx, db: Db): Promise<Answer<'start'>> {
  const id = await startRun(db, ctx.history, ctx.actor.userId, ctx.now)
  if (id === undefined) return fail('health.running')
  return { run: toRun((await queries.findRun(db, id))!) }
}

/** @throws health.run_not_found; health.not_running for one that has ended */
export async function stop(ctx: Ctx, db: Db, { params }: Request<'stop'>): Promise<Answer<'stop'>> {
  if (!(await queries.findRun(db, params.runId))) fail('health.run_not_found')
  if (!(await queries.stopRun(db, params.runId, ctx.now))) fail('health.not_running')
  ctx.history.add({ event: 'health.run_stopped', entity: 'reconciliation', entityId: params.runId })
  return { run: toRun((await queries.findRun(db, params.runId))!) }
}

/** A page of a list by its rows' ids; one row more than asked for tells whether there is another. */
const paged = <R, T, N>(rows: R[], limit: number, toItem: (row: R) => T, place: (row: R) => N) => ({
  items: rows.slice(0, limit).map(toItem),
  next: rows.length > limit ? place(rows[limit - 1]!) : null,
})

const accountOf = ({ providerId, providerName, ...row }: lists.AccountBase) => ({
  kind: row.kind,
  id: row.id,
  customerId: row.customerId,
  customer: row.customer,
  location: row.location,
  provider: { kind: row.kind, id: providerId, name: providerName },
  account: row.account,
})

const labels = (kind: lists.AccountBase['kind'], fields: string[]) =>
  kind === 'monitoring' ? labelsOf(fields) : fields.map(wordFor)

export async function listAccounts(
  _ctx: Ctx,
  db: Db,
  { query: { limit, finding, after, ...of } }: Request<'accounts'>,
): Promise<Answer<'accounts'>> {
  const rows = await lists.listChecked(db, { ...of, finding, after, limit: limit + 1 })
  return paged(
    rows,
    limit,
    (row) => ({
      ...accountOf(row),
      finding: row.finding,
      fields: labels(row.kind, row.fields),
      error: row.error,
      since: iso(row.since),
      checkedAt: iso(row.checkedAt),
    }),
    ({ checkId }) => checkId,
  )
}

const toPlace = (after: string | undefined): PushPlace | undefined => {
  const [kind, id] = after?.split('.') ?? []
  return kind === undefined ? undefined : { kind: kind as PushPlace['kind'], id: Number(id) }
}

/** Nothing of an archived record is sent; a link under way goes on by itself. */
const mayRetry = ({ archived, linking }: Pick<PushRow, 'archived' | 'linking'>) => !archived && !linking

export async function listOpenPushes(
  _ctx: Ctx,
  db: Db,
  { query: { limit, state, after, ...of } }: Request<'pushes'>,
): Promise<Answer<'pushes'>> {
  const rows = await listPushes(db, { ...of, state, after: toPlace(after), limit: limit + 1 })
  return paged(
    rows,
    limit,
    (row) => ({
      ...accountOf(row),
      fields: labels(row.kind, row.fields),
      message: row.message,
      since: iso(row.since),
      nextAttemptAt: iso(row.nextAttemptAt),
      mayRetry: state === 'failed' && mayRetry(row),
    }),
    ({ kind, id }) => `${kind}.${id}`,
  )
}

/** What was named, if the user may do something about all of it. @throws request.invalid, access.denied_here */
async function requireNamed(ctx: Ctx, db: Db, items: Parameters<typeof listNamed>[1]): Promise<Standing[]> {
  const found = await listNamed(db, items)
  if (found.length < new Set(items.map(({ kind, id }) => `${kind}.${id}`)).size)
    fail('request.invalid', {}, { errors: [{ path: 'items', message: 'There is no such account' }] })
  for (const { locationId } of found) {
    requireAt(ctx.actor, 'connections.modify', locationId)
    requireAt(ctx.actor, 'customers.view', locationId)
  }
  return found
}

/** Sends what failed once more. Of those named, archived ones are refused; of all, they are left out. */
export async function retry(ctx: Ctx, db: Db, { body }: Request<'retry'>): Promise<Answer<'retry'>> {
  const { select } = body
  let chosen: { kind: Standing['kind']; id: number; customerId: number; provider: string }[]
  let left = false
  if ('items' in select) {
    const found = await requireNamed(ctx, db, select.items)
    if (found.some(({ archived }) => archived)) fail('customers.archived')
    chosen = found.filter(mayRetry)
  } else {
    const { providerKind, providerId } = select
    const rows = await listPushes(db, {
      ...{ providerKind, providerId, state: 'failed', after: undefined },
      limit: maxRetried + 1,
    })
    left = rows.length > maxRetried
    chosen = rows
      .slice(0, maxRetried)
      .filter(mayRetry)
      .map((row) => ({ ...row, provider: row.providerName }))
  }
  const of = (kind: Standing['kind']) => chosen.filter((one) => one.kind === kind)
  const retried =
    (await retryConnections(ctx, db, of('monitoring'))) + (await retryAccounts(ctx, db, of('interactive')))
  if (!retried) ctx.history.nothingChanged()
  return { retried, left }
}

/** Has accounts looked at again, after what is on its way to them. */
export async function askLooks(ctx: Ctx, db: Db, { body }: Request<'look'>): Promise<Answer<'look'>> {
  const linked = (await requireNamed(ctx, db, body.items)).filter((one) => one.linked)
  for (const kind of ['monitoring', 'interactive'] as const) {
    const ids = linked.filter((one) => one.kind === kind).map(({ id }) => id)
    if (ids.length) await queries.addLookJobs(db, kind, ids)
  }
  return { asked: linked.length }
}

/** Has the account that is linked by this number looked at; false if none is. */
export async function queueLook(
  db: Db,
  monitoringCompanyId: number,
  accountNumber: string,
): Promise<boolean> {
  const connection = await findLinkedAccount(db, monitoringCompanyId, accountNumber)
  if (connection) await queries.addLookJobs(db, 'monitoring', [connection.id])
  return connection !== undefined
}

/** The same of an account at a provider of apps, by the provider's own key. */
export async function queueSubscriberLook(db: Db, providerId: number, externalId: string): Promise<boolean> {
  const id = await findLinkedId(db, providerId, externalId)
  if (id !== undefined) await queries.addLookJobs(db, 'interactive', [id])
  return id !== undefined
}

export async function listMoneyRows(
  _ctx: Ctx,
  db: Db,
  { query: { limit, ...query } }: Request<'money'>,
): Promise<Answer<'money'>> {
  const rows = await listMoney(db, { ...query, after: query.after, limit: limit + 1 })
  return paged(
    rows,
    limit,
    (row) => row,
    ({ customerId }) => customerId,
  )
}

export async function listStrayAccounts(
  _ctx: Ctx,
  db: Db,
  { query: { limit, after, ...of } }: Request<'strays'>,
): Promise<Answer<'strays'>> {
  const rows = await lists.listStrays(db, { ...of, after, limit: limit + 1 })
  return paged(
    rows,
    limit,
    ({ kind, providerId, providerName, firstSeenAt, ...row }) => ({
      ...row,
      provider: { kind, id: providerId, name: providerName },
      firstSeenAt: firstSeenAt.toISOString(),
    }),
    ({ id }) => id,
  )
}
