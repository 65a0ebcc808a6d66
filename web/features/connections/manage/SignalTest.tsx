/** An installer's signal test: each signal as it comes in, and which zones have not reported yet (CON-100). */
import { Button } from '@mantine/core'
import { IconCircleCheck, IconCircleDashed, IconRadar2 } from '@tabler/icons-react'
import {
  type StationAccount,
  stationAccounts,
  type StationEvent,
} from '#shared/contracts/station-accounts.ts'
import { checkZones } from '#shared/rules/signal-test.ts'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { Time } from '#web/ui/Time.tsx'
import styles from '../connections.module.css'
import { useCustomerParams } from '../customer-params.ts'
import { EventRows } from './EventRows.tsx'
import classes from './manage.module.css'
import { CallFailed } from './StationPanel.tsx'
import { useManageSearch, useRequest, useStation } from './use-station.ts'
import { useZoneNames } from './zone-names.ts'

const pollMs = 2_000
/** A station that does not answer is not hurried. */
const pollAfterFailureMs = 15_000

export function SignalTest({ account }: { account: StationAccount }) {
  const params = { customerId: useCustomerParams().customerId }
  const { search, set } = useManageSearch()
  const begin = useRequest(stationAccounts.signals)
  const { since } = search
  const start = async () => {
    // The server says when it began: a computer's own clock may be wrong.
    const answer = await begin.request({ params })
    if (answer) set({ since: answer.since })
  }
  return (
    <Panel
      title="Signal test"
      note={
        since && (
          <>
            since <Time at={since} exact />
          </>
        )
      }
      actions={
        since && (
          <Button size="xs" variant="default" onClick={() => set({ since: undefined })}>
            Stop
          </Button>
        )
      }
      flush
    >
      {since ? (
        <Live account={account} since={since} key={since} />
      ) : (
        <EmptyState
          icon={IconRadar2}
          title="See each signal arrive"
          action={
            <Button variant="default" loading={begin.pending} onClick={() => void start()}>
              Start signal test
            </Button>
          }
        >
          Set off one sensor after the other: this page shows what {account.company} received, and which zones
          it has not heard from. Place the account on test first, so that nobody is sent.
        </EmptyState>
      )}
      {!since && begin.error !== undefined && (
        <div className={classes.inset}>
          <CallFailed error={begin.error} busy={begin.pending} onRetry={() => void start()} />
        </div>
      )}
    </Panel>
  )
}

function Live({ account, since }: { account: StationAccount; since: string }) {
  const params = { customerId: useCustomerParams().customerId }
  const asked = useStation(
    stationAccounts.signals,
    { params, query: { since } },
    {
      gcTime: 0,
      staleTime: 0,
      refetchInterval: ({ state }) => (state.status === 'error' ? pollAfterFailureMs : pollMs),
    },
  )
  const zoneName = useZoneNames(account)
  const events = asked.data?.items ?? []
  return (
    <>
      {asked.error && (
        <div className={classes.inset}>
          <CallFailed error={asked.error} busy={asked.isFetching} onRetry={() => void asked.refetch()} />
        </div>
      )}
      {!asked.data && !asked.error && (
        <div className={classes.inset} role="status" aria-label="Loading signals">
          <LinesSkeleton count={3} />
        </div>
      )}
      {asked.data && (
        <>
          <Checklist account={account} events={events} />
          {events.length === 0 ? (
            <p className={styles.emptyLine}>Nothing yet. This page asks the station every two seconds.</p>
          ) : (
            <EventRows label="Signals since the test began" events={events} zoneName={zoneName} />
          )}
        </>
      )}
    </>
  )
}

/** Every zone that is known here or there, and what was heard of it. */
function useChecklist(account: StationAccount, events: readonly StationEvent[]) {
  const params = { customerId: useCustomerParams().customerId }
  const stations = useStation(
    stationAccounts.zones,
    { params },
    { enabled: account.capabilities.includes('zones'), staleTime: 60_000 },
  )
  const { matched = [], theirsOnly = [] } = stations.data ?? {}
  const theirs = matched.filter(({ by }) => by === 'number').map((match) => match.theirs)
  return checkZones([...(account.zones ?? []), ...theirs, ...theirsOnly], events)
}

function Checklist({ account, events }: { account: StationAccount; events: readonly StationEvent[] }) {
  const zones = useChecklist(account, events)
  const heard = zones.filter(({ signals }) => signals.length > 0).length
  if (zones.length === 0)
    return <p className={styles.emptyLine}>No zones are known yet, neither here nor at the station.</p>
  return (
    <div className={classes.checklist}>
      <p className={classes.heard} role="status">
        <strong>
          {heard} of {zones.length} {zones.length === 1 ? 'zone' : 'zones'} reported
        </strong>
        {heard === zones.length && ': all of them'}
      </p>
      <ul className={classes.zones} aria-label="Zones of the signal test">
        {zones.map(({ zone, name, signals }) => {
          const [last] = signals
          return (
            <li key={zone} className={classes.zone} data-heard={last ? true : undefined}>
              {last ? (
                <IconCircleCheck size={17} className={classes.zoneIcon} aria-hidden />
              ) : (
                <IconCircleDashed size={17} className={classes.zoneIcon} aria-hidden />
              )}
              <span className={classes.zoneName}>
                <span className="tabular">{zone}</span> {name}
              </span>
              <span className={classes.zoneLast}>
                {last ? (
                  <>
                    {last.description || last.kind} <Time at={last.at} />
                    {signals.length > 1 && ` · ${signals.length} signals`}
                  </>
                ) : (
                  'not heard yet'
                )}
              </span>
            </li>
          )
        })}
      </ul>
    </div>
  )
}
