/** Opens the customer's app as them: asks why, opens the link in a tab of its own, and says when it ends. */
import { Button, Group, Stack, Textarea } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'
import { useState } from 'react'
import { history } from '#shared/contracts/history.ts'
import { interactive } from '#shared/contracts/interactive.ts'
import { fieldErrors } from '#web/api/problem.ts'
import { useEndpointMutation, useInvalidate } from '#web/api/queries.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { Time } from '#web/ui/Time.tsx'
import { useCustomerParams } from '../customer-params.ts'
import type { StepProps } from './AccountStep.tsx'
import { StepForm } from './StepForm.tsx'
import { useAccountPath } from './use-interactive.ts'

export function OpenStep({ account, onClose }: StepProps) {
  const { customerId } = useCustomerParams()
  const path = useAccountPath(account)
  const { invalidate } = useInvalidate()
  const [reason, setReason] = useState('')
  const open = useEndpointMutation(interactive.impersonate, {
    onSuccess: ({ url }) => void window.open(url, '_blank', 'noopener,noreferrer'),
    onSettled: () => void invalidate(history.ofCustomer, { customerId }),
  })
  if (open.data)
    return (
      <Stack gap="md">
        <Notice tone="good" title="Opened in another tab.">
          The link ends <Time at={open.data.expiresAt} exact />. You act as the customer there: what you
          change is their change.
        </Notice>
        <Group justify="flex-end">
          <Button
            component="a"
            href={open.data.url}
            target="_blank"
            rel="noopener noreferrer"
            variant="default"
            leftSection={<IconExternalLink size={16} aria-hidden />}
          >
            The tab did not open
          </Button>
          <Button onClick={onClose}>Done</Button>
        </Group>
      </Stack>
    )
  return (
    <StepForm
      label="Open as customer"
      disabled={reason.trim().length < 5}
      isPending={open.isPending}
      error={open.error}
      shownAt={['reason']}
      onClose={onClose}
      onSubmit={() => open.mutate({ ...path, body: { reason } })}
    >
      <div>
        {account.provider} opens the customer’s app as them, for some minutes. That you did, and why, is kept
        in this customer’s history.
      </div>
      <Textarea
        label="Why"
        description="A few words: what the customer asked, which ticket"
        withAsterisk
        maxLength={300}
        autosize
        minRows={2}
        value={reason}
        error={fieldErrors(open.error).reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        autoFocus
        data-autofocus
      />
    </StepForm>
  )
}
