/** Which columns a list shows and in what order; kept for the user. */
import { ActionIcon, Button, Checkbox, CloseButton, Popover, TextInput, Tooltip } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconColumns3 } from '@tabler/icons-react'
import { useState } from 'react'
import type { ListColumn } from '#shared/contracts/customer-list.ts'
import { columnGroups, headOf as headIn, type OwnFields, ownFieldsTitle } from './columns.tsx'
import classes from './list.module.css'

type Props = {
  kind: 'customer' | 'lead'
  shown: readonly ListColumn[]
  own: OwnFields
  /** null: back to the usual ones. */
  onChange: (columns: ListColumn[] | null) => void
}

export function ColumnPicker({ kind, shown, own, onChange }: Props) {
  return (
    <Popover position="bottom-end" width={320} trapFocus>
      <Popover.Target>
        <Tooltip label="Columns">
          <ActionIcon variant="default" size={30} aria-label="Columns">
            <IconColumns3 size={16} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label="Columns">
        <Columns {...{ kind, shown, own, onChange }} />
      </Popover.Dropdown>
    </Popover>
  )
}

function Columns({ kind, shown, own, onChange }: Props) {
  const [typed, setTyped] = useState('')
  const headOf = (name: ListColumn) => headIn(name, own)
  const fits = (name: ListColumn) => headOf(name).toLowerCase().includes(typed.trim().toLowerCase())
  const move = (name: ListColumn, by: -1 | 1) => {
    const next = shown.filter((other) => other !== name)
    next.splice(shown.indexOf(name) + by, 0, name)
    onChange(next)
  }
  return (
    <div className={classes.columns}>
      <ul aria-label="Shown columns">
        {shown.map((name, i) => (
          <li key={name}>
            <span>{headOf(name)}</span>
            <ActionIcon
              variant="subtle"
              size={22}
              color="gray"
              aria-label={`Move ${headOf(name)} to the left`}
              disabled={i === 0}
              onClick={() => move(name, -1)}
            >
              <IconArrowUp size={13} />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              size={22}
              color="gray"
              aria-label={`Move ${headOf(name)} to the right`}
              disabled={i === shown.length - 1}
              onClick={() => move(name, 1)}
            >
              <IconArrowDown size={13} />
            </ActionIcon>
            <CloseButton
              size={22}
              iconSize={13}
              aria-label={`Hide ${headOf(name)}`}
              onClick={() => onChange(shown.filter((other) => other !== name))}
            />
          </li>
        ))}
      </ul>
      <div className={classes.columnsFind}>
        <TextInput
          size="xs"
          aria-label="Find a column"
          placeholder="Find a column"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button size="compact-xs" variant="subtle" onClick={() => onChange(null)}>
          Reset
        </Button>
      </div>
      <div className={classes.columnsAll} tabIndex={0} role="group" aria-label="All columns">
        {columnGroups(kind, own).map(({ title, columns }) => {
          const fitting = columns.filter(fits)
          if (!fitting.length) return null
          return (
            <fieldset key={title}>
              <legend>{title}</legend>
              {title === ownFieldsTitle && (
                <p className={classes.columnsNote}>
                  Shown and exported; the list cannot be put in their order. “All filters” narrows it by the
                  exact value of those that are not confidential.
                </p>
              )}
              {fitting.map((name) => (
                <Checkbox
                  key={name}
                  label={headOf(name)}
                  checked={shown.includes(name)}
                  onChange={(event) =>
                    onChange(
                      event.currentTarget.checked
                        ? [...shown, name]
                        : shown.filter((other) => other !== name),
                    )
                  }
                />
              ))}
            </fieldset>
          )
        })}
      </div>
    </div>
  )
}
