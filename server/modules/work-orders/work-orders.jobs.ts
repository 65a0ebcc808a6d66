/** Tells the technician of a work order in the morning of its due date. */
import { z } from 'zod'
import type { Database } from '#server/db/database.ts'
import { asCompany, fromJob } from '#server/jobs/company-work.ts'
import type { Task } from '#server/jobs/task.ts'
import { notify } from '../notifications/notifications.service.ts'
import { findDue } from './work-orders.queries.ts'

const payload = z.object({ companyId: z.number(), workOrderId: z.number() })

export const workOrderTasks = (database: Database, now: () => Date): Record<string, Task> => ({
  'work_orders.due': async (raw) => {
    const { companyId, workOrderId } = payload.parse(raw)
    await asCompany(
      database,
      companyId,
      fromJob,
    )(async (db) => {
      const due = await findDue(db, workOrderId)
      if (!due) return // over, moved, or told of already
      const { customerId, technicianId } = due
      const news = { kind: 'work_order_due', workOrderId, customerId, byUserId: null, at: now() } as const
      await notify(db, { ...news, userIds: [technicianId] })
    })
  },
})
