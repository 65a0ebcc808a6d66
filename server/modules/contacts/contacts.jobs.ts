/** The turn of a day: contacts with dates begin or end to be called, and their station learns of it. */
import { z } from 'zod'
import type { Database } from '#server/db/database.ts'
import { asCompany, fromJob } from '#server/jobs/company-work.ts'
import type { Task } from '#server/jobs/task.ts'
import { turnDay } from './contacts.service.ts'

const payload = z.object({ companyId: z.number(), customerId: z.number() })

export const contactTasks = (database: Database): Record<string, Task> => ({
  'contacts.turn': async (raw) => {
    const { companyId, customerId } = payload.parse(raw)
    await asCompany(database, companyId, fromJob)((db) => turnDay(db, customerId))
  },
})
