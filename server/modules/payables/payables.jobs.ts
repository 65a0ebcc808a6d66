/** Works off what happened to a record, as the triggers of the database took it down (0053_payables.sql). */
import { z } from 'zod'
import type { Database } from '#server/db/database.ts'
import { asCompany, fromJob } from '#server/jobs/company-work.ts'
import type { Task } from '#server/jobs/task.ts'
import { workEvents } from './payables.generating.ts'

const payload = z.object({ companyId: z.number(), customerId: z.number() })

export const payableTasks = (database: Database, now: () => Date): Record<string, Task> => ({
  // All of a record's in one transaction: whatever dies, either all of it is there, or it is still to be done.
  'payables.generate': async (raw) => {
    const { companyId, customerId } = payload.parse(raw)
    await asCompany(database, companyId, fromJob)((db, history) => workEvents(db, history, customerId, now()))
  },
})
