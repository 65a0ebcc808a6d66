/** Schedules a visit for a work order, or one after another for several (Bulk Schedule). */
import { Button, Modal, NativeSelect, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { workOrders } from '#shared/contracts/work-orders.ts'
import { addDays, todayIn } from '#shared/time.ts'
import { check, fieldErrors } from '#web/api/problem.ts'
import { useEndpointMutation, useEndpointQuery } from '#web/api/queries.ts'
import { useMe } from '#web/api/session.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { useRefresh } from './use-work-orders.ts'
import classes from './work-orders.module.css'

type Props = {
  ids: readonly number[]
  /** Who is assigned already, if it is one. */
  technicianId: number | null
  onClose: () => void
  onDone?: () => void
}
const plural = (n: number) => (n === 1 ? 'visit' : `${n} visits`)

export function ScheduleDialog({ ids, technicianId, onClose, onDone }: Props) {
  const { timeZone } = useMe().company
  const refresh = useRefresh()
  const options = useEndpointQuery(workOrders.options, {}, { staleTime: 60_000 }).data
  const schedule = useEndpointMutation(workOrders.schedule)
  const [draft, setDraft] = useState({
    technicianId: technicianId === null ? '' : String(technicianId),
    on: addDays(todayIn(timeZone, new Date()), 1),
    from: '09:00',
    minutes: '60',
    travelMinutes: '15',
  })
  const [errors, setErrors] = useState<Record<string, string>>({})
  const field = (name: keyof typeof draft) => ({
    value: draft[name],
    error: errors[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      setDraft({ ...draft, [name]: event.currentTarget.value }),
  })
  const submit = () => {
    const whole = (text: string) => (/^\d+$/.test(text.trim()) ? Number(text) : text)
    const checked = check(workOrders.schedule.body, {
      ids: [...ids],
      technicianId: draft.technicianId === '' ? undefined : Number(draft.technicianId),
      on: draft.on,
      from: draft.from,
      minutes: whole(draft.minutes),
      travelMinutes: ids.length > 1 ? whole(draft.travelMinutes) : 0,
    })
    if (checked.errors) {
      const words = {
        technicianId: 'Choose a technician',
        minutes: 'Between 5 and 720 minutes',
        travelMinutes: 'Between 0 and 240 minutes',
      }
      return setErrors(
        Object.fromEntries(
          Object.entries(checked.errors).map(([name, text]) => [
            name,
            words[name as keyof typeof words] ?? text,
          ]),
        ),
      )
    }
    setErrors({})
    schedule.mutate(
      { body: checked.value },
      {
        onSuccess: ({ scheduled }) => {
          refresh()
          toastDone(`${scheduled === 1 ? 'A visit is' : `${scheduled} visits are`} scheduled.`)
          onClose()
          onDone?.()
        },
        onError: (problem) => setErrors(fieldErrors(problem)),
      },
    )
  }
  const title = ids.length === 1 ? `Schedule a visit for #${ids[0]}` : `Schedule ${ids.length} visits`
  return (
    <Modal opened onClose={onClose} title={title}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <Stack gap="md">
          {schedule.error && (
            <Notice tone="bad" title="Nothing was scheduled.">
              {schedule.error.errors[0]?.message ?? schedule.error.detail}
            </Notice>
          )}
          {ids.length > 1 && (
            <p className={classes.dim}>
              The visits follow one another in the order of the list, for one technician on one day: all of
              them or none.
            </p>
          )}
          <NativeSelect
            label="Technician"
            withAsterisk
            data-autofocus
            data={[
              { value: '', label: 'Choose' },
              ...(options?.technicians ?? []).map(({ id, name }) => ({ value: String(id), label: name })),
            ]}
            {...field('technicianId')}
          />
          <SimpleGrid cols={2} spacing="md" verticalSpacing="sm">
            <TextInput label="Date" withAsterisk type="date" {...field('on')} />
            <TextInput
              label={ids.length > 1 ? 'First begins' : 'Begins'}
              withAsterisk
              type="time"
              {...field('from')}
            />
            <TextInput
              label={ids.length > 1 ? 'Minutes each' : 'Minutes'}
              withAsterisk
              inputMode="numeric"
              maxLength={3}
              {...field('minutes')}
            />
            {ids.length > 1 && (
              <TextInput
                label="Minutes between"
                inputMode="numeric"
                maxLength={3}
                {...field('travelMinutes')}
              />
            )}
          </SimpleGrid>
          <div className={classes.buttons}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={schedule.isPending}>
              Schedule {plural(ids.length)}
            </Button>
          </div>
        </Stack>
      </form>
    </Modal>
  )
}
