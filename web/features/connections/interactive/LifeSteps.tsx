/** The life of an account: pushed, suspended, terminated, restored, unlinked; each says what it means before it is done. */
import { Checkbox, NativeSelect } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { Input } from '#shared/contract.ts'
import { interactive } from '#shared/contracts/interactive.ts'
import { fieldErrors } from '#web/api/problem.ts'
import type { StepProps } from './AccountStep.tsx'
import { nameOf } from './interactive-words.ts'
import { StepForm } from './StepForm.tsx'
import { useAccountPath, useChange } from './use-interactive.ts'

type Act = Input<typeof interactive.act>['body']
type PlainProps = StepProps & { action: Act; label: string; done: string; children: ReactNode }

function ActStep({ account, onClose, action, label, done, children }: PlainProps) {
  const path = useAccountPath(account)
  const act = useChange(interactive.act, done)
  return (
    <StepForm
      label={label}
      focused
      isPending={act.isPending}
      error={act.error}
      onClose={onClose}
      onSubmit={() => act.mutate({ ...path, body: action }, { onSuccess: onClose })}
    >
      <div>{children}</div>
    </StepForm>
  )
}

export const SuspendStep = (props: StepProps) => (
  <ActStep {...props} action={{ action: 'suspend' }} label="Suspend" done="Suspended">
    The customer can no longer use the app. The account stays, its alarms go on as before, and{' '}
    {props.account.provider} goes on charging for it. Resume unlocks it.
  </ActStep>
)
export const ResumeStep = (props: StepProps) => (
  <ActStep {...props} action={{ action: 'resume' }} label="Resume" done="Resumed">
    The customer can use the app again.
  </ActStep>
)
export const RestoreStep = (props: StepProps) => (
  <ActStep {...props} action={{ action: 'restore' }} label="Restore" done="Restored">
    The account comes back into service at {props.account.provider}, which charges for it again.
  </ActStep>
)
export const RefreshDevicesStep = (props: StepProps) => (
  <ActStep
    {...props}
    action={{ action: 'refresh_devices' }}
    label="Ask the panel"
    done="Asked the panel; its list arrives in a few minutes"
  >
    {props.account.provider} asks the panel for its list of devices anew. It arrives in a few minutes and
    shows under Devices.
  </ActStep>
)

export function PushStep({ account, onClose }: StepProps) {
  const path = useAccountPath(account)
  const push = useChange(interactive.push, `Everything is on its way to ${account.provider}`)
  return (
    <StepForm
      label="Push everything"
      focused
      isPending={push.isPending}
      error={push.error}
      onClose={onClose}
      onSubmit={() => push.mutate(path, { onSuccess: onClose })}
    >
      <div>
        Everything that {account.provider} keeps of this customer is sent once more: name, address, phone and
        e-mail, as they stand here. What differs there is overwritten.
      </div>
    </StepForm>
  )
}

export function UnlinkStep({ account, onClose }: StepProps) {
  const path = useAccountPath(account)
  const unlink = useChange(interactive.unlink, 'Unlinked')
  return (
    <StepForm
      label="Unlink"
      danger
      isPending={unlink.isPending}
      error={unlink.error}
      onClose={onClose}
      onSubmit={() => unlink.mutate(path, { onSuccess: onClose })}
    >
      <div>
        Only the link is removed. <strong>The account at {account.provider} stays and goes on costing</strong>
        : the customer keeps the app, and {account.provider} goes on charging for it. Terminate it first if it
        is to end.
      </div>
      <div>Changes that are saved here from now on no longer go there.</div>
    </StepForm>
  )
}

export function TerminateStep({ account, onClose }: StepProps) {
  const { provider, reasons } = account
  const path = useAccountPath(account)
  const [reasonCode, setReason] = useState('')
  const [ticked, setTicked] = useState(false)
  const terminate = useChange(interactive.act, `Terminated at ${provider}`)
  const forwards = Boolean(account.centralStation?.receiver)
  return (
    <StepForm
      label="Terminate"
      danger
      disabled={!ticked || (reasons.terminate.length > 0 && !reasonCode)}
      isPending={terminate.isPending}
      error={terminate.error}
      shownAt={['body.reasonCode', 'reasonCode']}
      onClose={onClose}
      onSubmit={() =>
        terminate.mutate({ ...path, body: { action: 'terminate', reasonCode } }, { onSuccess: onClose })
      }
    >
      <div>
        This ends at {provider}:
        <ul style={{ margin: '6px 0 0', paddingLeft: 20 }}>
          <li>the customer’s app and logins of {nameOf(account)};</li>
          <li>the panel’s cellular connection, with remote control and notifications;</li>
          <li>
            {forwards ? (
              <strong>alarm signals that reach the central station through {provider}</strong>
            ) : (
              `alarm signals that go through ${provider}, if any do`
            )}
            .
          </li>
        </ul>
      </div>
      {reasons.terminate.length > 0 && (
        <NativeSelect
          label="Reason"
          withAsterisk
          data={[
            { value: '', label: 'Choose a reason' },
            ...reasons.terminate.map(({ code, label }) => ({ value: code, label })),
          ]}
          value={reasonCode}
          error={fieldErrors(terminate.error).reasonCode}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      )}
      <Checkbox
        checked={ticked}
        onChange={(event) => setTicked(event.currentTarget.checked)}
        label="I have made sure that nobody relies on this account any more"
      />
    </StepForm>
  )
}
