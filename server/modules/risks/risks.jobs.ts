/** Tells the owner of an at-risk entry when its follow-up is due. */
import { z } from 'zod'
import type { Database } from '#server/db/database.ts'
import { asCompany, fromJob } from '#server/jobs/company-work.ts'
import type { Task } from '#server/jobs/task.ts'
import { notify } from '../notifications/notifications.service.ts'
import { findDueRisk } from './risks.queries.ts'

const payload = z.object({ companyId: z.number(), riskId: z.number() })

export const riskTasks = (database: Database, now: () => Date): Record<string, Task> => ({
  'risks.due': async (raw) => {
    const { companyId, riskId } = payload.parse(raw)
    await asCompany(
      database,
      companyId,
      fromJob,
    )(async (db) => {
      const risk = await findDueRisk(db, riskId)
      if (!risk) return // ended, put off, or told of already
      const { customerId, ownerId } = risk
      await notify(db, {
        kind: 'risk_due',
        userIds: [ownerId],
        riskId,
        customerId,
        byUserId: null,
        at: now(),
      })
    })
  },
})
