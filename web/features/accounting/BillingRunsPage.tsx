/** /{company}/accounting/billing: the billing runs, what is due, and a run at once (BIL-004). */
import { Button } from '@mantine/core'
import { IconPlayerPlay, IconRepeat } from '@tabler/icons-react'
import { linkOptions, useParams } from '@tanstack/react-router'
import { billing, type BillingRun } from '#shared/contracts/recurring.ts'
import { useEndpointMutation, useEndpointQuery } from '#web/api/queries.ts'
import { type Column, DataTable } from '#web/ui/DataTable.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { Money } from '#web/ui/Money.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { PageHeader } from '#web/ui/PageHeader.tsx'
import { StatusBox } from '#web/ui/Status.tsx'
import { Day, Time } from '#web/ui/Time.tsx'
import { toastDone, toastFailed } from '#web/ui/toast.tsx'
import { useTitle } from '#web/ui/title.ts'
import { CompanyNav } from './CompanyNav.tsx'
import { useRefresh } from './use-accounting.ts'
import classes from './accounting.module.css'

const many = (n: number, one: string) => `${n.toLocaleString('en-US')} ${one}${n === 1 ? '' : 's'}`

export function BillingRunsPage() {
  useTitle('Billing runs')
  const { company } = useParams({ from: '/$company' })
  const { data, error, refetch } = useEndpointQuery(
    billing.list,
    { query: { limit: 100 } },
    {
      refetchInterval: ({ state }) =>
        state.data?.items.some((run) => run.state === 'running') ? 1500 : 30_000,
    },
  )
  const refresh = useRefresh()
  const start = useEndpointMutation(billing.start)
  const running = data?.items.find((run) => run.state === 'running')
  return (
    <div className={classes.page}>
      <div className={classes.queueHead}>
        <PageHeader
          title="Accounting"
          note={data && <span aria-live="polite">{many(data.due, 'recurring invoice')} due</span>}
          actions={
            data?.abilities.start && (
              <Button
                size="xs"
                leftSection={<IconPlayerPlay size={14} aria-hidden />}
                disabled={Boolean(running) || data.due === 0}
                title={running ? 'A run is under way' : data.due === 0 ? 'Nothing is due' : undefined}
                loading={start.isPending}
                onClick={() =>
                  start.mutate(
                    {},
                    {
                      onSuccess: () => {
                        refresh()
                        toastDone('The billing run has begun.')
                      },
                      onError: (problem) => toastFailed(problem.detail),
                    },
                  )
                }
              >
                Bill what is due
              </Button>
            )
          }
        />
        <CompanyNav />
        {running && (
          <Notice tone="info" title="A billing run is under way.">
            {many(running.made, 'invoice')} made so far, <Money amountCents={running.totalCents} />.
          </Notice>
        )}
        {data?.nextRunAt && !running && (
          <p className={classes.origin}>
            The next run begins <Time at={data.nextRunAt} exact />.
          </p>
        )}
      </div>
      {error && !data ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <DataTable
          label="Billing runs"
          scrollId="billing-runs"
          columns={columns}
          rows={data?.items}
          rowKey={(run) => run.id}
          rowLink={(run) =>
            linkOptions({
              to: '/$company/accounting/invoices',
              params: { company },
              search: { runId: run.id },
            })
          }
          empty={
            <EmptyState icon={IconRepeat} title="No billing run yet">
              Each night the recurring invoices that are due make their invoices.
            </EmptyState>
          }
        />
      )}
    </div>
  )
}

const columns: Column<BillingRun>[] = [
  { key: 'day', head: 'Day', width: 130, cell: (run) => <Day on={run.day} /> },
  {
    key: 'state',
    head: 'Status',
    cell: (run) => (
      <StatusBox
        tone={run.state === 'done' ? 'good' : 'info'}
        label={run.state === 'done' ? 'Done' : 'Running'}
      />
    ),
  },
  { key: 'due', head: 'Due', numeric: true, cell: (run) => run.due.toLocaleString('en-US') },
  { key: 'made', head: 'Invoices', numeric: true, cell: (run) => run.made.toLocaleString('en-US') },
  {
    key: 'late',
    head: 'Caught up',
    numeric: true,
    cell: (run) => run.late > 0 && run.late.toLocaleString('en-US'),
  },
  { key: 'total', head: 'Total', numeric: true, cell: (run) => <Money amountCents={run.totalCents} /> },
  { key: 'by', head: 'Begun by', maxWidth: 160, cell: (run) => run.by ?? 'Calendar' },
  { key: 'started', head: 'Began', cell: (run) => <Time at={run.startedAt} exact /> },
  { key: 'finished', head: 'Ended', cell: (run) => run.finishedAt && <Time at={run.finishedAt} exact /> },
]
