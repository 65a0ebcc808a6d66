/**
 * PERF-005: one worker's billing run, batch after batch in transactions of its own, with tax, ledger and history. The
 * baseline is one statement by hand that writes the same rows for all of them at once. It leaves out what the product
 * promises beyond the rows: row security, the ledger's checks, the chain of the history's hashes (each entry has a hash of
 * itself alone) and the commit, as it is rolled back.
 */
import { Database } from '#server/db/database.ts'
import { asCompany, fromJob } from '#server/jobs/company-work.ts'
import { billBatch } from '#server/modules/billing/billing.batch.ts'
import { type Company, openCompany } from '../company.ts'
import { countCpu } from '../cpu.ts'
import { medianOf, print, type Sample } from '../figures.ts'
import type { Options } from '../options.ts'

/** PERF-005, for each worker. */
const goal = 500
/** At least half of the statement's speed. */
const worstRatio = 2
const name = 'Measured'

type Run = Sample & { startMb: number; endMb: number; firstRps: number; lastRps: number }

export async function measureBilling(options: Options): Promise<void> {
  for (const customers of options.customers ?? [10_000]) {
    const company = await openCompany(customers)
    try {
      await clear(company)
      await fill(company, options.invoices)
      const ours: Run[] = []
      const bare: Sample[] = []
      for (let run = 0; run < options.runs; run++) {
        bare.push(await byHand(company, options.invoices))
        ours.push(await bill(company, options.invoices))
        await clearInvoices(company)
      }
      const { firstRps, lastRps, startMb, endMb, ...taken } = medianOf(ours) as Run
      const { rps: bareRate = 0, databaseCpuUs: bareCpu = 0 } = medianOf(bare)
      const rate = taken.rps!
      const scenario = 'billing'
      print({
        ...{ scenario, figure: `one worker, ${options.invoices} invoices of 3 lines`, value: rate },
        ...{ unit: 'invoices/s', ...taken, customers: company.customers },
        ...{ baseline: bareRate, ratio: bareRate / rate, goal: `>= ${goal}, ratio <= ${worstRatio}` },
        met: rate >= goal && bareRate / rate <= worstRatio,
      })
      // Whatever else the machine does meanwhile.
      const cpu = taken.databaseCpuUs! + taken.serverCpuUs!
      print({
        ...{ scenario, figure: 'processor time for each invoice, beside the statement', value: cpu },
        ...{ unit: 'us', baseline: bareCpu, ratio: cpu / bareCpu, customers },
      })
      print({
        ...{ scenario, figure: 'last tenth of the run, beside its first', value: lastRps },
        ...{ unit: 'invoices/s', baseline: firstRps, ratio: firstRps / lastRps, customers },
      })
      print({
        ...{ scenario, figure: 'memory at the end, beside the beginning', value: endMb },
        ...{ unit: 'MB', baseline: startMb, ratio: endMb / startMb, customers },
      })
    } finally {
      await clear(company)
      await company.close()
    }
  }
}

/** Everything that is due, as the job does it (billing.jobs.ts). */
async function bill(company: Company, invoices: number): Promise<Run> {
  const database = new Database(company.appUrl, 1)
  try {
    const { rows } = await company.owner.query<{ id: string; day: string }>(
      `insert into billing_run (company_id, day, started_at) values ($1, current_date, now()) returning id, day`,
      [company.id],
    )
    const { id, day } = rows[0]!
    const tx = asCompany(database, company.id, fromJob)
    const used = countCpu(process.pid, company.dataDir)
    const startedAt = performance.now()
    /** After each batch. */
    const at: number[] = []
    let [made, startMb] = [0, 0]
    for (;;) {
      const batch = await tx((db, history) =>
        billBatch(db, history, { runId: Number(id), today: day, now: new Date(), currency: 'USD' }),
      )
      if (batch.made === 0) break
      made += batch.made
      at.push(performance.now() - startedAt)
      startMb ||= residentMb()
    }
    const seconds = (performance.now() - startedAt) / 1000
    const cpu = used(made)
    if (made !== invoices) throw new Error(`${made} invoices instead of ${invoices}`)
    const tenth = Math.ceil(at.length / 10)
    const perBatch = made / at.length
    const speed = (from: number, to: number) =>
      ((to - from) * perBatch * 1000) / (at[to - 1]! - (at[from - 1] ?? 0))
    return {
      ...{ p50: 0, p99: 0, rps: made / seconds, ...cpu, startMb, endMb: residentMb() },
      ...{ firstRps: speed(0, tenth), lastRps: speed(at.length - tenth, at.length) },
    }
  } finally {
    await database.end()
  }
}

const residentMb = (): number => {
  globalThis.gc?.()
  return process.memoryUsage().rss / 2 ** 20
}

/** Tax in every state and some cities, and what is due today: two lines with tax and one without. */
async function fill({ owner, id }: Company, invoices: number): Promise<void> {
  await owner.query(
    `with place as (select lower(state) as state, null as city from customer where company_id = $1 and state <> '' group by 1
       union all (select lower(state), lower(city) from customer where company_id = $1 and state <> '' and city <> '' group by 1, 2
         order by count(*) desc, 1, 2 limit 30))
     insert into catalogue_value (company_id, catalogue, name, data)
     select $1, 'tax_rate', $2 || ' ' || state || coalesce(' ' || city, ''),
       jsonb_strip_nulls(jsonb_build_object('level', case when city is null then 'state' else 'city' end, 'state', upper(state), 'place', city,
         'percent', case when city is null then 4.85 else 1.2 end)) from place`,
    [id, name],
  )
  await owner.query(
    `with customers as (select c.id, row_number() over (order by c.id) as n, count(*) over () as of from customer c
       where c.company_id = $1 and c.kind = 'customer' and c.archived_at is null)
     insert into recurring_invoice (company_id, customer_id, name, every_months, start_on, anchor_on, next_on)
     select $1, c.id, $2, 1, current_date, current_date, current_date
     from generate_series(0, $3::int - 1) i join customers c on c.n = i % c.of + 1`,
    [id, name, invoices],
  )
  await owner.query(
    `insert into recurring_line (company_id, recurring_id, position, item_id, description, quantity_hundredths, price_cents, taxable)
     select $1, r.id, p, 3, 'Line ' || p, 100, 1500 + 1000 * p, p < 2
     from recurring_invoice r, generate_series(0, 2) p where r.company_id = $1 and r.name = $2`,
    [id, name],
  )
  await owner.query('vacuum (analyze) recurring_invoice, recurring_line, catalogue_value')
}

/** The baseline, rolled back. */
async function byHand({ owner, id, dataDir }: Company, invoices: number): Promise<Sample> {
  await owner.query('begin')
  try {
    await owner.query(
      'alter table ledger_posting disable trigger user; alter table ledger_entry disable trigger user',
    )
    await owner.query(`select set_config('app.company_id', $1, true)`, [String(id)])
    await owner.query('select count(*) from recurring_line')
    const used = countCpu(process.pid, dataDir)
    const startedAt = performance.now()
    const { rowCount } = await owner.query(statement, [id])
    const seconds = (performance.now() - startedAt) / 1000
    if (rowCount !== invoices) throw new Error(`By hand: ${rowCount} invoices instead of ${invoices}`)
    return { p50: 0, p99: 0, rps: invoices / seconds, ...used(invoices) }
  } finally {
    await owner.query('rollback')
    await owner.query(
      'vacuum invoice, invoice_line, invoice_tax, ledger_posting, ledger_entry, customer_balance, history_entry, recurring_invoice',
    )
  }
}

const statement = `
  with due as materialized (
    select r.id, r.customer_id, r.next_on, nextval(pg_get_serial_sequence('invoice', 'id')) as invoice_id,
      row_number() over (order by r.id) + (select coalesce(max(last), 0) from invoice_counter where company_id = $1 and kind = 'invoice') as number,
      lower(c.state) as state, lower(c.city) as city
    from recurring_invoice r join customer c on c.company_id = r.company_id and c.id = r.customer_id
    where r.company_id = $1 and r.state = 'active' and r.create_on <= current_date),
  sums as materialized (
    select d.invoice_id, sum(l.price_cents * l.quantity_hundredths / 100)::bigint as subtotal,
      sum(l.price_cents * l.quantity_hundredths / 100) filter (where l.taxable)::bigint as taxable
    from due d join recurring_line l on l.company_id = $1 and l.recurring_id = d.id group by 1),
  rates as materialized (
    select v.name, lower(v.data->>'state') as state, v.data->>'place' as city, round((v.data->>'percent')::numeric * 10000)::int as ppm
    from catalogue_value v where v.company_id = $1 and v.catalogue = 'tax_rate' and v.active),
  taxes as materialized (
    select d.invoice_id, t.name, t.ppm, s.taxable, (s.taxable * t.ppm + 500000) / 1000000 as tax
    from due d join sums s using (invoice_id) join rates t on t.state = d.state and (t.city is null or t.city = d.city)),
  totals as materialized (
    select d.*, s.subtotal, coalesce(t.tax, 0)::bigint as tax from due d join sums s using (invoice_id)
    left join (select invoice_id, sum(tax) as tax from taxes group by 1) t using (invoice_id)),
  made as (
    insert into invoice (company_id, id, kind, customer_id, payer_id, number, state, invoice_on, due_on, subtotal_cents, tax_cents,
      total_cents, recurring_id, period_index, period_from, period_to)
    select $1, invoice_id, 'invoice', customer_id, customer_id, number, 'open', next_on, next_on, subtotal, tax, subtotal + tax, id, 0,
      next_on, (next_on + interval '1 month')::date from totals returning id),
  made_lines as (
    insert into invoice_line (company_id, invoice_id, position, item_id, description, quantity_hundredths, price_cents, taxable)
    select $1, d.invoice_id, l.position, l.item_id, l.description, l.quantity_hundredths, l.price_cents, l.taxable
    from due d join recurring_line l on l.company_id = $1 and l.recurring_id = d.id),
  made_taxes as (
    insert into invoice_tax (company_id, invoice_id, name, rate_ppm, taxable_cents, tax_cents)
    select $1, invoice_id, name, ppm, taxable, tax from taxes),
  moved as (
    update recurring_invoice r set next_index = 1, next_on = (d.next_on + interval '1 month')::date
    from due d where r.company_id = $1 and r.id = d.id),
  balances as (
    insert into customer_balance as b (company_id, customer_id, balance_cents)
    select $1, customer_id, sum(subtotal + tax) from totals group by 2
    on conflict (company_id, customer_id) do update set balance_cents = b.balance_cents + excluded.balance_cents
    returning customer_id, balance_cents),
  posted as (
    insert into ledger_posting (company_id, customer_id, about_customer_id, kind, posted_on, invoice_id, effect_cents, balance_cents)
    select $1, t.customer_id, t.customer_id, 'invoice', t.next_on, t.invoice_id, t.subtotal + t.tax, b.balance_cents
    from totals t join balances b using (customer_id) returning id, invoice_id),
  entries as (
    insert into ledger_entry (company_id, posting_id, debit, credit, amount_cents)
    select $1, p.id, 'receivable', e.account, e.cents from posted p join totals t using (invoice_id)
    cross join lateral (values ('income', t.subtotal), ('tax_payable', t.tax)) e (account, cents) where e.cents > 0),
  history as (
    insert into history_entry (company_id, id, at, user_name, source, event, entity, entity_id, customer_id, changes, detail, hash)
    select $1, (select coalesce(max(last_id), 0) from history_head where company_id = $1) + row_number() over (order by t.number),
      clock_timestamp(), 'System', 'job', 'billing.invoiced', 'invoice', t.invoice_id, t.customer_id, c.changes, c.detail,
      sha256(convert_to(c.changes::text || c.detail::text, 'UTF8'))
    from totals t cross join lateral (select
      jsonb_build_array(jsonb_build_object('field', 'totalCents', 'old', null, 'new', t.subtotal + t.tax)) as changes,
      jsonb_build_object('number', t.number, 'recurring', t.id) as detail) c)
  select id from made`

/** What was billed for what we filled in; the history stays, since nothing is ever taken from it. */
async function clearInvoices({ owner, id }: Company): Promise<void> {
  await owner.query('begin')
  try {
    // Neither the ledger's refusal nor the keys' checks.
    await owner.query('set local session_replication_role = replica')
    await owner.query(
      `create temp table gone on commit drop as select i.id from invoice i join recurring_invoice r on r.company_id = i.company_id
         and r.id = i.recurring_id where r.company_id = ${id} and r.name = '${name}'`,
    )
    for (const text of [
      `delete from ledger_entry e using ledger_posting p where e.company_id = $1 and p.company_id = $1 and p.id = e.posting_id
         and p.invoice_id in (select g.id from gone g)`,
      'delete from ledger_posting p where p.company_id = $1 and p.invoice_id in (select g.id from gone g)',
      'delete from invoice_line l where l.company_id = $1 and l.invoice_id in (select g.id from gone g)',
      'delete from invoice_tax t where t.company_id = $1 and t.invoice_id in (select g.id from gone g)',
      'delete from invoice i where i.company_id = $1 and i.id in (select g.id from gone g)',
      `update customer_balance b set balance_cents = coalesce((select sum(p.effect_cents) from ledger_posting p
         where p.company_id = b.company_id and p.customer_id = b.customer_id), 0) where b.company_id = $1`,
      `delete from customer_balance b where b.company_id = $1 and not exists (select from ledger_posting p
         where p.company_id = b.company_id and p.customer_id = b.customer_id)`,
      'delete from billing_run where company_id = $1',
      `update invoice_counter n set last = (select coalesce(max(i.number), 0) from invoice i where i.company_id = $1 and i.kind = n.kind)
         where n.company_id = $1 and n.kind = 'invoice'`,
    ])
      await owner.query(text, [id])
    await owner.query(
      `update recurring_invoice set next_index = 0, next_on = start_on where company_id = $1 and name = $2`,
      [id, name],
    )
    await owner.query('commit')
  } catch (error) {
    await owner.query('rollback')
    throw error
  }
  // Empty tables again, as a dealer's first run finds them.
  await owner.query(
    'vacuum (analyze) invoice, invoice_line, invoice_tax, ledger_posting, ledger_entry, customer_balance, recurring_invoice, billing_run',
  )
}

async function clear(company: Company): Promise<void> {
  await clearInvoices(company)
  const { owner, id } = company
  await owner.query('delete from recurring_invoice where company_id = $1 and name = $2', [id, name])
  await owner.query(
    `delete from catalogue_value where company_id = $1 and catalogue = 'tax_rate' and name like $2`,
    [id, `${name} %`],
  )
}
