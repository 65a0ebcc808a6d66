/** The account's signals of a range of days, and what operators did about them. */
import { stationAccounts, type StationAccount } from '#shared/contracts/station-accounts.ts'
import { Panel } from '#web/ui/Panel.tsx'
import { useCustomerParams } from '../customer-params.ts'
import { EventRows } from './EventRows.tsx'
import { PeriodRequest } from './PeriodRequest.tsx'
import { Answer } from './TestData.tsx'
import { useRequest } from './use-station.ts'
import { useZoneNames } from './zone-names.ts'

export function EventsTab({ account }: { account: StationAccount }) {
  const params = { customerId: useCustomerParams().customerId }
  const events = useRequest(stationAccounts.events)
  const zoneName = useZoneNames(account)
  return (
    <Panel title="Events" note={events.data && `${events.data.items.length} signals and actions`} flush>
      <PeriodRequest
        maxDays={account.parts.maxDays}
        pending={events.pending}
        onRequest={(query) => void events.request({ params, query })}
      />
      <Answer asked={events} what="events" onRetry={events.again}>
        {events.data && <EventRows label="Events" events={events.data.items} zoneName={zoneName} />}
      </Answer>
    </Panel>
  )
}
