/** What can be done to the work orders that are selected, all of them at once or none. */
import { Button, Menu, Popover, TextInput } from '@mantine/core'
import { IconCalendarPlus, IconChevronDown } from '@tabler/icons-react'
import { useState } from 'react'
import type { Input } from '#shared/contract.ts'
import type { WorkOrderRow } from '#shared/contracts/work-order-values.ts'
import { workOrders } from '#shared/contracts/work-orders.ts'
import { priorities, priorityLabels } from '#shared/rules/notes.ts'
import { problemText } from '#web/api/problem.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { ScheduleDialog } from './ScheduleDialog.tsx'
import { useRefresh } from './use-work-orders.ts'
import { useQueueOptions } from './WorkQueueFilters.tsx'
import classes from './work-orders.module.css'

type Change = Input<typeof workOrders.change>['body']['change']
type Props = { selected: readonly WorkOrderRow[]; onClear: () => void }

/** As many as one call schedules. */
const mostScheduled = 50
const count = (n: number) => `${n} work order${n === 1 ? '' : 's'}`

export function WorkBulkBar({ selected, onClear }: Props) {
  const refresh = useRefresh()
  const change = useEndpointMutation(workOrders.change)
  const options = useQueueOptions()
  const [scheduling, setScheduling] = useState(false)
  const ids = selected.map(({ id }) => id)
  const schedulable = selected.every(({ schedule }) => schedule)
  const technicians = new Set(selected.map(({ technician }) => technician?.id))
  const apply = (what: Change, done: string) =>
    change.mutate(
      { body: { ids, change: what } },
      {
        onSuccess: ({ changed }) => {
          onClear()
          refresh()
          toastDone(`${count(changed)} ${done}`)
        },
      },
    )
  return (
    <div className={classes.bulk} role="group" aria-label="Selected work orders">
      <strong>{count(ids.length)} selected</strong>
      <ChoiceMenu
        label="Assign to"
        choices={[
          ...(options?.technicians ?? []).map(({ id, name }) => ({
            value: id as number | null,
            label: name,
          })),
          { value: null, label: 'Nobody' },
        ]}
        onChoose={(technicianId, name) => apply({ technicianId }, `assigned to ${name}`)}
      />
      {selected.some(({ schedule }) => schedule) && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconCalendarPlus size={14} aria-hidden />}
          disabled={!schedulable || ids.length > mostScheduled}
          title={
            ids.length > mostScheduled
              ? `At most ${mostScheduled} at once`
              : schedulable
                ? undefined
                : 'Some of them cannot be scheduled: they are over, or a lead’s, or at a location where you may not'
          }
          onClick={() => setScheduling(true)}
        >
          Schedule
        </Button>
      )}
      <DueMenu
        onChoose={(dueOn) => apply({ dueOn }, dueOn ? 'given the due date' : 'left without a due date')}
      />
      <ChoiceMenu
        label="Priority"
        choices={[
          ...priorities.map((value) => ({ value, label: priorityLabels[value] })),
          { value: null, label: 'None' },
        ]}
        onChoose={(priority, name) => apply({ priority }, `set to priority ${name.toLowerCase()}`)}
      />
      <ChoiceMenu
        label="Type"
        choices={(options?.types ?? [])
          .filter(({ active }) => active)
          .map(({ id, name }) => ({ value: id, label: name }))}
        onChoose={(typeId, name) => apply({ typeId }, `made “${name}”`)}
      />
      <Button size="xs" variant="subtle" onClick={onClear}>
        Clear selection
      </Button>
      {change.error && (
        <div className={classes.bulkError}>
          <Notice tone="bad">
            Nothing was changed. {change.error.errors[0]?.message ?? problemText(change.error)}
          </Notice>
        </div>
      )}
      {scheduling && (
        <ScheduleDialog
          ids={ids}
          technicianId={technicians.size === 1 ? ([...technicians][0] ?? null) : null}
          onClose={() => setScheduling(false)}
          onDone={onClear}
        />
      )}
    </div>
  )
}

type ChoiceMenuProps<V> = {
  label: string
  choices: readonly { value: V; label: string }[]
  onChoose: (value: V, label: string) => void
}

function ChoiceMenu<V extends string | number | null>({ label, choices, onChoose }: ChoiceMenuProps<V>) {
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button size="xs" variant="default" rightSection={<IconChevronDown size={13} />}>
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={360} className={classes.choices} aria-label={label}>
        {choices.map(({ value, label: words }) => (
          <Menu.Item key={String(value)} onClick={() => onChoose(value, words)}>
            {words}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function DueMenu({ onChoose }: { onChoose: (dueOn: string | null) => void }) {
  const [opened, setOpened] = useState(false)
  const [day, setDay] = useState('')
  const choose = (dueOn: string | null) => {
    setOpened(false)
    onChoose(dueOn)
  }
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" trapFocus returnFocus>
      <Popover.Target>
        <Button
          size="xs"
          variant="default"
          rightSection={<IconChevronDown size={13} />}
          onClick={() => setOpened(!opened)}
        >
          Due date
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Due date">
        <form
          className={classes.dueForm}
          onSubmit={(event) => {
            event.preventDefault()
            if (day) choose(day)
          }}
        >
          <TextInput
            type="date"
            label="New due date"
            min="1900-01-01"
            max="2199-12-31"
            value={day}
            onChange={(event) => setDay(event.currentTarget.value)}
          />
          <Button type="submit" size="xs" disabled={!day}>
            Set
          </Button>
          <Button size="xs" variant="default" onClick={() => choose(null)}>
            None
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}
