/** A panel's modem: attached when a commitment is activated, or swapped for another. */
import { NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import { interactive } from '#shared/contracts/interactive.ts'
import { fieldErrors } from '#web/api/problem.ts'
import type { StepProps } from './AccountStep.tsx'
import { StepForm } from './StepForm.tsx'
import { useAccountPath, useChange } from './use-interactive.ts'

const paths = ['deviceSerial', 'panelCode', 'reasonCode']
const shownAt = paths.flatMap((path) => [path, `fields.${path}`])
const pathOf = (errors: Record<string, string>, path: string) => errors[path] ?? errors[`fields.${path}`]

export function ActivateStep({ account, onClose }: StepProps) {
  const path = useAccountPath(account)
  const [deviceSerial, setSerial] = useState(account.deviceSerial)
  const [panelCode, setPanel] = useState('')
  const act = useChange(interactive.act, 'Activated')
  const errors = fieldErrors(act.error)
  const { words, panels, provider } = account
  return (
    <StepForm
      label="Activate"
      disabled={!deviceSerial.trim() || (panels.length > 0 && !panelCode)}
      isPending={act.isPending}
      error={act.error}
      shownAt={shownAt}
      onClose={onClose}
      onSubmit={() =>
        act.mutate({ ...path, body: { action: 'activate', deviceSerial, panelCode } }, { onSuccess: onClose })
      }
    >
      <div>The commitment becomes an account in service, and {provider} begins to charge for it.</div>
      <TextInput
        label={words.device}
        description={words.deviceHelp}
        withAsterisk
        maxLength={60}
        value={deviceSerial}
        error={pathOf(errors, 'deviceSerial')}
        onChange={(event) => setSerial(event.currentTarget.value)}
        autoFocus
        data-autofocus
      />
      {panels.length > 0 && (
        <NativeSelect
          label="Panel"
          withAsterisk
          data={[
            { value: '', label: 'Choose a panel' },
            ...panels.map(({ code, label }) => ({ value: code, label })),
          ]}
          value={panelCode}
          error={pathOf(errors, 'panelCode')}
          onChange={(event) => setPanel(event.currentTarget.value)}
        />
      )}
    </StepForm>
  )
}

export function SwapStep({ account, onClose }: StepProps) {
  const path = useAccountPath(account)
  const [deviceSerial, setSerial] = useState('')
  const [reasonCode, setReason] = useState('')
  const act = useChange(interactive.act, 'Swapped')
  const errors = fieldErrors(act.error)
  const { words, reasons, provider } = account
  return (
    <StepForm
      label="Swap"
      disabled={!deviceSerial.trim() || (reasons.swap.length > 0 && !reasonCode)}
      isPending={act.isPending}
      error={act.error}
      shownAt={shownAt}
      onClose={onClose}
      onSubmit={() =>
        act.mutate(
          { ...path, body: { action: 'swap_modem', deviceSerial, reasonCode } },
          { onSuccess: onClose },
        )
      }
    >
      <div>
        {account.deviceSerial
          ? `${provider} takes ${account.deviceSerial} off the account and talks to the new one instead.`
          : `${provider} talks to the new one from now on.`}
      </div>
      <TextInput
        label={`New ${words.device.toLowerCase()}`}
        description={words.deviceHelp}
        withAsterisk
        maxLength={60}
        value={deviceSerial}
        error={pathOf(errors, 'deviceSerial')}
        onChange={(event) => setSerial(event.currentTarget.value)}
        autoFocus
        data-autofocus
      />
      {reasons.swap.length > 0 && (
        <NativeSelect
          label="Reason"
          withAsterisk
          data={[
            { value: '', label: 'Choose a reason' },
            ...reasons.swap.map(({ code, label }) => ({ value: code, label })),
          ]}
          value={reasonCode}
          error={pathOf(errors, 'reasonCode')}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      )}
    </StepForm>
  )
}
