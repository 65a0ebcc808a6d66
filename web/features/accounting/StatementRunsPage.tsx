/** /{company}/accounting/statements: statements of all customers with a balance, made at once, printed as one file or sent. */
import { Button, Checkbox, NativeSelect, Progress } from '@mantine/core'
import { IconDownload, IconFileText, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { newStatementRun, type StatementRun, statementRuns } from '#shared/contracts/statements.ts'
import { addressOf } from '#web/api/call.ts'
import { useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
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
import { PeriodDialog } from './PeriodDialog.tsx'
import classes from './accounting.module.css'

const many = (n: number, one: string) => `${n.toLocaleString('en-US')} ${one}${n === 1 ? '' : 's'}`

export function StatementRunsPage() {
  useTitle('Statements')
  const { data, error, refetch } = useEndpointQuery(
    statementRuns.list,
    { query: { limit: 100 } },
    {
      refetchInterval: ({ state }) =>
        state.data?.items.some((run) => run.state === 'running') ? 1500 : false,
    },
  )
  const [opened, setOpened] = useState(false)
  const running = data?.items.find((run) => run.state === 'running')
  return (
    <div className={classes.page}>
      <div className={classes.queueHead}>
        <PageHeader
          title="Accounting"
          actions={
            data?.abilities.start && (
              <Button
                size="xs"
                leftSection={<IconPlus size={14} aria-hidden />}
                disabled={Boolean(running)}
                title={running ? 'Statements are being made' : undefined}
                onClick={() => setOpened(true)}
              >
                Make statements
              </Button>
            )
          }
        />
        <CompanyNav />
        {running && <Running run={running} mayStop={data!.abilities.start} />}
      </div>
      {error && !data ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <DataTable
          label="Statement runs"
          scrollId="statement-runs"
          columns={columns}
          rows={data?.items}
          rowKey={(run) => run.id}
          empty={
            <EmptyState icon={IconFileText} title="No statements were made at once yet">
              Make the statements of all customers with a balance for a period, then send them or print them as one
              file.
            </EmptyState>
          }
        />
      )}
      {opened && data && (
        <StartDialog proposed={data.proposed} locations={data.locations} onClose={() => setOpened(false)} />
      )}
    </div>
  )
} // prettier-ignore

function Running({ run, mayStop }: { run: StatementRun; mayStop: boolean }) {
  const stop = useEndpointMutation(statementRuns.stop)
  const { invalidate } = useInvalidate()
  const done = run.customers - run.waiting
  return (
    <Notice
      tone="info"
      title="Statements are being made."
      action={
        mayStop && (
          <Button
            size="xs"
            variant="default"
            loading={stop.isPending}
            onClick={() =>
              stop.mutate(
                { params: { statementRunId: run.id } },
                {
                  onSuccess: () => void invalidate(statementRuns.list),
                  onError: (problem) => toastFailed(problem.detail),
                },
              )
            }
          >
            Stop
          </Button>
        )
      }
    >
      {done.toLocaleString('en-US')} of {many(run.customers, 'customer')}
      {run.byEmail && `, ${run.sent.toLocaleString('en-US')} sent`}.
      <Progress
        mt={6}
        value={run.customers ? (100 * done) / run.customers : 0}
        aria-label="Statements made"
      />
    </Notice>
  )
}

const words = { running: 'Running', done: 'Done', stopped: 'Stopped' } as const
const tones = { running: 'info', done: 'good', stopped: 'attention' } as const
const columns: Column<StatementRun>[] = [
  {
    key: 'period',
    head: 'Period',
    cell: (run) => (
      <>
        <Day on={run.from} /> – <Day on={run.to} />
      </>
    ),
  },
  { key: 'state', head: 'Status', cell: (run) => <StatusBox tone={tones[run.state]} label={words[run.state]} /> },
  {
    key: 'who',
    head: 'Customers',
    cell: (run) =>
      [run.pastDueOnly ? 'Past due' : 'With a balance', run.location].filter(Boolean).join(', '),
  },
  { key: 'made', head: 'Made', numeric: true, cell: (run) => run.made.toLocaleString('en-US') },
  {
    key: 'skipped',
    head: 'Had one',
    numeric: true,
    cell: (run) => run.skipped > 0 && run.skipped.toLocaleString('en-US'),
  },
  {
    key: 'sent',
    head: 'Sent',
    numeric: true,
    cell: (run) => (run.byEmail ? run.sent.toLocaleString('en-US') : ''),
  },
  { key: 'total', head: 'Closing balances', numeric: true, cell: (run) => <Money amountCents={run.closingCents} /> },
  { key: 'by', head: 'Begun by', maxWidth: 160, cell: (run) => run.by ?? 'System' },
  { key: 'started', head: 'Began', cell: (run) => <Time at={run.startedAt} short /> },
  {
    key: 'pdf',
    head: 'Download',
    hideHead: true,
    cell: (run) =>
      run.made + run.skipped > 0 && (
        <Button
          size="compact-xs"
          variant="subtle"
          component="a"
          href={addressOf(statementRuns.pdf, { params: { statementRunId: run.id } })}
          leftSection={<IconDownload size={13} aria-hidden />}
          aria-label={`PDF of run ${run.id}`}
        >
          PDF
        </Button>
      ),
  },
] // prettier-ignore

type StartProps = {
  proposed: { from: string; to: string }
  locations: { id: number; name: string }[]
  onClose: () => void
}
function StartDialog({ proposed, locations, onClose }: StartProps) {
  const start = useEndpointMutation(statementRuns.start)
  const { invalidate } = useInvalidate()
  const [draft, setDraft] = useState({
    ...proposed,
    pastDueOnly: false,
    locationId: null as number | null,
    byEmail: false,
  })
  const { data: found } = useEndpointQuery(
    statementRuns.count,
    {
      query: {
        from: draft.from,
        to: draft.to,
        pastDueOnly: draft.pastDueOnly ? 'true' : 'false',
        ...(draft.locationId !== null && { locationId: draft.locationId }),
      },
    },
    // A day that one is still typing is none.
    { placeholderData: (previous) => previous, enabled: newStatementRun.safeParse(draft).success },
  )
  return (
    <PeriodDialog
      title="Make statements"
      submit={`Make ${found ? many(found.count, 'statement') : 'statements'}`}
      schema={newStatementRun}
      {...{ draft, onClose }}
      onDraft={setDraft}
      error={start.error}
      isPending={start.isPending}
      disabled={found?.count === 0}
      onSubmit={() =>
        start.mutate(
          { body: draft },
          {
            onSuccess: () => {
              void invalidate(statementRuns.list)
              toastDone('The statements are being made.')
              onClose()
            },
          },
        )
      }
    >
      {(errors) => (
        <>
          {locations.length > 1 && (
            <NativeSelect
              label="Location"
              data={[
                { value: '', label: 'All' },
                ...locations.map(({ id, name }) => ({ value: String(id), label: name })),
              ]}
              value={draft.locationId ?? ''}
              error={errors['locationId']}
              onChange={(event) =>
                setDraft({ ...draft, locationId: Number(event.currentTarget.value) || null })
              }
            />
          )}
          <Checkbox
            label="Only customers who are past due"
            checked={draft.pastDueOnly}
            onChange={(event) => setDraft({ ...draft, pastDueOnly: event.currentTarget.checked })}
          />
          <Checkbox
            label="Send each by e-mail with its PDF"
            description={
              draft.byEmail && found && found.withoutEmail > 0
                ? `${many(found.withoutEmail, 'customer')} without an e-mail address: print theirs`
                : undefined
            }
            checked={draft.byEmail}
            onChange={(event) => setDraft({ ...draft, byEmail: event.currentTarget.checked })}
          />
          <div aria-live="polite">
            {found && `${many(found.count, 'customer')} with a balance. Who has one of this period is passed over.`}
          </div>
        </>
      )}
    </PeriodDialog>
  )
} // prettier-ignore
