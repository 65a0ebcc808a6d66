/** The SQL of the accounting export: which postings a run carries, as the lines of a journal. */
import { sql } from 'kysely'
import { type BookValue, bookAccounts, type LedgerAccount } from '#shared/rules/accounting-exports.ts'
import type { Db } from '#server/db/database.ts'

export type RunRow = {
  id: number
  number: number
  from: string
  to: string
  postings: number
  adjustments: number
  amountCents: number
  at: Date
  by: string | null
}

/** Two runs of a company take turns: the second one sees what the first has carried. */
export async function lockRuns(db: Db): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('accounting_export ' || platform.company_id(), 0))`.execute(
    db,
  )
}

export async function listRuns(
  db: Db,
  { id = null, before = null, limit }: { id?: number | null; before?: number | null; limit: number },
): Promise<RunRow[]> {
  const { rows } = await sql<RunRow>`
    select e.id, e.number, e.from_on as "from", e.to_on as "to", e.postings, e.adjustments, e.amount_cents as "amountCents",
      e.created_at as at, u.first_name || ' ' || u.last_name as by
    from accounting_export e left join user_account u on u.company_id = e.company_id and u.id = e.created_by
    where e.company_id = platform.company_id() and (${id}::bigint is null or e.id = ${id}) and (${before}::bigint is null or e.id < ${before})
    order by e.id desc limit ${limit}`.execute(db)
  return rows
}

/** The first run's beginning, from which on all is carried; null before the first run. */
export async function findFirst(db: Db): Promise<{ from: string; at: Date } | undefined> {
  const { rows } = await sql<{ from: string; at: Date }>`
    select from_on as "from", created_at as at from accounting_export
    where company_id = platform.company_id() order by id limit 1`.execute(db)
  return rows[0]
}

export async function findFirstPosting(db: Db): Promise<string | null> {
  const { rows } = await sql<{ on: string }>`
    select posted_on as "on" from ledger_posting where company_id = platform.company_id() order by posted_on limit 1`.execute(
    db,
  )
  return rows[0]?.on ?? null
}

/** The company's chart of accounts (shared/rules/accounting-exports.ts). */
export async function readBook(db: Db): Promise<Record<string, string>> {
  const { rows } = await sql<BookValue>`
    select name, data from catalogue_value
    where company_id = platform.company_id() and catalogue = 'book_account' and active order by sort, name, id`.execute(
    db,
  )
  return bookAccounts(rows)
}

/** What a run is asked for. `last`: the run before it; `first`: the one that began. */
export type Asked = {
  from: string
  to: string
  last: { at: Date } | undefined
  first: { from: string; at: Date } | undefined
}

/** Of what came after the last run, and of what was still under way when it looked. */
const marginMs = 3_600_000
const never = new Date('9999-12-31T00:00:00Z')

/**
 * Postings that count for the period, and those for days before it that came after the last run; each that no run has carried.
 * What was posted before the first run for days before its beginning is in the books already.
 */
const carried = ({ from, to, last, first }: Asked) => sql`
  select l.id, l.customer_id, l.kind, l.posted_on, l.invoice_id, l.payment_id, l.funding_id, l.memo, l.posted_on < ${from}::date as late
  from ledger_posting l
  where l.company_id = platform.company_id()
    and (l.posted_on between ${from}::date and ${to}::date
      or l.posted_on < ${from}::date and l.posted_at >= ${last ? new Date(last.at.getTime() - marginMs) : never}
        and (l.posted_on >= ${first?.from ?? from}::date or l.posted_at >= ${first?.at ?? never}))
    and not exists (select from accounting_export_line x
      where x.company_id = l.company_id and x.posting_id = l.id and x.place = 1)`

/** What each account of the ledger gains, by posting. */
const summed = sql`
  select s.id, s.account, sum(s.cents)::bigint as cents from (
    select p.id, e.debit as account, e.amount_cents as cents from p
    join ledger_entry e on e.company_id = platform.company_id() and e.posting_id = p.id
    union all
    select p.id, e.credit, -e.amount_cents from p
    join ledger_entry e on e.company_id = platform.company_id() and e.posting_id = p.id) s
  group by s.id, s.account having sum(s.cents) <> 0`

export type SumRow = { account: LedgerAccount; book: string; debitCents: number; creditCents: number }

export async function previewRun(
  db: Db,
  asked: Asked,
): Promise<{ postings: number; adjustments: number; sums: Omit<SumRow, 'book'>[] }> {
  const { rows } = await sql<{ postings: number; adjustments: number; sums: Omit<SumRow, 'book'>[] | null }>`
    with p as materialized (${carried(asked)}), s as materialized (${summed})
    select (select count(*)::int from p) as postings, (select count(*)::int from p where late) as adjustments,
      (select json_agg(a) from (
        select account, coalesce(sum(cents) filter (where cents > 0), 0)::bigint as "debitCents",
          coalesce(-sum(cents) filter (where cents < 0), 0)::bigint as "creditCents"
        from s group by account) a) as sums`.execute(db)
  const { sums, ...counts } = rows[0]!
  return { ...counts, sums: sums ?? [] }
}

/**
 * Writes the run with its lines. Income goes by the accounting categories of the invoice's items: what the invoice says now,
 * less what runs have carried of it, where that is what the posting moves; else in the proportions of its lines. What a
 * proportion cannot divide goes to the largest.
 * @param book as bookAccounts tells it @returns the run's id; undefined if there is nothing to carry
 */
export async function insertRun(
  db: Db,
  asked: Asked,
  { book, at, by }: { book: Readonly<Record<string, string>>; at: Date; by: number },
): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`
    with run as materialized (select nextval(pg_get_serial_sequence('accounting_export', 'id')) as id),
    book as materialized (select ${JSON.stringify(book)}::jsonb as names),
    p as materialized (${carried(asked)}),
    s as materialized (${summed}),
    income as materialized (
      select s.id, p.invoice_id, -s.cents as cents, count(*) over (partition by p.invoice_id) as postings
      from s join p on p.id = s.id where s.account = 'income'),
    said as materialized (
      select i.id as invoice_id, coalesce(m.category, '') as category, sum(il.amount_cents)::bigint as cents
      from (select distinct invoice_id from income where invoice_id is not null) x
      join invoice i on i.company_id = platform.company_id() and i.id = x.invoice_id
      join invoice_line il on il.company_id = i.company_id and il.invoice_id = i.id
      left join invoice_item m on m.company_id = il.company_id and m.id = il.item_id
      group by i.id, coalesce(m.category, '')),
    told as materialized (
      select l.invoice_id, x.category, -sum(x.amount_cents)::bigint as cents
      from (select distinct invoice_id from income where invoice_id is not null) n
      join ledger_posting l on l.company_id = platform.company_id() and l.invoice_id = n.invoice_id
      join accounting_export_line x on x.company_id = l.company_id and x.posting_id = l.id and x.account = 'income'
      group by l.invoice_id, x.category),
    owing as materialized (
      select d.invoice_id, d.category, sum(d.cents)::bigint as cents, sum(sum(d.cents)) over (partition by d.invoice_id) as total
      from (
        select s.invoice_id, s.category, s.cents from said s
        join invoice i on i.company_id = platform.company_id() and i.id = s.invoice_id and i.state <> 'void'
        union all select invoice_id, category, -cents from told) d
      group by d.invoice_id, d.category),
    exact as materialized (
      select n.id, o.category, -o.cents as cents from income n
      join owing o on o.invoice_id = n.invoice_id where n.postings = 1 and o.total = n.cents and o.cents <> 0),
    shares as materialized (
      select n.id, n.cents as whole, s.category, trunc(n.cents::numeric * s.cents / sum(s.cents) over (partition by n.id))::bigint as cents,
        row_number() over (partition by n.id order by s.cents desc, s.category) as place
      from income n
      join said s on s.invoice_id = n.invoice_id
      where not exists (select from exact e where e.id = n.id)
        and (select sum(t.cents) from said t where t.invoice_id = n.invoice_id) <> 0),
    parted as (
      select id, category, cents from exact
      union all
      select id, category, -(cents + case when place = 1 then whole - sum_of else 0 end)
      from (select *, sum(cents) over (partition by id) as sum_of from shares) x
      union all
      select n.id, '', -n.cents from income n
      where not exists (select from exact e where e.id = n.id) and not exists (select from shares x where x.id = n.id)),
    lines as materialized (
      select s.id, s.account, '' as category, s.cents from s where s.account <> 'income'
      union all select id, 'income', category, cents from parted where cents <> 0),
    written as (
      insert into accounting_export_line (export_id, posting_id, place, entry_on, posted_on, account, category, book, amount_cents,
        kind, document, memo, customer_number, customer)
      select run.id, l.id,
        -- What the customer owes stands first, as a general journal of QuickBooks wants it.
        row_number() over (partition by l.id order by l.account <> 'receivable', l.cents < 0, l.account, l.category),
        case when p.late then ${asked.from}::date else p.posted_on end, p.posted_on, l.account, l.category,
        coalesce(
          case l.account
            when 'income' then book.names ->> ('income:' || lower(trim(l.category)))
            when 'cash' then book.names ->> ('cash_' || y.method) end,
          book.names ->> l.account, l.account),
        l.cents, p.kind,
        coalesce('Invoice ' || i.number, case y.kind when 'credit_memo' then 'Credit memo ' else 'Payment ' end || y.number,
          'Funding ' || p.funding_id, ''),
        p.memo, p.customer_id, c.first_name || ' ' || c.last_name
      from lines l
      join p on p.id = l.id
      cross join run cross join book
      join customer c on c.company_id = platform.company_id() and c.id = p.customer_id
      left join invoice i on i.company_id = platform.company_id() and i.id = p.invoice_id
      left join payment y on y.company_id = platform.company_id() and y.id = p.payment_id
      returning amount_cents)
    insert into accounting_export (id, number, from_on, to_on, postings, adjustments, amount_cents, created_at, created_by)
    select run.id, (select coalesce(max(e.number), 0) + 1 from accounting_export e where e.company_id = platform.company_id()),
      ${asked.from}::date, ${asked.to}::date, (select count(*) from p), (select count(*) from p where late),
      (select coalesce(sum(amount_cents) filter (where amount_cents > 0), 0) from written), ${at}, ${by}
    from run where exists (select from p)
    returning id`.execute(db)
  return rows[0]?.id
}

/** What a run carries, by account. */
export async function sumRun(db: Db, runId: number): Promise<SumRow[]> {
  const { rows } = await sql<SumRow>`
    select account, book, coalesce(sum(amount_cents) filter (where amount_cents > 0), 0)::bigint as "debitCents",
      coalesce(-sum(amount_cents) filter (where amount_cents < 0), 0)::bigint as "creditCents"
    from accounting_export_line where company_id = platform.company_id() and export_id = ${runId}
    group by account, book order by account, book`.execute(db)
  return rows
}

export type LineRow = {
  postingId: number
  place: number
  entryOn: string
  postedOn: string
  account: string
  category: string
  book: string
  amountCents: number
  kind: string
  document: string
  memo: string
  customerNumber: number
  customer: string
}

/** The lines after a place, in the order of the file; whole postings are not promised. */
export async function listLines(
  db: Db,
  runId: number,
  after: { postingId: number; place: number },
  limit: number,
): Promise<LineRow[]> {
  const { rows } = await sql<LineRow>`
    select posting_id as "postingId", place, entry_on as "entryOn", posted_on as "postedOn", account, category, book,
      amount_cents as "amountCents", kind, document, memo, customer_number as "customerNumber", customer
    from accounting_export_line
    where company_id = platform.company_id() and export_id = ${runId} and (posting_id, place) > (${after.postingId}, ${after.place})
    order by posting_id, place limit ${limit}`.execute(db)
  return rows
}
