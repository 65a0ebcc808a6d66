/** Past tests, or the signals that came in on test. Fetched from the station on request and kept nowhere (CON-054). */
import { NativeSelect } from '@mantine/core'
import { stationAccounts, type StationAccount, type StationTest } from '#shared/contracts/station-accounts.ts'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { Time } from '#web/ui/Time.tsx'
import styles from '../connections.module.css'
import { useCustomerParams } from '../customer-params.ts'
import { EventRows } from './EventRows.tsx'
import classes from './manage.module.css'
import { PeriodRequest } from './PeriodRequest.tsx'
import { CallFailed } from './StationPanel.tsx'
import { useChoices, useManageSearch, useRequest } from './use-station.ts'
import { useZoneNames } from './zone-names.ts'

const types = { history: 'History', results: 'Results' } as const

export function TestData({ account }: { account: StationAccount }) {
  const params = { customerId: useCustomerParams().customerId }
  const { search, set } = useManageSearch()
  const can = (capability: string) => account.capabilities.includes(capability)
  const offered = (['history', 'results'] as const).filter((type) => can(`test_${type}`))
  const type = offered.find((one) => one === search.type) ?? offered[0]!
  const history = useRequest(stationAccounts.testHistory)
  const results = useRequest(stationAccounts.testResults)
  const asked = type === 'history' ? history : results
  const zoneName = useZoneNames(account)
  const request = (query: { from: string; until: string }) =>
    void (type === 'history' ? history : results).request({ params, query })
  return (
    <Panel title="Test data" note="asked of the station each time; gone when you leave this page" flush>
      <PeriodRequest maxDays={account.parts.maxDays} pending={asked.pending} onRequest={request}>
        <NativeSelect
          label="Type"
          data={offered.map((value) => ({ value, label: types[value] }))}
          value={type}
          onChange={(event) => set({ type: event.currentTarget.value as keyof typeof types })}
        />
      </PeriodRequest>
      <Answer asked={asked} what={type === 'history' ? 'tests' : 'signals'} onRetry={asked.again}>
        {type === 'history'
          ? history.data && <Tests tests={history.data.items} />
          : results.data && (
              <EventRows label="Test results" events={results.data.items} zoneName={zoneName} />
            )}
      </Answer>
    </Panel>
  )
}

type AnswerProps = {
  asked: { pending: boolean; error?: unknown; data?: { items: readonly unknown[]; cut: boolean } }
  what: string
  onRetry: () => void
  children: React.ReactNode
}

/** What came of a request: still under way, failed, nothing, or the rows. */
export function Answer({ asked, what, onRetry, children }: AnswerProps) {
  if (asked.pending)
    return (
      <div className={classes.inset} role="status" aria-label={`Loading ${what}`}>
        <LinesSkeleton count={3} />
      </div>
    )
  if (asked.error !== undefined)
    return (
      <div className={classes.inset}>
        <CallFailed error={asked.error} onRetry={onRetry} />
      </div>
    )
  if (!asked.data) return <p className={styles.emptyLine}>Choose the days and press Request.</p>
  if (asked.data.items.length === 0) return <p className={styles.emptyLine}>No {what} on these days.</p>
  return (
    <>
      {children}
      {asked.data.cut && (
        <p className={styles.emptyLine}>There were more: only the newest are listed. Choose fewer days.</p>
      )}
    </>
  )
}

function Tests({ tests }: { tests: readonly StationTest[] }) {
  const categories = useChoices('tests', { enabled: tests.some(({ category }) => category !== '') })
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label="Test history">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">Until</th>
            <th scope="col">State</th>
            <th scope="col">Category</th>
            <th scope="col">Description</th>
            <th scope="col">Placed by</th>
          </tr>
        </thead>
        <tbody>
          {tests.map((test) => (
            <tr key={test.id}>
              <td>{test.from ? <Time at={test.from} exact /> : '–'}</td>
              <td>{test.until ? <Time at={test.until} exact /> : '–'}</td>
              <td>
                {test.endedAt ? (
                  <>
                    Ended <Time at={test.endedAt} exact />
                  </>
                ) : test.until && Date.parse(test.until) < Date.now() ? (
                  'Ended by itself'
                ) : (
                  <StatusDot tone="attention" label="Running" />
                )}
              </td>
              <td>{test.category ? categories.wordOf(test.category) : '–'}</td>
              <td>{test.description || '–'}</td>
              <td>{test.placedBy || '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
