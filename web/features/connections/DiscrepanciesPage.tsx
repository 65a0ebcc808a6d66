/** What differs between the customer here and the account at the station, and Link (CON-030 to 035). */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { connections } from '#shared/contracts/connections.ts'
import { Problem } from '#web/api/problem.ts'
import { endpointQuery } from '#web/api/queries.ts'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { ConnectionsNav } from './ConnectionsNav.tsx'
import classes from './connections.module.css'
import { useCustomerParams } from './customer-params.ts'
import { DiscrepancyList } from './DiscrepancyList.tsx'
import { LookingUp } from './LookingUp.tsx'

export function DiscrepanciesPage() {
  const { customerId } = useCustomerParams()
  // Read anew on each visit and never by itself: what one chooses here rests on what one sees.
  const found = useQuery({
    ...endpointQuery(connections.discrepancies, { params: { customerId } }),
    gcTime: 0,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    retry: false,
  })
  return (
    <>
      <ConnectionsNav />
      {found.data ? (
        <DiscrepancyList
          discrepancies={found.data}
          reading={found.isFetching}
          onReadAgain={async () => void (await found.refetch())}
        />
      ) : found.isFetching ? (
        <LookingUp />
      ) : (
        <Failed error={found.error} onRetry={() => void found.refetch()} />
      )}
    </>
  )
}

/** Which of the causes are mended on the Home form. */
const mendedOnForm = new Set<string>([
  'connections.no_monitor',
  'connections.no_account_number',
  'connections.account_number_form',
  'connections.not_integrated',
])

function Failed({ error, onRetry }: { error: unknown; onRetry: () => void }) {
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
          {mendedOnForm.has(code) ? (
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
