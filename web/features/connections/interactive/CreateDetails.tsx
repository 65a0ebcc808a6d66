/** The provider's own fields of a new account. */
import { Checkbox, NativeSelect, TextInput } from '@mantine/core'
import type { Options } from './CreateAccount.tsx'

type Values = Record<string, string>
type Props = {
  details: Options['details']
  values: Values
  errors: Record<string, string>
  onChange: (values: Values) => void
}

export function CreateDetails({ details, values, errors, onChange }: Props) {
  return details.map(({ key, label, help, type, required, maxLength, choices }) => {
    const value = values[key] ?? ''
    const set = (next: string) => onChange({ ...values, [key]: next })
    const shared = {
      label,
      description: help || undefined,
      withAsterisk: required,
      error: errors[`details.${key}`],
    }
    if (type === 'flag')
      return (
        <Checkbox
          key={key}
          label={label}
          description={help || undefined}
          checked={value === 'yes'}
          onChange={(event) => set(event.currentTarget.checked ? 'yes' : '')}
        />
      )
    if (type === 'choice')
      return (
        <NativeSelect
          key={key}
          {...shared}
          data={[
            { value: '', label: required ? 'Choose' : 'Not set' },
            ...choices.map((choice) => ({ value: choice.code, label: choice.label })),
          ]}
          value={value}
          onChange={(event) => set(event.currentTarget.value)}
        />
      )
    return (
      <TextInput
        key={key}
        {...shared}
        type={type === 'date' ? 'date' : 'text'}
        maxLength={maxLength}
        value={value}
        onChange={(event) => set(event.currentTarget.value)}
      />
    )
  })
}
