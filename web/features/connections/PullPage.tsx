/** Pull: what differs between the linked account and the customer, and the station's values taken over (CON-011). */
import { IconDownload } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Discrepancies } from '#shared/contracts/connections.ts'
import { stationAccounts } from '#shared/contracts/station-accounts.ts'
import { useEndpointMutation, useReadOnce } from '#web/api/queries.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { ConnectionsNav } from './ConnectionsNav.tsx'
import { useCustomerParams } from './customer-params.ts'
import { DiscrepanciesFailed } from './DiscrepanciesPage.tsx'
import { DiscrepancyList } from './DiscrepancyList.tsx'
import { LookingUp } from './LookingUp.tsx'
import { useSettle } from './use-monitoring.ts'

export function PullPage() {
  const { customerId } = useCustomerParams()
  const found = useReadOnce(stationAccounts.compare, { params: { customerId } })
  return (
    <>
      <ConnectionsNav />
      {found.data ? (
        <PullList
          discrepancies={found.data}
          reading={found.isFetching}
          onReadAgain={async () => void (await found.refetch())}
        />
      ) : found.isFetching ? (
        <LookingUp />
      ) : (
        <DiscrepanciesFailed error={found.error} onRetry={() => void found.refetch()} />
      )}
    </>
  )
}

type Props = { discrepancies: Discrepancies; reading: boolean; onReadAgain: () => Promise<void> }

function PullList({ discrepancies, reading, onReadAgain }: Props) {
  const { company, accountNumber, differences } = discrepancies
  const params = useCustomerParams()
  const navigate = useNavigate()
  const settle = useSettle(params.customerId)
  const [redrawn, setRedrawn] = useState(false)
  const pull = useEndpointMutation(stationAccounts.pull, {
    onSuccess: () => {
      settle()
      toastDone(`Taken over from account ${accountNumber} at ${company}`)
      void navigate({ to: '/$company/customers/$customerId/connections/monitoring', params })
    },
    onError: async (error) => {
      settle()
      if (error.code !== 'connections.changed_meanwhile') return
      await onReadAgain()
      setRedrawn(true)
      pull.reset()
    },
  })
  return (
    <DiscrepancyList
      discrepancies={discrepancies}
      reading={reading}
      redrawn={redrawn}
      deed={{
        label: 'Take over',
        icon: <IconDownload size={16} />,
        tell: ({ ours, theirs }) =>
          differences.length === 0
            ? 'There is nothing to take over.'
            : theirs === 0
              ? 'Choose theirs for at least one field.'
              : `${theirs} of theirs ${theirs === 1 ? 'is' : 'are'} taken over here${ours > 0 ? `, ${ours} of ours ${ours === 1 ? 'goes' : 'go'} to ${company}` : ''}.`,
        warning: (
          <Notice tone="info" title="Choose what to take over.">
            Where you choose theirs, it is saved here. Where ours stays, it goes to {company}, as every saved
            change does.
          </Notice>
        ),
        undone: 'Nothing was taken over.',
        nothing: 'nothing was taken over',
        needsTheirs: true,
        isPending: pull.isPending,
        error: pull.error,
        run: (body) => pull.mutate({ params: { customerId: params.customerId }, body }),
      }}
    />
  )
}
