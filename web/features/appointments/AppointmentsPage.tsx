/** The record's Appointments tab: what is still to come, the nearest first, and what was (TAB-006, REC-035). */
import { Button } from '@mantine/core'
import { IconCalendarEvent, IconPlus } from '@tabler/icons-react'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { type Appointment, type AppointmentList, appointments } from '#shared/contracts/appointments.ts'
import { dayWords, isOpen } from '#shared/rules/appointments.ts'
import { todayIn } from '#shared/time.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { useMe } from '#web/api/session.ts'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { AppointmentState, StatusSteps, titleOf } from './AppointmentFacts.tsx'
import { EditAppointmentDialog, NewAppointmentDialog } from './AppointmentDialog.tsx'
import type { RecordAppointmentsSearch } from './appointments-search.ts'
import classes from './appointments.module.css'
import { Preview } from './Preview.tsx'
import { windowText } from './use-appointments.ts'

export function AppointmentsPage() {
  const { customerId } = useParams({ from: '/$company/customers/$customerId' })
  const { data, error, refetch } = useEndpointQuery(appointments.ofCustomer, { params: { customerId } })
  if (data) return <Addressed list={data} />
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  return (
    <div role="status" aria-label="Loading the appointments">
      <LinesSkeleton count={8} />
    </div>
  )
}

function Addressed({ list }: { list: AppointmentList }) {
  const params = useParams({ from: '/$company/customers/$customerId' })
  const search: RecordAppointmentsSearch = useSearch({ from: '/$company/customers/$customerId/appointments' })
  const navigate = useNavigate()
  const go = (next: RecordAppointmentsSearch) =>
    void navigate({
      to: '/$company/customers/$customerId/appointments',
      params,
      search: next,
      replace: true,
    })
  return <Appointments list={list} customerId={params.customerId} search={search} go={go} />
}

type Props = {
  list: AppointmentList
  customerId: number
  /** What lies over the list. */
  search: RecordAppointmentsSearch
  go: (next: RecordAppointmentsSearch) => void
}

export function Appointments({ list, customerId, search, go }: Props) {
  const { items, abilities, preview } = list
  const ahead = items.filter(({ status }) => isOpen(status))
  const over = items.filter(({ status }) => !isOpen(status))
  const add = abilities.create.length > 0 && (
    <Button size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => go({ new: true })}>
      New appointment
    </Button>
  )
  const rows = (found: Appointment[]) => (
    <ul className={classes.list}>
      {found.map((appointment) => (
        <Row
          key={appointment.id}
          appointment={appointment}
          onOpen={() => go({ appointment: appointment.id })}
        />
      ))}
    </ul>
  )
  return (
    <div className={classes.entries}>
      <Panel
        title="Appointments"
        note={<span className="tabular">{ahead.length}</span>}
        actions={ahead.length > 0 && add}
      >
        {ahead.length > 0 ? (
          rows(ahead)
        ) : (
          <EmptyState icon={IconCalendarEvent} title="Nothing is scheduled" action={add}>
            {abilities.create.length > 0
              ? 'Schedule a visit: what for, when, and who goes there.'
              : 'A visit that somebody schedules stands here.'}
          </EmptyState>
        )}
      </Panel>
      {preview && <Preview customerId={customerId} />}
      {over.length > 0 && (
        <Panel title="Earlier" note={<span className="tabular">{over.length}</span>}>
          {rows(over)}
        </Panel>
      )}
      {search.new && abilities.create.length > 0 && (
        <NewAppointmentDialog customerId={customerId} types={abilities.create} onClose={() => go({})} />
      )}
      {search.appointment && (
        <EditAppointmentDialog
          key={search.appointment}
          appointmentId={search.appointment}
          onClose={() => go({})}
        />
      )}
    </div>
  )
}

function Row({ appointment, onOpen }: { appointment: Appointment; onOpen: () => void }) {
  const { timeZone } = useMe().company
  const { startsAt, endsAt, user, notes, cancelReason, cancelNote } = appointment
  return (
    <li className={classes.row}>
      <div className={classes.when}>
        <strong>{dayWords(todayIn(timeZone, startsAt))}</strong>
        <span className={`${classes.dim} tabular`}>{windowText(startsAt, endsAt, timeZone)}</span>
      </div>
      <div className={classes.what}>
        <button type="button" className={classes.name} onClick={onOpen}>
          {titleOf(appointment)}
        </button>
        <span className={classes.dim}>{user ? user.name : 'Nobody assigned yet'}</span>
        {notes && <span className={classes.note}>{notes}</span>}
        {(cancelReason || cancelNote) && (
          <span className={classes.note}>{[cancelReason?.name, cancelNote].filter(Boolean).join(': ')}</span>
        )}
      </div>
      <div className={classes.state}>
        <AppointmentState appointment={appointment} />
        <StatusSteps appointment={appointment} />
      </div>
    </li>
  )
}
