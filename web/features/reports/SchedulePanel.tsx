/** When a report is sent, to whom, and what became of it. */
import { Button, MultiSelect, NativeSelect, SimpleGrid, Stack } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { type ReportConflict, type ReportRun, reports, type SavedReport } from '#shared/contracts/reports.ts'
import {
  maxRecipients,
  scheduleEvery,
  scheduleEveryKeys,
  scheduleText,
  weekdayNames,
} from '#shared/rules/reports.ts'
import { fieldErrors, problemText } from '#web/api/problem.ts'
import { useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { Time } from '#web/ui/Time.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import type { Tone } from '#web/ui/tone.ts'
import classes from './reports.module.css'

export function SchedulePanel({ report }: { report: SavedReport }) {
  return (
    <Stack gap="md">
      <Panel title="Sent by e-mail">
        {report.abilities.modify ? <Form report={report} /> : <Told report={report} />}
      </Panel>
      <Runs report={report} />
    </Stack>
  )
}

const Told = ({ report }: { report: SavedReport }) =>
  report.schedule ? (
    <p>
      {scheduleText(report.schedule)}, to {report.recipients.map(({ name }) => name).join(', ')}.{' '}
      {report.owner.name} has it sent.
    </p>
  ) : (
    <p className={classes.dim}>
      Nobody has this report sent. Only {report.mine ? 'who may change reports' : report.owner.name} can set
      that.
    </p>
  )

const hours = Array.from({ length: 24 }, (_, hour) => ({
  value: String(hour),
  label: `${hour % 12 || 12}:00 ${hour < 12 ? 'AM' : 'PM'}`,
}))

function Form({ report }: { report: SavedReport }) {
  const { put, invalidate } = useInvalidate()
  const people = useEndpointQuery(reports.people, {}, { staleTime: 60_000 })
  const save = useEndpointMutation(reports.saveSchedule)
  const { schedule } = report
  const [every, setEvery] = useState(schedule?.every ?? 'week')
  const [weekday, setWeekday] = useState(schedule?.weekday ?? 1)
  const [monthDay, setMonthDay] = useState(schedule?.monthDay ?? 1)
  const [hour, setHour] = useState(schedule?.hour ?? 7)
  const [userIds, setUserIds] = useState<number[]>(schedule?.userIds ?? [])
  const [version, setVersion] = useState(report.version)
  const errors = save.error ? fieldErrors(save.error) : {}
  const [missing, setMissing] = useState(false)
  const send = (next: Parameters<typeof save.mutate>[0]['body']['schedule'], words: string) =>
    save.mutate(
      { params: { reportId: report.id }, body: { version, schedule: next } },
      {
        onSuccess: (after) => {
          setVersion(after.version)
          put(reports.get, { params: { reportId: report.id } }, after)
          void invalidate(reports.list)
          void invalidate(reports.history, { reportId: report.id })
          toastDone(words)
        },
        onError: (problem) => {
          if (problem.code === 'reports.stale') setVersion((problem.extra as ReportConflict).current.version)
        },
      },
    )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setMissing(userIds.length === 0)
    if (userIds.length > 0) send({ every, weekday, monthDay, hour, userIds }, 'The report will be sent.')
  }
  if (!people.data) return <LinesSkeleton count={3} />
  if (!people.data.mailIsSetUp && !schedule)
    return (
      <Notice tone="info">
        No mail server is set up, so nothing can be sent. It is set up under Administration, Message channels.
      </Notice>
    )
  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="md">
        {save.error && !errors['schedule.userIds'] && <Notice tone="bad">{problemText(save.error)}</Notice>}
        <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="md">
          <NativeSelect
            label="How often"
            data={scheduleEveryKeys.map((value) => ({ value, label: scheduleEvery[value] }))}
            value={every}
            onChange={(event) =>
              setEvery(scheduleEveryKeys.find((key) => key === event.currentTarget.value) ?? 'week')
            }
          />
          {every === 'week' && (
            <NativeSelect
              label="Weekday"
              data={weekdayNames.map((label, value) => ({ value: String(value), label }))}
              value={String(weekday)}
              onChange={(event) => setWeekday(Number(event.currentTarget.value))}
            />
          )}
          {every === 'month' && (
            <NativeSelect
              label="Day of the month"
              description={monthDay > 28 ? 'In a shorter month its last day' : undefined}
              data={Array.from({ length: 31 }, (_, i) => String(i + 1))}
              value={String(monthDay)}
              onChange={(event) => setMonthDay(Number(event.currentTarget.value))}
            />
          )}
          <NativeSelect
            label="At"
            data={hours}
            value={String(hour)}
            onChange={(event) => setHour(Number(event.currentTarget.value))}
          />
        </SimpleGrid>
        <MultiSelect
          label="To"
          description="Users who sign in and have an e-mail address. They get what you may see, as a CSV file."
          searchable
          maxValues={maxRecipients}
          data={people.data.items.map(({ id, name }) => ({ value: String(id), label: name }))}
          value={userIds.map(String)}
          error={
            errors['schedule.userIds'] ?? (missing && userIds.length === 0 ? 'Choose who gets it' : undefined)
          }
          onChange={(chosen) => setUserIds(chosen.map(Number))}
        />
        {report.nextAt && (
          <p className={classes.dim}>
            Next <Time at={report.nextAt} exact />
          </p>
        )}
        <div className={classes.buttons}>
          {schedule && (
            <Button
              variant="default"
              loading={save.isPending}
              onClick={() => send(null, 'The report is sent no more.')}
            >
              Stop sending
            </Button>
          )}
          <Button type="submit" loading={save.isPending}>
            {report.stoppedReason ? 'Send again' : schedule ? 'Save' : 'Send by schedule'}
          </Button>
        </div>
      </Stack>
    </form>
  )
}

const deliveries: Record<ReportRun['deliveries'][number]['state'], [Tone, string]> = {
  queued: ['neutral', 'waiting'],
  sending: ['info', 'being sent'],
  sent: ['good', 'sent'],
  failed: ['bad', 'not sent'],
  unknown: ['attention', 'perhaps sent'],
}

function Runs({ report }: { report: SavedReport }) {
  const { data } = useEndpointQuery(
    reports.runs,
    { params: { reportId: report.id } },
    {
      refetchInterval: ({ state }) =>
        state.data?.items.some((run) => run.state === 'running') ? 3_000 : false,
    },
  )
  if (!data) return null
  return (
    <Panel title="Sent lately">
      {data.items.length === 0 ? (
        <EmptyState title="Nothing has been sent yet" />
      ) : (
        <ul className={classes.runs} aria-label="Sent lately, newest first">
          {data.items.map((run) => (
            <li key={run.id}>
              <div className={classes.runHead}>
                <Time at={run.dueAt} exact />
                {run.state === 'running' ? (
                  <StatusDot tone="info" label="Under way" />
                ) : run.state === 'done' ? (
                  <StatusDot tone="good" label={`${(run.rows ?? 0).toLocaleString('en-US')} rows`} />
                ) : (
                  <StatusDot tone="bad" label="Failed" />
                )}
              </div>
              {run.reason && <p className={classes.dim}>{run.reason}</p>}
              {run.deliveries.map(({ name, state, reason }, at) => (
                <div key={at} className={classes.runHead}>
                  <StatusDot tone={deliveries[state][0]} label={`${name}: ${deliveries[state][1]}`} />
                  {reason && <span className={classes.dim}>{reason}</span>}
                </div>
              ))}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
