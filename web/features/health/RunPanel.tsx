/** The comparison of all accounts with their providers: the one under way, the last one and the next. */
import { Button, Progress } from '@mantine/core'
import { IconPlayerStop, IconRefresh } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { health, type HealthSummary, type Reconciliation } from '#shared/contracts/health.ts'
import { useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { Panel } from '#web/ui/Panel.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { Time } from '#web/ui/Time.tsx'
import { toastDone, toastFailed } from '#web/ui/toast.tsx'
import classes from './health.module.css'

const askEveryMs = 2000

/** The run as it is now; whatever shows of its findings is read anew once it has ended. */
function useRun(summary: HealthSummary) {
  const { invalidate } = useInvalidate()
  const { data } = useEndpointQuery(
    health.lastRun,
    {},
    { refetchInterval: ({ state }) => (state.data?.run?.state === 'running' ? askEveryMs : false) },
  )
  const run = data?.run ?? summary.lastRun
  const before = useRef(run?.state)
  useEffect(() => {
    if (before.current === 'running' && run?.state !== 'running')
      for (const endpoint of [health.summary, health.totals, health.accounts, health.money, health.strays])
        void invalidate(endpoint)
    before.current = run?.state
  })
  return run
}

export function RunPanel({ summary }: { summary: HealthSummary }) {
  const { put } = useInvalidate()
  const run = useRun(summary)
  const take = (answer: { run: Reconciliation }) => put(health.lastRun, {}, answer)
  const start = useEndpointMutation(health.start, { onSuccess: take, onError: toastFailed })
  const stop = useEndpointMutation(health.stop, {
    onSuccess: (answer) => {
      take(answer)
      toastDone('Stopped. What was found so far stays.')
    },
    onError: toastFailed,
  })
  const running = run?.state === 'running'
  const waiting = run?.parts.filter(
    ({ state, error }) => error !== null && (running ? state !== 'done' : true),
  )
  return (
    <Panel
      title="Comparison with the providers"
      actions={
        running ? (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlayerStop size={14} aria-hidden />}
            loading={stop.isPending}
            onClick={() => stop.mutate({ params: { runId: run.id } })}
          >
            Stop
          </Button>
        ) : (
          <Button
            size="xs"
            leftSection={<IconRefresh size={14} aria-hidden />}
            loading={start.isPending}
            onClick={() => start.mutate({})}
          >
            Compare now
          </Button>
        )
      }
    >
      {running ? (
        <div className={classes.running}>
          <Progress
            value={run.total ? (100 * run.done) / run.total : 100}
            aria-label="Accounts compared"
            animated
          />
          <p role="status" className="tabular">
            {run.done.toLocaleString('en-US')} of {run.total.toLocaleString('en-US')} accounts compared
          </p>
        </div>
      ) : (
        <p className={classes.plain}>
          {run ? <LastRun run={run} /> : 'The accounts have not been compared yet.'}
        </p>
      )}
      <p className={classes.dim}>
        {summary.nextRunAt ? (
          <>
            The next one by itself: <Time at={summary.nextRunAt} exact />
          </>
        ) : (
          'None by itself: the company settings say so.'
        )}
      </p>
      {waiting && waiting.length > 0 && (
        <ul className={classes.waiting}>
          {waiting.map(({ provider, state, done, total, error }) => (
            <li key={`${provider.kind}.${provider.id}`}>
              <StatusDot
                tone={state === 'given_up' ? 'bad' : 'attention'}
                label={state === 'given_up' ? `${provider.name}: given up` : `${provider.name}: waits`}
              />
              <span className={classes.dim}>
                {error} · {(total - done).toLocaleString('en-US')} of {total.toLocaleString('en-US')} not
                compared
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}

function LastRun({ run }: { run: Reconciliation }) {
  const word = run.state === 'stopped' ? 'Stopped' : 'Ended'
  return (
    <>
      {word} <Time at={run.finishedAt ?? run.startedAt} /> · {run.done.toLocaleString('en-US')} of{' '}
      {run.total.toLocaleString('en-US')} accounts compared · {run.startedBy ?? 'by the calendar'}
    </>
  )
}
