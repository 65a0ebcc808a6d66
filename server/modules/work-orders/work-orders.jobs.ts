/** Tells the technician of a work order in the morning of its due date. */
import { z } from 'zod'
import type { Database } from '#server/db/database.ts'
import type { Origin } from '#server/db/history-draft.ts'
import type { Task } from '#server/jobs/task.ts'
import { notify } from '../notifications/notifications.service.ts'
import { findDue } from './work-orders.queries.ts'

const payload = z.object({ companyId: z.number(), workOrderId: z.number() })
const origin: Origin = { source: 'job', address: '', requestId: '' }

export const workOrderTasks = (database: Database, now: () => Date): Record<string, Task> => ({
  'work_orders.due': async (raw) => {
    const { companyId, workOrderId } = payload.parse(raw)
    await database.transaction({ of: 'company', companyId, userId: null }, origin, async (db) => {
      const due = await findDue(db, workOrderId)
      if (!due) return // over, moved, or told of already
      const { customerId, technicianId } = due
      const news = { kind: 'work_order_due', workOrderId, customerId, byUserId: null, at: now() } as const
      await notify(db, { ...news, userIds: [technicianId] })
    })
  },
})
