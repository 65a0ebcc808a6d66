/** Invoices and the ledger as a part of their record's life. */
import { sql } from 'kysely'
import { fail } from '#shared/errors.ts'
import type { CustomerPart } from '../customers/customers.service.ts'

/**
 * What was charged stays charged: an archived customer still owes it, and who has entries in the ledger cannot be deleted.
 * Drafts and quotes go with the record. A copy begins with an account of its own.
 */
export const invoicesPart: CustomerPart = {
  key: 'invoices',
  archive: {
    async listEffects() {
      return []
    },
    async listStays(db, customerIds) {
      const { rows } = await sql<{ customerId: number; count: number }>`
        select i.customer_id as "customerId", count(*)::int as count from invoice i
        where i.company_id = platform.company_id() and i.customer_id = any (${[...customerIds]}::bigint[]) and i.open_cents > 0
        group by 1 order by 1`.execute(db)
      return rows.map(({ customerId, count }) => ({
        customerId,
        sentence: count === 1 ? 'One invoice stays open.' : `${count} invoices stay open.`,
      }))
    },
    async end() {},
  },
  delete: {
    async prepare(_ctx, db, customerId) {
      const { rows } = await sql`select from ledger_posting l where l.company_id = platform.company_id()
        and (l.customer_id = ${customerId} or l.about_customer_id = ${customerId})
        union all select from invoice i where i.company_id = platform.company_id() and i.number is not null and i.kind = 'invoice'
        and (i.customer_id = ${customerId} or i.payer_id = ${customerId}) limit 1`.execute(db)
      if (rows.length) fail('invoices.has_ledger')
    },
  },
}
