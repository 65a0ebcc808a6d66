/** Links into the portal as a part of their record's life: an archived customer's are over; a copy begins without any. */
import { sql } from 'kysely'
import type { CustomerPart } from '../customers/customers.service.ts'

const going = (ids: readonly number[]) => sql`from portal_link l where l.company_id = platform.company_id()
  and l.customer_id = any (${[...ids]}::bigint[]) and l.revoked_at is null
  and (l.session_hash is not null or (l.opened_at is null and l.expires_at > now()))`

export const portalPart: CustomerPart = {
  key: 'portal',
  archive: {
    async listEffects(db, customerIds) {
      const { rows } = await sql<{ customerId: number; count: number }>`
        select l.customer_id as "customerId", count(*)::int as count ${going(customerIds)} group by 1 order by 1`.execute(
        db,
      )
      return rows.map(({ customerId, count }) => ({
        customerId,
        what: 'link into the Payment Portal',
        count,
      }))
    },
    async end(ctx, db, customerIds) {
      const { rows } = await sql<{ id: number; customerId: number }>`
        update portal_link set revoked_at = ${ctx.now}, revoked_by = ${ctx.actor.userId}, session_hash = null, session_until = null
        where company_id = platform.company_id() and id in (select l.id ${going(customerIds)})
        returning id, customer_id as "customerId"`.execute(db)
      for (const { id, customerId } of rows)
        ctx.history.add({ event: 'portal.link_revoked', entity: 'portal_link', entityId: id, customerId })
    },
  },
}
