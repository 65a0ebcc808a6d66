/** The linked account as its station holds it; one page for every connector, by what it can do (CON-050 to 055). */
import { IconChevronLeft } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { type StationAccount, stationAccounts } from '#shared/contracts/station-accounts.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { PageTabs } from '#web/ui/PageTabs.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { ConnectionsNav } from '../ConnectionsNav.tsx'
import { useCustomerParams } from '../customer-params.ts'
import { EventsTab } from './EventsTab.tsx'
import { GeneralTab } from './GeneralTab.tsx'
import type { ManageTab } from './manage-search.ts'
import classes from './manage.module.css'
import { TestsTab } from './TestsTab.tsx'
import { useManageSearch } from './use-station.ts'
import { ZonesTab } from './ZonesTab.tsx'

export function ManagePage() {
  const params = useCustomerParams()
  const { data, error, refetch } = useEndpointQuery(stationAccounts.overview, {
    params: { customerId: params.customerId },
  })
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  return (
    <>
      <ConnectionsNav />
      {data ? (
        <Parts account={data} />
      ) : (
        <div role="status" aria-label="Loading the account">
          <LinesSkeleton count={8} />
        </div>
      )}
    </>
  )
}

function Parts({ account }: { account: StationAccount }) {
  const params = useCustomerParams()
  const { search, set } = useManageSearch()
  const can = (capability: string) => account.linked && account.capabilities.includes(capability)
  const tabs: { value: ManageTab; label: string; content: () => React.ReactNode }[] = [
    { value: 'general', label: 'General', content: () => <GeneralTab account={account} /> },
    ...(can('zones')
      ? [{ value: 'zones' as const, label: 'Zones', content: () => <ZonesTab account={account} /> }]
      : []),
    ...(can('tests') || can('events')
      ? [{ value: 'tests' as const, label: 'Tests', content: () => <TestsTab account={account} /> }]
      : []),
    ...(can('events')
      ? [{ value: 'events' as const, label: 'Events', content: () => <EventsTab account={account} /> }]
      : []),
  ]
  const value = tabs.find((tab) => tab.value === search.tab)?.value ?? 'general'
  return (
    <>
      <div className={classes.head}>
        <Link
          to="/$company/customers/$customerId/connections/monitoring"
          params={params}
          className={classes.back}
        >
          <IconChevronLeft size={15} aria-hidden /> Monitoring
        </Link>
        <h2 className={classes.title}>
          Account <span className="tabular">{account.accountNumber ?? 'without a number'}</span> at{' '}
          {account.company}
        </h2>
      </div>
      {account.readOnlyReason === 'archived' && (
        <Notice tone="neutral">This customer is archived: the account can be looked at, not changed.</Notice>
      )}
      {!account.linked && (
        <Notice
          tone="attention"
          title="Not linked."
          action={
            <LinkButton
              to="/$company/customers/$customerId/connections/monitoring"
              params={params}
              size="compact-sm"
              variant="default"
            >
              Open monitoring
            </LinkButton>
          }
        >
          Link the account first: then its zones, authorities and tests can be managed here.
        </Notice>
      )}
      <PageTabs
        tabs={tabs}
        value={value}
        onChange={(tab) => set({ tab: tab === 'general' ? undefined : tab })}
      />
    </>
  )
}
