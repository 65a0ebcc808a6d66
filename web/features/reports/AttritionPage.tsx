/** /{company}/reports/attrition: which part of accounts and revenue is lost, when, why, where and of whom (BIL-010). */
import { Button } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { figures, type LossMonth, type LossPart } from '#shared/contracts/figures.ts'
import { formatCents } from '#shared/money.ts'
import { percentText } from '#shared/rules/figures.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { BarList, BarPlot } from '#web/ui/BarPlot.tsx'
import { type Column, DataTable } from '#web/ui/DataTable.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { useLocale } from '#web/ui/locale.ts'
import { Money } from '#web/ui/Money.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { Definitions } from './Definitions.tsx'
import { csvMoney, downloadTable, monthText } from './report-format.ts'
import { MonthsFilters, ReportFrame } from './ReportFrame.tsx'
import type { MonthsSearch } from './reports-search.ts'
import classes from './reports.module.css'

const from = '/$company/reports/attrition'

const Rate = ({ of }: { of: number | null }) => <span className="tabular">{percentText(of)}</span>

const columns: Column<LossMonth>[] = [
  { key: 'month', head: 'Month', cell: (row) => monthText(row.month) },
  { key: 'lost', head: 'Accounts lost', numeric: true, cell: (row) => row.lostAccounts },
  { key: 'opening', head: 'of', numeric: true, cell: (row) => row.openingAccounts.toLocaleString('en-US') },
  { key: 'rate', head: 'Rate', numeric: true, cell: (row) => <Rate of={row.accountsRate} /> },
  { key: 'year', head: '12 months', numeric: true, cell: (row) => <Rate of={row.trailingAccountsRate} /> },
  { key: 'lostCents', head: 'RMR lost', numeric: true, cell: (row) => <Money amountCents={row.lostCents} /> },
  {
    key: 'openingCents',
    head: 'of RMR',
    numeric: true,
    cell: (row) => <Money amountCents={row.openingCents} />,
  },
  { key: 'centsRate', head: 'RMR rate', numeric: true, cell: (row) => <Rate of={row.centsRate} /> },
  {
    key: 'centsYear',
    head: 'RMR, 12 months',
    numeric: true,
    cell: (row) => <Rate of={row.trailingCentsRate} />,
  },
]

export function AttritionPage() {
  const search: MonthsSearch = useSearch({ from })
  const navigate = useNavigate({ from })
  const go = (next: MonthsSearch) => void navigate({ search: { ...search, ...next }, replace: true })
  const query = useEndpointQuery(
    figures.attrition,
    { query: search },
    { placeholderData: (previous) => previous },
  )
  const months = query.data?.months ?? []
  const last = months.at(-1)
  const [firstMonth, lastMonth] = [
    months[0] ? monthText(months[0].month) : '',
    last ? monthText(last.month) : '',
  ]
  return (
    <ReportFrame
      title="Attrition"
      query={query}
      actions={
        <Button
          variant="default"
          disabled={!last}
          onClick={() =>
            downloadTable(
              'Attrition',
              ['Month', 'Accounts opening', 'Accounts lost', 'Rate', 'Rate of 12 months', 'RMR opening', 'RMR lost', 'RMR rate', 'RMR rate of 12 months'],
              months.map((row) => [
                row.month, row.openingAccounts, row.lostAccounts, percentText(row.accountsRate), percentText(row.trailingAccountsRate),
                csvMoney(row.openingCents), csvMoney(row.lostCents), percentText(row.centsRate), percentText(row.trailingCentsRate),
              ]),
            )
          }
        >
          Download CSV
        </Button>
      } // prettier-ignore
      filters={<MonthsFilters search={search} onChange={go} />}
    >
      {({ reasons, locations, reps }) => (
        <>
          {last && (
            <Panel title="A year">
              <dl className={classes.facts}>
                <div>
                  <dt>Accounts lost in 12 months</dt>
                  <dd className="tabular">{percentText(last.trailingAccountsRate)}</dd>
                </div>
                <div>
                  <dt>RMR lost in 12 months</dt>
                  <dd className="tabular">{percentText(last.trailingCentsRate)}</dd>
                </div>
                <div>
                  <dt>Accounts lost this month</dt>
                  <dd className="tabular">{last.lostAccounts.toLocaleString('en-US')}</dd>
                </div>
                <div>
                  <dt>RMR lost this month</dt>
                  <dd>
                    <Money amountCents={last.lostCents} />
                  </dd>
                </div>
              </dl>
            </Panel>
          )}
          <div className={classes.two}>
            <Panel>
              <BarPlot
                title="Accounts lost, by month"
                tall
                hasTable
                series={[{ name: 'Lost', tone: 'bad' }]}
                bars={months.map((row) => ({ label: monthText(row.month), values: [row.lostAccounts] }))}
                first={firstMonth}
                last={lastMonth}
              />
            </Panel>
            <Panel>
              <BarPlot
                title="Attrition of the 12 months before"
                tall
                hasTable
                series={[{ name: 'Accounts', tone: 'attention' }]}
                bars={months.map((row) => ({
                  label: monthText(row.month),
                  values: [row.trailingAccountsRate ?? 0],
                }))}
                first={firstMonth}
                last={lastMonth}
                format={percentText}
              />
            </Panel>
          </div>
          <div className={classes.parts}>
            <Parts title="Why" parts={reasons} />
            <Parts title="Where" parts={locations} />
            <Parts title="Sold by" parts={reps} />
          </div>
          <Panel title="By month" flush>
            <DataTable
              label="Attrition by month"
              columns={columns}
              rows={[...months].reverse()}
              rowKey={(row) => row.month}
            />
          </Panel>
          <Definitions
            words={[
              [
                'Lost',
                'Accounts that were canceled, on their cancel date, or archived without having been. One that comes back counts as returned and does not lower what was lost.',
              ],
              ['Rate', 'What a month lost, of what it opened with.'],
              [
                '12 months',
                'What twelve months lost, of what they opened with on average. There is none until twelve months opened with accounts.',
              ],
              ['RMR lost', 'What the lost accounts paid a month when they went.'],
              ['Sold by', 'The representative of the account as it is now.'],
            ]}
          />
        </>
      )}
    </ReportFrame>
  )
}

function Parts({ title, parts }: { title: string; parts: readonly LossPart[] }) {
  const { currency } = useLocale()
  const shown = parts.slice(0, 12)
  return (
    <Panel title={title} note={parts.length > shown.length ? `The first 12 of ${parts.length}` : undefined}>
      {shown.length === 0 ? (
        <EmptyState title="Nothing was lost" />
      ) : (
        <BarList
          label={`RMR lost: ${title.toLowerCase()}`}
          tone="bad"
          items={shown.map(({ id, name, accounts, cents }) => ({
            key: id ?? 0,
            label: `${name} (${accounts.toLocaleString('en-US')})`,
            value: cents,
          }))}
          format={(cents) => formatCents(cents, currency)}
        />
      )}
    </Panel>
  )
}
