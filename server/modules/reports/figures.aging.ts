/**
 * What is unpaid as of a day, by days past due. Today it is what the invoices leave open; on an earlier day that, less
 * what was posted to each of them since: the receivable of the ledger as it stood (BIL-010).
 */
import { sql, type RawBuilder } from 'kysely'
import { z } from 'zod'
import type { Output, Parsed } from '#shared/contract.ts'
import type { AgingPayer, AgingSums, figures } from '#shared/contracts/figures.ts'
import { todayIn } from '#shared/time.ts'
import { grantedHere, recordSeen } from '#server/db/conditions.ts'
import type { Db } from '#server/db/database.ts'
import { readPosition, writeCursor } from '#server/db/cursor.ts'
import { type Ctx, type IoCtx, requireAnywhere } from '#server/http/context.ts'
import type { Download } from '#server/http/download.ts'
import { byteOrderMark, csvLine } from '#server/platform/csv.ts'
import { isUnpaid } from '../ledger/ledger.service.ts'

type Of = { on: string; today: string; locationId: number | undefined }

const unpaid = sql.raw(isUnpaid)
const seen = sql.raw(`${grantedHere('reports.view')} and ${grantedHere('invoices.view')} and ${recordSeen()}`)

/** `aged`: each invoice that was open at the end of the day, with its amount and how late it was. */
function aged({ on, today, locationId }: Of): RawBuilder<unknown> {
  const open =
    on >= today
      ? sql`select i.company_id, i.id, i.customer_id, i.payer_id, i.due_on, i.invoice_on, i.open_cents as cents from invoice i
          where i.company_id = platform.company_id() and ${unpaid}`
      : sql`select i.company_id, i.id, i.customer_id, i.payer_id, i.due_on, i.invoice_on, i.open_cents - s.cents as cents
          from since s join invoice i on i.company_id = platform.company_id() and i.id = s.invoice_id
          union all
          select i.company_id, i.id, i.customer_id, i.payer_id, i.due_on, i.invoice_on, i.open_cents from invoice i
          where i.company_id = platform.company_id() and ${unpaid} and not exists (select from since s where s.invoice_id = i.id)`
  const since = sql`since as materialized (
    select p.invoice_id, sum(case when e.debit = 'receivable' then e.amount_cents when e.credit = 'receivable' then -e.amount_cents else 0 end)::bigint as cents
    from ledger_posting p join ledger_entry e on e.company_id = p.company_id and e.posting_id = p.id
    where p.company_id = platform.company_id() and p.posted_on > ${on}::date and p.invoice_id is not null group by 1),`
  return sql`with ${on >= today ? sql`` : since}
    aged as (select o.id, o.payer_id, c.location_id, o.cents, greatest(0, ${on}::date - coalesce(o.due_on, o.invoice_on)) as late
      from (${open}) o join customer c on c.company_id = o.company_id and c.id = o.customer_id
      where o.cents > 0 and ${seen} and (${locationId ?? null}::bigint is null or c.location_id = ${locationId ?? null}::bigint))`
}

const sums = sql.raw(`coalesce(sum(a.cents) filter (where a.late = 0), 0)::bigint as "currentCents",
  coalesce(sum(a.cents) filter (where a.late between 1 and 30), 0)::bigint as "days30Cents",
  coalesce(sum(a.cents) filter (where a.late between 31 and 60), 0)::bigint as "days60Cents",
  coalesce(sum(a.cents) filter (where a.late between 61 and 90), 0)::bigint as "days90Cents",
  coalesce(sum(a.cents) filter (where a.late > 90), 0)::bigint as "olderCents",
  coalesce(sum(a.cents), 0)::bigint as "totalCents", count(*)::int as invoices`)

type Query = { on?: string | undefined; locationId?: number | undefined }
const ofQuery = ({ actor, now }: Pick<Ctx, 'actor' | 'now'>, query: Query): Of => {
  const today = todayIn(actor.company.timeZone, now)
  return { on: query.on ?? today, today, locationId: query.locationId }
}

const none: AgingSums = {
  currentCents: 0, days30Cents: 0, days60Cents: 0, days90Cents: 0, olderCents: 0, totalCents: 0,
} // prettier-ignore

/** @throws access.denied */
export async function readAging(
  ctx: Ctx,
  db: Db,
  { query }: Parsed<typeof figures.aging>,
): Promise<Output<typeof figures.aging>> {
  requireAnywhere(ctx.actor, ['invoices.view'])
  const of = ofQuery(ctx, query)
  const { rows } = await sql<AgingSums & { id: number; name: string; invoices: number }>`${aged(of)}
    select a.location_id as id, (select l.name from location l where l.company_id = platform.company_id() and l.id = a.location_id) as name, ${sums}
    from aged a group by a.location_id order by 2, 1`.execute(db)
  const total = { ...none }
  for (const row of rows) for (const key of Object.keys(none) as (keyof AgingSums)[]) total[key] += row[key]
  return {
    on: of.on,
    total,
    invoices: rows.reduce((n, { invoices }) => n + invoices, 0),
    locations: rows.map(({ invoices: _, ...row }) => row),
  }
}

type Position = { cents: number; id: number }

async function listPayers(db: Db, of: Of, position: Position | null, limit: number): Promise<AgingPayer[]> {
  const { rows } = await sql<AgingPayer>`${aged(of)},
    payers as (select a.payer_id, ${sums}, max(a.late)::int as "oldestDays" from aged a group by a.payer_id)
    select p.payer_id as "customerId", case when ${sql.raw(recordSeen())} then coalesce(nullif(c.business_name, ''), c.first_name || ' ' || c.last_name)
        else '#' || c.id end as name, l.name as location,
      p."currentCents", p."days30Cents", p."days60Cents", p."days90Cents", p."olderCents", p."totalCents", p.invoices, p."oldestDays"
    from payers p join customer c on c.company_id = platform.company_id() and c.id = p.payer_id
    join location l on l.company_id = c.company_id and l.id = c.location_id
    where ${position === null} or (p."totalCents", p.payer_id) < (${position?.cents ?? 0}::bigint, ${position?.id ?? 0}::bigint)
    order by p."totalCents" desc, p.payer_id desc limit ${limit}`.execute(db)
  return rows
}

/** @throws access.denied */
export async function listAgingPayers(
  ctx: Ctx,
  db: Db,
  { query }: Parsed<typeof figures.agingPayers>,
): Promise<Output<typeof figures.agingPayers>> {
  requireAnywhere(ctx.actor, ['invoices.view'])
  const rows = await listPayers(db, ofQuery(ctx, query), toPosition(query.after), query.limit + 1)
  const items = rows.slice(0, query.limit)
  const last = rows.length > query.limit ? items.at(-1) : undefined
  return {
    items,
    next: last ? writeCursor(last.totalCents, last.customerId) : null,
  }
}

const perPage = 2_000
const heads = [
  'Number', 'Payer', 'Location', 'Not due', '1–30 days', '31–60 days', '61–90 days', 'Over 90 days', 'Total', 'Invoices', 'Oldest, days past due',
] // prettier-ignore

/** @throws access.denied */
export async function exportAging(ctx: IoCtx, { body }: Parsed<typeof figures.agingCsv>): Promise<Download> {
  requireAnywhere(ctx.actor, ['invoices.view'])
  const of = ofQuery(ctx, body)
  await ctx.tx((own) => {
    own.history.add({
      event: 'reports.exported',
      entity: 'saved_report',
      entityId: null,
      detail: { name: 'Aging', columns: heads.join(', ') },
      changes: [],
    })
    return Promise.resolve()
  })
  return { fileName: `Aging ${of.on}.csv`, chunks: chunksOf(ctx, of) }
}

async function* chunksOf(ctx: IoCtx, of: Of): AsyncGenerator<string> {
  yield `${byteOrderMark}${csvLine(heads)}`
  let position: Position | null = null
  for (;;) {
    const at: Position | null = position
    const rows: AgingPayer[] = await ctx.tx((_own, db) => listPayers(db, of, at, perPage))
    const money = (cents: number) => Number((cents / 100).toFixed(2))
    const line = (row: AgingPayer) =>
      csvLine([
        row.customerId, row.name, row.location, money(row.currentCents), money(row.days30Cents), money(row.days60Cents),
        money(row.days90Cents), money(row.olderCents), money(row.totalCents), row.invoices, row.oldestDays,
      ]) // prettier-ignore
    if (rows.length) yield rows.map(line).join('')
    const last = rows.at(-1)
    if (!last || rows.length < perPage) return
    position = { cents: last.totalCents, id: last.customerId }
  }
}

function toPosition(after: string | undefined): Position | null {
  const place = readPosition(after, z.number().int())
  return place && { cents: place.key, id: place.id }
}
