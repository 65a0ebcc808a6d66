/** Tells the assignee of a ticket in the morning of its due date. */
import { z } from 'zod'
import type { Database } from '#server/db/database.ts'
import { asCompany, fromJob } from '#server/jobs/company-work.ts'
import type { Task } from '#server/jobs/task.ts'
import { notify } from '../notifications/notifications.service.ts'
import { findDueTicket } from './notes.queries.ts'

const payload = z.object({ companyId: z.number(), noteId: z.number() })

export function noteTasks(database: Database, now: () => Date): Record<string, Task> {
  return {
    'notes.due': async (raw) => {
      const { companyId, noteId } = payload.parse(raw)
      await asCompany(
        database,
        companyId,
        fromJob,
      )(async (db) => {
        const ticket = await findDueTicket(db, noteId)
        if (!ticket) return // closed, moved, or told of already
        const { customerId, assigneeId } = ticket
        const news = { kind: 'ticket_due', noteId, customerId, byUserId: null, at: now() } as const
        await notify(db, { ...news, userIds: [assigneeId] })
      })
    },
  }
}
