/** What differs between the customer here and the account at the station, and Link (CON-030 to 035). */
import { Button } from '@mantine/core'
import { IconLink } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { connections, type Discrepancies } from '#shared/contracts/connections.ts'
import { Problem } from '#web/api/problem.ts'
import { useEndpointMutation, useReadOnce } from '#web/api/queries.ts'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { ConnectionsNav } from './ConnectionsNav.tsx'
import classes from './connections.module.css'
import { useCustomerParams } from './customer-params.ts'
import { DiscrepancyList } from './DiscrepancyList.tsx'
import { LookingUp } from './LookingUp.tsx'
import { useSettle } from './use-monitoring.ts'

export function DiscrepanciesPage() {
  const { customerId } = useCustomerParams()
  // Read anew on each visit and never by itself: what one chooses here rests on what one sees.
  const found = useReadOnce(connections.discrepancies, { params: { customerId } })
  return (
    <>
      <ConnectionsNav />
      {found.data ? (
        <LinkList
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

function LinkList({ discrepancies, reading, onReadAgain }: Props) {
  const { company, accountNumber, differences } = discrepancies
  const params = useCustomerParams()
  const navigate = useNavigate()
  const settle = useSettle(params.customerId)
  const [redrawn, setRedrawn] = useState(false)
  const link = useEndpointMutation(connections.link, {
    onSuccess: (answer) => {
      settle(answer)
      toastDone(
        answer.connection?.state === 'linked'
          ? `Linked to account ${accountNumber} at ${company}`
          : `${company} has not confirmed the link yet; the page follows by itself`,
      )
      void navigate({ to: '/$company/customers/$customerId/connections/monitoring', params })
    },
    onError: async (error) => {
      settle()
      if (error.code !== 'connections.changed_meanwhile') return
      await onReadAgain()
      setRedrawn(true)
      link.reset()
    },
  })
  return (
    <DiscrepancyList
      discrepancies={discrepancies}
      reading={reading}
      redrawn={redrawn}
      deed={{
        label: 'Link',
        icon: <IconLink size={16} />,
        tell: ({ ours, theirs }) =>
          differences.length > 0
            ? `${ours} of ours ${ours === 1 ? 'overwrites' : 'overwrite'} theirs${theirs > 0 ? `, ${theirs} of theirs ${theirs === 1 ? 'is' : 'are'} taken over here` : ''}.`
            : 'Nothing will be overwritten.',
        warning: (
          <Notice tone="attention" title="Ours overwrites theirs.">
            When you link, what stands here replaces what stands at {company}, unless you choose theirs for a
            field.
          </Notice>
        ),
        undone: 'Not linked.',
        nothing: 'nothing was linked',
        needsTheirs: false,
        isPending: link.isPending,
        error: link.error,
        run: (body) => link.mutate({ params: { customerId: params.customerId }, body }),
      }}
    />
  )
}

/** Which of the causes are mended on the Home form. */
const mendedOnForm = new Set<string>([
  'connections.no_monitor',
  'connections.no_account_number',
  'connections.account_number_form',
  'connections.not_integrated',
])

export function DiscrepanciesFailed({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const params = useCustomerParams()
  const code = error instanceof Problem ? error.code : ''
  return (
    <ErrorState
      error={error}
      action={
        <div className={classes.actions}>
          <LinkButton
            to="/$company/customers/$customerId/connections/monitoring"
            params={params}
            variant="default"
          >
            Back to monitoring
          </LinkButton>
          {code === 'connections.account_exists' ? (
            <LinkButton
              to="/$company/customers/$customerId/connections/monitoring/discrepancies"
              params={params}
            >
              Link Account
            </LinkButton>
          ) : mendedOnForm.has(code) ? (
            <LinkButton to="/$company/customers/$customerId" params={params}>
              Open the Home form
            </LinkButton>
          ) : (
            <Button onClick={onRetry}>
              {code === 'connections.account_not_found' ? 'Look again' : 'Retry'}
            </Button>
          )}
        </div>
      }
    />
  )
}
