/** /{company}/calendar: who is where, one to seven days at once; appointments are moved where they stand (TAB-006). */
import { ActionIcon, Button, SegmentedControl, TextInput } from '@mantine/core'
import { IconCalendarEvent, IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { appointments, type CalendarBlock } from '#shared/contracts/appointments.ts'
import {
  appointmentTypeKeys,
  appointmentTypes,
  clockText,
  dayWords,
  timeOffPermissions,
} from '#shared/rules/appointments.ts'
import { addDays, todayIn } from '#shared/time.ts'
import { useEndpointMutation, useEndpointQuery } from '#web/api/queries.ts'
import { useMay, useMe } from '#web/api/session.ts'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { FilterChip } from '#web/ui/FilterChip.tsx'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { PageHeader } from '#web/ui/PageHeader.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { useTitle } from '#web/ui/title.ts'
import { toastDone, toastFailed } from '#web/ui/toast.tsx'
import { EditAppointmentDialog } from './AppointmentDialog.tsx'
import type { CalendarSearch } from './appointments-search.ts'
import { CalendarGrid } from './CalendarGrid.tsx'
import classes from './calendar.module.css'
import { useRefresh } from './use-appointments.ts'

const from = '/$company/calendar'
type Pending = { key: string; userId: number | null; startsAt: string; endsAt: string }

export function CalendarPage() {
  useTitle('Calendar')
  const { company } = useParams({ from: '/$company' })
  const { timeZone } = useMe().company
  const search: CalendarSearch = useSearch({ from })
  const navigate = useNavigate({ from })
  const may = useMay()
  const refresh = useRefresh()
  const save = useEndpointMutation(appointments.save)
  const [pending, setPending] = useState<Pending | null>(null)
  const go = (change: CalendarSearch) => void navigate({ search: { ...search, ...change }, replace: true })
  const { appointment, ...asked } = search
  const today = todayIn(timeZone, new Date())
  const first = search.from ?? today
  const days = search.days ?? 1
  const { data, error, refetch, isPlaceholderData } = useEndpointQuery(
    appointments.calendar,
    { query: { ...asked, from: first, days } },
    { placeholderData: (previous) => previous, refetchInterval: 60_000 },
  )
  const move = (
    block: CalendarBlock,
    userId: number | null,
    window: { startsAt: string; endsAt: string },
  ) => {
    const { id, version, user, startsAt, endsAt, customer } = block.appointment!
    const place = { userId, ...window }
    setPending({ key: block.key, ...place })
    const put = (fields: Partial<typeof place>, at: number, mayUndo: boolean) =>
      save.mutate(
        { params: { appointmentId: id }, body: { version: at, fields } },
        {
          onSuccess: (moved) => {
            toastDone(
              `${customer.name}: ${dayWords(todayIn(timeZone, moved.startsAt))}, ${clockText(moved.startsAt, timeZone)}${moved.user ? `, ${moved.user.name}` : ''}.`,
              mayUndo
                ? { undo: () => put({ userId: user?.id ?? null, startsAt, endsAt }, moved.version, false) }
                : {},
            )
          },
          onError: toastFailed,
          onSettled: () => {
            refresh()
            void refetch().finally(() => setPending(null))
          },
        },
      )
    put({ ...(userId !== (user?.id ?? null) && { userId }), ...window }, version, true)
  }
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <PageHeader
          title="Company Calendar"
          note={timeZone.replaceAll('_', ' ')}
          actions={
            <>
              {timeOffPermissions.some(may) && (
                <LinkButton to="/$company/time-off" params={{ company }} size="xs" variant="default">
                  Time off
                </LinkButton>
              )}
              <LinkButton to="/$company/my-appointments" params={{ company }} size="xs" variant="default">
                My appointments
              </LinkButton>
            </>
          }
        />
        <div className={`${classes.bar} no-print`}>
          <ActionIcon.Group>
            <ActionIcon
              variant="default"
              size={30}
              aria-label={`Back ${days} days`}
              onClick={() => go({ from: addDays(first, -days) })}
            >
              <IconChevronLeft size={16} />
            </ActionIcon>
            <ActionIcon
              variant="default"
              size={30}
              aria-label={`On ${days} days`}
              onClick={() => go({ from: addDays(first, days) })}
            >
              <IconChevronRight size={16} />
            </ActionIcon>
          </ActionIcon.Group>
          <Button
            size="xs"
            variant="default"
            disabled={first === today}
            onClick={() => go({ from: undefined })}
          >
            Today
          </Button>
          <TextInput
            type="date"
            size="xs"
            aria-label="First day"
            value={first}
            onChange={(event) => event.currentTarget.value && go({ from: event.currentTarget.value })}
          />
          <SegmentedControl
            size="xs"
            aria-label="Days shown"
            data={[1, 2, 3, 4, 5, 6, 7].map((n) => ({ value: String(n), label: String(n) }))}
            value={String(days)}
            onChange={(value) => go({ days: value === '1' ? undefined : Number(value) })}
          />
          <Filters search={search} onChange={go} />
        </div>
      </div>
      {data ? (
        data.people.length === 0 && data.blocks.length === 0 ? (
          <EmptyState icon={IconCalendarEvent} title="Nobody to show">
            Technicians and sales representatives stand here: a user’s roles say who is one. A filter may
            leave nobody.
          </EmptyState>
        ) : (
          <div className={classes.body} aria-busy={isPlaceholderData}>
            <CalendarGrid
              calendar={data}
              from={first}
              days={days}
              pending={pending}
              onMove={move}
              onOpen={(block) => block.appointment && go({ appointment: block.appointment.id })}
            />
          </div>
        )
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <div className={classes.loading} role="status" aria-label="Loading the calendar">
          <LinesSkeleton count={10} />
        </div>
      )}
      {appointment && (
        <EditAppointmentDialog
          key={appointment}
          appointmentId={appointment}
          onClose={() => go({ appointment: undefined })}
        />
      )}
    </div>
  )
}

type FiltersProps = { search: CalendarSearch; onChange: (change: CalendarSearch) => void }

function Filters({ search, onChange }: FiltersProps) {
  const may = useMay()
  const { data } = useEndpointQuery(appointments.calendarOptions, {}, { staleTime: 60_000 })
  const both = may('tech_scheduler.view') && may('sales_scheduler.view')
  const choices = (list: readonly { id: number; name: string }[] = []) =>
    list.map(({ id, name }) => ({ value: id, label: name }))
  const held = search.userId ?? search.locationId ?? search.type ?? search.cancelled
  return (
    <div className={classes.filters} role="group" aria-label="Filters">
      {both && (
        <SegmentedControl
          size="xs"
          aria-label="Schedules"
          data={[
            { value: 'tech', label: 'Tech' },
            { value: 'sales', label: 'Sales' },
            { value: 'both', label: 'Both' },
          ]}
          value={search.schedule ?? 'tech'}
          onChange={(value) =>
            onChange({
              schedule: value === 'tech' ? undefined : (value as 'sales' | 'both'),
              userId: undefined,
            })
          }
        />
      )}
      <FilterChip
        label="Person"
        choices={choices(data?.people)}
        value={search.userId}
        onChange={(userId) => onChange({ userId })}
        anyLabel="Everybody"
      />
      <FilterChip
        label="Location"
        choices={choices(data?.locations)}
        value={search.locationId}
        onChange={(locationId) => onChange({ locationId })}
      />
      <FilterChip
        label="Type"
        choices={appointmentTypeKeys.map((value) => ({ value, label: appointmentTypes[value] }))}
        value={search.type}
        onChange={(type) => onChange({ type })}
      />
      <FilterChip
        label="Cancelled"
        choices={[{ value: 'shown', label: 'Shown' }]}
        value={search.cancelled ? 'shown' : undefined}
        onChange={(value) => onChange({ cancelled: value ? true : undefined })}
        anyLabel="Hidden"
      />
      {held !== undefined && (
        <Button
          variant="subtle"
          size="xs"
          onClick={() =>
            onChange({ userId: undefined, locationId: undefined, type: undefined, cancelled: undefined })
          }
        >
          Clear filters
        </Button>
      )}
    </div>
  )
}
