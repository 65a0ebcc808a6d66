/** Reports that a demo company’s people have saved, one of which is sent; and rates that were raised in earlier years. */
import type pg from 'pg'
import { copyRows } from '#server/db/copy.ts'
import type { ReportDefinition, ReportSchedule } from '#shared/contracts/reports.ts'
import { nextScheduleAt } from '#shared/rules/reports.ts'
import { demoUsers } from './acme.ts'
import type { Setting } from './record.ts'

const { owner, manager, billing } = demoUsers

type DemoReport = {
  name: string
  description: string
  by: number
  shared: boolean
  definition: Partial<ReportDefinition> & { object: string }
  schedule?: ReportSchedule
}

const saved: readonly DemoReport[] = [
  {
    name: 'Sold, not installed',
    description: 'Sales of the last 90 days without an install date: who calls them?',
    by: manager,
    shared: true,
    definition: {
      object: 'customers',
      columns: ['number', 'name', 'primaryPhone', 'city', 'saleDate', 'soldById', 'locationId'],
      filters: [
        { field: 'saleDate', op: 'period', values: ['last_90'] },
        { field: 'installDate', op: 'empty', values: [] },
        { field: 'status', op: 'any_of', values: ['sold'] },
      ],
      sort: { key: 'saleDate', direction: 'asc' },
    },
  },
  {
    name: 'Cancelations by reason',
    description: 'This year and the last one, with what they paid.',
    by: owner,
    shared: true,
    definition: {
      object: 'customers',
      filters: [
        { field: 'status', op: 'any_of', values: ['canceled'] },
        { field: 'cancelDate', op: 'period', values: ['last_365'] },
      ],
      groups: [{ field: 'cancelReasonId' }],
      measures: [{ fn: 'count' }, { fn: 'sum', field: 'rateCents' }],
      sort: { key: 'measure.0', direction: 'desc' },
      chart: 'bar',
    },
  },
  {
    name: 'Past due over 60 days',
    description: 'Open invoices for a call before they go to collections.',
    by: billing,
    shared: true,
    definition: {
      object: 'invoices',
      columns: [
        'number',
        'record.number',
        'record.name',
        'record.primaryPhone',
        'dueOn',
        'daysLate',
        'openCents',
      ],
      filters: [
        { field: 'status', op: 'any_of', values: ['open'] },
        { field: 'daysLate', op: 'at_least', values: [61] },
      ],
      sort: { key: 'daysLate', direction: 'desc' },
    },
    schedule: { every: 'week', weekday: 1, monthDay: 1, hour: 7, userIds: [billing, manager] },
  },
  {
    name: 'Open tickets by assignee',
    description: '',
    by: owner,
    shared: false,
    definition: {
      object: 'tickets',
      filters: [{ field: 'open', op: 'yes', values: [] }],
      groups: [{ field: 'assignee' }, { field: 'priority' }],
      measures: [{ fn: 'count' }, { fn: 'avg', field: 'days' }],
      sort: { key: 'measure.0', direction: 'desc' },
      chart: 'bar',
    },
  },
  {
    name: 'Sales by month',
    description: 'Customers sold in each month of the last year.',
    by: owner,
    shared: true,
    definition: {
      object: 'customers',
      filters: [{ field: 'saleDate', op: 'period', values: ['last_365'] }],
      groups: [{ field: 'saleDate', by: 'month' }],
      measures: [{ fn: 'count' }, { fn: 'sum', field: 'rateCents' }],
      chart: 'columns',
    },
  },
]

/** Rates were raised a year after the sale for one account in nineteen; what they paid before was less. */
const raised = `with chosen as (
    select m.company_id, m.id, m.customer_id, m.location_id, m.sold_by_id, m.after_cents, m.moved_on + 365 + (m.customer_id % 90)::int as on_day
    from rmr_movement m where m.company_id = $1 and m.kind = 'new' and m.customer_id % 19 = 4 and m.after_cents > 1500
      and m.moved_on + 365 + (m.customer_id % 90)::int < $2::date
      and not exists (select from rmr_movement l where l.company_id = m.company_id and l.customer_id = m.customer_id and l.kind = 'lost')),
  before as (update rmr_movement m set after_cents = c.after_cents - 300 from chosen c where m.company_id = c.company_id and m.id = c.id)
  insert into rmr_movement (company_id, customer_id, kind, moved_on, before_cents, after_cents, accounts, location_id, sold_by_id, noted_at)
  select company_id, customer_id, 'increase', on_day, after_cents - 300, after_cents, 0, location_id, sold_by_id, on_day::timestamptz from chosen`

/** Archived accounts went over the last years, not all on the day on which the demo was made. */
const archived = `update rmr_movement m set moved_on = greatest(
    (select n.moved_on + 20 from rmr_movement n where n.company_id = m.company_id and n.customer_id = m.customer_id and n.kind = 'new'),
    $2::date - 15 - (m.customer_id * 37 % 900)::int)
  where m.company_id = $1 and m.kind = 'lost' and m.cancel_reason_id is null and m.moved_on > $2::date - 15`

export async function loadReports(
  client: pg.Client,
  companyId: number,
  { now }: Pick<Setting, 'now'>,
  timeZone: string,
): Promise<void> {
  await client.query(archived, [companyId, now.toISOString().slice(0, 10)])
  await client.query(raised, [companyId, now.toISOString().slice(0, 10)])
  const base = { columns: [], filters: [], groups: [], measures: [], sort: null, chart: 'none' }
  const next = saved.map(({ schedule }) => schedule && nextScheduleAt(schedule, timeZone, now))
  await copyRows(
    client,
    'saved_report',
    ['company_id', 'id', 'name', 'description', 'owner_id', 'shared', 'definition', 'schedule', 'next_at'],
    saved.map(({ name, description, by, shared, definition, schedule }, i) => [
      companyId, i + 1, name, description, by, shared, { ...base, ...definition }, schedule ?? null, next[i] ?? null,
    ]), // prettier-ignore
  )
  await client.query(`select set_config('app.company_id', $1, true)`, [String(companyId)])
  for (const [i, at] of next.entries())
    if (at)
      await client.query(`select platform.add_job('reports.due', $1, null, $2, $3)`, [
        JSON.stringify({ reportId: i + 1 }),
        `reports.due ${i + 1}`,
        at,
      ])
}
