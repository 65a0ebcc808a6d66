/** Tells the assignee of a ticket in the morning of its due date. */
import { z } from 'zod'
import type { Database } from '#server/db/database.ts'
import type { Origin } from '#server/db/history-draft.ts'
import type { Task } from '#server/jobs/task.ts'
import { notify } from '../notifications/notifications.service.ts'
import { findDueTicket } from './notes.queries.ts'

const payload = z.object({ companyId: z.number(), noteId: z.number() })
const origin: Origin = { source: 'job', address: '', requestId: '' }

export function noteTasks(database: Database, now: () => Date): Record<string, Task> {
  return {
    'notes.due': async (raw) => {
      const { companyId, noteId } = payload.parse(raw)
      await database.transaction({ of: 'company', companyId, userId: null }, origin, async (db) => {
        const ticket = await findDueTicket(db, noteId)
        if (!ticket) return // closed, moved, or told of already
        const { customerId, assigneeId } = ticket
        const news = { kind: 'ticket_due', noteId, customerId, byUserId: null, at: now() } as const
        await notify(db, { ...news, userIds: [assigneeId] })
      })
    },
  }
}
