/** The sections of the day: each a short list, a count, and the way to the whole list with the same question. */
import { VisuallyHidden } from '@mantine/core'
import { Link, type LinkProps, linkOptions } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { dashboardCountedUpTo, type DashboardDay } from '#shared/contracts/dashboard.ts'
import { formatPhone } from '#shared/phone.ts'
import { appointmentStatuses, appointmentTypes, dayWords, isOpen } from '#shared/rules/appointments.ts'
import { clockAt, daysBetween, todayIn } from '#shared/time.ts'
import { useLocale } from '#web/ui/locale.ts'
import { Panel } from '#web/ui/Panel.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import type { Tone } from '#web/ui/tone.ts'
import classes from './dashboard.module.css'

type Of<K extends keyof DashboardDay> = NonNullable<DashboardDay[K]>
type Props<K extends keyof DashboardDay> = {
  part: Of<K>
  company: string
  whose: 'mine' | 'all'
  on: string
  today: string
}

type ListProps = { title: string; count: number; shown: number; all: LinkProps; children: ReactNode }

function List({ title, count, shown, all, children }: ListProps) {
  const words = count > dashboardCountedUpTo ? `${dashboardCountedUpTo}+` : String(count)
  return (
    <Panel title={title} note={<span className="tabular">{words}</span>} flush>
      <ul className={classes.rows} aria-label={title}>
        {children}
      </ul>
      <Link {...all} className={classes.more}>
        {count > shown ? `Show all ${words}` : 'Open the list'}
        <VisuallyHidden>: {title.toLowerCase()}</VisuallyHidden>
      </Link>
    </Panel>
  )
}

type RowProps = {
  link: LinkProps
  when: ReactNode
  late?: boolean
  name: string
  detail: ReactNode
  side?: ReactNode
}

const Row = ({ link, when, late = false, name, detail, side }: RowProps) => (
  <li>
    <Link {...link} className={classes.row}>
      <span className={`${classes.when} tabular`} data-late={late || undefined}>
        {when}
      </span>
      <span className={classes.what}>
        <span>{name}</span>
        <span className={classes.dim}>{detail}</span>
      </span>
      {side && <span className={`${classes.side} ${classes.dim}`}>{side}</span>}
    </Link>
  </li>
)

const joined = (...parts: (string | null | undefined)[]) => parts.filter(Boolean).join(' · ')

/** How late a date is, in the room of a few characters. */
function dueText(dueOn: string | null, today: string): string {
  if (!dueOn) return ''
  const late = daysBetween(dueOn, today)
  if (late === 0) return 'Today'
  if (late > 0) return late === 1 ? '1 day late' : `${late.toLocaleString('en-US')} days late`
  return dayWords(dueOn)
}

/** `2:05 PM`. */
function clockText(instant: string, zone: string): string {
  const [hour, minute] = clockAt(instant, zone).slice(11, 16).split(':') as [string, string]
  return `${Number(hour) % 12 || 12}:${minute} ${Number(hour) < 12 ? 'AM' : 'PM'}`
}

const appointmentTones: Record<keyof typeof appointmentStatuses, Tone> = {
  scheduled: 'neutral',
  on_the_way: 'info',
  on_site: 'attention',
  complete: 'good',
  cancelled: 'bad',
}

export function Appointments({ part, company, whose, on, today }: Props<'appointments'>) {
  const { timeZone } = useLocale()
  return (
    <List
      title={on === today ? 'Today’s appointments' : 'Appointments'}
      count={part.count}
      shown={part.items.length}
      all={
        whose === 'mine'
          ? linkOptions({
              to: '/$company/my-appointments',
              params: { company },
              search: on === today ? {} : { on },
            })
          : linkOptions({ to: '/$company/calendar', params: { company }, search: { from: on, days: 1 } })
      }
    >
      {part.items.map((item) => (
        <Row
          key={item.id}
          link={linkOptions({
            to: '/$company/customers/$customerId/appointments',
            params: { company, customerId: item.customer.id },
            search: { appointment: item.id },
          })}
          when={clockText(item.startsAt, timeZone)}
          late={isOpen(item.status) && Date.parse(item.endsAt) < Date.now()}
          name={item.customer.name}
          detail={joined(
            appointmentTypes[item.type],
            item.customer.city,
            whose === 'all' ? (item.user ?? 'Unassigned') : null,
          )}
          side={<StatusDot tone={appointmentTones[item.status]} label={appointmentStatuses[item.status]} />}
        />
      ))}
    </List>
  )
}

export function Tickets({ part, company, whose, on, today }: Props<'tickets'>) {
  return (
    <List
      title="Due tickets"
      count={part.count}
      shown={part.items.length}
      all={linkOptions({
        to: '/$company/tickets',
        params: { company },
        search: { whose, status: 'open', dueTo: on, sort: 'due', direction: 'desc' },
      })}
    >
      {part.items.map((item) => (
        <Row
          key={item.id}
          link={linkOptions({
            to: '/$company/customers/$customerId/notes',
            params: { company, customerId: item.customer.id },
            search: { note: item.id },
          })}
          when={dueText(item.dueOn, today)}
          late={item.overdue}
          name={item.subject}
          detail={joined(item.customer.name, whose === 'all' ? item.assignee : null)}
          side={item.priority === 'high' ? 'High' : undefined}
        />
      ))}
    </List>
  )
}

export function WorkOrders({ part, company, whose, on, today }: Props<'workOrders'>) {
  return (
    <List
      title="Due work orders"
      count={part.count}
      shown={part.items.length}
      all={
        whose === 'mine'
          ? linkOptions({ to: '/$company/my-work-orders', params: { company } })
          : linkOptions({
              to: '/$company/work-orders',
              params: { company },
              search: { status: 'active', dueTo: on, sort: 'due', direction: 'desc' },
            })
      }
    >
      {part.items.map((item) => (
        <Row
          key={item.id}
          link={linkOptions({
            to: '/$company/customers/$customerId/work-orders/$workOrderId',
            params: { company, customerId: item.customer.id, workOrderId: item.id },
          })}
          when={dueText(item.dueOn, today)}
          late={item.overdue}
          name={item.subject}
          detail={joined(
            item.customer.name,
            item.customer.city,
            whose === 'all' ? (item.technician ?? 'Unassigned') : null,
          )}
          side={item.type}
        />
      ))}
    </List>
  )
}

export function FollowUps({ part, company, whose, on, today }: Props<'followUps'>) {
  return (
    <List
      title="At-risk follow-ups"
      count={part.count}
      shown={part.items.length}
      all={linkOptions({
        to: '/$company/at-risk',
        params: { company },
        search: { sort: 'followUp', ...(on < today && { followUp: 'overdue' }) },
      })}
    >
      {part.items.map((item) => (
        <Row
          key={item.id}
          link={linkOptions({
            to: '/$company/customers/$customerId/at-risk',
            params: { company, customerId: item.customer.id },
          })}
          when={joined(dueText(item.followUpOn, today), item.overdue ? null : item.followUpTime)}
          late={item.overdue}
          name={item.customer.name}
          detail={joined(item.reason, whose === 'all' ? item.owner : null)}
          side={<StatusDot tone={item.level.tone} label={item.level.name} />}
        />
      ))}
    </List>
  )
}

export function Callbacks({ part, company, whose, on, today }: Props<'callbacks'>) {
  const { timeZone } = useLocale()
  return (
    <List
      title="Leads to call back"
      count={part.count}
      shown={part.items.length}
      all={linkOptions({
        to: '/$company/leads',
        params: { company },
        search: {
          callback: on >= today ? 'today' : 'due',
          sort: 'callback',
          direction: 'desc',
          ...(whose === 'mine' && { mine: 'yes' }),
        },
      })}
    >
      {part.items.map((item) => {
        const day = todayIn(timeZone, item.callbackAt)
        return (
          <Row
            key={item.customer.id}
            link={linkOptions({
              to: '/$company/customers/$customerId',
              params: { company, customerId: item.customer.id },
            })}
            when={day === today ? clockText(item.callbackAt, timeZone) : dueText(day, today)}
            late={item.overdue}
            name={item.customer.name}
            detail={joined(item.customer.city, formatPhone(item.phone))}
          />
        )
      })}
    </List>
  )
}
