/** Acme's statements of last month, made at once as the product makes them: from the ledger, by the same words. */
import type pg from 'pg'
import { agingOn, lastMonth, withBalances } from '#shared/rules/statements.ts'
import { dayMs } from '#shared/time.ts'
import { demoUsers } from './acme.ts'
import { daysBefore, type Setting } from './record.ts'

type Line = {
  customerId: number
  on: string
  kind: string
  cents: number
  invoice: number | null
  payment: number | null
  method: string | null
  reference: string | null
  about: string | null
}
type Target = { id: number; name: string; address: string; place: string; location: string; opening: number }
const most = 12

/** Brings the run and its statements; the company's books must be in. */
export async function loadStatements(client: pg.Client, companyId: number, { now }: Setting): Promise<void> {
  const { from, to } = lastMonth(daysBefore(now, 0))
  const run = <T extends pg.QueryResultRow>(text: string, values: unknown[]) => client.query<T>(text, values)
  await run(`select set_config('app.company_id', $1::text, true)`, [companyId])
  const { rows: targets } = await run<Target>(
    `select c.id, c.first_name || ' ' || c.last_name as name, coalesce(c.address_line1, '') as address,
       concat_ws(', ', c.city, concat_ws(' ', c.state, c.zip)) as place, l.name as location,
       (select coalesce(sum(p.effect_cents), 0)::int from ledger_posting p where p.company_id = c.company_id and p.customer_id = c.id and p.posted_on < $2::date) as opening
     from customer c join customer_balance b on b.company_id = c.company_id and b.customer_id = c.id
     join location l on l.company_id = c.company_id and l.id = c.location_id
     where c.company_id = $1 and b.balance_cents <> 0 order by c.id limit $3`,
    [companyId, from, most],
  )
  const ids = targets.map(({ id }) => id)
  const { rows: lines } = await run<Line>(
    `select p.customer_id as "customerId", p.posted_on::text as on, p.kind, p.effect_cents::int as cents, i.number as invoice, y.number as payment,
       y.method, y.reference, case when p.about_customer_id <> p.customer_id then coalesce(nullif(a.business_name, ''), a.first_name || ' ' || a.last_name) end as about
     from ledger_posting p left join invoice i on i.company_id = p.company_id and i.id = p.invoice_id
     left join payment y on y.company_id = p.company_id and y.id = p.payment_id
     join customer a on a.company_id = p.company_id and a.id = p.about_customer_id
     where p.company_id = $1 and p.customer_id = any ($2) and p.kind in ('invoice', 'payment') and p.posted_on between $3 and $4 order by p.posted_on, p.id`,
    [companyId, ids, from, to],
  )
  const { rows: open } = await run<{ customerId: number; dueOn: string; openCents: number }>(
    `select p.customer_id as "customerId", coalesce(i.due_on, i.invoice_on)::text as "dueOn",
       sum(e.amount_cents * ((e.debit = 'receivable')::int - (e.credit = 'receivable')::int))::int as "openCents"
     from ledger_posting p join ledger_entry e on e.company_id = p.company_id and e.posting_id = p.id
     join invoice i on i.company_id = p.company_id and i.id = p.invoice_id
     where p.company_id = $1 and p.customer_id = any ($2) and p.posted_on <= $3 group by 1, i.id, i.due_on, i.invoice_on`,
    [companyId, ids, to],
  )
  const at = new Date(now.getTime() - 5 * dayMs)
  const made = await run<{ id: number }>(
    `insert into statement_run (period_from, period_to, state, by_user_id, started_at, finished_at)
     values ($1, $2, 'done', $3, $4, $4::timestamptz + interval '4 seconds') returning id`,
    [from, to, demoUsers.manager, at],
  )
  for (const [index, target] of targets.entries()) {
    const own = lines.filter((line) => line.customerId === target.id)
    const sum = (kind: string) =>
      own.filter((line) => line.kind === kind).reduce((all, { cents }) => all + cents, 0)
    const aging = agingOn(
      open.filter((row) => row.customerId === target.id),
      to,
    )
    const closing = target.opening + sum('invoice') + sum('payment')
    const body = {
      billTo: [target.name, target.address, target.place].filter(Boolean),
      location: target.location,
      lines: withBalances(
        target.opening,
        own.map((line) => ({
          on: line.on,
          what:
            line.kind === 'invoice'
              ? `Invoice #${line.invoice}`
              : `Payment #${line.payment}, ${words[line.method ?? ''] ?? 'Other'} ${line.reference ?? ''}`.trim(),
          about: line.about,
          amountCents: line.cents,
        })),
      ),
      aging,
      creditCents: aging.totalCents - closing,
    }
    const { rows } = await run<{ id: number }>(
      `insert into statement (customer_id, number, period_from, period_to, opening_cents, invoiced_cents, paid_cents, closing_cents, past_due_cents, body, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning id`,
      [
        target.id,
        index + 1,
        from,
        to,
        target.opening,
        sum('invoice'),
        -sum('payment'),
        closing,
        aging.totalCents - aging.current,
        JSON.stringify(body),
        at,
      ],
    )
    await run(
      `insert into statement_target (run_id, customer_id, state, statement_id) values ($1, $2, 'made', $3)`,
      [made.rows[0]!.id, target.id, rows[0]!.id],
    )
  }
  await run(`insert into invoice_counter (kind, last) values ('statement', $1)`, [targets.length])
  await run(`select set_config('app.company_id', '', true)`, [])
}

const words: Record<string, string> = {
  check: 'Check',
  cash: 'Cash',
  other: 'Other',
  card: 'Card',
  ach: 'Bank account',
}
