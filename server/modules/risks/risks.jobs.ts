/** Tells the owner of an at-risk entry when its follow-up is due. */
import { z } from 'zod'
import type { Database } from '#server/db/database.ts'
import type { Origin } from '#server/db/history-draft.ts'
import type { Task } from '#server/jobs/task.ts'
import { notify } from '../notifications/notifications.service.ts'
import { findDueRisk } from './risks.queries.ts'

const payload = z.object({ companyId: z.number(), riskId: z.number() })
const origin: Origin = { source: 'job', address: '', requestId: '' }

export const riskTasks = (database: Database, now: () => Date): Record<string, Task> => ({
  'risks.due': async (raw) => {
    const { companyId, riskId } = payload.parse(raw)
    await database.transaction({ of: 'company', companyId, userId: null }, origin, async (db) => {
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
