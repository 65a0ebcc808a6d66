/** Where one is signed in, and a way to end it. */
import { Button } from '@mantine/core'
import { type Session, sessions } from '#shared/contracts/sessions.ts'
import { useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { Chip } from '#web/ui/Chip.tsx'
import { type Column, DataTable } from '#web/ui/DataTable.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { Time } from '#web/ui/Time.tsx'
import { toastDone, toastFailed } from '#web/ui/toast.tsx'
import classes from './account.module.css'
import { deviceOf } from '#shared/rules/devices.ts'

/** Ends a session or revokes a token: a mistake costs one sign-in or one new token, so that it does not ask. */
export function useEndSession(done: string) {
  const { invalidate } = useInvalidate()
  const end = useEndpointMutation(sessions.end, {
    onSuccess: () => toastDone(done),
    onError: toastFailed,
    onSettled: () => invalidate(sessions.list),
  })
  return {
    end: (sessionId: number) => end.mutate({ params: { sessionId } }),
    endingId: end.isPending ? end.variables.params.sessionId : null,
  }
}

const columns = (end: (id: number) => void, endingId: unknown): Column<Session>[] => [
  {
    key: 'device',
    head: 'Browser',
    cell: (session) => (
      <span className={classes.name}>
        {deviceOf(session.userAgent)}
        {session.current && <Chip>This one</Chip>}
      </span>
    ),
  },
  { key: 'address', head: 'Address', cell: (session) => <span className="tabular">{session.address}</span> },
  { key: 'created', head: 'Signed in', cell: (session) => <Time at={session.createdAt} /> },
  { key: 'used', head: 'Last used', cell: (session) => <Time at={session.lastUsedAt} /> },
  {
    key: 'end',
    head: 'Actions',
    hideHead: true,
    numeric: true,
    cell: (session) =>
      !session.current && (
        <Button
          size="compact-sm"
          variant="default"
          loading={endingId === session.id}
          aria-label={`End the session of ${deviceOf(session.userAgent)} at ${session.address}`}
          onClick={() => end(session.id)}
        >
          End
        </Button>
      ),
  },
]

export function BrowserSessions() {
  const { data, error, refetch } = useEndpointQuery(sessions.list, {})
  const { end, endingId } = useEndSession('Session ended.')
  const { invalidate } = useInvalidate()
  const endOthers = useEndpointMutation(sessions.endOthers, {
    onSuccess: ({ ended }) => toastDone(ended === 1 ? 'One session ended.' : `${ended} sessions ended.`),
    onError: toastFailed,
    onSettled: () => invalidate(sessions.list),
  })
  const others = data?.items.filter(({ kind, current }) => kind === 'browser' && !current).length ?? 0
  return (
    <Panel
      title="Where you are signed in"
      flush
      actions={
        others > 1 && (
          <Button
            size="xs"
            variant="default"
            loading={endOthers.isPending}
            onClick={() => endOthers.mutate({})}
          >
            End all others
          </Button>
        )
      }
    >
      {error && !data ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <DataTable
          label="Browser sessions"
          columns={columns(end, endingId)}
          rows={data?.items.filter(({ kind }) => kind === 'browser')}
          rowKey={(session) => session.id}
          skeletons={2}
        />
      )}
    </Panel>
  )
}
