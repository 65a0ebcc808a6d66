/** The jobs of charges: the work on an attempt, another try, what processors tell, and the nightly look. */
import { z } from 'zod'
import { dayMs, todayIn } from '#shared/time.ts'
import { ConnectorError } from '#server/connectors/errors.ts'
import type { Database } from '#server/db/database.ts'
import { asCompany, fromJob, fromProvider } from '#server/jobs/company-work.ts'
import type { Task } from '#server/jobs/task.ts'
import { listProcessors, mayCall, noteCall, type StationDesk } from '../providers/providers.service.ts'
import { applyNews, keepNews } from './charges.news.ts'
import * as queries from './charges.queries.ts'
import { tryAgain } from './charges.retrying.ts'
import { runAttempt } from './charges.run.ts'
import type { ChargeSubjects } from './charges.subjects.ts'

const ofAttempt = z.object({ companyId: z.number(), attemptId: z.number() })
const ofProcessor = z.object({ companyId: z.number(), processorId: z.number() })
const ofCompany = z.object({ companyId: z.number() })

/** Further back than a night, as a processor may tell late, and a night may have been missed. */
const lookBackMs = 5 * dayMs
const strandedMs = 30 * 60_000

export function chargeTasks(
  database: Database,
  desk: StationDesk,
  subjects: ChargeSubjects,
  now: () => Date,
): Record<string, Task> {
  const all = { database, desk, subjects, now }
  return {
    'charges.run': async (raw) => {
      const { companyId, attemptId } = ofAttempt.parse(raw)
      await runAttempt(all, companyId, attemptId)
    },
    'charges.retry': async (raw) => {
      const { companyId, attemptId } = ofAttempt.parse(raw)
      await asCompany(
        database,
        companyId,
        fromJob,
      )(async (db, history) => {
        const row = await queries.lockAttempt(db, attemptId)
        // Put off or called off meanwhile.
        if (!row?.next_retry_on) return
        const { timeZone } = await queries.readCompany(db)
        if (row.next_retry_on > todayIn(timeZone, now()))
          return queries.addRetryJob(db, row.id, row.next_retry_on)
        const again = await tryAgain(db, history, subjects, row, { userId: null, now: now() })
        if (again === null) await queries.updateAttempt(db, row.id, { next_retry_on: null })
      })
    },
    'charges.news': async (raw) => {
      const { companyId, processorId } = ofProcessor.parse(raw)
      await applyNews(all, companyId, processorId)
    },
    'charges.nightly': async (raw) => {
      const { companyId } = ofCompany.parse(raw)
      const tx = asCompany(database, companyId, fromProvider)
      const processors = await tx(async (db) => {
        // The next night is planned first: whatever fails in this one, it comes.
        if (await queries.hasRecentCharges(db, now())) await queries.addNightlyJob(db, now())
        for (const id of await queries.listStranded(db, new Date(now().getTime() - strandedMs)))
          await queries.addRunJob(db, id)
        return listProcessors(db)
      })
      for (const processor of processors) {
        const open = await tx(async (db) =>
          (await mayCall(db, { kind: 'payment', id: processor.id }, now()))
            ? null
            : desk.openPayment(companyId, processor),
        )
        if (!open) continue
        const ended = { kind: 'payment', id: processor.id, connectionId: -processor.id } as const
        try {
          const news = await open.processor.listNews(new Date(now().getTime() - lookBackMs))
          await tx(async (db) => {
            await noteCall(db, { ...ended, error: null }, now())
            await keepNews(db, processor.id, news, now())
          })
        } catch (error) {
          if (!(error instanceof ConnectorError)) throw error
          await tx((db) => noteCall(db, { ...ended, error }, now()))
        }
        // What waited for something else may have its turn.
        await applyNews(all, companyId, processor.id)
      }
    },
  }
}
