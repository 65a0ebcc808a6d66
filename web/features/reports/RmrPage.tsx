/** /{company}/reports/rmr: recurring monthly revenue, what came, changed and went month by month (BIL-010). */
import { Button } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { figures, type RmrMonth } from '#shared/contracts/figures.ts'
import { formatCents } from '#shared/money.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { BarPlot } from '#web/ui/BarPlot.tsx'
import { type Column, DataTable } from '#web/ui/DataTable.tsx'
import { useLocale } from '#web/ui/locale.ts'
import { Money } from '#web/ui/Money.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { Definitions } from './Definitions.tsx'
import { csvMoney, downloadTable, monthText } from './report-format.ts'
import { MonthsFilters, ReportFrame } from './ReportFrame.tsx'
import type { MonthsSearch } from './reports-search.ts'
import classes from './reports.module.css'

const from = '/$company/reports/rmr'

/** Below zero with its sign, and nothing of nothing. */
const Change = ({ cents }: { cents: number }) =>
  cents === 0 ? (
    <span className={classes.dim}>–</span>
  ) : (
    <span className={cents < 0 ? classes.minus : undefined}>
      <Money amountCents={cents} />
    </span>
  )

const columns: Column<RmrMonth>[] = [
  { key: 'month', head: 'Month', cell: (row) => monthText(row.month) },
  { key: 'opening', head: 'Opening', numeric: true, cell: (row) => <Money amountCents={row.openingCents} /> },
  { key: 'new', head: 'New', numeric: true, cell: (row) => <Change cents={row.newCents} /> },
  { key: 'returned', head: 'Returned', numeric: true, cell: (row) => <Change cents={row.returnedCents} /> },
  { key: 'increase', head: 'Increases', numeric: true, cell: (row) => <Change cents={row.increaseCents} /> },
  { key: 'decrease', head: 'Decreases', numeric: true, cell: (row) => <Change cents={row.decreaseCents} /> },
  { key: 'lost', head: 'Lost', numeric: true, cell: (row) => <Change cents={row.lostCents} /> },
  { key: 'closing', head: 'Closing', numeric: true, cell: (row) => <Money amountCents={row.closingCents} /> },
  {
    key: 'newAccounts',
    head: 'Accounts new',
    numeric: true,
    cell: (row) => row.newAccounts + row.returnedAccounts,
  },
  { key: 'lostAccounts', head: 'Accounts lost', numeric: true, cell: (row) => row.lostAccounts },
  {
    key: 'accounts',
    head: 'Accounts',
    numeric: true,
    cell: (row) => row.closingAccounts.toLocaleString('en-US'),
  },
]

export function RmrPage() {
  const search: MonthsSearch = useSearch({ from })
  const navigate = useNavigate({ from })
  const { currency } = useLocale()
  const go = (next: MonthsSearch) => void navigate({ search: { ...search, ...next }, replace: true })
  const query = useEndpointQuery(figures.rmr, { query: search }, { placeholderData: (previous) => previous })
  const money = (cents: number) => formatCents(cents, currency)
  const months = query.data?.months ?? []
  const last = months.at(-1)
  return (
    <ReportFrame
      title="Recurring revenue (RMR)"
      query={query}
      actions={
        <Button
          variant="default"
          disabled={!last}
          onClick={() =>
            downloadTable(
              'Recurring revenue',
              ['Month', 'Opening', 'New', 'Returned', 'Increases', 'Decreases', 'Lost', 'Closing', 'Accounts opening', 'Accounts new', 'Accounts returned', 'Accounts lost', 'Accounts closing'],
              months.map((row) => [
                row.month, csvMoney(row.openingCents), csvMoney(row.newCents), csvMoney(row.returnedCents), csvMoney(row.increaseCents),
                csvMoney(row.decreaseCents), csvMoney(row.lostCents), csvMoney(row.closingCents), row.openingAccounts, row.newAccounts,
                row.returnedAccounts, row.lostAccounts, row.closingAccounts,
              ]),
            )
          }
        >
          Download CSV
        </Button>
      } // prettier-ignore
      filters={<MonthsFilters search={search} onChange={go} />}
    >
      {() => (
        <>
          {last && (
            <Panel title="Now">
              <dl className={classes.facts}>
                <div>
                  <dt>RMR</dt>
                  <dd>
                    <Money amountCents={last.closingCents} />
                  </dd>
                </div>
                <div>
                  <dt>Accounts</dt>
                  <dd className="tabular">{last.closingAccounts.toLocaleString('en-US')}</dd>
                </div>
                <div>
                  <dt>This month</dt>
                  <dd>
                    <Change cents={last.closingCents - last.openingCents} />
                  </dd>
                </div>
                <div>
                  <dt>Each account, on average</dt>
                  <dd>
                    <Money
                      amountCents={
                        last.closingAccounts ? Math.round(last.closingCents / last.closingAccounts) : 0
                      }
                    />
                  </dd>
                </div>
              </dl>
            </Panel>
          )}
          <div className={classes.two}>
            <Panel>
              <BarPlot
                title="RMR at the end of each month"
                tall
                hasTable
                series={[{ name: 'RMR', tone: 'info' }]}
                bars={months.map((row) => ({ label: monthText(row.month), values: [row.closingCents] }))}
                first={months[0] ? monthText(months[0].month) : ''}
                last={last ? monthText(last.month) : ''}
                format={money}
              />
            </Panel>
            <Panel>
              <BarPlot
                title="What came and went"
                tall
                hasTable
                series={[
                  { name: 'New', tone: 'good' },
                  { name: 'Returned', tone: 'special' },
                  { name: 'Increases', tone: 'info' },
                  { name: 'Decreases', tone: 'attention' },
                  { name: 'Lost', tone: 'bad' },
                ]}
                bars={months.map((row) => ({
                  label: monthText(row.month),
                  values: [
                    row.newCents,
                    row.returnedCents,
                    row.increaseCents,
                    row.decreaseCents,
                    row.lostCents,
                  ],
                }))}
                first={months[0] ? monthText(months[0].month) : ''}
                last={last ? monthText(last.month) : ''}
                format={money}
              />
            </Panel>
          </div>
          <Panel title="By month" flush>
            <DataTable
              label="Recurring revenue by month"
              columns={columns}
              rows={[...months].reverse()}
              rowKey={(row) => row.month}
            />
          </Panel>
          <Definitions
            words={[
              [
                'RMR',
                'Recurring monthly revenue: the monthly rates (MMR) of all customers who are neither canceled nor archived.',
              ],
              [
                'New',
                'Accounts that came, on their sale date (or the day on which they became customers), and first rates of accounts that had none.',
              ],
              ['Returned', 'Accounts that were lost and are taken back on a later day.'],
              [
                'Increases, decreases',
                'Changes of an account’s rate, on the day on which the rate was changed. A correction on the same day is none.',
              ],
              [
                'Lost',
                'What an account paid when it was canceled, on its cancel date, or when it was archived.',
              ],
              ['Closing', 'Opening and everything that came, changed and went; of this month up to today.'],
              ['Location', 'Of the office that the account belongs to now.'],
            ]}
          />
        </>
      )}
    </ReportFrame>
  )
}
