/** A group of fields in the Duplicate dialog, each with its value, and one box for all of them. */
import { Checkbox } from '@mantine/core'
import classes from './lifecycle.module.css'

export type Choice = {
  key: string
  label: string
  /** As people read it. */
  value: string
  /** Always copied. */
  fixed?: boolean
  /** Why it cannot be copied. */
  blocked?: string | null
}

type Props = {
  title: string
  choices: Choice[]
  chosen: ReadonlySet<string>
  onToggle: (keys: string[], on: boolean) => void
}

export function CopyGroup({ title, choices, chosen, onToggle }: Props) {
  const free = choices.filter((choice) => !choice.fixed && !choice.blocked).map(({ key }) => key)
  const on = free.filter((key) => chosen.has(key)).length
  if (choices.length === 0) return null
  return (
    <fieldset className={classes.group}>
      <legend className={classes.groupHead}>
        <span className={classes.groupTitle}>{title}</span>
        {free.length > 1 && (
          <Checkbox
            label="All"
            aria-label={`All of ${title}`}
            checked={on === free.length}
            indeterminate={on > 0 && on < free.length}
            onChange={(event) => onToggle(free, event.currentTarget.checked)}
          />
        )}
      </legend>
      <div className={classes.fields}>
        {choices.map(({ key, label, value, fixed = false, blocked }) => (
          <Checkbox
            key={key}
            checked={!blocked && (fixed || chosen.has(key))}
            disabled={fixed || Boolean(blocked)}
            onChange={(event) => onToggle([key], event.currentTarget.checked)}
            label={
              <>
                {label} <span className={classes.fieldValue}>{value}</span>
              </>
            }
            description={blocked ?? (fixed ? 'Always copied' : undefined)}
          />
        ))}
      </div>
    </fieldset>
  )
}
