/** The end of what was kept of the audit trail for long enough. */
import { z } from 'zod'
import { companySettings } from '#shared/rules/company-settings.ts'
import type { Database } from '#server/db/database.ts'
import { addSweepJob } from '#server/http/audit-trail.ts'
import { asCompany, fromJob } from '#server/jobs/company-work.ts'
import type { Task } from '#server/jobs/task.ts'
import { getCompany } from '../companies/companies.service.ts'
import * as queries from './audit.queries.ts'

const ofCompany = z.object({ companyId: z.number() })
const atOnce = 5000
const dayMs = 86_400_000

export const auditTasks = (database: Database, now: () => Date): Record<string, Task> => ({
  'audit.sweep': async (raw) => {
    const tx = asCompany(database, ofCompany.parse(raw).companyId, fromJob)
    const days = await tx(async (db) => companySettings((await getCompany(db)).settings).auditDays)
    const before = new Date(now().getTime() - days * dayMs)
    // Each transaction erases some, so that nobody waits for a long one.
    while ((await tx((db) => queries.sweep(db, before, atOnce))) >= atOnce);
    // Also where nothing more is noted, what is left comes of age.
    await tx(async (db) => void ((await queries.isEmpty(db)) || (await addSweepJob(db, now()))))
  },
})
