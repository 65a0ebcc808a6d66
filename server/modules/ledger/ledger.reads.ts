/** A record's account as its page reads it. */
import { sql } from 'kysely'
import type { Output, Parsed } from '#shared/contract.ts'
import type { accounting, Transaction } from '#shared/contracts/accounting.ts'
import { type PaymentMethod, paymentMethods } from '#shared/rules/payments.ts'
import type { Db } from '#server/db/database.ts'
import { grantedHere } from '#server/db/conditions.ts'
import type { Ctx } from '#server/http/context.ts'
import { getReadable } from '../customers/customers.service.ts'

type Request<K extends keyof typeof accounting> = Parsed<(typeof accounting)[K]>
type SummaryRow = Record<'balance' | 'credit' | 'current' | 'days30' | 'days60' | 'days90' | 'older' | 'own' | 'subs', number> & {
  parent: { id: number; name: string } | null
} & Record<'transactions' | 'invoices' | 'quotes' | 'payments' | 'recurring' | 'statements' | 'fundings' | 'payables' | 'review', number> // prettier-ignore

/** How late what `i` leaves open is, in SQL; the last day on which it is due is not late. */
export const lateDays = `greatest(0, (select platform.today()) - coalesce(i.due_on, i.invoice_on))`

export const isUnpaid = `i.kind = 'invoice' and i.state = 'open' and i.paid_cents < i.total_cents`

/** @throws customers.not_found, access.denied_here */
export async function readSummary(
  ctx: Ctx,
  db: Db,
  { params }: Request<'summary'>,
): Promise<Output<typeof accounting.summary>> {
  const record = await getReadable(ctx, db, params.customerId, 'billing_information.view')
  const { rows } = await sql<SummaryRow>`
    with open as (select i.payer_id, i.open_cents, ${sql.raw(lateDays)} as late from invoice i
      where i.company_id = platform.company_id() and i.payer_id = ${record.id} and ${sql.raw(isUnpaid)})
    select
      coalesce((select b.balance_cents from customer_balance b where b.company_id = platform.company_id() and b.customer_id = ${record.id}), 0) as balance,
      coalesce((select sum(p.unapplied_cents) from payment p where p.company_id = platform.company_id() and p.customer_id = ${record.id}
        and p.amount_cents > p.applied_cents + p.reversed_cents), 0)::bigint as credit,
      (select coalesce(sum(open_cents) filter (where late = 0), 0)::bigint from open) as current,
      (select coalesce(sum(open_cents) filter (where late between 1 and 30), 0)::bigint from open) as days30,
      (select coalesce(sum(open_cents) filter (where late between 31 and 60), 0)::bigint from open) as days60,
      (select coalesce(sum(open_cents) filter (where late between 61 and 90), 0)::bigint from open) as days90,
      (select coalesce(sum(open_cents) filter (where late > 90), 0)::bigint from open) as older,
      (select coalesce(sum(open_cents), 0)::bigint from open) as own,
      (select count(*)::int from customer s where s.company_id = platform.company_id() and s.parent_id = ${record.id}) as subs,
      (select json_build_object('id', p.id, 'name', coalesce(nullif(p.business_name, ''), p.first_name || ' ' || p.last_name))
        from customer c join customer p on p.company_id = c.company_id and p.id = c.parent_id
        where c.company_id = platform.company_id() and c.id = ${record.id}) as parent,
      (select count(*)::int from ledger_posting l where l.company_id = platform.company_id() and l.customer_id = ${record.id}
        and l.kind not in ('applied', 'released', 'funding')) as transactions,
      (select count(*)::int from invoice i where i.company_id = platform.company_id() and i.kind = 'invoice'
        and (i.customer_id = ${record.id} or i.payer_id = ${record.id})) as invoices,
      (select count(*)::int from invoice i where i.company_id = platform.company_id() and i.kind = 'quote' and i.customer_id = ${record.id}) as quotes,
      (select count(*)::int from payment p where p.company_id = platform.company_id() and p.customer_id = ${record.id}) as payments,
      (select count(*)::int from recurring_invoice r where r.company_id = platform.company_id() and r.customer_id = ${record.id}
        and r.state = 'active') as recurring,
      (select count(*)::int from statement s where s.company_id = platform.company_id() and s.customer_id = ${record.id}
        and s.archived_at is null) as statements,
      (select count(*)::int from funding f where f.company_id = platform.company_id() and f.customer_id = ${record.id}) as fundings,
      (select count(*)::int from payable p where p.company_id = platform.company_id() and p.customer_id = ${record.id} and p.status <> 'denied') as payables,
      (select count(*)::int from payable p where p.company_id = platform.company_id() and p.customer_id = ${record.id}
        and p.status = 'requires_review') as review`.execute(db)
  const row = rows[0]!
  const n = (key: keyof SummaryRow) => Number(row[key])
  const { grants, company } = ctx.actor
  const has = (permission: Parameters<typeof grants.has>[0]) => grants.has(permission, record.locationId)
  const may = (permission: Parameters<typeof grants.has>[0]) => !record.archived && has(permission)
  const [isCustomer, seesInvoices] = [record.kind === 'customer', has('invoices.view')]
  const aging = {
    current: n('current'),
    days30: n('days30'),
    days60: n('days60'),
    days90: n('days90'),
    older: n('older'),
  }
  return {
    kind: record.kind,
    balanceCents: n('balance'),
    creditCents: n('credit'),
    aging: { ...aging, totalCents: Object.values(aging).reduce((a, b) => a + b, 0) },
    parent: row.parent,
    ownOpenCents: row.parent ? n('own') : 0,
    subCustomers: row.subs,
    counts: {
      transactions: row.transactions,
      invoices: row.invoices,
      quotes: row.quotes,
      payments: row.payments,
      recurring: row.recurring,
      statements: row.statements,
      fundings: row.fundings,
      payables: has('payables.view') ? row.payables : 0,
      payablesToReview: has('payables.view') ? row.review : 0,
    },
    abilities: {
      invoice: isCustomer && seesInvoices && may('invoices.create'),
      quote: seesInvoices && may('invoices.create'),
      payment: isCustomer && has('payments.view') && may('payments.create'),
      recurring: isCustomer && seesInvoices && company.settings.invoicePlus && may('invoices.create'),
      paymentLink: isCustomer && company.settings.paymentPortal && may('payments.create'),
      seesPaymentLinks: isCustomer && company.settings.paymentPortal,
      seesPayables: isCustomer && has('payables.view'),
      seesFunding: isCustomer && has('funding_details.view'),
      seesInvoices,
      seesPayments: isCustomer && has('payments.view'),
      seesRecurring: isCustomer && seesInvoices && company.settings.invoicePlus,
    },
    readOnlyReason: record.archived ? 'archived' : null,
  }
}

type PostingRow = Omit<Transaction, 'at' | 'payment' | 'customer'> & {
  at: Date
  customer: { id: number; name: string | null }
  payment: {
    id: number
    number: number
    customerId: number
    method: PaymentMethod | null
    reference: string
  } | null
}

/** `Check 1042`, `Credit memo`. */
export const howText = (method: PaymentMethod | null, reference: string): string =>
  [method ? paymentMethods[method] : 'Credit memo', reference].filter(Boolean).join(' ')

const invoiceKinds = ['invoice', 'adjustment', 'void', 'write_off', 'write_off_undone']
const paymentKinds = ['payment', 'credit_memo', 'nsf', 'refund', 'chargeback', 'payment_void']

/** @throws customers.not_found, access.denied_here */
export async function readTransactions(
  ctx: Ctx,
  db: Db,
  { params, query }: Request<'transactions'>,
): Promise<Output<typeof accounting.transactions>> {
  const record = await getReadable(ctx, db, params.customerId, 'billing_information.view')
  const has = (permission: 'invoices.view' | 'payments.view') =>
    ctx.actor.grants.has(permission, record.locationId)
  // What one may not see is left out; the balances beside the other entries stay what they are.
  const kinds = [
    ...(has('invoices.view') ? invoiceKinds : []),
    ...(has('payments.view') ? paymentKinds : []),
  ].filter((kind) => query.kind === undefined || kind === query.kind)
  const { rows } = await sql<PostingRow>`
    select l.id, l.kind, l.posted_on as "on", l.posted_at as at, l.memo, l.effect_cents as "amountCents", l.balance_cents as "balanceCents",
      json_build_object('id', c.id, 'name', case when ${sql.raw(grantedHere('customers.view'))}
        then coalesce(nullif(c.business_name, ''), c.first_name || ' ' || c.last_name) end) as customer,
      case when i.id is not null then json_build_object('id', i.id, 'number', i.number, 'customerId', i.customer_id) end as invoice,
      case when p.id is not null then json_build_object('id', p.id, 'number', p.number, 'customerId', p.customer_id, 'method', p.method,
        'reference', p.reference) end as payment,
      coalesce((select u.first_name || ' ' || u.last_name from user_account u where u.company_id = l.company_id and u.id = l.by_user_id),
        case when p.origin = 'portal' then 'Payment Portal' else 'System' end) as by
    from ledger_posting l
    join customer c on c.company_id = l.company_id and c.id = l.about_customer_id
    left join invoice i on i.company_id = l.company_id and i.id = l.invoice_id
    left join payment p on p.company_id = l.company_id and p.id = l.payment_id
    where l.company_id = platform.company_id() and l.customer_id = ${record.id} and l.kind = any (${kinds}::text[])
      and (${query.before ?? null}::bigint is null or l.id < ${query.before ?? null}::bigint)
      and (${query.aboutId ?? null}::bigint is null or l.about_customer_id = ${query.aboutId ?? null}::bigint)
    order by l.id desc limit ${query.limit + 1}`.execute(db)
  const page = rows.slice(0, query.limit)
  return {
    items: page.map(({ at, payment, customer, ...row }) => ({
      ...row,
      at: at.toISOString(),
      customer: { id: customer.id, name: customer.name ?? `#${customer.id}` },
      payment: payment && {
        id: payment.id,
        number: payment.number,
        customerId: payment.customerId,
        how: howText(payment.method, payment.reference),
      },
    })),
    next: rows.length > query.limit ? page.at(-1)!.id : null,
  }
}
