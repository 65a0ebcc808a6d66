/** Cancels an appointment, with why. */
import { Button, Modal, NativeSelect, Stack, Textarea } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { type Appointment, appointments } from '#shared/contracts/appointments.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import classes from './appointments.module.css'
import { useChoices, useRefresh } from './use-appointments.ts'

export function CancelAppointment({ appointment }: { appointment: Appointment }) {
  const [opened, setOpened] = useState(false)
  const [reasonId, setReasonId] = useState('')
  const [note, setNote] = useState('')
  const choices = useChoices()
  const refresh = useRefresh()
  const cancel = useEndpointMutation(appointments.setStatus)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    cancel.mutate(
      {
        params: { appointmentId: appointment.id },
        body: {
          version: appointment.version,
          status: 'cancelled',
          cancelReasonId: reasonId === '' ? null : Number(reasonId),
          cancelNote: note,
        },
      },
      {
        onSuccess: () => {
          setOpened(false)
          refresh()
          toastDone('Appointment cancelled.')
        },
      },
    )
  }
  return (
    <>
      <Button size="xs" variant="default" onClick={() => setOpened(true)}>
        Cancel appointment
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title="Cancel this appointment?">
        <form noValidate onSubmit={submit}>
          <Stack gap="md">
            {cancel.error && (
              <Notice tone="bad" title="This was not saved.">
                {cancel.error.detail}
              </Notice>
            )}
            <NativeSelect
              label="Reason"
              data-autofocus
              data={[
                { value: '', label: 'Not said' },
                ...(choices?.cancelReasons ?? [])
                  .filter(({ active }) => active)
                  .map(({ id, name }) => ({ value: String(id), label: name })),
              ]}
              value={reasonId}
              onChange={(event) => setReasonId(event.currentTarget.value)}
            />
            <Textarea
              label="Note"
              maxLength={500}
              autosize
              minRows={2}
              value={note}
              onChange={(event) => setNote(event.currentTarget.value)}
            />
            <div className={classes.buttons}>
              <span />
              <Button variant="default" onClick={() => setOpened(false)}>
                Keep it
              </Button>
              <Button type="submit" color="red" loading={cancel.isPending}>
                Cancel appointment
              </Button>
            </div>
          </Stack>
        </form>
      </Modal>
    </>
  )
}
