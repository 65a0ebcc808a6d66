/** Runs through workflows as a part of their record's life. */
import { sql } from 'kysely'
import { enrolmentStatuses } from '#shared/rules/workflows.ts'
import type { CustomerPart } from '../customers/customers.service.ts'
import { lockUnfinished, moveEnrolment } from './workflows.enrolments.queries.ts'

/**
 * Archiving cancels what is unfinished: nobody works on a record that is put away. What is over stays. A copy begins
 * without any, as they tell what was done with the original.
 */
export const workflowsPart: CustomerPart = {
  key: 'workflows',
  archive: {
    async listEffects(db, customerIds) {
      const { rows } = await sql<{ customerId: number; count: number }>`
        select e.customer_id as "customerId", count(*) as count from workflow_enrolment e
        where e.company_id = platform.company_id() and e.customer_id = any (${[...customerIds]}::bigint[])
          and e.status in ('pending', 'in_progress') group by e.customer_id order by e.customer_id`.execute(
        db,
      )
      return rows.map(({ customerId, count }) => ({ customerId, what: 'unfinished workflow', count }))
    },
    async end(ctx, db, customerIds) {
      const reason = 'The customer was archived'
      for (const { id, customerId, name, status } of await lockUnfinished(db, customerIds)) {
        await moveEnrolment(db, id, 'canceled', { at: ctx.now, by: ctx.actor.userId }, reason)
        ctx.history.add({
          event: 'workflows.ended',
          entity: 'workflow_enrolment',
          entityId: id,
          customerId,
          detail: { name, status: enrolmentStatuses.canceled.toLowerCase() },
          changes: [
            { field: 'status', old: enrolmentStatuses[status], new: enrolmentStatuses.canceled },
            { field: 'reason', old: null, new: reason },
          ],
        })
      }
    },
  },
}
