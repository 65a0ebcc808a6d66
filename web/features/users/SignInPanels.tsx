/** How a user signs in: a one-time password, where they are signed in now, when they did. */
import { Button, Group, Modal, Stack } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import { useState } from 'react'
import type { Output } from '#shared/contract.ts'
import { type User, users } from '#shared/contracts/users.ts'
import { useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { useMe } from '#web/api/session.ts'
import { EntityHistory } from '#web/frame/EntityHistory.tsx'
import { ConfirmButton } from '#web/ui/ConfirmButton.tsx'
import { CopyButton } from '#web/ui/CopyButton.tsx'
import { type Column, DataTable } from '#web/ui/DataTable.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { Time } from '#web/ui/Time.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import classes from './users.module.css'

export function SignInPanels({ user }: { user: User }) {
  const params = { userId: user.id }
  return (
    <>
      <Password user={user} />
      <Sessions user={user} />
      <Panel title="Sign-in activity" flush>
        <EntityHistory
          endpoint={users.history}
          input={{ params, query: { about: 'sign_ins' } }}
          label="Sign-ins, newest first"
          empty="Has not signed in yet"
        />
      </Panel>
    </>
  )
}

function Password({ user }: { user: User }) {
  const me = useMe()
  const { invalidateParams } = useInvalidate()
  const [shown, setShown] = useState<string | null>(null)
  const set = useEndpointMutation(users.setPassword)
  const { fields, hasPassword, mustChangePassword, abilities } = user
  const isSelf = me.user.id === user.id
  const state = !fields.active
    ? 'Is inactive and cannot sign in.'
    : !fields.canLogIn
      ? 'May not sign in.'
      : !hasPassword
        ? 'Has no password yet and cannot sign in.'
        : mustChangePassword
          ? 'Has a one-time password, and chooses their own at the next sign-in.'
          : 'Signs in with a password of their own.'
  return (
    <Panel title="Password">
      <div className={classes.facts}>
        <span>{state}</span>
        {isSelf ? (
          <span>Change your own password under Account.</span>
        ) : (
          abilities.login && (
            <ConfirmButton
              label={hasPassword ? 'Reset password' : 'Give a password'}
              title={`A one-time password for ${user.name}`}
              confirmLabel="Make a one-time password"
              leftSection={<IconKey size={15} />}
              onConfirm={async () => {
                const { password } = await set.mutateAsync({ params: { userId: user.id }, body: {} })
                setShown(password)
                void invalidateParams({ userId: user.id })
              }}
            >
              Their present password stops working and all their sessions and API tokens end at once. They
              sign in with the one-time password and choose their own.
            </ConfirmButton>
          )
        )}
      </div>
      {shown && (
        <Modal opened onClose={() => setShown(null)} title="One-time password" closeOnClickOutside={false}>
          <Stack gap="md">
            <Notice tone="attention">
              Tell it to {user.name} now. It is shown this once and cannot be read again.
            </Notice>
            <div className={classes.password}>
              <code>{shown}</code>
              <CopyButton value={shown} label="password" />
            </div>
            <Group justify="flex-end">
              <Button onClick={() => setShown(null)}>Done</Button>
            </Group>
          </Stack>
        </Modal>
      )}
    </Panel>
  )
}

type Session = Output<typeof users.sessions>['items'][number]

const columns: Column<Session>[] = [
  {
    key: 'what',
    head: 'Browser or token',
    maxWidth: 320,
    cell: (session) =>
      session.kind === 'api' ? `API token “${session.name}”` : session.userAgent || 'Browser',
  },
  { key: 'address', head: 'Address', cell: (session) => <span className="tabular">{session.address}</span> },
  { key: 'created', head: 'Since', cell: (session) => <Time at={session.createdAt} /> },
  { key: 'used', head: 'Last used', cell: (session) => <Time at={session.lastUsedAt} /> },
]

function Sessions({ user }: { user: User }) {
  const params = { userId: user.id }
  const { invalidate, invalidateParams } = useInvalidate()
  const { data, error, refetch } = useEndpointQuery(users.sessions, { params })
  const end = useEndpointMutation(users.endSessions)
  const count = data?.items.length ?? 0
  return (
    <Panel
      title="Signed in now"
      flush
      actions={
        user.abilities.modify &&
        count > 0 && (
          <ConfirmButton
            size="xs"
            label="End all"
            title={`Sign ${user.name} out everywhere?`}
            confirmLabel="End all sessions"
            danger
            onConfirm={async () => {
              const { ended } = await end.mutateAsync({ params })
              toastDone(ended === 1 ? 'One session ended.' : `${ended} sessions ended.`)
              void invalidate(users.sessions, params)
              void invalidateParams(params)
            }}
          >
            Browsers are signed out at once, and programs that use their API tokens are shut out.
          </ConfirmButton>
        )
      }
    >
      {error && !data ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <DataTable
          label="Sessions"
          columns={columns}
          rows={data?.items}
          rowKey={(session) => session.id}
          skeletons={2}
          empty={<EmptyState title="Signed in nowhere" />}
        />
      )}
    </Panel>
  )
}
