/** My Payroll: what one is owed oneself, whichever records it comes from. */
import { sql } from 'kysely'
import type { Output, Parsed } from '#shared/contract.ts'
import type { myPayroll } from '#shared/contracts/pay-runs.ts'
import { recordSeen } from '#server/db/conditions.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'
import { accountName } from '../invoices/invoices.service.ts'
import { toRow } from './payables.answers.ts'
import { joined, type PayableListRow, shownColumns } from './payables.queries.ts'

type Mine = PayableListRow & {
  seenName: string
  noteToPayee: string
  lines: { name: string; amountCents: number }[]
  payRunId: number | null
}

export async function listMine(
  ctx: Ctx,
  db: Db,
  { query }: Parsed<typeof myPayroll.list>,
): Promise<Output<typeof myPayroll.list>> {
  const own = sql`p.company_id = platform.company_id() and p.payee_user_id = ${ctx.actor.userId}
    and (${query.status ?? null}::text is null or p.status = ${query.status ?? null}::text)
    and (${query.from ?? null}::date is null or p.earned_on >= ${query.from ?? null}::date)
    and (${query.to ?? null}::date is null or p.earned_on <= ${query.to ?? null}::date)`
  const { rows } = await sql<Mine>`
    select ${sql.raw(shownColumns)}, p.note_to_payee as "noteToPayee",
      case when ${sql.raw(recordSeen())} then ${sql.raw(accountName('c'))} else 'Customer #' || c.id end as "seenName",
      coalesce((select json_agg(json_build_object('name', x.name, 'amountCents', x.amount_cents) order by x.sort, x.id)
        from payable_line x where x.company_id = p.company_id and x.payable_id = p.id), '[]') as lines,
      (select max(y.pay_run_id) from payable_payment y where y.company_id = p.company_id and y.payable_id = p.id) as "payRunId"
    from payable p ${sql.raw(joined)} where ${own} and (${query.before ?? null}::bigint is null or p.id < ${query.before ?? null}::bigint)
    order by p.id desc limit ${query.limit + 1}`.execute(db)
  const { rows: sums } = await sql<{ n: number; amount: number; paid: number; left: number }>`
    select count(*)::int as n, coalesce(sum(p.amount_cents), 0)::bigint as amount, coalesce(sum(p.paid_cents), 0)::bigint as paid,
      coalesce(sum(p.amount_cents - p.paid_cents) filter (where p.status <> 'denied'), 0)::bigint as left from payable p where ${own}`.execute(
    db,
  )
  const page = rows.slice(0, query.limit)
  const { n, amount, paid, left } = sums[0]!
  return {
    items: page.map((row) => {
      const { location: _, customer, ...shown } = toRow(row)
      const { noteToPayee, lines, payRunId } = row
      return {
        ...shown,
        customer: { ...customer, name: row.seenName },
        noteToPayee,
        lines,
        payRunId: payRunId === null ? null : Number(payRunId),
      }
    }),
    next: rows.length > query.limit ? page.at(-1)!.id : null,
    totals: { count: n, amountCents: amount, paidCents: paid, outstandingCents: left },
  }
}
