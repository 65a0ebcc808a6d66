/** Whether the account is on test, until when and by whom, and the one action that follows (CON-053). */
import { Button, Modal } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconFlask } from '@tabler/icons-react'
import { useState } from 'react'
import { stationAccounts, type StationAccount, type StationTest } from '#shared/contracts/station-accounts.ts'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { Time } from '#web/ui/Time.tsx'
import { useLocale } from '#web/ui/locale.ts'
import { useNow } from '#web/ui/now.ts'
import { toastFailed } from '#web/ui/toast.tsx'
import { wallClock } from '#web/ui/zone-time.ts'
import { formatInstant } from '#shared/time.ts'
import styles from '../connections.module.css'
import { useCustomerParams } from '../customer-params.ts'
import classes from './manage.module.css'
import { PlaceTestForm } from './PlaceTestForm.tsx'
import { CallFailed } from './StationPanel.tsx'
import { useChoices, useStation, useStationChange } from './use-station.ts'

/** A test ends by itself: the page must not go on saying that it runs. */
const askAgainMs = 30_000

export function useTests() {
  const params = { customerId: useCustomerParams().customerId }
  // Never from an earlier visit: somebody may rely on it.
  return useStation(
    stationAccounts.tests,
    { params },
    { gcTime: 0, staleTime: 5_000, refetchInterval: askAgainMs },
  )
}

export function TestState({ account }: { account: StationAccount }) {
  const asked = useTests()
  const { data, error } = asked
  const [placing, setPlacing] = useState(false)
  const onTest = data !== undefined && data.running.length > 0
  // Being off test is worth nothing on an account that is not in service: nobody may read that alarms are acted upon.
  const service = useStation(
    stationAccounts.state,
    { params: { customerId: useCustomerParams().customerId } },
    { gcTime: 0, staleTime: 5_000 },
  )
  const acted = !onTest && service.data?.inService === true
  const mayPlace = account.mayChange && data && (!onTest || account.parts.tests?.several)
  return (
    <section
      className={styles.state}
      data-tone={error || !data || (!onTest && !service.data) ? 'neutral' : acted ? 'good' : 'attention'}
      aria-label="Test state"
    >
      {error ? (
        <div className={classes.wide}>
          <CallFailed error={error} busy={asked.isFetching} onRetry={() => void asked.refetch()} />
        </div>
      ) : !data ? (
        <div className={classes.wide} role="status" aria-label="Loading: tests">
          <LinesSkeleton count={2} />
        </div>
      ) : (
        <>
          <StateIcon onTest={onTest} acted={acted} />
          <div className={styles.stateText} role="status">
            <strong className={styles.stateTitle}>
              {onTest ? <OnTestUntil running={data.running} /> : 'Not on test'}
            </strong>
            {onTest
              ? `Signals are logged at ${account.company}, and nobody is sent.`
              : actsWords(account.company, service.data?.inService, service.error !== null)}
          </div>
          <div className={styles.actions}>
            {onTest && account.mayChange && <OffTest account={account} running={data.running} />}
            {mayPlace && (
              <Button variant={onTest ? 'default' : 'filled'} onClick={() => setPlacing(true)}>
                {onTest ? 'Add a test' : 'Place on test'}
              </Button>
            )}
          </div>
          {onTest && (
            <ul className={classes.tests}>
              {data.running.map((test) => (
                <Running key={test.id} test={test} account={account} alone={data.running.length === 1} />
              ))}
            </ul>
          )}
        </>
      )}
      <Modal opened={placing} onClose={() => setPlacing(false)} title="Place on test">
        <PlaceTestForm account={account} onClose={() => setPlacing(false)} />
      </Modal>
    </section>
  )
}

function StateIcon({ onTest, acted }: { onTest: boolean; acted: boolean }) {
  const Icon = onTest ? IconFlask : acted ? IconCircleCheck : IconAlertTriangle
  return <Icon size={28} stroke={1.6} className={styles.stateIcon} aria-hidden />
}

function actsWords(company: string, inService: boolean | undefined, failed: boolean): string {
  if (inService) return `${company} acts on every alarm.`
  if (inService === false)
    return `The account is not in service: ${company} logs its signals, and nobody is sent.`
  return failed ? `Whether ${company} acts on alarms could not be asked.` : 'Asking whether it is in service…'
}

/** "On test until 4:15 PM, 38 min left": of several, until the last one ends. */
function OnTestUntil({ running }: { running: readonly StationTest[] }) {
  const { timeZone } = useLocale()
  const now = useNow()
  if (running.some(({ until }) => until === '')) return 'On test until it is ended'
  const until = running
    .map((test) => test.until)
    .sort()
    .at(-1)!
  const left = Math.max(0, Math.floor((Date.parse(until) - now) / 60_000))
  const sameDay = wallClock(until, timeZone).date === wallClock(new Date(now).toISOString(), timeZone).date
  const full = formatInstant(until, timeZone)
  return (
    <>
      On test until {sameDay ? full.slice(full.lastIndexOf(', ') + 2) : full}
      <span className={classes.left}>{left === 0 ? 'less than a minute' : spoken(left)} left</span>
    </>
  )
}

const spoken = (minutes: number): string => {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  if (hours >= 48) return `${Math.floor(hours / 24)} days`
  return [hours ? `${hours} h` : '', rest || !hours ? `${rest} min` : ''].filter(Boolean).join(' ')
}

function Running({ test, account, alone }: { test: StationTest; account: StationAccount; alone: boolean }) {
  const params = { customerId: useCustomerParams().customerId }
  const categories = useChoices('tests', { enabled: test.category !== '' })
  const end = useStationChange(stationAccounts.endTest, { shows: stationAccounts.tests, done: 'Test ended' })
  const parts = [
    test.category && categories.wordOf(test.category),
    test.description,
    test.placedBy && `by ${test.placedBy}`,
  ].filter(Boolean)
  return (
    <li className={classes.test}>
      <span>
        {parts.length > 0 ? parts.join(' · ') : 'Test'}
        {test.from && (
          <>
            {' · since '}
            <Time at={test.from} />
          </>
        )}
        {!alone && test.until && (
          <>
            {' · until '}
            <Time at={test.until} exact />
          </>
        )}
      </span>
      {!alone && account.mayChange && (
        <Button
          size="compact-sm"
          variant="default"
          loading={end.isPending}
          onClick={() => end.mutate({ params, body: { testId: test.id } }, { onError: toastFailed })}
        >
          End
        </Button>
      )}
    </li>
  )
}

/** Ends the one test; of several all, where the station can. */
function OffTest({ account, running }: { account: StationAccount; running: readonly StationTest[] }) {
  const params = { customerId: useCustomerParams().customerId }
  const done = 'Off test: alarms are acted upon'
  const end = useStationChange(stationAccounts.endTest, { shows: stationAccounts.tests, done })
  const endAll = useStationChange(stationAccounts.endAllTests, { shows: stationAccounts.tests, done })
  const [only] = running
  if (running.length === 1 && only)
    return (
      <Button
        loading={end.isPending}
        onClick={() => end.mutate({ params, body: { testId: only.id } }, { onError: toastFailed })}
      >
        Place off test
      </Button>
    )
  if (!account.capabilities.includes('test_end_all')) return null
  return (
    <Button loading={endAll.isPending} onClick={() => endAll.mutate({ params }, { onError: toastFailed })}>
      End all {running.length} tests
    </Button>
  )
}
