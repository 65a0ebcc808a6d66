/** Recurring revenue, attrition and sales, from the movements that the database keeps of every account (BIL-010). */
import { sql } from 'kysely'
import type { Output, Parsed } from '#shared/contract.ts'
import type { figures, LossMonth, LossPart, RmrMonth, SellerRow } from '#shared/contracts/figures.ts'
import type { Permission } from '#shared/permissions.ts'
import { monthsUntil, rateOf, trailingRates } from '#shared/rules/figures.ts'
import { addMonths, todayIn } from '#shared/time.ts'
import { grantedHere } from '#server/db/conditions.ts'
import type { Db } from '#server/db/database.ts'
import { type Ctx, requireAnywhere } from '#server/http/context.ts'
import { rateCents } from './reports.record.ts'

const revenueNeeds = ['reports.view', 'sale_information.view', 'customers.view'] as const

export async function readOptions(ctx: Ctx, db: Db): Promise<Output<typeof figures.options>> {
  const all = await db.selectFrom('location').select(['id', 'name']).orderBy('name').execute()
  const where = (permissions: readonly Permission[]) =>
    all.filter(({ id }) => permissions.every((permission) => ctx.actor.grants.has(permission, id)))
  const revenue = where(revenueNeeds)
  return { aging: where(['reports.view', 'invoices.view']), revenue, sales: revenue }
}

const placed = (alias: string, locationId: number | undefined) =>
  sql`${sql.raw(revenueNeeds.map((permission) => grantedHere(permission).replaceAll('c.location_id', `${alias}.location_id`)).join(' and '))}
    and (${locationId ?? null}::bigint is null or ${sql.raw(alias)}.location_id = ${locationId ?? null}::bigint)`

type Query = { to?: string | undefined; months: number; locationId?: number | undefined }

/** Each month's movements, up to today: what is to come has not moved anything. */
async function listMonths(ctx: Ctx, db: Db, { to, months, locationId }: Query): Promise<RmrMonth[]> {
  const today = todayIn(ctx.actor.company.timeZone, ctx.now)
  const starts = monthsUntil(to ?? today.slice(0, 7), months)
  const [first, end] = [starts[0]!, addMonths(starts.at(-1)!, 1)]
  const { rows } = await sql<{ month: string | null; kind: RowKind; cents: number; accounts: number }>`
    select case when m.moved_on >= ${first}::date then to_char(m.moved_on, 'YYYY-MM') end as month, m.kind,
      sum(m.change_cents)::bigint as cents, sum(m.accounts)::bigint as accounts
    from rmr_movement m
    where m.company_id = platform.company_id() and m.moved_on < ${end}::date and m.moved_on <= ${today}::date and ${placed('m', locationId)}
    group by 1, 2`.execute(db)
  const sum = (fits: (row: (typeof rows)[number]) => boolean, what: 'cents' | 'accounts') =>
    rows.filter(fits).reduce((n, row) => n + row[what], 0)
  let cents = sum(({ month }) => month === null, 'cents')
  let accounts = sum(({ month }) => month === null, 'accounts')
  return starts.map((start) => {
    const month = start.slice(0, 7)
    const of = (kind: RowKind, what: 'cents' | 'accounts') =>
      sum((row) => row.month === month && row.kind === kind, what)
    const told: RmrMonth = {
      month,
      openingCents: cents,
      newCents: of('new', 'cents'),
      returnedCents: of('returned', 'cents'),
      increaseCents: of('increase', 'cents'),
      decreaseCents: of('decrease', 'cents'),
      lostCents: of('lost', 'cents'),
      closingCents: (cents += sum((row) => row.month === month, 'cents')),
      openingAccounts: accounts,
      newAccounts: of('new', 'accounts'),
      returnedAccounts: of('returned', 'accounts'),
      lostAccounts: -of('lost', 'accounts'),
      closingAccounts: (accounts += sum((row) => row.month === month, 'accounts')),
    }
    return told
  })
}
type RowKind = 'new' | 'returned' | 'increase' | 'decrease' | 'lost'

/** @throws access.denied */
export async function readRmr(
  ctx: Ctx,
  db: Db,
  { query }: Parsed<typeof figures.rmr>,
): Promise<Output<typeof figures.rmr>> {
  requireAnywhere(ctx.actor, ['sale_information.view'])
  return { months: await listMonths(ctx, db, query) }
}

/** Further months that a year's attrition of the first one needs. */
const before = 11

/** @throws access.denied */
export async function readAttrition(
  ctx: Ctx,
  db: Db,
  { query }: Parsed<typeof figures.attrition>,
): Promise<Output<typeof figures.attrition>> {
  requireAnywhere(ctx.actor, ['sale_information.view'])
  const all = (await listMonths(ctx, db, { ...query, months: query.months + before })).map((month) => ({
    month: month.month,
    openingAccounts: month.openingAccounts,
    lostAccounts: month.lostAccounts,
    openingCents: month.openingCents,
    lostCents: -month.lostCents,
  }))
  const months = all.slice(before).map((month, i): LossMonth => {
    const year = trailingRates(all.slice(i, i + 12))
    return {
      ...month,
      accountsRate: rateOf(month.lostAccounts, month.openingAccounts),
      centsRate: rateOf(month.lostCents, month.openingCents),
      trailingAccountsRate: year.accounts,
      trailingCentsRate: year.cents,
    }
  })
  const today = todayIn(ctx.actor.company.timeZone, ctx.now)
  const [from, to] = [`${months[0]!.month}-01`, addMonths(`${months.at(-1)!.month}-01`, 1)]
  const parts = async (column: string, name: string): Promise<LossPart[]> => {
    const at = sql.raw(`m.${column}`)
    const { rows } = await sql<LossPart>`
      select id, accounts, cents, ${sql.raw(name)} as name from (
        select ${at} as id, count(*)::int as accounts, sum(m.before_cents)::bigint as cents from rmr_movement m
        where m.company_id = platform.company_id() and m.accounts < 0 and m.moved_on >= ${from}::date and m.moved_on < ${to}::date
          and m.moved_on <= ${today}::date and ${placed('m', query.locationId)}
        group by 1) p order by cents desc, accounts desc, id limit 200`.execute(db)
    return rows
  }
  return {
    months,
    reasons: await parts(
      'cancel_reason_id',
      `coalesce((select v.name from catalogue_value v where v.company_id = platform.company_id() and v.id = p.id), 'No reason given')`,
    ),
    locations: await parts(
      'location_id',
      `(select l.name from location l where l.company_id = platform.company_id() and l.id = p.id)`,
    ),
    reps: await parts(
      'sold_by_id',
      `coalesce((select u.first_name || ' ' || u.last_name from user_account u where u.company_id = platform.company_id() and u.id = p.id), 'Nobody')`,
    ),
  }
}

/** @throws access.denied */
export async function readSales(
  ctx: Ctx,
  db: Db,
  { query }: Parsed<typeof figures.sales>,
): Promise<Output<typeof figures.sales>> {
  requireAnywhere(ctx.actor, ['sale_information.view'])
  const { rows } = await sql<SellerRow>`
    select s.id, s.sales, s."rmrCents", s.installed, s.canceled,
      coalesce((select u.first_name || ' ' || u.last_name from user_account u where u.company_id = platform.company_id() and u.id = s.id), 'Nobody') as name
    from (
      select c.sold_by_id as id, count(*)::int as sales, sum(${sql.raw(rateCents)})::bigint as "rmrCents",
        count(*) filter (where c.install_date is not null and ${sql.raw(grantedHere('installation_information.view'))})::int as installed,
        count(*) filter (where c.is_canceled)::int as canceled
      from customer c
      where c.company_id = platform.company_id() and c.kind = 'customer' and c.sale_order >= ${query.from}::date and c.sale_order <= ${query.to}::date
        and ${placed('c', query.locationId)}
      group by 1) s order by s."rmrCents" desc, s.sales desc, s.id limit 500`.execute(db)
  return { reps: rows }
}
