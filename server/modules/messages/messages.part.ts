/** Messages as a part of their record's life. */
import { sql } from 'kysely'
import { messageStates } from '#shared/rules/messages.ts'
import type { CustomerPart } from '../customers/customers.service.ts'
import * as queries from './messages.queries.ts'
import { toldOf } from './messages.sending.ts'

/**
 * Archiving takes back what still waits to be sent. What was sent stays. A copy begins without messages: they were
 * written to the original. Deleting a record deletes its messages; who texted STOP stays on the list, as the number does.
 */
export const messagesPart: CustomerPart = {
  key: 'messages',
  archive: {
    async listEffects(db, customerIds) {
      const { rows } = await sql<{ customerId: number; count: number }>`
        select customer_id as "customerId", count(*)::int as count from message
        where company_id = platform.company_id() and customer_id = any (${[...customerIds]}::bigint[]) and state = 'queued'
        group by 1 order by 1`.execute(db)
      return rows.map((row) => ({ ...row, what: 'message that waits to be sent' }))
    },
    async end(ctx, db, customerIds) {
      const { rows } = await sql<{ id: number }>`
        select id from message where company_id = platform.company_id()
          and customer_id = any (${[...customerIds]}::bigint[]) and state = 'queued' order by id for no key update`.execute(
        db,
      )
      for (const { id } of rows) {
        const message = (await queries.findMessage(db, id))!
        await queries.updateMessage(db, id, {
          state: 'canceled',
          reason: 'The record was archived',
          send_after: null,
        })
        ctx.history.add({
          event: 'messages.canceled',
          entity: 'message',
          entityId: id,
          customerId: message.customerId,
          detail: toldOf(message),
          changes: [{ field: 'State', old: messageStates.queued, new: messageStates.canceled }],
        })
      }
    },
  },
}
