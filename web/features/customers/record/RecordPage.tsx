/** One customer or lead: the header that stays, the tabs, and below them the page of the chosen tab. */
import { Outlet, useLocation, useParams } from '@tanstack/react-router'
import { useDeferredValue } from 'react'
import { customers } from '#shared/contracts/customers.ts'
import { Problem } from '#web/api/problem.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { TitleOf, useTitle } from '#web/ui/title.ts'
import { ArchivedBanner } from './lifecycle/ArchivedBanner.tsx'
import { RecordBelow } from './RecordBelow.tsx'
import { RecordContext } from './record-context.ts'
import { RecordActions } from './RecordActions.tsx'
import { RecordDeeds } from './RecordDeeds.tsx'
import { RecordHeader } from './RecordHeader.tsx'
import { RecordSkeleton } from './RecordSkeleton.tsx'
import { tabAt } from './tabs.ts'
import { useLive } from './use-live.ts'
import classes from './record.module.css'

/** What the chosen tab leads to. It waits until the header is painted, so that one sees at once whose record it is. */
function ChosenTab() {
  return useDeferredValue(true, false) ? <Outlet /> : <LinesSkeleton count={8} />
}

export function RecordPage() {
  const { company, customerId } = useParams({ from: '/$company/customers/$customerId' })
  const { data: record, error, refetch } = useEndpointQuery(customers.open, { params: { customerId } })
  useLive(record?.id)
  const name = record && `${record.header.name} #${record.id}`
  const { pathname } = useLocation()
  useTitle(name && [tabAt(record.tabs, pathname), name].filter(Boolean).join(' – '))
  if (record)
    return (
      <RecordContext value={record}>
        <TitleOf title={name!}>
          <RecordActions key={record.id}>
            <RecordHeader />
            <RecordDeeds />
            <div className={classes.body}>
              <ArchivedBanner />
              <RecordBelow />
              <ChosenTab />
            </div>
          </RecordActions>
        </TitleOf>
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
