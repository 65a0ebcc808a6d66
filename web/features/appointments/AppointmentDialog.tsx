/** Schedules an appointment, or shows one with all that may be done to it: the Work screen. */
import { Button, Modal, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { type Appointment, type AppointmentConflict, appointments } from '#shared/contracts/appointments.ts'
import { formatPhone } from '#shared/phone.ts'
import { type AppointmentType, dayWords, isOpen, scheduleOf } from '#shared/rules/appointments.ts'
import { todayIn } from '#shared/time.ts'
import { check, fieldErrors, type Problem } from '#web/api/problem.ts'
import { useEndpointMutation, useEndpointQuery } from '#web/api/queries.ts'
import { useMe } from '#web/api/session.ts'
import { EntityHistory } from '#web/frame/EntityHistory.tsx'
import { ConfirmButton } from '#web/ui/ConfirmButton.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { type Draft, draftOf, newDraft, windowOf } from './appointment-draft.ts'
import { AppointmentFields } from './AppointmentFields.tsx'
import { AppointmentState, StatusSteps, titleOf } from './AppointmentFacts.tsx'
import classes from './appointments.module.css'
import { CancelAppointment } from './CancelAppointment.tsx'
import { useChoices, useRefresh, windowText } from './use-appointments.ts'

const idOr = <T,>(text: string, none: T) => (text === '' ? none : Number(text))
const bare = (found: Record<string, string>) =>
  Object.fromEntries(Object.entries(found).map(([path, text]) => [path.replace(/^fields\./, ''), text]))

function Refusal({ problem }: { problem: Problem | null }) {
  if (!problem || problem.errors.length > 0) return null
  return (
    <Notice tone="bad" title="This was not saved.">
      {problem.detail}
      {problem.code === 'appointments.stale' && ' Saving again puts yours in its place.'}
    </Notice>
  )
}

type NewProps = { customerId: number; types: readonly AppointmentType[]; onClose: () => void }

export function NewAppointmentDialog(props: NewProps) {
  const choices = useChoices()
  return (
    <Modal opened onClose={props.onClose} size={640} title="New appointment" closeOnClickOutside={false}>
      {choices ? <NewForm {...props} minutes={choices.minutes} /> : <LinesSkeleton count={6} />}
    </Modal>
  )
}

function NewForm({ customerId, types, minutes, onClose }: NewProps & { minutes: number }) {
  const { timeZone, settings } = useMe().company
  const choices = useChoices()
  const { user } = useMe()
  const refresh = useRefresh()
  const create = useEndpointMutation(appointments.create)
  const [draft, setDraft] = useState(() => ({
    ...newDraft(types[0]!, todayIn(timeZone, new Date()), minutes),
    userId: types[0] === 'sale' ? String(user.id) : '',
  }))
  const [errors, setErrors] = useState<Record<string, string>>({})
  const inSlot = scheduleOf(draft.type) === 'tech' && settings.timeSlots
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const window = windowOf(draft, timeZone)
    const [slotId, on] = draft.slot.split(' ')
    const { type, confirmed, notes } = draft
    if (inSlot && !slotId) return setErrors({ slot: 'Choose a time slot' })
    if (!inSlot && !window) return setErrors({ startsAt: 'Enter when it begins' })
    const checked = check(appointments.create.body, {
      type,
      subtypeId: idOr(draft.subtypeId, null),
      // Nobody chosen in a slot: whoever is free, where the company assigns at once.
      userId: idOr(draft.userId, inSlot && choices?.autoAssign ? undefined : null),
      ...(inSlot ? { slot: { slotId: Number(slotId), on } } : window),
      confirmed,
      notes,
    })
    if (checked.errors) return setErrors(checked.errors)
    setErrors({})
    create.mutate(
      { params: { customerId }, body: checked.value },
      {
        onSuccess: (made) => {
          refresh()
          toastDone(
            `Scheduled for ${dayWords(todayIn(timeZone, made.startsAt))}${made.user ? ` with ${made.user.name}` : ''}.`,
          )
          onClose()
        },
        onError: (problem) => {
          setErrors(fieldErrors(problem))
          refresh()
        },
      },
    )
  }
  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="md">
        <Refusal problem={create.error} />
        <AppointmentFields
          customerId={customerId}
          draft={draft}
          onChange={(change) => setDraft({ ...draft, ...change })}
          errors={errors}
          types={types}
          inSlot={inSlot}
        />
        <div className={classes.buttons}>
          <span />
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending}>
            Schedule
          </Button>
        </div>
      </Stack>
    </form>
  )
}

type EditProps = { appointmentId: number; onClose: () => void }

export function EditAppointmentDialog({ appointmentId, onClose }: EditProps) {
  const { data, error, refetch } = useEndpointQuery(appointments.open, { params: { appointmentId } })
  return (
    <Modal
      opened
      onClose={onClose}
      size={640}
      title={data ? `${titleOf(data)}, ${data.customer.name}` : 'Appointment'}
    >
      {data ? (
        <Work key={data.version} appointment={data} onClose={onClose} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <LinesSkeleton count={6} />
      )}
    </Modal>
  )
}

function Work({ appointment, onClose }: { appointment: Appointment; onClose: () => void }) {
  const { timeZone, slug } = useMe().company
  const refresh = useRefresh()
  const update = useEndpointMutation(appointments.save)
  const remove = useEndpointMutation(appointments.remove)
  const [before] = useState(() => draftOf(appointment, timeZone))
  const [draft, setDraft] = useState<Draft>(before)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [version, setVersion] = useState(appointment.version)
  const { customer, abilities, status } = appointment
  const params = { appointmentId: appointment.id }
  const open = isOpen(status)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const window = windowOf(draft, timeZone)
    if (!window) return setErrors({ startsAt: 'Enter when it begins' })
    const moved = draft.on !== before.on || draft.from !== before.from || draft.length !== before.length
    const checked = check(appointments.save.body.shape.fields, {
      subtypeId: idOr(draft.subtypeId, null),
      ...(draft.userId !== before.userId && { userId: idOr(draft.userId, null) }),
      ...(moved && window),
      confirmed: draft.confirmed,
      notes: draft.notes,
    })
    if (checked.errors) return setErrors(checked.errors)
    setErrors({})
    update.mutate(
      { params, body: { version, fields: checked.value } },
      {
        onSuccess: () => {
          refresh()
          toastDone('Appointment saved.')
          onClose()
        },
        onError: (problem) => {
          setErrors(bare(fieldErrors(problem)))
          if (problem.code === 'appointments.stale')
            setVersion((problem.extra as AppointmentConflict).current.version)
        },
      },
    )
  }
  return (
    <Stack gap="md">
      <div className={classes.facts}>
        <AppointmentState appointment={appointment} />
        <span className="tabular">
          {dayWords(todayIn(timeZone, appointment.startsAt))},{' '}
          {windowText(appointment.startsAt, appointment.endsAt, timeZone)}
        </span>
        {abilities.open ? (
          <Link to="/$company/customers/$customerId" params={{ company: slug, customerId: customer.id }}>
            #{customer.id} {customer.name}
          </Link>
        ) : (
          <span>{customer.name}</span>
        )}
        {customer.phone && <a href={`tel:${customer.phone}`}>{formatPhone(customer.phone)}</a>}
        {customer.address && <span className={classes.dim}>{customer.address}</span>}
      </div>
      <div className={classes.facts}>
        <StatusSteps appointment={appointment} />
        {abilities.modify && open && <CancelAppointment appointment={appointment} />}
      </div>
      {status === 'cancelled' && (appointment.cancelReason || appointment.cancelNote) && (
        <Text size="sm">
          Cancelled: {[appointment.cancelReason?.name, appointment.cancelNote].filter(Boolean).join(', ')}
        </Text>
      )}
      {abilities.modify && open ? (
        <form noValidate onSubmit={submit}>
          <Stack gap="md">
            <Refusal problem={update.error} />
            <AppointmentFields
              customerId={customer.id}
              draft={draft}
              onChange={(change) => setDraft({ ...draft, ...change })}
              errors={errors}
              own={{
                startsAt: appointment.startsAt,
                endsAt: appointment.endsAt,
                userId: appointment.user?.id ?? null,
                userName: appointment.user?.name ?? '',
              }}
              inSlot={false}
            />
            <div className={classes.buttons}>
              <Delete onDelete={() => remove.mutateAsync({ params })} after={() => (refresh(), onClose())} />
              <Button variant="default" onClick={onClose}>
                Close
              </Button>
              <Button type="submit" loading={update.isPending}>
                Save appointment
              </Button>
            </div>
          </Stack>
        </form>
      ) : (
        <>
          <Text size="sm">{appointment.user ? appointment.user.name : 'Nobody assigned'}</Text>
          {appointment.notes && <Text className={classes.note}>{appointment.notes}</Text>}
          {abilities.modify && (
            <div className={classes.buttons}>
              <Delete onDelete={() => remove.mutateAsync({ params })} after={() => (refresh(), onClose())} />
            </div>
          )}
        </>
      )}
      {abilities.open && (
        <details>
          <summary className={classes.summary}>History</summary>
          <EntityHistory
            endpoint={appointments.history}
            input={{ params }}
            empty="Nothing has been changed yet"
          />
        </details>
      )}
    </Stack>
  )
}

const Delete = ({ onDelete, after }: { onDelete: () => Promise<unknown>; after: () => void }) => (
  <ConfirmButton
    label="Delete"
    danger
    variant="subtle"
    title="Delete this appointment?"
    confirmLabel="Delete appointment"
    onConfirm={async () => {
      await onDelete()
      toastDone('Appointment deleted.')
      after()
    }}
  >
    Delete what was entered by mistake. What does not take place is cancelled, so that one can see later why.
  </ConfirmButton>
)
