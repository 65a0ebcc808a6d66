/** Contracts that Acme sold: pending, in review, paid with a holdback, refused and sold to another, charged back. */
import type pg from 'pg'
import { expectedOf, recordFunding } from '#shared/rules/funding.ts'
import { dayMs } from '#shared/time.ts'
import { demoUsers } from './acme.ts'
import { daysBefore, type Setting } from './record.ts'
import { story } from './story.ts'

type Entry = [kind: 'payout' | 'holdback' | 'holdback_release' | 'charge_back', cents: number, daysAgo: number, reason?: string] // prettier-ignore
type DemoFunding = {
  customerId: number
  funder: string
  rateCents: number
  multiple: number
  holdback: number
  daysAgo: number
  progress: 'pending' | 'ready' | 'submitted' | 'review' | 'complete'
  outcome?: 'paid_in_full' | 'partially_paid' | 'rejected' | 'non_fundable'
  why?: string
  reference?: string
  grade?: string
  entries?: Entry[]
}
const [meridian, summit] = ['Meridian Contract Funding', 'Summit Security Capital']
const fundings: readonly DemoFunding[] = [
  { customerId: story.linkedElsewhere, funder: summit, rateCents: 4999, multiple: 33.5, holdback: 5, daysAgo: 120, progress: 'complete', outcome: 'rejected', why: 'Credit score below 625', reference: 'SSC-20411', grade: 'C' },
  { customerId: story.linkedElsewhere, funder: meridian, rateCents: 4999, multiple: 36, holdback: 10, daysAgo: 100, progress: 'complete', outcome: 'partially_paid', reference: 'MCF-7781', grade: 'B',
    entries: [['payout', 179_964, 92], ['holdback', 17_996, 92, '10 % for twelve months']] },
  { customerId: story.differs, funder: meridian, rateCents: 5999, multiple: 36, holdback: 10, daysAgo: 12, progress: 'review', reference: 'MCF-8120', grade: 'A' },
  { customerId: story.notIntegrated, funder: summit, rateCents: 5499, multiple: 33.5, holdback: 5, daysAgo: 4, progress: 'pending' },
  { customerId: story.unmonitored, funder: meridian, rateCents: 4499, multiple: 36, holdback: 0, daysAgo: 300, progress: 'complete', outcome: 'paid_in_full', reference: 'MCF-6902', grade: 'B',
    entries: [['payout', 161_964, 290], ['charge_back', 161_964, 40, 'Customer canceled in month nine']] },
] // prettier-ignore

const moves = {
  payout: ['cash', 'contracts_sold'],
  holdback: ['funder_holdback', 'cash'],
  holdback_release: ['cash', 'funder_holdback'],
  charge_back: ['contracts_sold', 'cash'],
} as const

/** Brings them; the company's records, catalogues and users must be in. The records' own fields follow them. */
export async function loadFunding(client: pg.Client, companyId: number, { now, value }: Setting): Promise<void> {
  const run = <T extends pg.QueryResultRow>(text: string, values: unknown[] = []) => client.query<T>(text, values)
  await run(`select set_config('app.company_id', $1::text, true)`, [companyId])
  for (const one of fundings) {
    const expected = expectedOf(one.rateCents, Math.round(one.multiple * 100))
    const isOut = !['pending', 'ready'].includes(one.progress)
    const { rows } = await run<{ id: number }>(
      `insert into funding (customer_id, funder_id, reason_id, rate_cents, multiple_hundredths, holdback_ppm, charge_back_months, expected_cents,
         expected_on, reference, grade, progress, outcome, outcome_reason, submitted_on, decided_on, funded_on, created_at, created_by)
       values ($1, $2, $3, $4, $5, $6, 12, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) returning id`,
      [
        one.customerId, value('funder', one.funder), value('funder_reason', 'Best multiple'), one.rateCents, Math.round(one.multiple * 100),
        one.holdback * 10_000, expected, daysBefore(now, one.daysAgo - 20), one.reference ?? '', one.grade ?? '', one.progress,
        one.outcome ?? null, one.why ?? '', isOut ? daysBefore(now, one.daysAgo - 1) : null,
        one.outcome ? daysBefore(now, one.entries?.[0]?.[2] ?? one.daysAgo - 6) : null,
        one.entries ? daysBefore(now, one.entries[0]![2]) : null, new Date(now.getTime() - one.daysAgo * dayMs), demoUsers.manager,
      ],
    ) // prettier-ignore
    const { id } = rows[0]!
    for (const [kind, cents, daysAgo, reason = ''] of one.entries ?? []) {
      const on = daysBefore(now, daysAgo)
      await run(
        `insert into funding_entry (funding_id, kind, amount_cents, on_date, reason, request_key, created_at, created_by)
         values ($1::bigint, $2::text, $3, $4::date, $5, md5(concat($1::bigint, $2::text, $4::date))::uuid, $4::date::timestamptz, $6)`,
        [id, kind, cents, on, reason, demoUsers.manager],
      )
      await run(
        `with posted as (insert into ledger_posting (customer_id, about_customer_id, kind, posted_on, posted_at, funding_id, memo, effect_cents, by_user_id)
           values ($1::bigint, $1::bigint, 'funding', $2::date, $2::date::timestamptz, $3, $4, 0, $5) returning id)
         insert into ledger_entry (posting_id, debit, credit, amount_cents) select id, $6, $7, $8 from posted`,
        [one.customerId, on, id, reason, demoUsers.manager, ...moves[kind], cents],
      )
    }
  }
  const { rows } = await run<{ customerId: number; list: Parameters<typeof recordFunding>[0] }>(
    `select customer_id as "customerId", json_agg(json_build_object('id', id, 'progress', progress, 'outcome', outcome, 'fundedOn', funded_on,
       'receivedCents', received_cents, 'heldCents', held_cents, 'chargedBackCents', charged_back_cents)) as list
     from funding where company_id = $1 group by 1`,
    [companyId],
  )
  for (const { customerId, list } of rows) {
    const { fundingStatus, fundedOn } = recordFunding(list)
    await run('update customer set funding_status = $3, funded_on = $4 where company_id = $1 and id = $2', [companyId, customerId, fundingStatus, fundedOn]) // prettier-ignore
  }
  await run(`select set_config('app.company_id', '', true)`)
} // prettier-ignore
