/** A new abort code for the customer and the station. */
import { Button, Group, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { customers } from '#shared/contracts/customers.ts'
import { stationAccounts } from '#shared/contracts/station-accounts.ts'
import { check, fieldErrors } from '#web/api/problem.ts'
import { useEndpointMutation, useInvalidate } from '#web/api/queries.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { useCustomerParams } from '../customer-params.ts'
import { useSettle } from '../use-monitoring.ts'

export function ResetCodeForm({ company, onClose }: { company: string; onClose: () => void }) {
  const { customerId } = useCustomerParams()
  const settle = useSettle(customerId)
  const { invalidate } = useInvalidate()
  const [abortCode, setAbortCode] = useState('')
  const [error, setError] = useState<string>()
  const reset = useEndpointMutation(stationAccounts.resetCode, {
    onSuccess: () => {
      settle()
      void invalidate(customers.open, { customerId })
      toastDone(`Saved here, and on its way to ${company}`)
      onClose()
    },
    onError: (problem) => {
      const errors = fieldErrors(problem)
      setError(errors['abortCode'] ?? errors['fields.abortCode'])
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const checked = check(stationAccounts.resetCode.body, { abortCode })
    setError(checked.errors?.['abortCode'])
    if (checked.value) reset.mutate({ params: { customerId }, body: checked.value })
  }
  const failure = reset.error && !error ? reset.error : null
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <div>The customer says this code on the phone to call a false alarm off.</div>
        {failure && (
          <Notice tone="bad" title="Not saved.">
            {failure.detail}
          </Notice>
        )}
        <TextInput
          label="New abort code"
          withAsterisk
          data-autofocus
          autoComplete="off"
          maxLength={20}
          value={abortCode}
          error={error}
          onChange={(event) => setAbortCode(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={reset.isPending}>
            Reset code
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
