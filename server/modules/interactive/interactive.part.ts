/** Accounts at interactive-services providers as a part of their customer's life. */
import { sql } from 'kysely'
import { fail } from '#shared/errors.ts'
import type { CustomerPart } from '../customers/customers.service.ts'
import { nameOf } from './interactive.answers.ts'

type Standing = {
  customerId: number
  provider: string
  login: string
  device_serial: string
  external_id: string | null
}

const standing = (customerIds: readonly number[]) => sql<Standing>`
  select a.customer_id as "customerId", p.name as provider, a.login, a.device_serial, a.external_id
  from interactive_account a join service_provider p on p.company_id = a.company_id and p.id = a.service_provider_id
  where a.company_id = platform.company_id() and a.customer_id = any (${[...customerIds]}) and a.state <> 'unlinked'
  order by a.id`

export const interactivePart: CustomerPart = {
  key: 'interactive',
  archive: {
    // The customer may use the app, and the provider goes on charging for it: archiving ends nothing there, and says so.
    listEffects: () => Promise.resolve([]),
    async listStays(db, customerIds) {
      const { rows } = await standing(customerIds).execute(db)
      return rows.map((row) => ({
        customerId: row.customerId,
        sentence: `The account ${nameOf(row)} at ${row.provider} stays linked and goes on there. Terminate it on Connections first if nobody uses it any more.`,
      }))
    },
    end: () => Promise.resolve(),
  },
  delete: {
    /** @throws interactive.still_linked */
    async prepare(_ctx, db, customerId) {
      await sql`select id from interactive_account where company_id = platform.company_id() and customer_id = ${customerId}
        order by id for update`.execute(db)
      const { rows } = await standing([customerId]).execute(db)
      if (rows[0]) fail('interactive.still_linked', { account: nameOf(rows[0]), provider: rows[0].provider })
    },
  },
}
