/** One's own second factors: an authenticator app, passkeys, recovery codes. */
import { Button, Group, Modal, TextInput } from '@mantine/core'
import { IconDeviceMobile, IconFingerprint, IconPencil } from '@tabler/icons-react'
import { type FormEvent, type ReactNode, useState } from 'react'
import { factors, type OwnFactors } from '#shared/contracts/factors.ts'
import { recoveryCodeCount } from '#shared/rules/sign-in.ts'
import { useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { useMe } from '#web/api/session.ts'
import { AppSetup } from '#web/frame/sign-in/AppSetup.tsx'
import { hasPasskeys } from '#web/frame/sign-in/passkeys.ts'
import { PasskeySetup } from '#web/frame/sign-in/PasskeySetup.tsx'
import { RecoveryCodes } from '#web/frame/sign-in/RecoveryCodes.tsx'
import { Chip } from '#web/ui/Chip.tsx'
import { ConfirmButton } from '#web/ui/ConfirmButton.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { Time } from '#web/ui/Time.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import classes from './account.module.css'

type Factor = NonNullable<OwnFactors['authenticator']>
type Dialog =
  { kind: 'app' | 'passkey' } | { kind: 'codes'; codes: string[] } | { kind: 'rename'; factor: Factor } | null

export function SecondFactor() {
  const { operator } = useMe()
  const { data, error, refetch } = useEndpointQuery(factors.list, {})
  const [dialog, setDialog] = useState<Dialog>(null)
  const { invalidate } = useInvalidate()
  const settled = (codes: string[] | null, done: string) => {
    void invalidate(factors.list)
    toastDone(done)
    setDialog(codes ? { kind: 'codes', codes } : null)
  }
  return (
    <Panel title="Second factor" note={data?.required ? 'required of you' : undefined}>
      {error && !data ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <LinesSkeleton />
      ) : operator ? (
        <p className={classes.plain}>This is changed by the user alone, and not by who acts for them.</p>
      ) : (
        <Factors
          data={data}
          onOpen={setDialog}
          onCodes={(codes) => settled(codes, 'New recovery codes are made.')}
        />
      )}
      {dialog && <Dialogs dialog={dialog} onClose={() => setDialog(null)} onSettled={settled} />}
    </Panel>
  )
}

function Factors({
  data,
  onOpen,
  onCodes,
}: {
  data: OwnFactors
  onOpen: (dialog: Dialog) => void
  onCodes: (codes: string[] | null) => void
}) {
  const renew = useEndpointMutation(factors.renewCodes)
  const { authenticator, passkeys, recoveryCodes, required } = data
  const isLast = (authenticator ? 1 : 0) + passkeys.length === 1
  const none = !authenticator && !passkeys.length
  return (
    <>
      {none && (
        <p className={classes.plain}>
          With a second factor a stolen password alone opens nothing: a code from your phone, or a passkey, is
          asked for as well.
        </p>
      )}
      <ul className={classes.factors} hidden={none}>
        {authenticator && (
          <FactorRow
            factor={authenticator}
            icon={<IconDeviceMobile size={18} aria-hidden />}
            kind="Authenticator app"
            isLast={isLast && required}
            onRename={() => onOpen({ kind: 'rename', factor: authenticator })}
          />
        )}
        {passkeys.map((passkey) => (
          <FactorRow
            key={passkey.id}
            factor={passkey}
            icon={<IconFingerprint size={18} aria-hidden />}
            kind="Passkey"
            note={passkey.here ? null : <Chip>For another address</Chip>}
            isLast={isLast && required}
            onRename={() => onOpen({ kind: 'rename', factor: passkey })}
          />
        ))}
      </ul>
      <Group gap="xs" mt="md">
        <Button
          size="xs"
          variant="default"
          leftSection={<IconDeviceMobile size={14} aria-hidden />}
          onClick={() => onOpen({ kind: 'app' })}
        >
          {authenticator ? 'Move to another phone' : 'Set up an authenticator app'}
        </Button>
        {hasPasskeys() ? (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconFingerprint size={14} aria-hidden />}
            onClick={() => onOpen({ kind: 'passkey' })}
          >
            Add a passkey
          </Button>
        ) : (
          <span className={classes.dim}>Passkeys need HTTPS and a name in the address.</span>
        )}
      </Group>
      {!none && (
        <div className={classes.codes}>
          <span>
            {recoveryCodes
              ? `${recoveryCodes.left} of ${recoveryCodeCount} recovery codes are left`
              : 'All recovery codes are used up'}
            {recoveryCodes && (
              <>
                , made <Time at={recoveryCodes.createdAt} />
              </>
            )}
            .
          </span>
          <ConfirmButton
            size="xs"
            label="New recovery codes"
            title="Make new recovery codes?"
            confirmLabel="Make new codes"
            onConfirm={async () => onCodes((await renew.mutateAsync({ body: {} })).recoveryCodes)}
          >
            The earlier ones stop working at once.
          </ConfirmButton>
        </div>
      )}
      {recoveryCodes && recoveryCodes.left <= 2 && (
        <Notice tone="attention">
          Few recovery codes are left. Make new ones while you can still sign in.
        </Notice>
      )}
    </>
  )
}

function FactorRow({
  factor,
  icon,
  kind,
  note,
  isLast,
  onRename,
}: {
  factor: Factor
  icon: ReactNode
  kind: string
  note?: ReactNode
  /** It has to stay. */
  isLast: boolean
  onRename: () => void
}) {
  const { invalidate } = useInvalidate()
  const remove = useEndpointMutation(factors.remove)
  return (
    <li className={classes.factor}>
      {icon}
      <span className={classes.what}>
        <strong>{factor.name}</strong> {note}
        <span className={classes.dim}>
          {kind}, set up <Time at={factor.createdAt} />
          {factor.lastUsedAt && (
            <>
              , last used <Time at={factor.lastUsedAt} />
            </>
          )}
        </span>
      </span>
      <span className={classes.deeds}>
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPencil size={13} aria-hidden />}
          aria-label={`Rename ${factor.name}`}
          onClick={onRename}
        >
          Rename
        </Button>
        <span title={isLast ? 'A second factor is required of you: add another one first' : undefined}>
          <ConfirmButton
            size="compact-sm"
            label="Remove"
            aria-label={`Remove ${factor.name}`}
            disabled={isLast}
            title={`Remove “${factor.name}”?`}
            confirmLabel="Remove"
            danger
            onConfirm={async () => {
              await remove.mutateAsync({ params: { factorId: factor.id } })
              toastDone('Removed. It signs nobody in any more.')
              await invalidate(factors.list)
            }}
          >
            You will no longer be able to sign in with it. Without any second factor, your recovery codes end,
            too.
          </ConfirmButton>
        </span>
      </span>
    </li>
  )
}

function Dialogs({
  dialog,
  onClose,
  onSettled,
}: {
  dialog: NonNullable<Dialog>
  onClose: () => void
  onSettled: (codes: string[] | null, done: string) => void
}) {
  const { user, company } = useMe()
  const beginApp = useEndpointMutation(factors.beginAuthenticator)
  const confirmApp = useEndpointMutation(factors.confirmAuthenticator)
  const beginPasskey = useEndpointMutation(factors.beginPasskey)
  const addPasskey = useEndpointMutation(factors.addPasskey)
  switch (dialog.kind) {
    case 'app':
      return (
        <Modal
          opened
          onClose={onClose}
          title="Set up an authenticator app"
          size={560}
          closeOnClickOutside={false}
        >
          <AppSetup
            begin={() => beginApp.mutateAsync({ body: {} })}
            confirm={async (code, name) =>
              onSettled(
                (await confirmApp.mutateAsync({ body: { code, name } })).recoveryCodes,
                'The authenticator app is set up.',
              )
            }
            onCancel={onClose}
          />
        </Modal>
      )
    case 'passkey':
      return (
        <Modal opened onClose={onClose} title="Add a passkey" size={440}>
          <PasskeySetup
            begin={() => beginPasskey.mutateAsync({ body: {} })}
            confirm={async ({ state }, response, name) =>
              onSettled(
                (await addPasskey.mutateAsync({ body: { state, response, name } })).recoveryCodes,
                'The passkey is set up.',
              )
            }
            onCancel={onClose}
          />
        </Modal>
      )
    case 'codes':
      return (
        <Modal
          opened
          onClose={onClose}
          title="Your recovery codes"
          size={480}
          closeOnClickOutside={false}
          closeOnEscape={false}
          withCloseButton={false}
        >
          <RecoveryCodes
            codes={dialog.codes}
            whose={`${user.username} at ${company.slug}`}
            onDone={onClose}
          />
        </Modal>
      )
    case 'rename':
      return <Rename factor={dialog.factor} onClose={onClose} />
  }
}

function Rename({ factor, onClose }: { factor: Factor; onClose: () => void }) {
  const { invalidate } = useInvalidate()
  const rename = useEndpointMutation(factors.rename)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const name = String(new FormData(event.currentTarget).get('name') ?? '').trim()
    if (!name) return
    rename.mutate(
      { params: { factorId: factor.id }, body: { name } },
      {
        onSuccess: () => {
          void invalidate(factors.list)
          onClose()
        },
      },
    )
  }
  return (
    <Modal opened onClose={onClose} title={`Rename “${factor.name}”`}>
      <form onSubmit={submit}>
        {rename.error && <Notice tone="bad">{rename.error.detail}</Notice>}
        <TextInput name="name" label="Name" defaultValue={factor.name} maxLength={80} data-autofocus />
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={rename.isPending}>
            Rename
          </Button>
        </Group>
      </form>
    </Modal>
  )
}
