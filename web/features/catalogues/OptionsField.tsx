/** The choices of a user-defined field, in their order. A choice that records have is retired, not removed. */
import { ActionIcon, Button, Checkbox, Input, TextInput, Tooltip } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react'
import { useId, useState } from 'react'
import { type CustomFieldOption, newOptionValue } from '#shared/rules/custom-fields.ts'
import classes from './catalogues.module.css'

type Props = {
  label: string
  options: readonly CustomFieldOption[]
  errors: Record<string, string>
  /** Where errors of this field stand: `data.options`. */
  path: string
  disabled: boolean
  onChange: (options: readonly CustomFieldOption[]) => void
}

export function OptionsField({ label, options, errors, path, disabled, onChange }: Props) {
  const headingId = useId()
  // What a choice is stored as stays with those that were stored; a new one’s follows its label.
  const [stored] = useState(() => new Set(options.map(({ value }) => value)))
  const replace = (index: number, change: Partial<CustomFieldOption>) =>
    onChange(options.map((option, i) => (i === index ? { ...option, ...change } : option)))
  const rename = (index: number, text: string) => {
    const { value } = options[index]!
    const others = options.filter((_, i) => i !== index).map((option) => option.value)
    replace(index, { label: text, value: stored.has(value) ? value : newOptionValue(text, others) })
  }
  const swap = (index: number, other: number) =>
    onChange(
      options.map((option, i) => (i === index ? options[other]! : i === other ? options[index]! : option)),
    )
  const add = () =>
    onChange([
      ...options,
      {
        value: newOptionValue(
          '',
          options.map(({ value }) => value),
        ),
        label: '',
        active: true,
      },
    ])
  const error = errors[path]
  return (
    <div role="group" aria-labelledby={headingId} className={classes.amounts}>
      <span id={headingId} className={classes.amountsLabel}>
        {label}
      </span>
      {options.map((option, index) => (
        <div key={index} className={classes.option}>
          <TextInput
            aria-label={`Choice ${index + 1}`}
            value={option.label}
            maxLength={80}
            disabled={disabled}
            error={errors[`${path}.${index}.label`] ?? errors[`${path}.${index}.value`]}
            onChange={(event) => rename(index, event.currentTarget.value)}
          />
          <Tooltip label="Offered">
            <Checkbox
              aria-label={`Offered: ${option.label || `choice ${index + 1}`}`}
              checked={option.active}
              disabled={disabled}
              onChange={(event) => replace(index, { active: event.currentTarget.checked })}
            />
          </Tooltip>
          <Deed
            label={`Move choice ${index + 1} up`}
            disabled={disabled || index === 0}
            run={() => swap(index, index - 1)}
          >
            <IconArrowUp size={14} />
          </Deed>
          <Deed
            label={`Move choice ${index + 1} down`}
            disabled={disabled || index === options.length - 1}
            run={() => swap(index, index + 1)}
          >
            <IconArrowDown size={14} />
          </Deed>
          <Deed
            label={`Remove choice ${index + 1}`}
            disabled={disabled}
            run={() => onChange(options.filter((_, i) => i !== index))}
          >
            <IconTrash size={14} />
          </Deed>
        </div>
      ))}
      <div>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={13} />}
          disabled={disabled}
          onClick={add}
        >
          Add a choice
        </Button>
      </div>
      {error && <Input.Error role="alert">{error}</Input.Error>}
    </div>
  )
}

type DeedProps = { label: string; disabled: boolean; run: () => void; children: React.ReactNode }

const Deed = ({ label, disabled, run, children }: DeedProps) => (
  <ActionIcon variant="subtle" color="gray" size={26} aria-label={label} disabled={disabled} onClick={run}>
    {children}
  </ActionIcon>
)
