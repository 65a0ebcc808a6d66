/** A filter that says what it does: "Location", or "Location: Provo" with a dot while it holds. */
import { Menu } from '@mantine/core'
import { IconCheck, IconChevronDown } from '@tabler/icons-react'
import classes from './Chip.module.css'

type Choice<V extends string | number> = { value: V; label: string }

type Props<V extends string | number> = {
  label: string
  choices: readonly Choice<V>[]
  /** undefined: the filter does not hold. */
  value: V | undefined
  onChange: (value: V | undefined) => void
  /** The choice that takes the filter off. */
  anyLabel?: string
}

export function FilterChip<V extends string | number>({ label, choices, value, onChange, anyLabel = 'Any' }: Props<V>) {
  const chosen = choices.find((choice) => choice.value === value)
  const options: { value: V | undefined; label: string }[] = [{ value: undefined, label: anyLabel }, ...choices]
  return (
    <Menu position="bottom-start" shadow="md">
      <Menu.Target>
        <button type="button" className={classes.filter} data-active={chosen ? true : undefined}>
          {chosen && <span className={classes.activeDot} aria-hidden />}
          <span>
            {label}
            {chosen && <strong>: {chosen.label}</strong>}
          </span>
          <IconChevronDown size={13} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown mah={360} className={classes.choices}>
        {options.map((option) => (
          <Menu.Item
            key={String(option.value ?? '')}
            role="menuitemradio"
            aria-checked={option.value === chosen?.value}
            rightSection={option.value === chosen?.value ? <IconCheck size={14} /> : <span className={classes.noCheck} />}
            onClick={() => onChange(option.value)}
          >
            {option.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
