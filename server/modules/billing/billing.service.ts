/** Billing runs: begun by the calendar or by a person, worked on by jobs in batches (BIL-004). */
import type { Output, Parsed } from '#shared/contract.ts'
import type { billing, BillingRun } from '#shared/contracts/recurring.ts'
import { fail } from '#shared/errors.ts'
import { companySettings } from '#shared/rules/company-settings.ts'
import { addDays, clockAt, dayMs, instantAtClock, todayIn } from '#shared/time.ts'
import type { Db } from '#server/db/database.ts'
import type { HistoryDraft } from '#server/db/history-draft.ts'
import type { Ctx } from '#server/http/context.ts'
import * as queries from './billing.queries.ts'
import type { RunRow } from './billing.queries.ts'

const toRun = (row: RunRow): BillingRun => ({
  ...row,
  startedAt: row.startedAt.toISOString(),
  finishedAt: row.finishedAt?.toISOString() ?? null,
})

/** When the company's next run begins by its own clock; null if it has none. */
export function nextBillingAt(hour: number, zone: string, now: Date): Date {
  const today = clockAt(now, zone).slice(0, 10)
  const at = (day: string) => new Date(instantAtClock(`${day}T${String(hour).padStart(2, '0')}:00:00`, zone))
  return at(today) > now ? at(today) : at(addDays(today, 1))
}

async function findNext(db: Db, now: Date): Promise<Date | null> {
  const { timeZone, settings } = await queries.getCompany(db)
  const { invoicePlus, billingHour } = companySettings(settings)
  return invoicePlus ? nextBillingAt(Number(billingHour), timeZone, now) : null
}

/** Plans the next night's run; one that looks again tomorrow, where the add-on is off. */
export async function planNext(db: Db, now: Date): Promise<void> {
  await queries.planNightly(db, (await findNext(db, now)) ?? new Date(now.getTime() + dayMs))
}

/** Begins a run. @returns undefined if the add-on is off, or one is under way: what is due is that one's */
export async function startRun(
  db: Db,
  history: HistoryDraft,
  userId: number | null,
  now: Date,
): Promise<number | undefined> {
  const { timeZone, settings } = await queries.getCompany(db)
  if (!companySettings(settings).invoicePlus) return undefined
  const id = await queries.insertRun(db, todayIn(timeZone, now), userId, now)
  if (id === undefined) return undefined
  await queries.addRunJob(db, id)
  history.add({ event: 'billing.run_started', entity: 'billing_run', entityId: id })
  return id
}

export async function listBillingRuns(
  ctx: Ctx,
  db: Db,
  { query }: Parsed<typeof billing.list>,
): Promise<Output<typeof billing.list>> {
  const rows = await queries.listRuns(db, query.before, query.limit + 1)
  const page = rows.slice(0, query.limit)
  const { company, grants } = ctx.actor
  return {
    items: page.map(toRun),
    next: rows.length > query.limit ? page.at(-1)!.id : null,
    due: await queries.countDue(db, todayIn(company.timeZone, ctx.now)),
    nextRunAt: (await findNext(db, ctx.now))?.toISOString() ?? null,
    abilities: { start: grants.anywhere.has('invoices.create') },
  }
}

/** @throws recurring.add_on_off; billing.running */
export async function startBillingRun(ctx: Ctx, db: Db): Promise<BillingRun> {
  if (!ctx.actor.company.settings.invoicePlus) fail('recurring.add_on_off')
  const id = (await startRun(db, ctx.history, ctx.actor.userId, ctx.now)) ?? fail('billing.running')
  return toRun((await queries.findRun(db, id))!)
}
