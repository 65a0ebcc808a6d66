/** /{company}/time-off: hours in which nobody is booked, of oneself and of whose one may schedule. */
import {
  Button,
  Checkbox,
  Group,
  Modal,
  NativeSelect,
  SimpleGrid,
  Stack,
  Textarea,
  TextInput,
} from '@mantine/core'
import { IconBeach, IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { timeOff, type TimeOffEntry } from '#shared/contracts/time-off.ts'
import { dayWords, weekdayOf, weekdays } from '#shared/rules/appointments.ts'
import { addDays, instantAtClock, todayIn } from '#shared/time.ts'
import { check, fieldErrors } from '#web/api/problem.ts'
import { endpointPages, useEndpointMutation } from '#web/api/queries.ts'
import { useMe } from '#web/api/session.ts'
import { type Column, DataTable } from '#web/ui/DataTable.tsx'
import { ConfirmButton } from '#web/ui/ConfirmButton.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { FilterChip } from '#web/ui/FilterChip.tsx'
import { MoreRows } from '#web/ui/MoreRows.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { useTitle } from '#web/ui/title.ts'
import { toastDone } from '#web/ui/toast.tsx'
import classes from './appointments.module.css'
import { useRefresh, windowText } from './use-appointments.ts'

const from = '/$company/time-off'

export function TimeOffPage() {
  useTitle('Time off')
  const { timeZone } = useMe().company
  const search = useSearch({ from })
  const navigate = useNavigate({ from })
  const go = (change: Partial<typeof search>) =>
    void navigate({ search: { ...search, ...change }, replace: true })
  const pages = useInfiniteQuery(endpointPages(timeOff.list, { query: { userId: search.userId } }, 'after'))
  const refresh = useRefresh()
  const remove = useEndpointMutation(timeOff.remove)
  const rows = pages.data?.pages.flatMap(({ items }) => items)
  const people = pages.data?.pages[0]?.people ?? []
  const give = async (row: TimeOffEntry, following: 'true' | 'false') => {
    await remove.mutateAsync({ params: { timeOffId: row.id }, query: { following } })
    refresh()
    toastDone('Given back.')
  }
  const columns: Column<TimeOffEntry>[] = [
    { key: 'who', head: 'Who', maxWidth: 180, cell: (row) => row.user.name },
    { key: 'day', head: 'Day', cell: (row) => dayWords(todayIn(timeZone, row.startsAt)) },
    { key: 'time', head: 'Time', cell: (row) => windowText(row.startsAt, row.endsAt, timeZone) },
    { key: 'reason', head: 'Reason', maxWidth: 260, cell: (row) => row.reason },
    { key: 'notes', head: 'Notes', maxWidth: 260, cell: (row) => row.notes },
    {
      key: 'give',
      head: 'Action',
      cell: (row) => (
        <Group gap={6} wrap="nowrap">
          <ConfirmButton
            label="Give back"
            size="compact-sm"
            title="Give this time back?"
            onConfirm={() => give(row, 'false')}
          >
            {row.user.name} can be booked again on {dayWords(todayIn(timeZone, row.startsAt))}.
          </ConfirmButton>
          {row.series && (
            <ConfirmButton
              label="And following"
              size="compact-sm"
              title="Give this day and all that follow back?"
              confirmLabel="Give back all"
              onConfirm={() => give(row, 'true')}
            >
              The days of the series from {dayWords(todayIn(timeZone, row.startsAt))} on can be booked again.
            </ConfirmButton>
          )}
        </Group>
      ),
    },
  ]
  const add = people.length > 0 && (
    <Button size="sm" leftSection={<IconPlus size={15} aria-hidden />} onClick={() => go({ new: true })}>
      Block time
    </Button>
  )
  if (pages.error && !rows)
    return <ErrorState isPage error={pages.error} onRetry={() => void pages.refetch()} />
  return (
    <Page>
      <PageHeader title="Time off" actions={add} />
      {people.length > 1 && (
        <div role="group" aria-label="Filters">
          <FilterChip
            label="Who"
            choices={people.map(({ id, name }) => ({ value: id, label: name }))}
            value={search.userId}
            onChange={(userId) => go({ userId })}
            anyLabel="Everybody"
          />
        </div>
      )}
      <Panel flush>
        <DataTable
          label="Time off"
          columns={columns}
          rows={rows}
          rowKey={(row) => row.id}
          skeletons={6}
          empty={
            <EmptyState icon={IconBeach} title="No time off ahead" action={add}>
              {people.length > 0
                ? 'Whoever is away is blocked here, so that nobody books them meanwhile.'
                : 'Technicians and sales representatives whose time you may schedule would stand here.'}
            </EmptyState>
          }
          footer={<MoreRows pages={pages} shown={rows?.length ?? 0} />}
        />
      </Panel>
      {search.new && people.length > 0 && (
        <TimeOffDialog people={people} chosen={search.userId} onClose={() => go({ new: undefined })} />
      )}
    </Page>
  )
}

type DialogProps = {
  people: readonly { id: number; name: string }[]
  chosen: number | undefined
  onClose: () => void
}

function TimeOffDialog({ people, chosen, onClose }: DialogProps) {
  const { timeZone } = useMe().company
  const refresh = useRefresh()
  const create = useEndpointMutation(timeOff.create)
  const [draft, setDraft] = useState(() => {
    const on = addDays(todayIn(timeZone, new Date()), 1)
    return {
      userId: String(people.find(({ id }) => id === chosen)?.id ?? people[0]!.id),
      on,
      from: '08:00',
      lastOn: on,
      to: '17:00',
      reason: '',
      notes: '',
      repeats: false,
      days: [weekdayOf(on)],
      every: '1',
      until: addDays(on, 28),
    }
  })
  const [errors, setErrors] = useState<Record<string, string>>({})
  const set = (change: Partial<typeof draft>) => setDraft({ ...draft, ...change })
  const clock = (on: string, time: string) => {
    try {
      return instantAtClock(`${on}T${time}`, timeZone)
    } catch {
      return ''
    }
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const checked = check(timeOff.create.body, {
      userId: Number(draft.userId),
      startsAt: clock(draft.on, draft.from),
      endsAt: clock(draft.lastOn, draft.to),
      reason: draft.reason,
      notes: draft.notes,
      repeats: draft.repeats
        ? { weekdays: draft.days, every: Number(draft.every), until: draft.until }
        : null,
    })
    if (checked.errors) return setErrors(checked.errors)
    setErrors({})
    create.mutate(
      { body: checked.value },
      {
        onSuccess: ({ items }) => {
          refresh()
          toastDone(items.length === 1 ? 'Blocked.' : `Blocked on ${items.length} days.`)
          onClose()
        },
        onError: (problem) => setErrors(fieldErrors(problem)),
      },
    )
  }
  const field = (name: 'on' | 'from' | 'lastOn' | 'to' | 'reason' | 'notes' | 'until', error?: string) => ({
    value: draft[name],
    error,
    onChange: (event: { currentTarget: { value: string } }) => set({ [name]: event.currentTarget.value }),
  })
  return (
    <Modal opened onClose={onClose} size={560} title="Block time" closeOnClickOutside={false}>
      <form noValidate onSubmit={submit}>
        <Stack gap="md">
          {create.error && (
            <Notice tone="bad" title="This was not saved.">
              {create.error.detail}
            </Notice>
          )}
          <NativeSelect
            label="Who"
            data-autofocus
            data={people.map(({ id, name }) => ({ value: String(id), label: name }))}
            value={draft.userId}
            error={errors.userId}
            onChange={(event) => set({ userId: event.currentTarget.value })}
          />
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md" verticalSpacing="sm">
            <TextInput
              label="First day"
              type="date"
              value={draft.on}
              error={errors.startsAt}
              onChange={(event) => {
                const on = event.currentTarget.value
                set({ on, ...(draft.lastOn < on && { lastOn: on }) })
              }}
            />
            <TextInput label="From" type="time" {...field('from')} />
            <TextInput label="Last day" type="date" {...field('lastOn', errors.endsAt)} />
            <TextInput label="Until" type="time" {...field('to')} />
          </SimpleGrid>
          <TextInput label="Reason" withAsterisk maxLength={80} {...field('reason', errors.reason)} />
          <Textarea
            label="Notes"
            autosize
            minRows={1}
            maxRows={5}
            maxLength={1000}
            {...field('notes', errors.notes)}
          />
          <Checkbox
            label="Repeat it"
            checked={draft.repeats}
            onChange={(event) => set({ repeats: event.currentTarget.checked })}
          />
          {draft.repeats && (
            <Stack gap="sm">
              <Checkbox.Group
                label="On"
                error={errors['repeats.weekdays']}
                value={draft.days.map(String)}
                onChange={(values) => set({ days: values.map(Number) })}
              >
                <Group gap={12} mt={6}>
                  {weekdays.map((name, day) => (
                    <Checkbox key={name} value={String(day)} label={name.slice(0, 3)} />
                  ))}
                </Group>
              </Checkbox.Group>
              <SimpleGrid cols={2}>
                <NativeSelect
                  label="Every"
                  data={[
                    { value: '1', label: 'Week' },
                    { value: '2', label: 'Other week' },
                    { value: '4', label: 'Fourth week' },
                  ]}
                  value={draft.every}
                  onChange={(event) => set({ every: event.currentTarget.value })}
                />
                <TextInput label="Up to" type="date" {...field('until', errors['repeats.until'])} />
              </SimpleGrid>
            </Stack>
          )}
          <div className={classes.buttons}>
            <span />
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending}>
              Block time
            </Button>
          </div>
        </Stack>
      </form>
    </Modal>
  )
}
