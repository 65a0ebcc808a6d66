/** A panel that shows one answer of the station: a skeleton until it is there, and its own Retry (CON-055). */
import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { Problem, problemText } from '#web/api/problem.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import classes from './manage.module.css'

type Asked<T> = { data: T | undefined; error: unknown; isFetching: boolean; refetch: () => unknown }

type Props<T> = {
  title: string
  note?: ReactNode
  actions?: ReactNode
  flush?: boolean
  asked: Asked<T>
  children: (data: T) => ReactNode
}

export function StationPanel<T>({ title, note, actions, flush, asked, children }: Props<T>) {
  const { data, error, isFetching, refetch } = asked
  return (
    <Panel title={title} note={note} actions={actions} flush={flush}>
      {error !== null && error !== undefined && (
        <div className={flush ? classes.inset : undefined}>
          <CallFailed error={error} busy={isFetching} onRetry={() => void refetch()} />
        </div>
      )}
      {data !== undefined ? (
        children(data)
      ) : error ? null : (
        <div className={flush ? classes.inset : undefined} role="status" aria-label={`Loading: ${title}`}>
          <LinesSkeleton count={3} />
        </div>
      )}
    </Panel>
  )
}

type FailedProps = {
  error: unknown
  busy?: boolean
  /** Left out where a button beside it asks again. */
  onRetry?: () => void
}

/** Which call failed and why, and Retry. */
export function CallFailed({ error, busy = false, onRetry }: FailedProps) {
  const hopeless = error instanceof Problem && [403, 404].includes(error.status)
  return (
    <Notice
      tone="bad"
      action={
        hopeless || !onRetry ? undefined : (
          <Button size="compact-sm" variant="default" loading={busy} onClick={onRetry}>
            Retry
          </Button>
        )
      }
    >
      {problemText(error)}
    </Notice>
  )
}
