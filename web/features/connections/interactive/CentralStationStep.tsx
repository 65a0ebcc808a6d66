/** Where the provider forwards alarms to. */
import { NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import { interactive } from '#shared/contracts/interactive.ts'
import { fieldErrors } from '#web/api/problem.ts'
import { useCustomerParams } from '../customer-params.ts'
import { CallFailed } from '../manage/StationPanel.tsx'
import { useStation } from '../manage/use-station.ts'
import type { StepProps } from './AccountStep.tsx'
import { StepForm } from './StepForm.tsx'
import { receiverOptions } from './receiver-options.ts'
import { useAccountPath, useChange } from './use-interactive.ts'

const paths = ['accountNumber', 'receiver', 'forwarding']

export function CentralStationStep({ account, onClose }: StepProps) {
  const { customerId } = useCustomerParams()
  const path = useAccountPath(account)
  const now = account.centralStation
  const [accountNumber, setNumber] = useState(now?.accountNumber ?? '')
  const [receiver, setReceiver] = useState(now?.receiver ?? '')
  const [forwarding, setForwarding] = useState(now?.forwarding ?? account.reasons.forwarding[0]?.code ?? '')
  const asked = useStation(interactive.receivers, { params: { customerId } })
  const act = useChange(interactive.act, `${account.provider} forwards alarms there from now on`)
  const errors = fieldErrors(act.error)
  const ofThis = asked.data?.receivers.filter(({ provider }) => provider === account.provider)
  return (
    <StepForm
      label="Save"
      disabled={!accountNumber.trim()}
      isPending={act.isPending}
      error={act.error}
      shownAt={paths.flatMap((name) => [name, `fields.${name}`])}
      onClose={onClose}
      onSubmit={() =>
        act.mutate(
          { ...path, body: { action: 'central_station', accountNumber, receiver, forwarding } },
          { onSuccess: onClose },
        )
      }
    >
      <div>
        Alarms that reach {account.provider} are forwarded to this receiver. The monitoring connection here
        stays as it is.
      </div>
      {asked.error && (
        <CallFailed error={asked.error} busy={asked.isFetching} onRetry={() => void asked.refetch()} />
      )}
      <NativeSelect
        label="Receiver"
        disabled={asked.isPending}
        data={receiverOptions(ofThis, receiver)}
        value={receiver}
        error={errors.receiver ?? errors['fields.receiver']}
        onChange={(event) => setReceiver(event.currentTarget.value)}
      />
      <TextInput
        label="Account number at the central station"
        withAsterisk
        maxLength={40}
        value={accountNumber}
        error={errors.accountNumber ?? errors['fields.accountNumber']}
        onChange={(event) => setNumber(event.currentTarget.value)}
      />
      {account.reasons.forwarding.length > 0 && (
        <NativeSelect
          label="Forwarding"
          data={account.reasons.forwarding.map(({ code, label }) => ({ value: code, label }))}
          value={forwarding}
          error={errors.forwarding ?? errors['fields.forwarding']}
          onChange={(event) => setForwarding(event.currentTarget.value)}
        />
      )}
    </StepForm>
  )
}
