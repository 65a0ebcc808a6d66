/** Breaks the link, after having said what stays (CON-012). */
import { connections } from '#shared/contracts/connections.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { ConfirmButton } from '#web/ui/ConfirmButton.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { useCustomerParams } from './customer-params.ts'
import { Reasoned } from './Reasoned.tsx'
import { useSettle } from './use-monitoring.ts'

type Props = {
  company: string
  accountNumber: string
  disabledReason: string | null
  /** In a panel's heading. */
  small?: boolean
  onUnlinked?: () => void
}

export function UnlinkButton({ company, accountNumber, disabledReason, small = false, onUnlinked }: Props) {
  const { customerId } = useCustomerParams()
  const settle = useSettle(customerId)
  const unlink = useEndpointMutation(connections.unlink, {
    onSuccess: (answer) => {
      settle(answer)
      toastDone('Unlinked')
      onUnlinked?.()
    },
  })
  return (
    <Reasoned reason={disabledReason}>
      <ConfirmButton
        label="Unlink"
        size={small ? 'xs' : undefined}
        danger
        disabled={disabledReason !== null}
        title={`Unlink account ${accountNumber} at ${company}?`}
        onConfirm={() => unlink.mutateAsync({ params: { customerId } })}
      >
        <p style={{ margin: '0 0 8px' }}>
          Only the link is removed. <strong>Both accounts stay</strong>: nothing is deleted, neither here nor
          at {company}, and the account there stays as it is.
        </p>
        <p style={{ margin: 0 }}>Changes that are saved here from now on no longer go to the station.</p>
      </ConfirmButton>
    </Reasoned>
  )
}
