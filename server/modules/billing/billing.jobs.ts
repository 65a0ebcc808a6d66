/** The jobs of the billing run: its batches, and the run of the company's hour. */
import { z } from 'zod'
import type { Database } from '#server/db/database.ts'
import { asCompany, fromJob } from '#server/jobs/company-work.ts'
import type { Task } from '#server/jobs/task.ts'
import { addAutopayJob } from '../autopay/autopay.service.ts'
import { billBatch } from './billing.batch.ts'
import * as queries from './billing.queries.ts'
import { planNext, startRun } from './billing.service.ts'

const ofRun = z.object({ companyId: z.number(), runId: z.number() })
const ofCompany = z.object({ companyId: z.number(), at: z.string().optional() })

/** A job ends after this long and goes on as another, so that a server that stops need not wait, and others have a turn. */
const perJobMs = 10_000
/** What another worker holds is looked for again after this long. */
const heldMs = 2000

export function billingTasks(database: Database, now: () => Date): Record<string, Task> {
  return {
    'billing.run': async (raw) => {
      const { companyId, runId } = ofRun.parse(raw)
      const tx = asCompany(database, companyId, fromJob)
      const until = performance.now() + perJobMs
      const { currency } = await tx((db) => queries.getCompany(db))
      for (;;) {
        const run = await tx((db) => queries.findRun(db, runId))
        if (run?.state !== 'running') return
        const { made } = await tx((db, history) =>
          billBatch(db, history, { runId, today: run.day, now: now(), currency }),
        )
        if (made === 0) {
          await tx(async (db, history) => {
            // What is locked by somebody is due all the same.
            if ((await queries.countDue(db, run.day)) > 0)
              return queries.addRunJob(db, runId, new Date(now().getTime() + heldMs))
            // Those that are due already are charged at once.
            await addAutopayJob(db)
            const done = await queries.endRun(db, runId, now())
            if (done)
              history.add({
                event: 'billing.run_finished',
                entity: 'billing_run',
                entityId: runId,
                detail: { made: done.made },
              })
          })
          return
        }
        if (performance.now() > until) return void (await tx((db) => queries.addRunJob(db, runId)))
      }
    },
    'billing.nightly': async (raw) => {
      const { companyId, at } = ofCompany.parse(raw)
      await asCompany(
        database,
        companyId,
        fromJob,
      )(async (db, history) => {
        // This server's clock may lag behind the queue's: the next run is after the one that was planned.
        await planNext(db, at !== undefined && new Date(at) > now() ? new Date(at) : now())
        // A run asks for the charges once it is done; what is due is charged also where none begins.
        if ((await startRun(db, history, null, now())) === undefined) await addAutopayJob(db)
      })
    },
    'billing.plan': async (raw) => {
      await asCompany(database, ofCompany.parse(raw).companyId, fromJob)((db) => planNext(db, now()))
    },
  }
}
