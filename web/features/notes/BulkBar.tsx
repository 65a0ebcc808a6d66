/** What can be done to the tickets that are selected, all of them at once or none. */
import { Button, Menu, Popover, TextInput } from '@mantine/core'
import { IconCheck, IconChevronDown, IconRotate2 } from '@tabler/icons-react'
import { useState } from 'react'
import type { Input } from '#shared/contract.ts'
import { notes } from '#shared/contracts/notes.ts'
import { priorities, priorityLabels } from '#shared/rules/notes.ts'
import { problemText } from '#web/api/problem.ts'
import { useEndpointMutation, useInvalidate } from '#web/api/queries.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { useTicketOptions } from './TicketFilters.tsx'
import classes from './tickets.module.css'
import { choicesOf, useNoteCatalogues } from './use-notes.ts'

type Change = Input<typeof notes.changeTickets>['body']['change']
type Props = {
  selected: readonly number[]
  /** Whether among them are tickets that are closed, and that are open. */
  holds: { open: boolean; closed: boolean }
  onClear: () => void
}

const count = (n: number) => `${n} ticket${n === 1 ? '' : 's'}`

export function BulkBar({ selected, holds, onClear }: Props) {
  const { invalidate } = useInvalidate()
  const change = useEndpointMutation(notes.changeTickets)
  const { types } = useNoteCatalogues()
  const people = useTicketOptions()?.people ?? []
  const apply = async (what: Change, done: string, undo?: Change, noteIds = [...selected]) => {
    try {
      const { changed } = await change.mutateAsync({ body: { noteIds, change: what } })
      onClear()
      // Whatever was read of these tickets, here or on their records, may be outdated.
      await invalidate(notes.tickets)
      void invalidate(notes.countTickets)
      void invalidate(notes.ofCustomer)
      toastDone(
        `${count(changed)} ${done}`,
        undo && { undo: () => void apply(undo, 'put back', undefined, noteIds) },
      )
    } catch {
      // The mutation holds the error; it stands below the bar.
    }
  }
  const mixed = holds.open && holds.closed
  return (
    <div className={classes.bulk} role="group" aria-label="Selected tickets">
      <strong>{count(selected.length)} selected</strong>
      {holds.open && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconCheck size={14} />}
          loading={change.isPending}
          onClick={() => void apply({ closed: true }, 'closed', mixed ? undefined : { closed: false })}
        >
          Close
        </Button>
      )}
      {holds.closed && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconRotate2 size={14} />}
          loading={change.isPending}
          onClick={() => void apply({ closed: false }, 'reopened', mixed ? undefined : { closed: true })}
        >
          Reopen
        </Button>
      )}
      <ChoiceMenu
        label="Assign to"
        choices={people.map(({ id, name }) => ({ value: id, label: name }))}
        onChoose={(assigneeId, name) => void apply({ assigneeId }, `assigned to ${name}`)}
      />
      <DueMenu
        onChoose={(dueOn) => void apply({ dueOn }, dueOn ? 'given the due date' : 'left without a due date')}
      />
      <ChoiceMenu
        label="Priority"
        choices={[
          ...priorities.map((value) => ({ value, label: priorityLabels[value] })),
          { value: null, label: 'None' },
        ]}
        onChoose={(priority, name) => void apply({ priority }, `set to priority ${name.toLowerCase()}`)}
      />
      <ChoiceMenu
        label="Type"
        choices={choicesOf(types, undefined)}
        onChoose={(typeId, name) => void apply({ typeId }, `made “${name}”`)}
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
