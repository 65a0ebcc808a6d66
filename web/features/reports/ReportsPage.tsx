/** /{company}/reports: the built-in reports, and the saved ones. */
import {
  IconChartAreaLine,
  IconChartBar,
  IconClockDollar,
  IconTrendingDown,
  IconUserDollar,
} from '@tabler/icons-react'
import { Link, linkOptions, useParams } from '@tanstack/react-router'
import { figures } from '#shared/contracts/figures.ts'
import { reports, type SavedReport } from '#shared/contracts/reports.ts'
import { scheduleText } from '#shared/rules/reports.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { type Column, DataTable } from '#web/ui/DataTable.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { Time } from '#web/ui/Time.tsx'
import { useTitle } from '#web/ui/title.ts'
import classes from './reports.module.css'
import { useCatalogue } from './use-report.ts'

const builtIn = [
  {
    of: 'aging',
    to: '/$company/reports/aging',
    icon: IconClockDollar,
    title: 'Aging',
    text: 'What is unpaid as of a day, by days past due, location and payer',
  },
  {
    of: 'revenue',
    to: '/$company/reports/rmr',
    icon: IconChartAreaLine,
    title: 'Recurring revenue (RMR)',
    text: 'New, increased, decreased and lost, month by month',
  },
  {
    of: 'revenue',
    to: '/$company/reports/attrition',
    icon: IconTrendingDown,
    title: 'Attrition',
    text: 'Which part of accounts and revenue is lost, why, where and of whom',
  },
  {
    of: 'sales',
    to: '/$company/reports/sales',
    icon: IconUserDollar,
    title: 'Sales by representative',
    text: 'Who sold how much between two days',
  },
] as const

export function ReportsPage() {
  useTitle('Reports')
  const { company } = useParams({ from: '/$company' })
  const options = useEndpointQuery(figures.options, {}, { staleTime: 60_000 })
  const saved = useEndpointQuery(reports.list, {})
  const catalogue = useCatalogue()
  const offered = builtIn.filter(({ of }) => options.data?.[of].length)
  const objectLabel = (key: string) =>
    catalogue.data?.objects.find((object) => object.key === key)?.label ?? key.replaceAll('_', ' ')
  return (
    <Page>
      <PageHeader
        title="Reports"
        actions={
          saved.data?.mayCreate && (
            <LinkButton to="/$company/reports/new" params={{ company }}>
              New report
            </LinkButton>
          )
        }
      />
      <div className={classes.page}>
        {offered.length > 0 && (
          <ul className={classes.cards} aria-label="Built-in reports">
            {offered.map(({ to, icon: Icon, title, text }) => (
              <li key={to}>
                <Link to={to} params={{ company }} className={classes.card}>
                  <strong>
                    <Icon size={18} stroke={1.7} aria-hidden />
                    {title}
                  </strong>
                  <span className={classes.dim}>{text}</span>
                </Link>
              </li>
            ))}
          </ul>
        )}
        <Panel title="Saved reports" note={saved.data?.items.length || undefined} flush>
          {saved.error && !saved.data ? (
            <ErrorState error={saved.error} onRetry={() => void saved.refetch()} />
          ) : (
            <DataTable
              label="Saved reports"
              columns={columnsOf(objectLabel)}
              rows={saved.data?.items}
              rowKey={(row) => row.id}
              rowLink={(row) =>
                linkOptions({ to: '/$company/reports/$reportId', params: { company, reportId: row.id } })
              }
              empty={
                <EmptyState
                  icon={IconChartBar}
                  title="No report is saved yet"
                  action={
                    saved.data?.mayCreate && (
                      <LinkButton variant="default" to="/$company/reports/new" params={{ company }}>
                        Build the first one
                      </LinkButton>
                    )
                  }
                >
                  Choose what it is of, its columns and filters; then run it, share it, or have it sent by
                  e-mail.
                </EmptyState>
              }
            />
          )}
        </Panel>
      </div>
    </Page>
  )
}

const columnsOf = (objectLabel: (key: string) => string): Column<SavedReport>[] => [
  { key: 'name', head: 'Name', maxWidth: 320, cell: (row) => row.name },
  { key: 'object', head: 'Of', cell: (row) => objectLabel(row.object) },
  { key: 'owner', head: 'Whose', maxWidth: 180, cell: (row) => (row.mine ? 'Mine' : row.owner.name) },
  { key: 'shared', head: 'Shared', cell: (row) => (row.shared ? 'Yes' : 'No') },
  {
    key: 'sent',
    head: 'Sent',
    maxWidth: 300,
    cell: (row) =>
      row.stoppedReason ? (
        <StatusDot tone="bad" label="Stopped" detail={row.stoppedReason} />
      ) : (
        row.schedule && scheduleText(row.schedule)
      ),
  },
  { key: 'updated', head: 'Changed', cell: (row) => <Time at={row.updatedAt} short /> },
]
