/** How an appointment looks wherever it stands: its status, its type, where it leads. */
import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import { type Appointment, appointments, mySchedule } from '#shared/contracts/appointments.ts'
import {
  type AppointmentStatus,
  appointmentStatuses,
  appointmentTypes,
  nextStatus,
  statusBefore,
} from '#shared/rules/appointments.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { StatusBox } from '#web/ui/Status.tsx'
import { toastDone, toastFailed } from '#web/ui/toast.tsx'
import type { Tone } from '#web/ui/tone.ts'
import { useRefresh } from './use-appointments.ts'

const tones: Record<AppointmentStatus, Tone> = {
  scheduled: 'neutral',
  on_the_way: 'info',
  on_site: 'special',
  complete: 'good',
  cancelled: 'bad',
}

export function AppointmentState({ appointment }: { appointment: Appointment }) {
  const { status, late, confirmed } = appointment
  if (late) return <StatusBox tone="attention" label={`${appointmentStatuses[status]}, past its time`} />
  const label = status === 'scheduled' && confirmed ? 'Confirmed' : appointmentStatuses[status]
  return <StatusBox tone={label === 'Confirmed' ? 'good' : tones[status]} label={label} />
}

export const titleOf = ({ type, subtype }: Pick<Appointment, 'type' | 'subtype'>): string =>
  subtype ? `${appointmentTypes[type]}: ${subtype.name}` : appointmentTypes[type]

const steps: Record<AppointmentStatus, string> = {
  scheduled: 'Not on the way yet',
  on_the_way: 'On my way',
  on_site: 'On site',
  complete: 'Complete',
  cancelled: 'Cancel',
}
/** What the same step is called by whoever is not the one that goes there. */
const officeSteps: Record<AppointmentStatus, string> = {
  scheduled: 'Back to scheduled',
  on_the_way: 'Set on the way',
  on_site: 'Set on site',
  complete: 'Set complete',
  cancelled: 'Cancel appointment',
}

/** The next step, and the one back. `own`: of the assignee, on their own page. */
export function StatusSteps({
  appointment,
  own = false,
  large = false,
}: {
  appointment: Appointment
  own?: boolean
  large?: boolean
}) {
  const refresh = useRefresh()
  const byOffice = useEndpointMutation(appointments.setStatus)
  const bySelf = useEndpointMutation(mySchedule.setStatus)
  const words = own ? steps : officeSteps
  const [next, back] = [nextStatus(appointment.status), statusBefore(appointment.status)]
  const params = { appointmentId: appointment.id }
  const { version } = appointment
  // Until the new state is here: a second tap would be of the old one, and refused.
  const [movedFrom, setMovedFrom] = useState<number | null>(null)
  const to = (status: AppointmentStatus) => {
    setMovedFrom(version)
    const settled = {
      onSuccess: () => {
        refresh()
        toastDone(`${appointment.customer.name}: ${appointmentStatuses[status].toLowerCase()}.`)
      },
      onError: (error: unknown) => {
        setMovedFrom(null)
        refresh()
        toastFailed(error)
      },
    }
    if (own && status !== 'cancelled') bySelf.mutate({ params, body: { version, status } }, settled)
    else byOffice.mutate({ params, body: { version, status } }, settled)
  }
  if (!appointment.abilities.progress || (!next && !back && appointment.status !== 'cancelled')) return null
  const running = byOffice.isPending || bySelf.isPending || movedFrom === version
  if (appointment.status === 'cancelled')
    return own ? null : (
      <Button size="xs" variant="default" loading={running} onClick={() => to('scheduled')}>
        Schedule again
      </Button>
    )
  return (
    <Group gap={8} grow={large} preventGrowOverflow={false}>
      {back && (
        <Button size={large ? 'md' : 'xs'} variant="default" disabled={running} onClick={() => to(back)}>
          {large ? 'Undo' : words[back]}
        </Button>
      )}
      {next && appointment.user && (
        <Button size={large ? 'md' : 'xs'} loading={running} onClick={() => to(next)}>
          {words[next]}
        </Button>
      )}
    </Group>
  )
}
