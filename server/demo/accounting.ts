/** Acme's books: recurring invoices, what they made in half a year, what was paid of it, and some that is past due. */
import type pg from 'pg'
import { demoUsers } from './acme.ts'
import { daysBefore, type Setting } from './record.ts'
import { story } from './story.ts'

const { manager, owner } = demoUsers
/** Customers beyond the written ones whose books are kept, as many as make a couple of hundred invoices. */
const more = 40

/**
 * Brings them; the company's customers, rates and users must be in. Payments go through the database's own keeping, as those
 * of the app do.
 */
export async function loadAccounting(
  client: pg.Client,
  companyId: number,
  { now, value }: Setting,
): Promise<void> {
  const run = (text: string, values: unknown[] = []) => client.query(text, values)
  const net = value('payment_term', 'Net 10')
  await run(`select set_config('app.company_id', $1::text, true)`, [companyId])
  await run(
    `insert into invoice_item (name, description, price_cents, taxable, category) values
      ('Service call', 'A technician’s visit', 4900, true, 'Service'), ('Keypad', '', 14900, true, 'Equipment'),
      ('Activation', 'Start of service', 9900, false, 'Activation'), ('Yearly inspection', 'Every zone, batteries, signal', 12900, true, 'Service'),
      ('Discount', '', 0, false, '')`,
  )
  // Each billed monthly for half a year; of a branch through its head office.
  await run(
    `insert into recurring_invoice (customer_id, name, every_months, start_on, anchor_on, next_index, next_on, term_id, bill_parent, created_at, created_by)
     select c.id, 'Monitoring', 1, s.start, s.start, 6, (s.start + interval '6 months')::date, $3, c.parent_id is not null, $4, $5
     from (select c.*, row_number() over (order by c.id) as n from customer c where c.company_id = $1 and c.kind = 'customer' and c.archived_at is null
         and not c.is_canceled and c.mmr_id is not null
         and (c.id = any ($6) or c.id > 1100)) c
     cross join lateral (select ($2::date - ((c.n * 7) % 25)::int - interval '5 months')::date as start) s
     where c.id = any ($6) or c.n <= $7`,
    [
      companyId,
      daysBefore(now, 0),
      net,
      now,
      owner,
      [story.linkedElsewhere, story.headOffice, story.firstBranch, story.secondBranch],
      more + 4,
    ],
  )
  await run(
    `insert into recurring_line (recurring_id, position, item_id, quantity_hundredths, price_cents, follows_rate)
     select r.id, 0, 3, 100, (v.data->>'totalCents')::bigint, true from recurring_invoice r
     join customer c on c.company_id = r.company_id and c.id = r.customer_id
     join catalogue_value v on v.company_id = c.company_id and v.id = c.mmr_id where r.company_id = $1`,
    [companyId],
  )
  await run(
    `insert into invoice (kind, customer_id, payer_id, number, state, invoice_on, due_on, term_id, subtotal_cents, total_cents, recurring_id,
       period_index, period_from, period_to, created_at)
     select 'invoice', r.customer_id, case when r.bill_parent then coalesce(c.parent_id, c.id) else c.id end,
       row_number() over (order by p.starts, r.id), 'open', p.starts, p.starts + 10, r.term_id, l.price_cents, l.price_cents, r.id, p.i, p.starts,
       (r.start_on + make_interval(months => p.i + 1))::date, p.starts::timestamptz
     from recurring_invoice r join customer c on c.company_id = r.company_id and c.id = r.customer_id
     join recurring_line l on l.company_id = r.company_id and l.recurring_id = r.id
     cross join lateral (select i, (r.start_on + make_interval(months => i))::date as starts from generate_series(0, 5) i) p
     where r.company_id = $1`,
    [companyId],
  )
  await run(
    `insert into invoice_line (invoice_id, position, item_id, quantity_hundredths, price_cents)
     select id, 0, 3, 100, subtotal_cents from invoice where company_id = $1 and kind = 'invoice'`,
    [companyId],
  )
  // Quotes, and an invoice that is still a draft.
  await run(
    `insert into invoice (kind, customer_id, payer_id, number, state, invoice_on, due_on, subtotal_cents, total_cents, created_by)
     values ('quote', $2, $2, 1, 'open', $1, $1::date + 30, 29800, 29800, $4), ('quote', $3, $3, 2, 'open', $1, $1::date + 30, 14900, 14900, $4),
       ('invoice', $2, $2, null, 'draft', $1, $1::date + 10, 14900, 14900, $4)`,
    [daysBefore(now, 1), story.linkedElsewhere, story.lead, manager],
  )
  await run(
    `insert into invoice_line (invoice_id, position, item_id, quantity_hundredths, price_cents, description)
     select i.id, 0, t.id, i.total_cents / 149, 14900, 'By the back door' from invoice i, invoice_item t
     where i.company_id = $1 and t.company_id = $1 and t.name = 'Keypad' and i.recurring_id is null`,
    [companyId],
  )
  await run(
    `insert into invoice_counter (kind, last) select kind, max(number) from invoice where company_id = $1 and number is not null group by kind`,
    [companyId],
  )
  // Who pays: most do on time, every sixth is behind with the last ones, one in twelve with many.
  await run(
    `create temporary table demo_payment on commit drop as
     select i.id as invoice_id, i.payer_id, i.customer_id, i.total_cents, least(i.due_on - 2, $2::date) as paid_on,
       row_number() over (order by i.due_on, i.id) as number
     from invoice i where i.company_id = $1 and i.recurring_id is not null
       and i.period_index < case when i.customer_id = $3 then 4 when i.customer_id % 12 = 5 then 2 when i.customer_id % 6 = 2 then 4 else 6 end
       and i.invoice_on <= $2::date - 4`,
    [companyId, daysBefore(now, 0), story.linkedElsewhere],
  )
  await run(
    `insert into payment (customer_id, number, method, paid_on, reference, amount_cents, created_at, created_by)
     select payer_id, number, case number % 5 when 0 then 'cash' when 1 then 'other' else 'check' end, paid_on,
       case when number % 5 > 1 then (1000 + number)::text else '' end, total_cents, paid_on::timestamptz, $1 from demo_payment`,
    [manager],
  )
  await run(`insert into invoice_counter (kind, last) select 'payment', max(number) from demo_payment`)
  // The ledger in the order of its days, so that each balance is that of its day.
  await run(
    `with events as (
       select i.payer_id, i.customer_id, 'invoice' as kind, i.invoice_on as day, i.id as invoice_id, null::bigint as payment_id, i.total_cents as cents,
         'receivable' as debit, 'income' as credit, 1 as step
       from invoice i where i.company_id = $1 and i.recurring_id is not null
       union all select d.payer_id, d.payer_id, 'payment', d.paid_on, null, p.id, -d.total_cents, 'cash', 'customer_credit', 2
       from demo_payment d join payment p on p.company_id = $1 and p.number = d.number
       union all select d.payer_id, d.customer_id, 'applied', d.paid_on, d.invoice_id, p.id, 0, 'customer_credit', 'receivable', 3
       from demo_payment d join payment p on p.company_id = $1 and p.number = d.number),
     posted as (
       insert into ledger_posting (customer_id, about_customer_id, kind, posted_on, posted_at, invoice_id, payment_id, effect_cents)
       select payer_id, customer_id, kind, day, day::timestamptz, invoice_id, payment_id, cents from events order by events.day, step
       returning id, kind, invoice_id, payment_id)
     insert into ledger_entry (posting_id, debit, credit, amount_cents)
     select p.id, e.debit, e.credit, coalesce(nullif(abs(e.cents), 0), i.total_cents) from posted p
     join events e on e.kind = p.kind and e.invoice_id is not distinct from p.invoice_id and e.payment_id is not distinct from p.payment_id
     left join invoice i on i.company_id = $1 and i.id = e.invoice_id`,
    [companyId],
  )
  await run(
    `insert into payment_application (payment_id, invoice_id, amount_cents, applied_at)
     select p.id, d.invoice_id, d.total_cents, d.paid_on::timestamptz from demo_payment d
     join payment p on p.company_id = $1 and p.number = d.number order by p.id`,
    [companyId],
  )
  await run(
    `insert into billing_run (day, state, started_at, finished_at, due, made, total_cents)
     select i.invoice_on, 'done', i.invoice_on + interval '9 hours', i.invoice_on + interval '9 hours 2 seconds', count(*), count(*), sum(i.total_cents)
     from invoice i where i.company_id = $1 and i.recurring_id is not null and i.invoice_on > $2::date - 14 and i.invoice_on <= $2::date
     group by i.invoice_on order by i.invoice_on`,
    [companyId, daysBefore(now, 0)],
  )
  await run(
    `update invoice i set run_id = r.id from billing_run r where i.company_id = $1 and r.company_id = $1 and i.recurring_id is not null and r.day = i.invoice_on`,
    [companyId],
  )
  await run(`select set_config('app.company_id', '', true)`)
}
