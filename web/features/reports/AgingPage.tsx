/** /{company}/reports/aging: what is unpaid as of a day, by days past due (BIL-010). */
import { Button } from '@mantine/core'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { Link, linkOptions, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { type AgingPayer, type AgingSums, figures } from '#shared/contracts/figures.ts'
import type { AgingBucket } from '#shared/rules/invoices.ts'
import { todayIn } from '#shared/time.ts'
import { download } from '#web/api/download.ts'
import { endpointPages, useEndpointQuery } from '#web/api/queries.ts'
import { useMe } from '#web/api/session.ts'
import { BarPlot } from '#web/ui/BarPlot.tsx'
import { type Column, DataTable } from '#web/ui/DataTable.tsx'
import { DayFilter } from '#web/ui/DayFilter.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { formatCents } from '#shared/money.ts'
import { Money } from '#web/ui/Money.tsx'
import { MoreRows } from '#web/ui/MoreRows.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { toastDone, toastFailed } from '#web/ui/toast.tsx'
import { Definitions } from './Definitions.tsx'
import { LocationFilter, ReportFrame } from './ReportFrame.tsx'
import type { AgingSearch } from './reports-search.ts'
import classes from './reports.module.css'

const from = '/$company/reports/aging'
type Bucket = {
  key: keyof AgingSums
  aging: AgingBucket
  label: string
  tone: 'good' | 'info' | 'attention' | 'special' | 'bad'
}
const buckets: readonly Bucket[] = [
  { key: 'currentCents', aging: 'current', label: 'Not due', tone: 'good' },
  { key: 'days30Cents', aging: 'days30', label: '1–30 days', tone: 'info' },
  { key: 'days60Cents', aging: 'days60', label: '31–60 days', tone: 'attention' },
  { key: 'days90Cents', aging: 'days90', label: '61–90 days', tone: 'special' },
  { key: 'olderCents', aging: 'older', label: 'Over 90 days', tone: 'bad' },
]

export function AgingPage() {
  const { company } = useParams({ from: '/$company' })
  const search: AgingSearch = useSearch({ from })
  const navigate = useNavigate({ from })
  const me = useMe()
  const { currency } = me.company
  const today = todayIn(me.company.timeZone, new Date())
  const go = (next: AgingSearch) => void navigate({ search: { ...search, ...next }, replace: true })
  const summary = useEndpointQuery(
    figures.aging,
    { query: search },
    { placeholderData: (previous) => previous },
  )
  const isToday = (search.on ?? today) >= today
  const money = (cents: number) => formatCents(cents, currency)
  return (
    <ReportFrame
      title="Aging"
      query={summary}
      actions={
        <Button
          variant="default"
          onClick={() =>
            void download(figures.agingCsv, { body: search }).then(
              () => toastDone('The report is downloaded'),
              toastFailed,
            )
          }
        >
          Download CSV
        </Button>
      }
      filters={
        <>
          <DayFilter
            label="As of"
            labelWidth={50}
            className={classes.day}
            value={search.on ?? today}
            onChange={(on) => go({ on: on === today ? undefined : on })}
          />
          <LocationFilter
            of="aging"
            value={search.locationId}
            onChange={(locationId) => go({ locationId })}
          />
        </>
      }
    >
      {({ total, locations, invoices }) => (
        <>
          <Panel title="In all" note={`${invoices.toLocaleString('en-US')} open invoices`}>
            <dl className={classes.facts}>
              {buckets.map(({ key, aging, label }) => (
                <div key={key}>
                  <dt>{label}</dt>
                  <dd>
                    {isToday && total[key] > 0 ? (
                      <Link
                        to="/$company/accounting/invoices"
                        params={{ company }}
                        search={{ aging, ...(search.locationId && { locationId: search.locationId }) }}
                      >
                        <Money amountCents={total[key]} />
                      </Link>
                    ) : (
                      <Money amountCents={total[key]} />
                    )}
                  </dd>
                </div>
              ))}
              <div>
                <dt>Total</dt>
                <dd>
                  <Money amountCents={total.totalCents} />
                </dd>
              </div>
            </dl>
          </Panel>
          <Panel title="By location" flush>
            {locations.length > 0 && (
              <div className={classes.chart}>
                <BarPlot
                  title="Unpaid by location"
                  tall
                  hasTable
                  series={buckets.map(({ label, tone }) => ({ name: label, tone }))}
                  bars={locations.map((row) => ({
                    label: row.name,
                    values: buckets.map(({ key }) => row[key]),
                  }))}
                  first={locations[0]!.name}
                  last={locations.length > 1 ? locations.at(-1)!.name : ''}
                  format={money}
                />
              </div>
            )}
            <DataTable
              label="Unpaid by location"
              columns={[
                { key: 'name', head: 'Location', cell: (row: (typeof locations)[number]) => row.name },
                ...amounts<(typeof locations)[number]>(),
              ]}
              rows={locations}
              rowKey={(row) => row.id}
              empty={<EmptyState title="Nothing is unpaid" />}
            />
          </Panel>
          <Payers search={search} company={company} />
          <Definitions
            words={[
              [
                'Unpaid',
                'What an invoice left open at the end of the day: its total, less what was applied to it. Drafts, void and written-off invoices owe nothing.',
              ],
              [
                'Days past due',
                'From the day on which it was due, or its own date where it says none. On that day itself it is not past due.',
              ],
              [
                'An earlier day',
                'What was open then, by the day for which each posting counts in the ledger.',
              ],
              [
                'Payer',
                'Who owes it: the customer, or the parent that pays for a sub-customer. Money not applied to any invoice is not subtracted.',
              ],
            ]}
          />
        </>
      )}
    </ReportFrame>
  )
}

const amounts = <R extends AgingSums>(): Column<R>[] => [
  ...buckets.map(({ key, label }): Column<R> => ({
    key,
    head: label,
    numeric: true,
    cell: (row) => <Money amountCents={row[key]} />,
  })),
  { key: 'total', head: 'Total', numeric: true, cell: (row) => <Money amountCents={row.totalCents} /> },
]

function Payers({ search, company }: { search: AgingSearch; company: string }) {
  const pages = useInfiniteQuery({
    ...endpointPages(figures.agingPayers, { query: search }, 'after'),
    placeholderData: keepPreviousData,
  })
  const rows = pages.data?.pages.flatMap(({ items }) => items)
  return (
    <Panel title="By payer" flush>
      <DataTable
        label="Unpaid by payer"
        columns={payerColumns}
        rows={rows}
        busy={pages.isPlaceholderData}
        rowKey={(row) => row.customerId}
        rowLink={(row) =>
          linkOptions({
            to: '/$company/customers/$customerId/accounting/invoices',
            params: { company, customerId: row.customerId },
          })
        }
        empty={<EmptyState title="Nobody owes anything" />}
        footer={<MoreRows pages={pages} shown={rows?.length ?? 0} />}
      />
    </Panel>
  )
}

const payerColumns: Column<AgingPayer>[] = [
  { key: 'name', head: 'Payer', maxWidth: 240, cell: (row) => row.name },
  { key: 'location', head: 'Location', maxWidth: 140, cell: (row) => row.location },
  ...amounts<AgingPayer>(),
  { key: 'invoices', head: 'Invoices', numeric: true, cell: (row) => row.invoices },
  {
    key: 'oldest',
    head: 'Oldest, days',
    numeric: true,
    cell: (row) => row.oldestDays.toLocaleString('en-US'),
  },
]
