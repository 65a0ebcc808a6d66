/** One customer or lead: the header that stays, the tabs, and below them the page of the chosen tab. */
import { Outlet, useParams } from '@tanstack/react-router'
import { customers } from '#shared/contracts/customers.ts'
import { Problem } from '#web/api/problem.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { useTitle } from '#web/ui/title.ts'
import { RecordContext } from './record-context.ts'
import { RecordHeader } from './RecordHeader.tsx'
import { RecordSkeleton } from './RecordSkeleton.tsx'
import classes from './record.module.css'

export function RecordPage() {
  const { company, customerId } = useParams({ from: '/$company/customers/$customerId' })
  const { data: record, error, refetch } = useEndpointQuery(customers.open, { params: { customerId } })
  useTitle(record ? `${record.header.name} #${record.id}` : undefined)
  if (record)
    return (
      <RecordContext value={record}>
        <RecordHeader key={record.id} />
        <div className={classes.body}>
          <Outlet />
        </div>
      </RecordContext>
    )
  if (!error) return <RecordSkeleton />
  const refused = error instanceof Problem && (error.status === 403 || error.status === 404)
  return (
    <ErrorState
      isPage
      error={error}
      onRetry={() => void refetch()}
      action={
        refused ? (
          <LinkButton to="/$company/customers" params={{ company }} variant="default">
            Go to customers
          </LinkButton>
        ) : undefined
      }
    />
  )
}
