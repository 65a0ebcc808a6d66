/** Recurring invoices as a part of their record's life. */
import { sql } from 'kysely'
import { recurringStates } from '#shared/rules/recurring.ts'
import type { CustomerPart } from '../customers/customers.service.ts'

/** Archiving stops the active ones; unarchiving brings none back (product facts 19.5). A copy begins without any. */
export const recurringPart: CustomerPart = {
  key: 'recurring',
  archive: {
    async listEffects(db, customerIds) {
      const { rows } = await sql<{ customerId: number; count: number }>`
        select r.customer_id as "customerId", count(*)::int as count from recurring_invoice r
        where r.company_id = platform.company_id() and r.customer_id = any (${[...customerIds]}::bigint[])
          and r.state = 'active' group by 1 order by 1`.execute(db)
      return rows.map(({ customerId, count }) => ({ customerId, what: 'recurring invoice', count }))
    },
    async end(ctx, db, customerIds) {
      const { rows } = await sql<{ id: number; customerId: number }>`
        update recurring_invoice r set state = 'stopped', stopped_at = ${ctx.now}, version = version + 1, updated_at = ${ctx.now},
          updated_by = ${ctx.actor.userId}
        where r.company_id = platform.company_id() and r.customer_id = any (${[...customerIds]}::bigint[]) and r.state = 'active'
        returning r.id, r.customer_id as "customerId"`.execute(db)
      for (const { id, customerId } of rows)
        ctx.history.add({
          event: 'recurring.state_set',
          entity: 'recurring_invoice',
          entityId: id,
          customerId,
          detail: { id, state: recurringStates.stopped.toLowerCase() },
          changes: [{ field: 'state', old: recurringStates.active, new: recurringStates.stopped }],
        })
    },
  },
}
