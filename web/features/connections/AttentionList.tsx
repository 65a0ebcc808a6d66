/** What needs attention, each with the one thing to do about it (CON-002). */
import { Button } from '@mantine/core'
import { connections, type Monitoring } from '#shared/contracts/connections.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { useMay } from '#web/api/session.ts'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone, toastFailed } from '#web/ui/toast.tsx'
import { useCustomerParams } from './customer-params.ts'
import { useSettle } from './use-monitoring.ts'

type Attention = Monitoring['attention'][number]

type Props = {
  items: readonly Attention[]
  /** The page offers Retry itself; one is enough. */
  retriedElsewhere?: boolean
}

export function AttentionList({ items, retriedElsewhere = false }: Props) {
  return items.map((item) => (
    <Notice
      key={item.message}
      tone="attention"
      action={
        retriedElsewhere && item.action === 'retry' ? undefined : <AttentionAction action={item.action} />
      }
    >
      {item.message}
    </Notice>
  ))
}

function AttentionAction({ action }: { action: Attention['action'] }) {
  const params = useCustomerParams()
  const may = useMay()
  if (action === 'open_form')
    return (
      <LinkButton to="/$company/customers/$customerId" params={params} size="compact-sm" variant="default">
        Open the Home form
      </LinkButton>
    )
  if (!may('connections.modify')) return null
  if (action === 'link')
    return (
      <LinkButton
        to="/$company/customers/$customerId/connections/monitoring/discrepancies"
        params={params}
        size="compact-sm"
        variant="default"
      >
        Link Account
      </LinkButton>
    )
  return action === 'retry' ? <RetryButton /> : null
}

/** Tries once more what the station refused. */
function RetryButton() {
  const { customerId } = useCustomerParams()
  const settle = useSettle(customerId)
  const retry = useEndpointMutation(connections.retry, {
    onSuccess: (answer) => {
      settle(answer)
      toastDone('On its way to the station once more')
    },
    onError: toastFailed,
  })
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={retry.isPending}
      onClick={() => retry.mutate({ params: { customerId } })}
    >
      Retry
    </Button>
  )
}
