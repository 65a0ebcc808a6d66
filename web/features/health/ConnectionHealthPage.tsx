/** /{company}/connection-health: what a manager of connections reads every morning (CON-092). */
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { health, type HealthSummary } from '#shared/contracts/health.ts'
import { formatDate, todayIn } from '#shared/time.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { BarPlot } from '#web/ui/BarPlot.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { useLocale } from '#web/ui/locale.ts'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { useTitle } from '#web/ui/title.ts'
import { Attention } from './Attention.tsx'
import type { HealthSearch } from './health-search.ts'
import classes from './health.module.css'
import { Lists } from './Lists.tsx'
import { Providers } from './Providers.tsx'
import { RunPanel } from './RunPanel.tsx'

const from = '/$company/connection-health'
const askEveryMs = 60_000

export function ConnectionHealthPage() {
  useTitle('Connection health')
  const { company } = useParams({ from: '/$company' })
  const search: HealthSearch = useSearch({ from })
  const navigate = useNavigate({ from })
  const summary = useEndpointQuery(health.summary, {}, { refetchInterval: askEveryMs })
  const totals = useEndpointQuery(health.totals, {})
  return (
    <Page>
      <PageHeader title="Connection health" />
      {summary.data ? (
        <div className={classes.page}>
          <div className={classes.top}>
            <Attention company={company} summary={summary.data} totals={totals.data} />
            <div className={classes.side}>
              <RunPanel summary={summary.data} />
              <Plots summary={summary.data} />
            </div>
          </div>
          <Providers company={company} summary={summary.data} />
          <section id="list" className={classes.lists} aria-label="Lists">
            <Panel flush>
              <Lists
                company={company}
                summary={summary.data}
                search={search}
                onSearch={(next) => void navigate({ search: next, replace: true, resetScroll: false })}
              />
            </Panel>
          </section>
        </div>
      ) : summary.error ? (
        <ErrorState error={summary.error} onRetry={() => void summary.refetch()} />
      ) : (
        <div role="status" aria-label="Loading connection health">
          <LinesSkeleton count={14} />
        </div>
      )}
    </Page>
  )
}

function Plots({ summary: { pushes, runs } }: { summary: HealthSummary }) {
  const { timeZone } = useLocale()
  const day = (at: string) => formatDate(todayIn(timeZone, at))
  return (
    <Panel title="Lately">
      <div className={classes.plots}>
        <BarPlot
          title="Updates sent, by day"
          series={[
            { name: 'Arrived', tone: 'good' },
            { name: 'Failed', tone: 'bad' },
          ]}
          bars={pushes.map((one) => ({ label: formatDate(one.day), values: [one.done, one.failed] }))}
          first={pushes[0] ? formatDate(pushes[0].day) : ''}
          last="Today"
        />
        {runs.length > 0 && (
          <BarPlot
            title="Found by each comparison"
            series={[
              { name: 'Differ', tone: 'attention' },
              { name: 'Not monitored', tone: 'bad' },
            ]}
            bars={runs.map((one) => ({ label: day(one.startedAt), values: [one.drifting, one.lost] }))}
            first={day(runs[0]!.startedAt)}
            last={runs.length > 1 ? day(runs.at(-1)!.startedAt) : ''}
          />
        )}
      </div>
    </Panel>
  )
}
