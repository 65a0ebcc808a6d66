/** An input drawn from a description of it: name, help, type, whether it is secret. */
import { PasswordInput, Select, Switch, Textarea, TextInput } from '@mantine/core'
import type { SettingField } from '#shared/rules/providers.ts'

/** From this length on a text may have several lines. */
const longText = 400

type Props = {
  field: SettingField
  value: string | boolean
  error: string | undefined
  disabled: boolean
  /** A secret that is stored; its value is never read back. */
  saved: boolean
  onChange: (value: string | boolean) => void
}

export function SettingInput({ field, value, error, disabled, saved, onChange }: Props) {
  const { label, type, secret } = field
  const shared = {
    label,
    error,
    disabled,
    autoComplete: 'off',
    description: field.help || undefined,
    inputWrapperOrder: ['label', 'input', 'description', 'error'] as (
      'label' | 'input' | 'description' | 'error'
    )[],
  }
  if (type === 'check')
    return (
      <Switch
        label={label}
        description={field.help || undefined}
        disabled={disabled}
        error={error}
        checked={value === true}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    )
  if (type === 'choice')
    return (
      <Select
        {...shared}
        allowDeselect={false}
        data={field.choices}
        value={String(value)}
        onChange={(next) => next !== null && onChange(next)}
      />
    )
  const text = {
    ...shared,
    value: String(value),
    maxLength: field.maxLength ?? 2000,
    onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value),
  }
  if (secret)
    return (
      <PasswordInput
        {...text}
        withAsterisk={field.required && !saved}
        autoComplete="new-password"
        placeholder={saved ? 'Saved' : 'Not set'}
        description={[
          field.help,
          saved ? 'Leave empty to keep what is saved' : 'Kept encrypted, and never shown again',
        ]
          .filter(Boolean)
          .join('. ')}
      />
    )
  if (type === 'text' && field.maxLength !== null && field.maxLength >= longText)
    return <Textarea {...text} autosize minRows={3} maxRows={10} withAsterisk={field.required} />
  return (
    <TextInput
      {...text}
      withAsterisk={field.required}
      type={type === 'url' ? 'url' : 'text'}
      inputMode={type === 'number' ? 'decimal' : undefined}
    />
  )
}
