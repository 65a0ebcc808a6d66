/** When the company's accounts are compared: planned as a job that waits for its hour, one for each company. */
import { connectors, interactiveConnectors } from '#server/connectors/registry.ts'
import { companySettings } from '#shared/rules/company-settings.ts'
import { nextReconcileAt } from '#shared/rules/health.ts'
import type { Db } from '#server/db/database.ts'
import type { HistoryDraft } from '#server/db/history-draft.ts'
import { tellNews } from './health.news.ts'
import * as queries from './health.runs.queries.ts'

/** The next run by the company's own clock; null if it wants none. */
export async function findNextRun(db: Db, now: Date): Promise<Date | null> {
  const { time_zone: zone, settings } = await queries.getCompany(db)
  return nextReconcileAt(companySettings(settings).reconcileHour, zone, now)
}

/** Plans the next run; false if the company wants none. What was planned before is replaced. */
export async function planNext(db: Db, now: Date): Promise<boolean> {
  const at = await findNextRun(db, now)
  if (at) await queries.planNightly(db, at)
  return at !== null
}

/** Begins a run; undefined if one is under way. @param userId null: the calendar */
export async function startRun(
  db: Db,
  history: HistoryDraft,
  userId: number | null,
  now: Date,
): Promise<number | undefined> {
  const run = await queries.insertRun(db, userId, now, listing)
  if (!run) return undefined
  for (const part of run.parts) await queries.addPartJob(db, part)
  if (!run.parts.length) await tellNews(db, await queries.endRun(db, run.id, now), now)
  history.add({ event: 'health.run_started', entity: 'reconciliation', entityId: run.id })
  return run.id
}

/** Connectors that can list a dealer's accounts. */
const listing = [...connectors, ...interactiveConnectors]
  .filter(({ manifest }) => (manifest.capabilities as readonly string[]).includes('list'))
  .map(({ manifest }) => manifest.key)
