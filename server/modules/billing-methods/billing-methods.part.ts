/** Billing methods as a part of their record's life. */
import { sql } from 'kysely'
import { fail } from '#shared/errors.ts'
import { formatCents } from '#shared/money.ts'
import { hasOpenAttempt } from '../charges/charges.service.ts'
import type { CustomerPart } from '../customers/customers.service.ts'
import { nameOf } from './billing-methods.page.ts'

/**
 * Archiving calls off what is still to be tried again; the methods stay. A copy begins without any: the customer's authorization was
 * for one agreement. With the record they are deleted, but not while nobody knows whether money moves.
 */
export const billingMethodsPart: CustomerPart = {
  key: 'billing_methods',
  archive: {
    async listEffects(db, customerIds) {
      const { rows } = await sql<{ customerId: number; count: number }>`
        select customer_id as "customerId", count(*)::int as count from charge_attempt
        where company_id = platform.company_id() and customer_id = any (${[...customerIds]}::bigint[])
          and (next_retry_on is not null or state = 'queued' and kind = 'charge') group by customer_id`.execute(
        db,
      )
      return rows.map(({ customerId, count }) => ({ customerId, what: 'charge that waits', count }))
    },
    async end(ctx, db, customerIds) {
      const { rows } = await sql<{
        id: number
        customerId: number
        cents: number
        kind: string
        brand: string
        last4: string
        account: string | null
      }>`
        update charge_attempt p set next_retry_on = null, next_look_at = case when p.state = 'queued' then null else p.next_look_at end,
          state = case when p.state = 'queued' then 'canceled' else p.state end
        from billing_method b
        where p.company_id = platform.company_id() and p.customer_id = any (${[...customerIds]}::bigint[])
          and (p.next_retry_on is not null or p.state = 'queued' and p.kind = 'charge')
          and b.company_id = p.company_id and b.id = p.billing_method_id
        returning p.id, p.customer_id as "customerId", p.amount_cents as cents, b.kind, b.brand, b.last4, b.account_type as account`.execute(
        db,
      )
      for (const { id, customerId, cents, kind, brand, last4, account } of rows)
        ctx.history.add({
          event: 'charges.canceled',
          entity: 'charge_attempt',
          entityId: id,
          customerId,
          detail: {
            what: 'waiting charge',
            amount: formatCents(cents, 'USD'),
            method: nameOf({ kind, brand, last4, account_type: account }),
          },
        })
    },
  },
  delete: {
    async prepare(_ctx, db, customerId) {
      if (await hasOpenAttempt(db, { customerId })) fail('billing_methods.charge_open')
    },
  },
}
