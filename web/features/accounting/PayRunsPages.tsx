/** /{company}/accounting/pay-runs: what was paid together, with its export and its pay statements. */
import { Button } from '@mantine/core'
import { IconCoins, IconDownload, IconFileTypePdf } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { linkOptions, useParams } from '@tanstack/react-router'
import type { Output } from '#shared/contract.ts'
import { type PayRun, payRuns } from '#shared/contracts/pay-runs.ts'
import { formatDate } from '#shared/time.ts'
import { addressOf } from '#web/api/call.ts'
import { download } from '#web/api/download.ts'
import { endpointPages, useEndpointQuery } from '#web/api/queries.ts'
import { type Column, DataTable } from '#web/ui/DataTable.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { BackLink } from '#web/ui/FormPage.tsx'
import { Money } from '#web/ui/Money.tsx'
import { MoreRows } from '#web/ui/MoreRows.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { PageSkeleton } from '#web/ui/Skeletons.tsx'
import { Day, Time } from '#web/ui/Time.tsx'
import { toastFailed } from '#web/ui/toast.tsx'
import { useTitle } from '#web/ui/title.ts'
import classes from './accounting.module.css'
import more from './money-documents.module.css'

export function PayRunsPage() {
  useTitle('Pay runs')
  const { company } = useParams({ from: '/$company' })
  const pages = useInfiniteQuery(endpointPages(payRuns.list, {}, 'before'))
  const rows = pages.data?.pages.flatMap(({ items }) => items)
  return (
    <div className={classes.page}>
      <div className={classes.queueHead}>
        <BackLink to="/$company/accounting/payables" params={{ company }}>
          Payables
        </BackLink>
        <PageHeader title="Pay runs" />
      </div>
      {pages.error && !rows ? (
        <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
      ) : (
        <DataTable
          label="Pay runs"
          scrollId="pay-runs"
          columns={columns}
          frozen={2}
          rows={rows}
          rowKey={(row) => row.id}
          rowLink={(row) =>
            linkOptions({
              to: '/$company/accounting/pay-runs/$payRunId',
              params: { company, payRunId: row.id },
            })
          }
          empty={
            <EmptyState icon={IconCoins} title="No pay run yet">
              Choose approved payables in the list of payables, and mark them as paid: that is a pay run, with
              an export for your payroll service and a pay statement for each payee.
            </EmptyState>
          }
          footer={<MoreRows pages={pages} shown={rows?.length ?? 0} />}
        />
      )}
    </div>
  )
}

const columns: Column<PayRun>[] = [
  { key: 'number', head: '#', numeric: true, width: 70, cell: (row) => row.id },
  { key: 'paidOn', head: 'Paid on', cell: (row) => formatDate(row.paidOn) },
  { key: 'reference', head: 'Reference', maxWidth: 240, cell: (row) => row.reference },
  { key: 'count', head: 'Payables', numeric: true, cell: (row) => row.count },
  { key: 'payees', head: 'Payees', numeric: true, cell: (row) => row.payees },
  { key: 'total', head: 'Total', numeric: true, cell: (row) => <Money amountCents={row.totalCents} /> },
  { key: 'reversed', head: 'Reversed since', numeric: true, cell: (row) => row.reversedCents !== 0 && <Money amountCents={row.reversedCents} /> },
  { key: 'by', head: 'By', cell: (row) => row.createdBy },
  { key: 'at', head: 'Noted', cell: (row) => <Time at={row.createdAt} short /> },
] // prettier-ignore

type Payee = Output<typeof payRuns.open>['payees'][number]

export function PayRunPage() {
  const { company, payRunId } = useParams({ from: '/$company/accounting/pay-runs/$payRunId' })
  useTitle(`Pay run #${payRunId}`)
  const params = { payRunId }
  const { data, error, refetch } = useEndpointQuery(payRuns.open, { params })
  if (!data && error) return <ErrorState isPage error={error} onRetry={() => void refetch()} />
  if (!data) return <PageSkeleton />
  const { run, payees } = data
  const facts: [string, React.ReactNode][] = [
    ['Paid on', <Day key="d" on={run.paidOn} />],
    ['Total', <Money key="t" amountCents={run.totalCents} />],
    ['Reversed since', run.reversedCents !== 0 && <Money key="r" amountCents={run.reversedCents} />],
    ['Payables', String(run.count)],
    ['Payees', String(run.payees)],
    ['Reference', run.reference],
    ['By', run.createdBy],
    ['Noted', <Time key="n" at={run.createdAt} />],
  ]
  return (
    <Page>
      <BackLink to="/$company/accounting/pay-runs" params={{ company }}>
        Pay runs
      </BackLink>
      <PageHeader
        title={`Pay run #${run.id}`}
        actions={
          <span className={classes.actions}>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconDownload size={14} aria-hidden />}
              onClick={() => void download(payRuns.exportCsv, { params }).catch(toastFailed)}
            >
              Export
            </Button>
            <Button
              size="xs"
              component="a"
              href={addressOf(payRuns.pdf, { params })}
              leftSection={<IconFileTypePdf size={14} aria-hidden />}
            >
              All pay statements
            </Button>
          </span>
        }
      />
      <Panel>
        <dl className={more.factGrid}>
          {facts
            .filter(([, value]) => Boolean(value))
            .map(([label, value]) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ))}
        </dl>
        {run.notes && <p className={classes.plain}>{run.notes}</p>}
      </Panel>
      <Panel title="Payees" flush>
        <DataTable label="Payees" columns={payeeColumns(payRunId)} rows={payees} rowKey={(row) => row.key} />
      </Panel>
    </Page>
  )
}

const payeeColumns = (payRunId: number): Column<Payee>[] => [
  { key: 'name', head: 'Payee', maxWidth: 260, cell: (row) => row.name },
  { key: 'identifier', head: 'Payroll identifier', cell: (row) => row.identifier },
  { key: 'count', head: 'Payables', numeric: true, cell: (row) => row.count },
  { key: 'total', head: 'Total', numeric: true, cell: (row) => <Money amountCents={row.totalCents} /> },
  {
    key: 'statement',
    head: 'Pay statement',
    hideHead: true,
    cell: (row) => (
      <Button size="compact-xs" variant="subtle" component="a" target="_blank" rel="noopener" aria-label={`Pay statement of ${row.name}`} href={addressOf(payRuns.pdf, { params: { payRunId }, query: { payee: row.key, inline: 'true' } })}>
        Pay statement
      </Button>
    ),
  },
] // prettier-ignore
