/** The end of deleted files, and of bytes that belong to nothing. */
import { z } from 'zod'
import { restoreDays } from '#shared/rules/files.ts'
import type { Database } from '#server/db/database.ts'
import { asCompany, fromJob } from '#server/jobs/company-work.ts'
import type { Task } from '#server/jobs/task.ts'
import { fileStore } from '#server/platform/file-store.ts'
import { dayMs } from '#shared/time.ts'
import * as queries from './files.queries.ts'

const ofCompany = z.object({ companyId: z.number() })
const ofFile = ofCompany.extend({ fileId: z.number() })

/** Bytes younger than this may belong to an upload whose row is not committed yet; none takes as long. */
const youngMs = 3_600_000
/** When to look for bytes that belong to nothing, counted from what may leave some. */
export const sweepAfterMs = 2 * youngMs

export const fileTasks = (database: Database, now: () => Date): Record<string, Task> => ({
  /** Deletes for good what was deleted 30 days ago. What was brought back meanwhile stays. */
  'files.purge': async (raw) => {
    const { companyId, fileId } = ofFile.parse(raw)
    await asCompany(
      database,
      companyId,
      fromJob,
    )(async (db, history) => {
      const gone = await queries.findPurgeable(db, fileId, new Date(now().getTime() - restoreDays * dayMs))
      if (!gone) return
      await queries.deleteFile(db, gone.id)
      await queries.addSweepJob(db, now())
      history.add({
        event: 'files.purged',
        entity: 'file',
        entityId: gone.id,
        customerId: gone.customer_id,
        detail: { name: gone.name },
        changes: [],
      })
    })
  },
  /** Removes bytes that no version names: of purged files and deleted records, of uploads that broke off with us. */
  'files.sweep': async (raw) => {
    const { companyId } = ofCompany.parse(raw)
    const oldest = now().getTime() - youngMs
    for await (const found of fileStore().list(companyId)) {
      const old = found.filter(({ storedAt }) => storedAt.getTime() < oldest).map(({ key }) => key)
      if (!old.length) continue
      const used = await asCompany(database, companyId, fromJob)((db) => queries.listUsedKeys(db, old))
      for (const key of old) if (!used.has(key)) await fileStore().remove(companyId, key)
    }
  },
})
