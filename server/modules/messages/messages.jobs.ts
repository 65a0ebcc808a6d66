import { z } from 'zod'
import type { Database } from '#server/db/database.ts'
import type { Task } from '#server/jobs/task.ts'
import type { Surroundings } from './messages.channels.ts'
import { lookAfter } from './messages.looking.ts'
import { sendMessage } from './messages.sending.ts'

const payload = z.object({ companyId: z.number(), messageId: z.number() })

export const messageTasks = (
  database: Database,
  surroundings: Surroundings,
  now: () => Date,
): Record<string, Task> => ({
  'messages.send': (raw) => {
    const { companyId, messageId } = payload.parse(raw)
    return sendMessage(database, surroundings, now, companyId, messageId)
  },
  'messages.look': (raw) => {
    const { companyId, messageId } = payload.parse(raw)
    return lookAfter(database, surroundings, now, companyId, messageId)
  },
})
