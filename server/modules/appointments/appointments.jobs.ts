/** Reminds whoever is assigned to an appointment. Reminders to customers belong to messages, beside this one. */
import { z } from 'zod'
import type { Database } from '#server/db/database.ts'
import { asCompany, fromJob } from '#server/jobs/company-work.ts'
import type { Task } from '#server/jobs/task.ts'
import { notify } from '../notifications/notifications.service.ts'
import { findDueAppointment } from './appointments.queries.ts'

const payload = z.object({ companyId: z.number(), appointmentId: z.number() })

export const appointmentTasks = (database: Database, now: () => Date): Record<string, Task> => ({
  'appointments.reminder': async (raw) => {
    const { companyId, appointmentId } = payload.parse(raw)
    await asCompany(
      database,
      companyId,
      fromJob,
    )(async (db) => {
      const due = await findDueAppointment(db, appointmentId, now())
      if (!due) return // moved, taken back, begun, or told of already
      await notify(db, {
        kind: 'appointment_soon',
        userIds: [due.userId],
        appointmentId,
        customerId: due.customerId,
        byUserId: null,
        at: now(),
      })
    })
  },
})
