/**
 * Fills in the digests by which SSNs are found (customers.ssn.ts) for records that were saved before there were any, or by a
 * program that knew nothing of them. A migration cannot: it has not the keys. Small batches, each a job of its own, so that
 * nobody who saves a record waits for it, and a server that stops goes on where it was.
 */
import { z } from 'zod'
import type { Database } from '#server/db/database.ts'
import { asCompany, fromJob } from '#server/jobs/company-work.ts'
import type { Task } from '#server/jobs/task.ts'
import { plainValue } from './customers.answers.ts'
import { ssnKeyOf } from './customers.ssn.ts'
import * as queries from './customers.ssn.queries.ts'

const payload = z.object({ companyId: z.number(), afterId: z.number() })

/** Records of one run: each is locked until all of them are written. */
const perRun = 200

export const customerTasks = (database: Database): Record<string, Task> => ({
  'customers.fill_ssn_keys': async (raw) => {
    const { companyId, afterId } = payload.parse(raw)
    await asCompany(
      database,
      companyId,
      fromJob,
    )(async (db) => {
      const rows = await queries.listWithoutSsnKey(db, afterId, perRun)
      await queries.fillSsnKeys(
        db,
        rows.flatMap(({ id, ssn }) => {
          const key = keyOf(companyId, ssn)
          return key ? [{ id, ssn, key }] : []
        }),
      )
      const last = rows.at(-1)
      if (last && rows.length === perRun) await queries.addFillJob(db, last.id)
    })
  },
})

/** Null for one that does not open: its key is no longer configured, and no search can find it then. */
function keyOf(companyId: number, sealed: string): string | null {
  try {
    return ssnKeyOf(companyId, plainValue(companyId, 'ssn', sealed))
  } catch {
    return null
  }
}
