/**
 * One batch of the billing run: the next period of so many recurring invoices, in one statement and one transaction with
 * their lines, tax, ledger and history (BIL-004). Whoever comes at the same time passes over the locked ones; a period that
 * was billed before is refused by the database's key (invoice_of_period), whatever happened in between.
 */
import { sql } from 'kysely'
import { formatCents } from '#shared/money.ts'
import type { Db } from '#server/db/database.ts'
import type { HistoryDraft } from '#server/db/history-draft.ts'

/** As many as one transaction makes: the ledger's locks are held for a fraction of a second. */
export const batchSize = 250

type Made = {
  id: number
  number: number
  customerId: number
  recurringId: number
  totalCents: number
  late: boolean
}

/** When period `n` of `r` begins; the same as periodStart of shared/rules/recurring.ts. */
const starts = (n: string) =>
  `case when ${n} = 0 then r.start_on
    else (r.anchor_on + make_interval(months => (${n} - (r.anchor_on > r.start_on)::int) * r.every_months))::date end`
const share = `case when d.from_on = d.start_on and d.anchor_on > d.start_on
  then (d.to_on - d.from_on)::numeric / (d.to_on - (d.to_on - make_interval(months => d.every_months))::date) else 1 end`
const years = `(greatest(0, d.next_index - (d.anchor_on > d.start_on)::int) * d.every_months) / 12`

/** @param today in the company's calendar. @returns how many it made, what they come to; none: nothing is due that nobody holds */
export async function billBatch(
  db: Db,
  history: HistoryDraft,
  {
    runId,
    today,
    now,
    currency,
    most = batchSize,
  }: { runId: number; today: string; now: Date; currency: string; most?: number },
): Promise<{ made: number; totalCents: number; late: number }> {
  const { rows } = await sql<Made>`
    with due as materialized (
      select r.*, ${sql.raw(starts('r.next_index'))} as from_on, ${sql.raw(starts('r.next_index + 1'))} as to_on,
        c.parent_id, c.state as to_state, c.county, c.city, c.zip,
        coalesce((select (v.data->>'days')::int from catalogue_value v where v.company_id = r.company_id and v.id = r.term_id), 0) as due_days,
        coalesce((select (v.data->>'totalCents')::bigint from catalogue_value v where v.company_id = c.company_id and v.id = c.mmr_id), 0) as rate_cents
      from recurring_invoice r join customer c on c.company_id = r.company_id and c.id = r.customer_id
      where r.company_id = platform.company_id() and r.state = 'active' and r.create_on <= ${today}::date and c.archived_at is null
      order by r.create_on, r.id limit ${most} for update of r skip locked),
    numbers as (
      insert into invoice_counter as n (kind, last) select 'invoice', count(*) from due having count(*) > 0
      on conflict (company_id, kind) do update set last = n.last + excluded.last returning last),
    numbered as materialized (
      select d.*, nextval(pg_get_serial_sequence('invoice', 'id')) as invoice_id,
        (select last from numbers) - (select count(*) from due) + row_number() over (order by d.create_on, d.id) as number,
        dense_rank() over (order by d.to_state, d.county, d.city, d.zip, d.from_on) as place from due d),
    lines as materialized (
      select d.invoice_id, l.position, l.item_id, l.description, l.quantity_hundredths, l.taxable, x.price_cents,
        floor((l.quantity_hundredths::numeric * x.price_cents + 50) / 100)::bigint as amount_cents
      from numbered d join recurring_line l on l.company_id = d.company_id and l.recurring_id = d.id
      cross join lateral (select round(round(case when l.follows_rate then d.rate_cents
        else l.price_cents * power(1 + d.increase_ppm::numeric / 1000000, ${sql.raw(years)}) end) * ${sql.raw(share)})::bigint as price_cents) x),
    sums as materialized (
      select d.invoice_id, coalesce(sum(l.amount_cents), 0)::bigint as subtotal,
        greatest(0, coalesce(sum(l.amount_cents) filter (where l.taxable), 0))::bigint as taxable
      from numbered d left join lines l on l.invoice_id = d.invoice_id group by d.invoice_id),
    rates as materialized (
      select a.place, t.name, t.rate_ppm
      from (select distinct on (place) place, to_state, county, city, zip, from_on from numbered where not tax_exempt) a
      cross join lateral platform.tax_rates_at(a.to_state, a.county, a.city, a.zip, a.from_on) t),
    taxes as materialized (
      select s.invoice_id, t.name, t.rate_ppm, s.taxable, (s.taxable * t.rate_ppm + 500000) / 1000000 as tax
      from numbered d join sums s on s.invoice_id = d.invoice_id and s.taxable > 0
      join rates t on t.place = d.place
      where not d.tax_exempt),
    tax_sums as (select x.invoice_id, sum(x.tax)::bigint as tax from taxes x group by x.invoice_id),
    made as (
      insert into invoice (id, kind, customer_id, payer_id, number, state, invoice_on, due_on, term_id, po_number, notes, tax_exempt,
        subtotal_cents, tax_cents, total_cents, recurring_id, period_index, period_from, period_to, run_id, billing_method_id, created_at)
      select d.invoice_id, 'invoice', d.customer_id, case when d.bill_parent then coalesce(d.parent_id, d.customer_id) else d.customer_id end,
        d.number, 'open', d.from_on, d.from_on + d.due_days, d.term_id, d.po_number, d.notes, d.tax_exempt,
        greatest(0, s.subtotal), coalesce(t.tax, 0), greatest(0, s.subtotal) + coalesce(t.tax, 0), d.id, d.next_index, d.from_on, d.to_on,
        ${runId}, (select b.id from billing_method b where b.company_id = d.company_id and b.id = d.billing_method_id and b.archived_at is null
          and b.customer_id = case when d.bill_parent then coalesce(d.parent_id, d.customer_id) else d.customer_id end), ${now}
      from numbered d join sums s on s.invoice_id = d.invoice_id
      left join tax_sums t on t.invoice_id = d.invoice_id
      order by d.number
      returning id, number, customer_id, payer_id, recurring_id, invoice_on, subtotal_cents, tax_cents, total_cents),
    made_lines as (
      insert into invoice_line (invoice_id, position, item_id, description, quantity_hundredths, price_cents, taxable)
      select invoice_id, position, item_id, description, quantity_hundredths, price_cents, taxable from lines),
    made_taxes as (
      insert into invoice_tax (invoice_id, name, rate_ppm, taxable_cents, tax_cents) select invoice_id, name, rate_ppm, taxable, tax from taxes),
    moved as (
      update recurring_invoice r set next_index = r.next_index + 1, next_on = d.to_on,
        state = case when (r.max_count is not null and r.next_index + 1 >= r.max_count) or (r.end_on is not null and d.to_on > r.end_on)
          then 'finished' else r.state end
      from numbered d where r.company_id = d.company_id and r.id = d.id),
    posted as (
      insert into ledger_posting (customer_id, about_customer_id, kind, posted_on, posted_at, invoice_id, effect_cents)
      select m.payer_id, m.customer_id, 'invoice', m.invoice_on, ${now}, m.id, m.total_cents from made m where m.total_cents > 0
      order by m.payer_id, m.number returning id, invoice_id),
    entries as (
      insert into ledger_entry (posting_id, debit, credit, amount_cents)
      select p.id, 'receivable', e.account, e.cents from posted p join made m on m.id = p.invoice_id
      cross join lateral (values ('income', m.subtotal_cents), ('tax_payable', m.tax_cents)) e(account, cents) where e.cents > 0)
    select m.id, m.number, m.customer_id as "customerId", m.recurring_id as "recurringId", m.total_cents as "totalCents",
      d.to_on <= ${today}::date as late
    from made m join numbered d on d.invoice_id = m.id order by m.number`.execute(db)
  for (const { id, number, customerId, recurringId, totalCents } of rows)
    history.add({
      event: 'billing.invoiced',
      entity: 'invoice',
      entityId: id,
      customerId,
      detail: { number, recurring: recurringId },
      changes: [{ field: 'totalCents', old: null, new: formatCents(totalCents, currency) }],
    })
  const [made, totalCents, late] = [
    rows.length,
    rows.reduce((sum, row) => sum + Number(row.totalCents), 0),
    rows.filter((row) => row.late).length,
  ]
  if (made)
    await sql`update billing_run set made = made + ${made}, total_cents = total_cents + ${totalCents}, late = late + ${late}
      where company_id = platform.company_id() and id = ${runId}`.execute(db)
  return { made, totalCents, late }
}
