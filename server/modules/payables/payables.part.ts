/**
 * Payables as a part of their record's life: what was earned is owed on when the customer is archived, and is paid from the
 * company's list. What was paid keeps the record from being deleted. A copy begins without any.
 */
import { sql } from 'kysely'
import { fail } from '#shared/errors.ts'
import type { CustomerPart } from '../customers/customers.service.ts'

export const payablesPart: CustomerPart = {
  key: 'payables',
  archive: {
    async listEffects() {
      return []
    },
    async listStays(db, customerIds) {
      const { rows } = await sql<{ customerId: number; count: number }>`
        select p.customer_id as "customerId", count(*)::int as count from payable p
        where p.company_id = platform.company_id() and p.customer_id = any (${[...customerIds]}::bigint[])
          and p.status not in ('paid_in_full', 'denied')
        group by 1 order by 1`.execute(db)
      return rows.map(({ customerId, count }) => ({
        customerId,
        sentence: count === 1 ? 'One payable stays to be paid.' : `${count} payables stay to be paid.`,
      }))
    },
    async end() {},
  },
  delete: {
    async prepare(_ctx, db, customerId) {
      const { rows } =
        await sql`select from payable p join payable_payment y on y.company_id = p.company_id and y.payable_id = p.id
        where p.company_id = platform.company_id() and p.customer_id = ${customerId} limit 1`.execute(db)
      if (rows.length) fail('payables.paid_stay')
    },
  },
}
