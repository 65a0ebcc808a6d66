/** Connections as a part of their customer's life. */
import { sql } from 'kysely'
import { fail } from '#shared/errors.ts'
import type { CustomerPart } from '../customers/customers.service.ts'

type Standing = { customerId: number; account_number: string; company: string; state: string }

export const connectionsPart: CustomerPart = {
  key: 'connections',
  archive: {
    // Somebody may rely on the account: archiving ends nothing at the station, and says so.
    listEffects: () => Promise.resolve([]),
    async listStays(db, customerIds) {
      const { rows } = await sql<Standing>`
        select k.customer_id as "customerId", k.account_number, k.state, m.name as company
        from connection k join monitoring_company m on m.company_id = k.company_id and m.id = k.monitoring_company_id
        where k.company_id = platform.company_id() and k.customer_id = any (${[...customerIds]}) and k.state <> 'unlinked'
        order by k.id`.execute(db)
      return rows.map(({ customerId, account_number, company, state }) => ({
        customerId,
        sentence:
          state === 'linked'
            ? `Account ${account_number} stays linked and in service at ${company}. Unlink it on Connections first if nobody relies on it any more.`
            : `Account ${account_number} is being linked at ${company}; archiving does not stop that.`,
      }))
    },
    end: () => Promise.resolve(),
  },
  delete: {
    /**
     * Holds the ended connections, which the worker may be telling their station about right now: it notes its calls
     * under their locks. A connection that stands refuses the deletion (customers.still_linked); one of which the station
     * does not know yet that it ended would leave our note there for ever.
     * @throws connections.release_waiting
     */
    async prepare(_ctx, db, customerId) {
      await sql`select id from connection where company_id = platform.company_id() and customer_id = ${customerId}
        order by id for update`.execute(db)
      const { rows } = await sql<{ company: string; accountNumber: string }>`
        select m.name as company, k.account_number as "accountNumber"
        from connection_push p join connection k on k.company_id = p.company_id and k.id = p.connection_id
        join monitoring_company m on m.company_id = k.company_id and m.id = k.monitoring_company_id
        where k.company_id = platform.company_id() and k.customer_id = ${customerId}
          and p.kind = 'release' and p.state in ('waiting', 'sending') limit 1`.execute(db)
      if (rows[0]) fail('connections.release_waiting', rows[0])
    },
  },
}
