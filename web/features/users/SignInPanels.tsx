/** How a user signs in: an invitation or a one-time password, second factors, where they are signed in now, who tried. */
import { Button, Group, Modal, Stack } from '@mantine/core'
import { IconKey, IconMail } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { Output } from '#shared/contract.ts'
import { type User, users } from '#shared/contracts/users.ts'
import { deviceOf } from '#shared/rules/devices.ts'
import { useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { useMe } from '#web/api/session.ts'
import { SignInActivity } from '#web/frame/sign-in/SignInActivity.tsx'
import { ConfirmButton } from '#web/ui/ConfirmButton.tsx'
import { CopyButton } from '#web/ui/CopyButton.tsx'
import { type Column, DataTable } from '#web/ui/DataTable.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { Time } from '#web/ui/Time.tsx'
import { toastDone, toastFailed } from '#web/ui/toast.tsx'
import classes from './users.module.css'

export function SignInPanels({ user }: { user: User }) {
  const params = { userId: user.id }
  const { company } = useMe()
  const { tab, ...filters } = useSearch({ from: '/$company/administration/users/$userId' })
  const navigate = useNavigate({ from: '/$company/administration/users/$userId' })
  const access = useEndpointQuery(users.signIn, { params })
  return (
    <>
      <Password user={user} access={access.data} />
      <Factors user={user} access={access.data} />
      <Sessions user={user} />
      <SignInActivity
        endpoint={users.signIns}
        input={{ params }}
        filters={filters}
        onFilter={(search) =>
          void navigate({ search: { ...search, tab }, replace: true, resetScroll: false })
        }
        days={company.settings.signInDays}
      />
    </>
  )
}

type Access = Output<typeof users.signIn>

function Password({ user, access }: { user: User; access: Access | undefined }) {
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
      {!hasPassword && !isSelf && abilities.login && access && <Invitation user={user} access={access} />}
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

/** A user who has no password yet chooses one by an e-mailed link, where mail can be sent. */
function Invitation({ user, access: { mail, invitation } }: { user: User; access: Access }) {
  const params = { userId: user.id }
  const { invalidate } = useInvalidate()
  const invite = useEndpointMutation(users.invite)
  const revoke = useEndpointMutation(users.revokeInvitation)
  const settled = () => invalidate(users.signIn, params)
  if (!mail)
    return (
      <Notice tone="neutral">
        No invitation can be e-mailed: neither your company (Integrations, Messages) nor the platform has a
        mail server with a public address set up. Give {user.name} a one-time password instead.
      </Notice>
    )
  if (!user.fields.email)
    return (
      <Notice tone="neutral">
        {user.name} has no e-mail address. With one on the profile, you can invite them by e-mail instead of
        telling them a one-time password.
      </Notice>
    )
  const send = () =>
    invite.mutate(
      { params, body: {} },
      {
        onSuccess: ({ sentTo, delivered }) => {
          if (delivered) toastDone(`An invitation is on its way to ${sentTo}.`)
          void settled()
        },
        onError: toastFailed,
      },
    )
  const expired = invitation && new Date(invitation.expiresAt) <= new Date()
  return (
    <div className={classes.invitation}>
      <span>
        {!invitation ? (
          <>Or e-mail {user.fields.email} a link by which they choose their own password.</>
        ) : (
          <>
            Invited at {invitation.sentTo} <Time at={invitation.createdAt} />.{' '}
            {expired ? (
              'The link has expired.'
            ) : invitation.delivered === false ? (
              <StatusDot tone="bad" label="The mail did not leave" />
            ) : (
              <>
                The link is good until <Time at={invitation.expiresAt} exact />.
              </>
            )}
          </>
        )}
      </span>
      <Group gap="xs">
        <Button
          size="xs"
          leftSection={<IconMail size={14} aria-hidden />}
          loading={invite.isPending}
          onClick={send}
        >
          {invitation ? 'Send again' : 'Invite by e-mail'}
        </Button>
        {invitation && !expired && (
          <Button
            size="xs"
            variant="default"
            loading={revoke.isPending}
            onClick={() =>
              revoke.mutate(
                { params },
                {
                  onSuccess: () => {
                    toastDone('The link leads nowhere any more.')
                    void settled()
                  },
                  onError: toastFailed,
                },
              )
            }
          >
            Revoke
          </Button>
        )}
      </Group>
    </div>
  )
}

function Factors({ user, access }: { user: User; access: Access | undefined }) {
  const me = useMe()
  const params = { userId: user.id }
  const { invalidate, invalidateParams } = useInvalidate()
  const reset = useEndpointMutation(users.resetFactors)
  if (!access) return null
  const { authenticator, passkeys, recoveryCodes, required } = access.factors
  const held = [
    authenticator && 'an authenticator app',
    passkeys > 0 && (passkeys === 1 ? 'a passkey' : `${passkeys} passkeys`),
  ].filter(Boolean)
  const has = held.length > 0
  return (
    <Panel title="Second factor" note={required ? 'required of them' : undefined}>
      <div className={classes.facts}>
        <span>
          {has
            ? `Has ${held.join(' and ')}, and ${recoveryCodes} recovery ${recoveryCodes === 1 ? 'code' : 'codes'}.`
            : required
              ? 'Has none yet, and sets one up at the next sign-in.'
              : 'Has none. They can set one up under Account.'}
        </span>
        {has &&
          (me.user.id === user.id ? (
            <span>Change your own under Account.</span>
          ) : (
            user.abilities.login && (
              <ConfirmButton
                label="Reset"
                title={`Take all second factors from ${user.name}?`}
                confirmLabel="Reset the second factor"
                danger
                onConfirm={async () => {
                  await reset.mutateAsync({ params })
                  toastDone('Reset. The next sign-in takes the password alone.')
                  void invalidate(users.signIn, params)
                  void invalidateParams(params)
                }}
              >
                For somebody who lost their phone or key. Make sure that it is they who ask: from then on
                their password is enough{required ? ', until they have set up another factor' : ''}. Their
                browser sessions end at once.
              </ConfirmButton>
            )
          ))}
      </div>
    </Panel>
  )
}

type Session = Output<typeof users.sessions>['items'][number]

const columns: Column<Session>[] = [
  {
    key: 'what',
    head: 'Browser or token',
    maxWidth: 320,
    cell: (session) => (session.kind === 'api' ? `API token “${session.name}”` : deviceOf(session.userAgent)),
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
