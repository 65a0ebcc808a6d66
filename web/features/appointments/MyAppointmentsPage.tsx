/** /{company}/my-appointments: one's own day, made for the phone in a customer's hallway. */
import { TextInput } from '@mantine/core'
import { IconCalendarEvent, IconMapPin, IconPhone } from '@tabler/icons-react'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { type Appointment, mySchedule } from '#shared/contracts/appointments.ts'
import { formatPhone } from '#shared/phone.ts'
import { dayWords } from '#shared/rules/appointments.ts'
import { todayIn } from '#shared/time.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { useMe } from '#web/api/session.ts'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { useTitle } from '#web/ui/title.ts'
import { AppointmentState, StatusSteps, titleOf } from './AppointmentFacts.tsx'
import classes from './appointments.module.css'
import { FeedPanel } from './FeedPanel.tsx'
import { windowText } from './use-appointments.ts'

export function MyAppointmentsPage() {
  useTitle('My appointments')
  const { company } = useParams({ from: '/$company' })
  const { timeZone } = useMe().company
  const { on } = useSearch({ from: '/$company/my-appointments' })
  const navigate = useNavigate({ from: '/$company/my-appointments' })
  const today = todayIn(timeZone, new Date())
  const day = on ?? today
  const go = (date: string) =>
    void navigate({ search: { on: date === today ? undefined : date }, replace: true })
  // The strip stays where it is while one walks within its week.
  const { data: week } = useEndpointQuery(mySchedule.list, { query: { on: today } })
  const { data, error, refetch } = useEndpointQuery(
    mySchedule.list,
    { query: { on: day } },
    { refetchInterval: 60_000 },
  )
  return (
    <Page narrow>
      <PageHeader
        title={`Appointments for ${dayWords(day)}`}
        note={data && data.items.length}
        actions={
          <TextInput
            type="date"
            size="xs"
            aria-label="Another day"
            value={day}
            onChange={(event) => event.currentTarget.value && go(event.currentTarget.value)}
          />
        }
      />
      <div className={classes.strip} role="group" aria-label="The next seven days">
        {(week?.counts ?? []).map(({ on: date, count }) => (
          <button
            key={date}
            type="button"
            className={classes.stripDay}
            aria-current={date === day ? 'date' : undefined}
            onClick={() => go(date)}
          >
            <span>{date === today ? 'Today' : dayWords(date).slice(0, 3)}</span>
            <strong className="tabular">{count}</strong>
            <span className={classes.hidden}>
              {count === 1 ? 'appointment' : 'appointments'} on {dayWords(date)}
            </span>
          </button>
        ))}
      </div>
      {data ? (
        <>
          {data.timeOff.map((off) => (
            <Notice key={off.id} tone="neutral" title="Time off:">
              {off.reason}, {windowText(off.startsAt, off.endsAt, timeZone)}
            </Notice>
          ))}
          {data.items.length === 0 ? (
            <EmptyState icon={IconCalendarEvent} title="Nothing on this day">
              What is assigned to you stands here, in the order of the day.
            </EmptyState>
          ) : (
            <ol className={classes.cards} aria-label="Appointments of the day">
              {data.items.map((appointment) => (
                <Card key={appointment.id} appointment={appointment} company={company} />
              ))}
            </ol>
          )}
          <FeedPanel feed={data.feed} />
        </>
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <div role="status" aria-label="Loading your appointments">
          <LinesSkeleton count={6} />
        </div>
      )}
    </Page>
  )
}

function Card({ appointment, company }: { appointment: Appointment; company: string }) {
  const { timeZone } = useMe().company
  const { customer, startsAt, endsAt, notes, abilities } = appointment
  return (
    <li className={classes.card}>
      <div className={classes.cardHead}>
        <span className={`${classes.time} tabular`}>{windowText(startsAt, endsAt, timeZone)}</span>
        <AppointmentState appointment={appointment} />
      </div>
      <div>
        {abilities.open ? (
          <Link to="/$company/customers/$customerId" params={{ company, customerId: customer.id }}>
            <strong>{customer.name}</strong>
          </Link>
        ) : (
          <strong>{customer.name}</strong>
        )}
        <div>{titleOf(appointment)}</div>
      </div>
      <div className={classes.links}>
        {customer.address && (
          <a
            href={`https://www.google.com/maps/search/?api=1&query=${encodeURIComponent(customer.address)}`}
            target="_blank"
            rel="noreferrer"
          >
            <IconMapPin size={14} aria-hidden /> {customer.address}
          </a>
        )}
        {customer.phone && (
          <a href={`tel:${customer.phone}`}>
            <IconPhone size={14} aria-hidden /> {formatPhone(customer.phone)}
          </a>
        )}
      </div>
      {notes && <div className={classes.note}>{notes}</div>}
      <StatusSteps appointment={appointment} own large />
    </li>
  )
}
