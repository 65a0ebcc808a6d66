import { Button } from '@mantine/core'
import { interactive, type InteractiveAccount } from '#shared/contracts/interactive.ts'
import { toastFailed } from '#web/ui/toast.tsx'
import { useAccountPath, useChange } from './use-interactive.ts'

/** Sends once more what the provider refused. */
export function RetryButton({ account }: { account: InteractiveAccount }) {
  const path = useAccountPath(account)
  const retry = useChange(interactive.push, `On its way to ${account.provider} once more`)
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={retry.isPending}
      onClick={() => retry.mutate(path, { onError: toastFailed })}
    >
      Retry
    </Button>
  )
}
