/** The jobs of reconciliation: a provider's part of a run, one account looked at, and the run of the company's hour. */
import { z } from 'zod'
import type { Database } from '#server/db/database.ts'
import { asCompany, fromJob, fromProvider } from '#server/jobs/company-work.ts'
import type { Task } from '#server/jobs/task.ts'
import { mayCall, type ProviderRef, type StationDesk } from '../providers/providers.service.ts'
import { lookAt, noteLooks, openProvider, readSubjects, saveIdentifiers } from './health.looking.ts'
import { stepPart } from './health.part.ts'
import * as queries from './health.runs.queries.ts'
import { planNext, startRun } from './health.schedule.ts'

const ofPart = z.object({ companyId: z.number(), partId: z.number() })
const ofAccount = z.object({
  companyId: z.number(),
  kind: z.enum(['monitoring', 'interactive']),
  id: z.number(),
})
const ofCompany = z.object({ companyId: z.number(), at: z.string().optional() })

/** A job ends after this long and goes on as another, so that a server that stops need not wait, and others have a turn. */
const perJobMs = 5000

export function healthTasks(database: Database, desk: StationDesk, now: () => Date): Record<string, Task> {
  return {
    'health.part': async (raw) => {
      const { companyId, partId } = ofPart.parse(raw)
      const tx = asCompany(database, companyId, fromProvider)
      const until = performance.now() + perJobMs
      do {
        const part = await tx((db) => queries.findPart(db, partId))
        if (!part) return
        const next = await stepPart({ companyId, tx, desk, now }, part)
        if (next === 'over') return
        if (next !== 'go') {
          const runAt = new Date(now().getTime() + next.waitMs)
          await tx(async (db) => {
            await queries.notePartWaits(db, partId, next.why, now())
            await queries.addPartJob(db, partId, runAt)
          })
          return
        }
      } while (performance.now() < until)
      await tx((db) => queries.addPartJob(db, partId))
    },
    'health.look': async (raw) => {
      const { companyId, kind, id } = ofAccount.parse(raw)
      const tx = asCompany(database, companyId, fromProvider)
      const begun = await tx(async (db) => {
        const [row] = await queries.listAccounts(db, kind, { id })
        if (!row) return null
        const provider: ProviderRef = { kind, id: row.provider_id }
        const until = await mayCall(db, provider, now())
        if (until) return queries.addLookJobs(db, kind, [id], until).then(() => null)
        const opened = await openProvider(db, desk, companyId, provider)
        const [subject] = await readSubjects(db, companyId, [row])
        return opened && subject ? { provider, opened, subject } : null
      })
      if (!begun) return
      const looked = [{ subject: begun.subject, look: await lookAt(begun.opened, begun.subject) }]
      await tx((db, history) => noteLooks(db, history, begun.provider, looked, now()))
      await saveIdentifiers(tx, companyId, looked)
    },
    'health.nightly': async (raw) => {
      const { companyId, at } = ofCompany.parse(raw)
      const tx = asCompany(database, companyId, fromJob)
      await tx(async (db, history) => {
        // This server's clock may lag behind the queue's: the next run is after the one that was planned.
        const from = at !== undefined && new Date(at) > now() ? new Date(at) : now()
        if (await planNext(db, from)) await startRun(db, history, null, now())
      })
    },
    'health.plan': async (raw) => {
      await asCompany(database, ofCompany.parse(raw).companyId, fromProvider)((db) => planNext(db, now()))
    },
  }
}
