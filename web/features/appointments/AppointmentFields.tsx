/** The fields of an appointment: what for, when, and who goes there, with who is free. */
import {
  Checkbox,
  NativeSelect,
  SegmentedControl,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core'
import { useState } from 'react'
import { appointments } from '#shared/contracts/appointments.ts'
import {
  type AppointmentType,
  appointmentTypes,
  clockText,
  dayWords,
  scheduleOf,
} from '#shared/rules/appointments.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { useMe } from '#web/api/session.ts'
import { Notice } from '#web/ui/Notice.tsx'
import {
  type Draft,
  inView,
  isTaken,
  lengths,
  lengthText,
  type View,
  views,
  windowOf,
} from './appointment-draft.ts'
import classes from './appointments.module.css'
import { useChoices } from './use-appointments.ts'

type Props = {
  customerId: number
  draft: Draft
  onChange: (change: Partial<Draft>) => void
  errors: Record<string, string>
  /** Types to choose from; none: the type stands. */
  types?: readonly AppointmentType[]
  /** As it is stored: what is in its own way is not. */
  own?: { startsAt: string; endsAt: string; userId: number | null; userName: string }
  /** Booked into a time slot, not at a time of one’s own. */
  inSlot: boolean
}

export function AppointmentFields({ customerId, draft, onChange, errors, types, own, inSlot }: Props) {
  const { timeZone } = useMe().company
  const choices = useChoices()
  const [chosenView, setView] = useState<View | null>(null)
  const { data } = useEndpointQuery(
    appointments.availability,
    {
      params: { customerId },
      query: { from: draft.on, days: inSlot ? 7 : 1, schedule: scheduleOf(draft.type) },
    },
    { enabled: /^\d{4}-\d{2}-\d{2}$/.test(draft.on), placeholderData: (previous) => previous },
  )
  const isTech = scheduleOf(draft.type) === 'tech'
  const view = chosenView ?? (data?.covered && isTech ? 'area' : 'office')
  const slots = data?.slots ?? []
  const slot = slots.find((one) => `${one.slotId} ${one.on}` === draft.slot)
  const window = inSlot ? (slot ?? null) : windowOf(draft, timeZone)
  const ownOf = (id: number) => (own && own.userId === id ? own : null)
  const people = (data?.people ?? []).filter(
    (person) => inView(person, view) || String(person.id) === draft.userId,
  )
  const subtypes = (choices?.subtypes ?? []).filter(
    ({ type, active, id }) => type === draft.type && (active || String(id) === draft.subtypeId),
  )
  const field = (name: 'on' | 'from' | 'notes', error?: string) => ({
    value: draft[name],
    error,
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ [name]: event.currentTarget.value }),
  })
  const taken = people.find(({ id }) => String(id) === draft.userId)
  const chosenIsTaken = taken && isTaken(taken, window, ownOf(taken.id))
  const lengthChoices = [...new Set([...lengths, Number(draft.length)])].sort((a, b) => a - b)
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md" verticalSpacing="sm">
        {types && (
          <NativeSelect
            label="Type"
            withAsterisk
            data-autofocus
            data={types.map((value) => ({ value, label: appointmentTypes[value] }))}
            value={draft.type}
            error={errors.type}
            onChange={(event) =>
              onChange({
                type: event.currentTarget.value as AppointmentType,
                subtypeId: '',
                userId: '',
                slot: '',
              })
            }
          />
        )}
        <NativeSelect
          label="Subtype"
          data={[
            { value: '', label: 'Not said' },
            ...subtypes.map(({ id, name }) => ({ value: String(id), label: name })),
          ]}
          value={draft.subtypeId}
          error={errors.subtypeId}
          onChange={(event) => {
            const subtypeId = event.currentTarget.value
            const minutes = subtypes.find(({ id }) => String(id) === subtypeId)?.minutes
            onChange({ subtypeId, ...(minutes && !own && { length: String(minutes) }) })
          }}
        />
        <TextInput label={inSlot ? 'From' : 'Date'} type="date" withAsterisk {...field('on', errors.on)} />
        {!inSlot && (
          <>
            <TextInput label="Begins" type="time" withAsterisk {...field('from', errors.startsAt)} />
            <NativeSelect
              label="Length"
              data={lengthChoices.map((n) => ({ value: String(n), label: lengthText(n) }))}
              value={draft.length}
              error={errors.endsAt}
              onChange={(event) => onChange({ length: event.currentTarget.value })}
            />
          </>
        )}
      </SimpleGrid>
      {inSlot && (
        <div role="group" aria-label="Time slots">
          {slots.length > 0 ? (
            <div className={classes.slots}>
              {slots.map((one) => {
                const key = `${one.slotId} ${one.on}`
                return (
                  <button
                    key={key}
                    type="button"
                    className={classes.slot}
                    data-chosen={key === draft.slot || undefined}
                    aria-pressed={key === draft.slot}
                    disabled={one.left < 1}
                    onClick={() => onChange({ slot: key, userId: '' })}
                  >
                    <strong>{dayWords(one.on)}</strong>
                    <span className="tabular">
                      {clockText(one.startsAt, timeZone)} to {clockText(one.endsAt, timeZone)}
                    </span>
                    <span className={classes.dim}>{one.left > 0 ? `${one.left} left` : 'Full'}</span>
                  </button>
                )
              })}
            </div>
          ) : (
            <Notice tone="attention" title="No time slot serves this address in these seven days.">
              The offices’ weeks and the coverage areas are kept in administration, under Scheduling.
            </Notice>
          )}
          {errors.slot && (
            <Text c="red" size="xs">
              {errors.slot}
            </Text>
          )}
        </div>
      )}
      <Stack gap={6}>
        <NativeSelect
          label={isTech ? 'Technician' : 'Sales representative'}
          error={errors.userId ?? (chosenIsTaken ? 'Not free at that time' : undefined)}
          data={[
            {
              value: '',
              label: inSlot && choices?.autoAssign ? 'Whoever is free and serves the address' : 'Nobody yet',
            },
            ...people.map((person) => ({
              value: String(person.id),
              label: isTaken(person, window, ownOf(person.id)) ? `${person.name} (not free)` : person.name,
            })),
            ...(own?.userId && !people.some(({ id }) => id === own.userId)
              ? [{ value: String(own.userId), label: own.userName }]
              : []),
          ]}
          value={draft.userId}
          onChange={(event) => onChange({ userId: event.currentTarget.value })}
        />
        {isTech && (
          <SegmentedControl
            size="xs"
            aria-label="Technicians offered"
            data={Object.entries(views).map(([value, label]) => ({ value, label }))}
            value={view}
            onChange={(value) => setView(value as View)}
          />
        )}
        {isTech && view === 'area' && !data?.covered && (
          <Text size="xs" c="dimmed">
            No coverage area has the ZIP code {data?.zip ?? 'of this address'}.
          </Text>
        )}
      </Stack>
      <Checkbox
        label="The customer has confirmed the time"
        checked={draft.confirmed}
        onChange={(event) => onChange({ confirmed: event.currentTarget.checked })}
      />
      <Textarea
        label="Notes for whoever goes there"
        autosize
        minRows={2}
        maxRows={8}
        maxLength={4000}
        {...field('notes', errors.notes)}
      />
    </Stack>
  )
}
