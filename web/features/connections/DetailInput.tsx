/** A field of a provider's own, drawn as what it is: a line, a day, a choice, a yes. */
import { Checkbox, NativeSelect, TextInput } from '@mantine/core'

type Detail = {
  label: string
  help?: string | null
  type: string
  required?: boolean
  maxLength?: number | null
}
type Props = {
  detail: Detail
  /** What may be chosen, what stands for nothing included. */
  options: readonly { value: string; label: string }[]
  value: string
  error: string | undefined
  disabled?: boolean
  onChange: (value: string) => void
}

export function DetailInput({ detail, options, value, error, disabled, onChange }: Props) {
  const { label, help, type, required, maxLength } = detail
  const shared = { label, description: help || undefined, error, disabled }
  if (type === 'flag')
    return (
      <Checkbox
        {...shared}
        checked={value === 'yes'}
        onChange={(event) => onChange(event.currentTarget.checked ? 'yes' : '')}
      />
    )
  if (type === 'choice')
    return (
      <NativeSelect
        {...shared}
        withAsterisk={required}
        data={options}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    )
  return (
    <TextInput
      {...shared}
      withAsterisk={required}
      type={type === 'date' ? 'date' : 'text'}
      maxLength={maxLength ?? 500}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

/** Coded choices behind the word for none. */
export const withNone = (none: string, choices: readonly { code: string; label: string }[]) => [
  { value: '', label: none },
  ...choices.map(({ code, label }) => ({ value: code, label })),
]
