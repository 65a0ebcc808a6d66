/** /{company}: what the day holds, for oneself or for everybody whom one may see (TAB-022). */
import { ActionIcon, Button, SegmentedControl, TextInput } from '@mantine/core'
import { IconChevronLeft, IconChevronRight, IconSun } from '@tabler/icons-react'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { dashboard, type DashboardDay } from '#shared/contracts/dashboard.ts'
import { dayWords } from '#shared/rules/appointments.ts'
import { addDays, todayIn } from '#shared/time.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { useMay, useMe } from '#web/api/session.ts'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { useTitle } from '#web/ui/title.ts'
import { GettingStarted } from './GettingStarted.tsx'
import { Lines } from './Lines.tsx'
import { Appointments, Callbacks, FollowUps, Tickets, WorkOrders } from './Sections.tsx'
import type { DashboardSearch } from './dashboard-search.ts'
import classes from './dashboard.module.css'

const from = '/$company/'
const askEveryMs = 60_000

export function DashboardPage() {
  useTitle('Home')
  const { company } = useParams({ from: '/$company' })
  const search: DashboardSearch = useSearch({ from })
  const navigate = useNavigate({ from })
  const me = useMe()
  const may = useMay()
  const today = todayIn(me.company.timeZone, new Date())
  const { on = today, whose = 'mine' } = search
  const go = (next: DashboardSearch) => {
    const { on: day, whose: who } = { ...search, ...next }
    void navigate({
      search: { ...(day && day !== today && { on: day }), ...(who === 'all' && { whose: who }) },
      replace: true,
    })
  }
  const { data, error, refetch } = useEndpointQuery(
    dashboard.day,
    { query: { on, whose } },
    {
      refetchInterval: askEveryMs,
      refetchOnWindowFocus: true,
      staleTime: 5_000,
      placeholderData: (previous) => previous,
    },
  )
  return (
    <Page>
      <PageHeader
        title={on === today ? `Today, ${dayWords(on)}` : dayWords(on)}
        note={data?.appointments ? openText(data.appointments.open) : undefined}
      />
      <div className={classes.page}>
        <div className={`${classes.bar} no-print`}>
          <div className={classes.days} role="group" aria-label="Day">
            <ActionIcon
              variant="default"
              aria-label="The day before"
              onClick={() => go({ on: addDays(on, -1) })}
            >
              <IconChevronLeft size={16} />
            </ActionIcon>
            <Button variant="default" size="xs" disabled={on === today} onClick={() => go({ on: today })}>
              Today
            </Button>
            <ActionIcon
              variant="default"
              aria-label="The day after"
              onClick={() => go({ on: addDays(on, 1) })}
            >
              <IconChevronRight size={16} />
            </ActionIcon>
            <TextInput
              type="date"
              size="xs"
              aria-label="Another day"
              min="1900-01-01"
              max="2199-12-31"
              value={on}
              onChange={(event) => {
                const day = event.currentTarget.value
                if (day >= '1900-01-01') go({ on: day })
              }}
            />
          </div>
          <SegmentedControl
            size="xs"
            aria-label="Whose"
            value={whose}
            onChange={(value) => go({ whose: value as 'mine' | 'all' })}
            data={[
              { value: 'mine', label: 'Mine' },
              { value: 'all', label: 'Everybody' },
            ]}
          />
        </div>
        {on !== today && (
          <Notice
            tone="info"
            action={
              <Button variant="default" size="xs" onClick={() => go({ on: today })}>
                Back to today
              </Button>
            }
          >
            You are not viewing today. What is due is what would be open on this day.
          </Notice>
        )}
        {may('global_settings.yes') && <GettingStarted company={company} />}
        <Lines company={company} connections={data?.connections ?? null} />
        {data ? (
          <Sections data={data} company={company} whose={whose} onAll={() => go({ whose: 'all' })} />
        ) : error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : (
          <div role="status" aria-label="Loading the day">
            <LinesSkeleton count={12} />
          </div>
        )}
      </div>
    </Page>
  )
}

const openText = (count: number) => `${count} open ${count === 1 ? 'appointment' : 'appointments'}`

type Props = { data: DashboardDay; company: string; whose: 'mine' | 'all'; onAll: () => void }

/** Sections with nothing in them are not there. */
function Sections({ data, company, whose, onAll }: Props) {
  const { appointments, tickets, workOrders, followUps, callbacks } = data
  const filled = [appointments, tickets, workOrders, followUps, callbacks].some((part) => part?.items.length)
  if (!filled)
    return (
      <EmptyState
        icon={IconSun}
        title={whose === 'mine' ? 'Nothing waits for you' : 'Nothing waits for anybody'}
        action={
          whose === 'mine' && (
            <Button variant="default" onClick={onAll}>
              Show everybody’s
            </Button>
          )
        }
      >
        Appointments of the day, and tickets, work orders, follow-ups and callbacks that are due stand here.
      </EmptyState>
    )
  const props = { company, whose, on: data.on, today: data.today }
  return (
    <div className={classes.grid}>
      {appointments && appointments.items.length > 0 && <Appointments {...props} part={appointments} />}
      {tickets && tickets.items.length > 0 && <Tickets {...props} part={tickets} />}
      {workOrders && workOrders.items.length > 0 && <WorkOrders {...props} part={workOrders} />}
      {followUps && followUps.items.length > 0 && <FollowUps {...props} part={followUps} />}
      {callbacks && callbacks.items.length > 0 && <Callbacks {...props} part={callbacks} />}
    </div>
  )
}
