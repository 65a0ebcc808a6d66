/** Makes and changes a time slot, and a coverage area. */
import {
  Button,
  Checkbox,
  Group,
  Modal,
  MultiSelect,
  NativeSelect,
  SimpleGrid,
  Stack,
  Textarea,
  TextInput,
} from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { type CoverageArea, scheduling, type TimeSlot } from '#shared/contracts/scheduling.ts'
import { weekdays, zipsOf } from '#shared/rules/appointments.ts'
import { check, fieldErrors, type Problem } from '#web/api/problem.ts'
import { useEndpointMutation, useInvalidate } from '#web/api/queries.ts'
import { ConfirmButton } from '#web/ui/ConfirmButton.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import classes from './appointments.module.css'

function useSettled(onClose: () => void, setErrors: (errors: Record<string, string>) => void) {
  const { invalidate } = useInvalidate()
  return {
    done: (message: string) => {
      void invalidate(scheduling.open)
      void invalidate(scheduling.history)
      toastDone(message)
      onClose()
    },
    failed: (problem: Problem) => {
      setErrors(fieldErrors(problem))
      if (problem.status === 404 || problem.code === 'scheduling.stale') void invalidate(scheduling.open)
    },
  }
}

const Refused = ({ problem }: { problem: Problem | null }) =>
  problem && problem.errors.length === 0 ? (
    <Notice tone="bad" title="This was not saved.">
      {problem.detail}
    </Notice>
  ) : null

type SlotProps = {
  slot: TimeSlot | null
  locationId: number
  areas: readonly CoverageArea[]
  onClose: () => void
}

export function SlotDialog({ slot, locationId, areas, onClose }: SlotProps) {
  const create = useEndpointMutation(scheduling.createSlots)
  const save = useEndpointMutation(scheduling.saveSlot)
  const remove = useEndpointMutation(scheduling.removeSlot)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const { done, failed } = useSettled(onClose, setErrors)
  const [draft, setDraft] = useState({
    days: [1, 2, 3, 4, 5],
    startsAt: slot?.startsAt ?? '08:00',
    endsAt: slot?.endsAt ?? '10:00',
    capacity: slot?.capacity === null || !slot ? '' : String(slot.capacity),
    areaId: slot?.area ? String(slot.area.id) : '',
    active: slot?.active ?? true,
  })
  const set = (change: Partial<typeof draft>) => setDraft({ ...draft, ...change })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const fields = {
      startsAt: draft.startsAt,
      endsAt: draft.endsAt,
      capacity: draft.capacity.trim() === '' ? null : Number(draft.capacity),
      areaId: draft.areaId === '' ? null : Number(draft.areaId),
    }
    if (slot) {
      const checked = check(scheduling.saveSlot.body, {
        ...fields,
        version: slot.version,
        active: draft.active,
      })
      if (checked.errors) return setErrors(checked.errors)
      save.mutate(
        { params: { slotId: slot.id }, body: checked.value },
        { onSuccess: () => done('Time slot saved.'), onError: failed },
      )
      return
    }
    const checked = check(scheduling.createSlots.body, { ...fields, locationId, weekdays: draft.days })
    if (checked.errors) return setErrors(checked.errors)
    create.mutate({ body: checked.value }, { onSuccess: () => done('Time slots made.'), onError: failed })
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={slot ? `Time slot on ${weekdays[slot.weekday]}` : 'New time slot'}
      size={520}
    >
      <form noValidate onSubmit={submit}>
        <Stack gap="md">
          <Refused problem={create.error ?? save.error} />
          {!slot && (
            <Checkbox.Group
              label="On"
              error={errors.weekdays}
              value={draft.days.map(String)}
              onChange={(values) => set({ days: values.map(Number) })}
            >
              <Group gap={12} mt={6}>
                {weekdays.map((name, day) => (
                  <Checkbox key={name} value={String(day)} label={name.slice(0, 3)} />
                ))}
              </Group>
            </Checkbox.Group>
          )}
          <SimpleGrid cols={2}>
            <TextInput
              label="Begins"
              type="time"
              value={draft.startsAt}
              error={errors.startsAt}
              onChange={(event) => set({ startsAt: event.currentTarget.value })}
            />
            <TextInput
              label="Ends"
              type="time"
              value={draft.endsAt}
              error={errors.endsAt}
              onChange={(event) => set({ endsAt: event.currentTarget.value })}
            />
            <TextInput
              label="Visits at once"
              description="Empty: as many as there are free technicians"
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              inputMode="numeric"
              value={draft.capacity}
              error={errors.capacity}
              onChange={(event) => set({ capacity: event.currentTarget.value })}
            />
            <NativeSelect
              label="Coverage area"
              data={[
                { value: '', label: 'Any address' },
                ...areas.map(({ id, name }) => ({ value: String(id), label: name })),
              ]}
              value={draft.areaId}
              error={errors.areaId}
              onChange={(event) => set({ areaId: event.currentTarget.value })}
            />
          </SimpleGrid>
          {slot && (
            <Checkbox
              label="In use"
              description={slot.active && 'Only a time slot that is out of use can be deleted'}
              checked={draft.active}
              onChange={(event) => set({ active: event.currentTarget.checked })}
            />
          )}
          <div className={classes.buttons}>
            {slot ? (
              <ConfirmButton
                label="Delete"
                danger
                variant="subtle"
                disabled={slot.active}
                title="Delete this time slot?"
                confirmLabel="Delete time slot"
                onConfirm={async () => {
                  await remove.mutateAsync({ params: { slotId: slot.id } })
                  done('Time slot deleted.')
                }}
              >
                What is booked into it stays on the calendar.
              </ConfirmButton>
            ) : (
              <span />
            )}
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending || save.isPending}>
              {slot ? 'Save time slot' : 'Make time slots'}
            </Button>
          </div>
        </Stack>
      </form>
    </Modal>
  )
}

type AreaProps = {
  area: CoverageArea | null
  technicians: readonly { id: number; name: string }[]
  onClose: () => void
}

export function AreaDialog({ area, technicians, onClose }: AreaProps) {
  const create = useEndpointMutation(scheduling.createArea)
  const save = useEndpointMutation(scheduling.saveArea)
  const remove = useEndpointMutation(scheduling.removeArea)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const { done, failed } = useSettled(onClose, setErrors)
  const [draft, setDraft] = useState({
    name: area?.name ?? '',
    zips: area?.zips.join(' ') ?? '',
    userIds: area?.people.map(({ id }) => String(id)) ?? [],
    active: area?.active ?? true,
  })
  const set = (change: Partial<typeof draft>) => setDraft({ ...draft, ...change })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const checked = check(scheduling.createArea.body, {
      name: draft.name,
      zips: zipsOf(draft.zips),
      userIds: draft.userIds.map(Number),
      active: draft.active,
    })
    if (checked.errors)
      return setErrors(
        Object.fromEntries(
          Object.entries(checked.errors).map(([path, message]) => [path.split('.')[0]!, message]),
        ),
      )
    const settled = { onSuccess: () => done('Coverage area saved.'), onError: failed }
    if (area)
      save.mutate({ params: { areaId: area.id }, body: { ...checked.value, version: area.version } }, settled)
    else create.mutate({ body: checked.value }, settled)
  }
  const people = [
    ...technicians,
    ...(area?.people ?? []).filter((one) => !technicians.some(({ id }) => id === one.id)),
  ]
  return (
    <Modal opened onClose={onClose} title={area ? `Edit ${area.name}` : 'New coverage area'} size={560}>
      <form noValidate onSubmit={submit}>
        <Stack gap="md">
          <Refused problem={create.error ?? save.error} />
          <TextInput
            label="Name"
            withAsterisk
            data-autofocus
            maxLength={80}
            value={draft.name}
            error={errors.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <Textarea
            label="ZIP codes"
            description="Parted by spaces or commas. The first three digits stand for all that begin so."
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            autosize
            minRows={2}
            maxRows={10}
            value={draft.zips}
            error={errors.zips}
            onChange={(event) => set({ zips: event.currentTarget.value })}
          />
          <MultiSelect
            label="Technicians"
            data={people.map(({ id, name }) => ({ value: String(id), label: name }))}
            searchable
            value={draft.userIds}
            error={errors.userIds}
            onChange={(userIds) => set({ userIds })}
          />
          <Checkbox
            label="In use"
            description={
              area?.active && 'Only an area that is out of use, and has no time slots, can be deleted'
            }
            checked={draft.active}
            onChange={(event) => set({ active: event.currentTarget.checked })}
          />
          <div className={classes.buttons}>
            {area ? (
              <ConfirmButton
                label="Delete"
                danger
                variant="subtle"
                disabled={area.active || area.slots > 0}
                title={`Delete ${area.name}?`}
                confirmLabel="Delete coverage area"
                onConfirm={async () => {
                  await remove.mutateAsync({ params: { areaId: area.id } })
                  done('Coverage area deleted.')
                }}
              >
                Its ZIP codes are then served by whom another area names, or by their office.
              </ConfirmButton>
            ) : (
              <span />
            )}
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending || save.isPending}>
              {area ? 'Save coverage area' : 'Make coverage area'}
            </Button>
          </div>
        </Stack>
      </form>
    </Modal>
  )
}
