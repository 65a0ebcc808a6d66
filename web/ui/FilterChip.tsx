/** A filter that says what it does: "Location", or "Location: Provo" with a dot while it holds. */
import { Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
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

export function FilterChip<V extends string | number>(props: Props<V>) {
  const { label, choices, value, onChange, anyLabel = 'Any' } = props
  const chosen = choices.find((choice) => choice.value === value)
  return (
    <Menu position="bottom-start">
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
      <Menu.Dropdown mah={360} className={classes.choices} aria-label={label}>
        <Menu.RadioGroup
          value={String(chosen?.value ?? '')}
          onChange={(key) => onChange(choices.find((choice) => String(choice.value) === key)?.value)}
        >
          <Menu.RadioItem value="" closeMenuOnClick>
            {anyLabel}
          </Menu.RadioItem>
          {choices.map((choice) => (
            <Menu.RadioItem key={choice.value} value={String(choice.value)} closeMenuOnClick>
              {choice.label}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  )
}
