/**
 * Fundings as a part of their record's life: an archived customer's contract stays sold, and its money may still go back. What
 * has money in the ledger keeps the record from being deleted (invoices). A copy begins without any.
 */
import { sql } from 'kysely'
import type { CustomerPart } from '../customers/customers.service.ts'

export const fundingPart: CustomerPart = {
  key: 'funding',
  archive: {
    async listEffects() {
      return []
    },
    async listStays(db, customerIds) {
      const { rows } = await sql<{ customerId: number; count: number }>`
        select f.customer_id as "customerId", count(*)::int as count from funding f
        where f.company_id = platform.company_id() and f.customer_id = any (${[...customerIds]}::bigint[]) and f.progress <> 'complete'
        group by 1 order by 1`.execute(db)
      return rows.map(({ customerId, count }) => ({
        customerId,
        sentence: count === 1 ? 'One funding stays incomplete.' : `${count} fundings stay incomplete.`,
      }))
    },
    async end() {},
  },
}
