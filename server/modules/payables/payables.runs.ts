/** Many payables at once: approving, denying, and paying what is approved on one day, as a pay run. */
import type { Output, Parsed } from '#shared/contract.ts'
import type { PayRun, payRuns } from '#shared/contracts/pay-runs.ts'
import type { payables, Which } from '#shared/contracts/payables.ts'
import { fail, KeyholderError } from '#shared/errors.ts'
import { permissionLabel } from '#shared/permissions.ts'
import { formatCents } from '#shared/money.ts'
import { maxBulkPayables, maySet } from '#shared/rules/payables.ts'
import { formatDate } from '#shared/time.ts'
import type { Db } from '#server/db/database.ts'
import { type Ctx, requireAnywhere } from '#server/http/context.ts'
import { fact } from './payables.answers.ts'
import { listPayables } from './payables.queries.ts'
import * as queries from './payables.runs.queries.ts'
import type { Candidate, RunRow } from './payables.runs.queries.ts'
import { applyStatus, todayOf } from './payables.service.ts'

type Request<K extends keyof typeof payRuns> = Parsed<(typeof payRuns)[K]>

const denied = (permission: 'payables.view' | 'payables.modify' = 'payables.view') =>
  fail('access.denied_here', { permission: permissionLabel(permission) })

/** @throws payables.too_many_at_once, .changed, .nothing; request.invalid; access.denied_here */
async function lockWhich(ctx: Ctx, db: Db, which: Which): Promise<Candidate[]> {
  requireAnywhere(ctx.actor, ['payables.view'])
  await queries.lockBulk(db)
  const found = await queries.lockWhich(db, which, maxBulkPayables)
  if (found.length > maxBulkPayables) fail('payables.too_many_at_once', { max: maxBulkPayables })
  const unseen = (which.ids ?? []).filter((id) => !found.some((one) => one.id === id))
  if (unseen.length)
    return (await queries.countThere(db, unseen)) === unseen.length
      ? denied()
      : fail(
          'request.invalid',
          {},
          { errors: [{ path: 'which.ids', message: 'Choose payables from the list' }] },
        )
  // What was looked at is what is changed.
  if (which.count !== undefined && which.count !== found.length)
    fail('payables.changed', { count: found.length, shown: which.count })
  if (found.length && !found.some(({ mayModify }) => mayModify)) denied('payables.modify')
  return found.length ? found : fail('payables.nothing')
}

/** @throws payables.too_many_at_once, .changed, .nothing */
export async function setPayableStatuses(
  ctx: Ctx,
  db: Db,
  { body }: Parsed<typeof payables.setStatuses>,
): Promise<Output<typeof payables.setStatuses>> {
  const found = await lockWhich(ctx, db, body.which)
  let changed = 0
  for (const { id, customerId, mayModify } of found) {
    if (!mayModify) continue
    const row = (await listPayables(db, customerId, id))[0]!
    if (!maySet(row, body.status)) continue
    try {
      await applyStatus(ctx, db, row, body.status, body.reason)
      changed += 1
    } catch (error) {
      // Refused before anything was written: one that cannot be changed holds up no other.
      if (!(error instanceof KeyholderError)) throw error
    }
  }
  if (!changed) fail('payables.nothing')
  return { changed, left: found.length - changed }
}

const toRun = ({ createdAt, createdBy, ...row }: RunRow): PayRun => ({
  ...row,
  createdAt: createdAt.toISOString(),
  createdBy: createdBy ?? 'System',
})
/** @throws payables.no_run; access.denied_here where one may see nothing of what it paid */
export async function getRun(db: Db, id: number): Promise<PayRun> {
  const [row] = await queries.listRuns(db, { id, limit: 1 })
  if (row) return toRun(row)
  return (await queries.findRunHead(db, id)) ? denied() : fail('payables.no_run')
}

/** @throws payables.too_many_at_once, .changed, .nothing; request.invalid */
export async function startPayRun(
  ctx: Ctx,
  db: Db,
  { body }: Request<'start'>,
): Promise<Output<typeof payRuns.start>> {
  requireAnywhere(ctx.actor, ['payables.view'])
  await queries.lockBulk(db)
  const known = await queries.findRunOf(db, body.requestKey)
  if (known !== undefined) {
    ctx.history.nothingChanged()
    return { run: await getRun(db, known), left: 0 }
  }
  if (body.paidOn > todayOf(ctx))
    fail('request.invalid', {}, { errors: [{ path: 'paidOn', message: 'Not in the future' }] })
  const found = await lockWhich(ctx, db, body.which)
  const { paidOn, reference, notes, requestKey } = body
  const run = { paidOn, reference, notes, requestKey, at: ctx.now, by: ctx.actor.userId }
  const id = await queries.insertRun(db, run)
  const paid = await queries.payRest(
    db,
    found.filter(({ mayModify }) => mayModify).map((one) => one.id),
    { ...run, id },
  )
  if (!paid.length) fail('payables.nothing')
  const money = (cents: number) => formatCents(cents, ctx.actor.company.currency)
  for (const row of paid)
    ctx.history.add({
      ...fact(row),
      event: 'payables.paid',
      detail: { payee: row.payee, amount: money(row.amountCents) },
      changes: [
        {
          field: 'payment',
          old: null,
          new: [money(row.amountCents), formatDate(paidOn), reference, `pay run #${id}`]
            .filter(Boolean)
            .join(', '),
        },
      ],
    })
  ctx.history.add({
    event: 'payables.run_made',
    entity: 'pay_run',
    entityId: id,
    detail: { number: id, count: paid.length },
  })
  return { run: await getRun(db, id), left: found.length - paid.length }
}

export async function listPayRuns(
  _ctx: Ctx,
  db: Db,
  { query }: Request<'list'>,
): Promise<Output<typeof payRuns.list>> {
  const rows = await queries.listRuns(db, { before: query.before, limit: query.limit + 1 })
  const page = rows.slice(0, query.limit)
  return { items: page.map(toRun), next: rows.length > query.limit ? page.at(-1)!.id : null }
}

/** @throws payables.no_run */
export async function openPayRun(
  _ctx: Ctx,
  db: Db,
  { params }: Request<'open'>,
): Promise<Output<typeof payRuns.open>> {
  const run = await getRun(db, params.payRunId)
  const payees = new Map<string, Output<typeof payRuns.open>['payees'][number]>()
  for (const { key, payee, identifier, amountCents } of await queries.listRunLines(db, run.id)) {
    const one = payees.get(key) ?? { key, name: payee, identifier, count: 0, totalCents: 0 }
    payees.set(key, { ...one, count: one.count + 1, totalCents: one.totalCents + amountCents })
  }
  return { run, payees: [...payees.values()] }
}
