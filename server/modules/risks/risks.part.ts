/** At-risk entries as a part of their record's life. */
import { sql } from 'kysely'
import { riskStatuses } from '#shared/rules/risks.ts'
import type { CustomerPart } from '../customers/customers.service.ts'
import { lockOpenRisks, updateRisk } from './risks.queries.ts'

/**
 * Archiving ends the open entry as cancelled: nobody follows up on a record that is put away. Ended entries stay. A copy
 * begins without any, as they tell what happened to the original.
 */
export const risksPart: CustomerPart = {
  key: 'risks',
  archive: {
    async listEffects(db, customerIds) {
      const { rows } = await sql<{ customerId: number }>`
        select r.customer_id as "customerId" from risk r
        where r.company_id = platform.company_id() and r.customer_id = any (${[...customerIds]}::bigint[])
          and r.status = 'open' order by r.id`.execute(db)
      return rows.map(({ customerId }) => ({ customerId, what: 'open at-risk entry', count: 1 }))
    },
    async end(ctx, db, customerIds) {
      for (const { id, customerId, reason } of await lockOpenRisks(db, customerIds)) {
        await updateRisk(
          db,
          id,
          { status: 'cancelled' },
          {
            resolved_at: ctx.now,
            resolved_by: ctx.actor.userId,
            updated_at: ctx.now,
            updated_by: ctx.actor.userId,
          },
        )
        ctx.history.add({
          event: 'risks.resolved',
          entity: 'risk',
          entityId: id,
          customerId,
          detail: { reason, status: riskStatuses.cancelled },
          changes: [{ field: 'status', old: riskStatuses.open, new: riskStatuses.cancelled }],
        })
      }
    },
  },
}
