/** /{company}/reports/sales: who sold how much between two days (BIL-010). */
import { Button } from '@mantine/core'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { linkOptions } from '@tanstack/react-router'
import { figures, type SellerRow } from '#shared/contracts/figures.ts'
import { formatCents } from '#shared/money.ts'
import { todayIn } from '#shared/time.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { useMe } from '#web/api/session.ts'
import { BarList } from '#web/ui/BarPlot.tsx'
import { type Column, DataTable } from '#web/ui/DataTable.tsx'
import { DayFilter } from '#web/ui/DayFilter.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { Money } from '#web/ui/Money.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { Definitions } from './Definitions.tsx'
import { csvMoney, downloadTable } from './report-format.ts'
import { LocationFilter, ReportFrame } from './ReportFrame.tsx'
import type { SalesSearch } from './reports-search.ts'
import classes from './reports.module.css'

const from = '/$company/reports/sales'

export function SalesPage() {
  const { company } = useParams({ from: '/$company' })
  const search: SalesSearch = useSearch({ from })
  const navigate = useNavigate({ from })
  const me = useMe()
  const today = todayIn(me.company.timeZone, new Date())
  const of = { from: search.from ?? `${today.slice(0, 4)}-01-01`, to: search.to ?? today }
  const go = (next: SalesSearch) => void navigate({ search: { ...search, ...next }, replace: true })
  const query = useEndpointQuery(
    figures.sales,
    { query: { ...of, ...(search.locationId && { locationId: search.locationId }) } },
    { placeholderData: (previous) => previous },
  )
  const reps = query.data?.reps ?? []
  const sum = (key: 'sales' | 'rmrCents' | 'canceled') => reps.reduce((n, row) => n + row[key], 0)
  return (
    <ReportFrame
      title="Sales by representative"
      query={query}
      actions={
        <Button
          variant="default"
          disabled={!reps.length}
          onClick={() =>
            downloadTable(
              `Sales ${of.from} to ${of.to}`,
              ['Sold by', 'Sales', 'RMR', 'Installed', 'Canceled since'],
              reps.map((row) => [row.name, row.sales, csvMoney(row.rmrCents), row.installed, row.canceled]),
            )
          }
        >
          Download CSV
        </Button>
      }
      filters={
        <>
          <DayFilter label="From" labelWidth={44} className={classes.day} value={of.from} onChange={(day) => go({ from: day })} />
          <DayFilter label="To" labelWidth={30} className={classes.day} value={of.to} onChange={(day) => go({ to: day })} />
          <LocationFilter of="sales" value={search.locationId} onChange={(locationId) => go({ locationId })} />
        </>
      } // prettier-ignore
    >
      {() =>
        reps.length === 0 ? (
          <Panel>
            <EmptyState title="Nothing was sold in this time" />
          </Panel>
        ) : (
          <>
            <Panel title="In all">
              <dl className={classes.facts}>
                <div>
                  <dt>Sales</dt>
                  <dd className="tabular">{sum('sales').toLocaleString('en-US')}</dd>
                </div>
                <div>
                  <dt>RMR sold</dt>
                  <dd>
                    <Money amountCents={sum('rmrCents')} />
                  </dd>
                </div>
                <div>
                  <dt>Canceled since</dt>
                  <dd className="tabular">{sum('canceled').toLocaleString('en-US')}</dd>
                </div>
              </dl>
            </Panel>
            <Panel title="RMR sold">
              <BarList
                label="RMR sold by representative"
                items={reps
                  .slice(0, 20)
                  .map((row) => ({ key: row.id ?? 0, label: row.name, value: row.rmrCents }))}
                format={(cents) => formatCents(cents, me.company.currency)}
              />
            </Panel>
            <Panel title="By representative" flush>
              <DataTable
                label="Sales by representative"
                columns={columns}
                rows={reps}
                rowKey={(row) => row.id ?? 0}
                rowLink={(row) =>
                  linkOptions({
                    to: '/$company/customers',
                    params: { company },
                    search: {
                      saleFrom: of.from,
                      saleTo: of.to,
                      ...(row.id !== null && { soldById: row.id }),
                      ...(search.locationId && { locationId: search.locationId }),
                    },
                  })
                }
              />
            </Panel>
            <Definitions
              words={[
                ['Sales', 'Customers whose sale date lies between the two days, the canceled ones too.'],
                ['RMR', 'Their monthly rates as they are now.'],
                ['Installed', 'Those with an install date, where you may see it.'],
                ['Canceled since', 'Those whose account is canceled now.'],
              ]}
            />
          </>
        )
      }
    </ReportFrame>
  )
}

const columns: Column<SellerRow>[] = [
  { key: 'name', head: 'Sold by', maxWidth: 240, cell: (row) => row.name },
  { key: 'sales', head: 'Sales', numeric: true, cell: (row) => row.sales.toLocaleString('en-US') },
  { key: 'rmr', head: 'RMR', numeric: true, cell: (row) => <Money amountCents={row.rmrCents} /> },
  {
    key: 'installed',
    head: 'Installed',
    numeric: true,
    cell: (row) => row.installed.toLocaleString('en-US'),
  },
  {
    key: 'canceled',
    head: 'Canceled since',
    numeric: true,
    cell: (row) => row.canceled.toLocaleString('en-US'),
  },
]
