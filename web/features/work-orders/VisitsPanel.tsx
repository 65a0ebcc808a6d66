/** The visits for a work order: scheduled from here, or appointments of the record that are made one. */
import { Button, Menu } from '@mantine/core'
import { IconCalendarPlus, IconChevronDown } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { type Appointment, appointments } from '#shared/contracts/appointments.ts'
import type { WorkOrder } from '#shared/contracts/work-order-values.ts'
import { workOrders } from '#shared/contracts/work-orders.ts'
import {
  appointmentStatuses,
  appointmentTypes,
  clockText,
  dayWords,
  isOpen,
  scheduleOf,
} from '#shared/rules/appointments.ts'
import { isOpenWork } from '#shared/rules/work-orders.ts'
import { todayIn } from '#shared/time.ts'
import { useEndpointMutation, useEndpointQuery } from '#web/api/queries.ts'
import { useMay, useMe } from '#web/api/session.ts'
import { Panel } from '#web/ui/Panel.tsx'
import { toastDone, toastFailed } from '#web/ui/toast.tsx'
import { ScheduleDialog } from './ScheduleDialog.tsx'
import { useCustomerParams, useTake } from './use-work-orders.ts'
import classes from './work-orders.module.css'

export function VisitsPanel({ order, title = 'Visits' }: { order: WorkOrder; title?: string }) {
  const [scheduling, setScheduling] = useState(false)
  const { modify, schedule } = order.abilities
  const open = isOpenWork(order.status)
  return (
    <Panel title={title}>
      {order.appointments.length > 0 ? (
        <ul className={classes.visits} aria-label="Visits">
          {order.appointments.map((visit) => (
            <Visit key={visit.id} order={order} visit={visit} />
          ))}
        </ul>
      ) : (
        <p className={classes.dim}>
          {order.visitAt ? 'A visit is scheduled that you may not see.' : 'Nobody has been sent yet.'}
        </p>
      )}
      {open && modify && (
        <div className={classes.add}>
          {schedule && (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconCalendarPlus size={14} aria-hidden />}
              onClick={() => setScheduling(true)}
            >
              Schedule visit
            </Button>
          )}
          <LinkMenu order={order} />
        </div>
      )}
      {scheduling && (
        <ScheduleDialog
          ids={[order.id]}
          technicianId={order.technician?.id ?? null}
          onClose={() => setScheduling(false)}
        />
      )}
    </Panel>
  )
}

const useWhen = () => {
  const { timeZone } = useMe().company
  return ({ startsAt, endsAt }: Pick<Appointment, 'startsAt' | 'endsAt'>) =>
    `${dayWords(todayIn(timeZone, startsAt))}, ${clockText(startsAt, timeZone)} to ${clockText(endsAt, timeZone)}`
}

function Visit({ order, visit }: { order: WorkOrder; visit: Appointment }) {
  const { company } = useCustomerParams()
  const when = useWhen()
  const take = useTake()
  const unlink = useEndpointMutation(workOrders.unlinkAppointment)
  const { customerId, id: workOrderId } = order
  return (
    <li>
      <Link
        to="/$company/customers/$customerId/appointments"
        params={{ company, customerId }}
        search={{ appointment: visit.id }}
      >
        {when(visit)}
      </Link>
      <span className={classes.dim}>
        {visit.user?.name ?? 'Nobody assigned yet'} · {appointmentStatuses[visit.status]}
      </span>
      {order.abilities.modify && visit.abilities.modify && (
        <Button
          size="compact-xs"
          variant="subtle"
          loading={unlink.isPending}
          aria-label={`Part the visit of ${when(visit)} from this work order`}
          onClick={() =>
            unlink.mutate(
              { params: { customerId, workOrderId, appointmentId: visit.id } },
              {
                onSuccess: (next) => {
                  take(next)
                  toastDone('Parted. The appointment itself stays.')
                },
                onError: toastFailed,
              },
            )
          }
        >
          Unlink
        </Button>
      )}
    </li>
  )
}

/** Appointments of the record that are still to come and are no visit for this work order yet. */
function LinkMenu({ order }: { order: WorkOrder }) {
  const may = useMay()
  const when = useWhen()
  const take = useTake()
  const { customerId, id: workOrderId } = order
  const { data } = useEndpointQuery(
    appointments.ofCustomer,
    { params: { customerId } },
    { enabled: may('tech_scheduler.modify') },
  )
  const link = useEndpointMutation(workOrders.linkAppointment)
  const offered = (data?.items ?? []).filter(
    ({ id, type, status, abilities }) =>
      abilities.modify &&
      isOpen(status) &&
      scheduleOf(type) === 'tech' &&
      !order.appointments.some((visit) => visit.id === id),
  )
  if (!offered.length) return null
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button
          size="xs"
          variant="default"
          loading={link.isPending}
          rightSection={<IconChevronDown size={13} aria-hidden />}
        >
          Link appointment
        </Button>
      </Menu.Target>
      <Menu.Dropdown aria-label="Link appointment">
        {offered.map((visit) => (
          <Menu.Item
            key={visit.id}
            onClick={() =>
              link.mutate(
                { params: { customerId, workOrderId }, body: { appointmentId: visit.id } },
                {
                  onSuccess: (next) => {
                    take(next)
                    toastDone('The appointment is a visit for this work order.')
                  },
                  onError: toastFailed,
                },
              )
            }
          >
            {when(visit)}, {appointmentTypes[visit.type].toLowerCase()}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
