/** The provider's own fields of a new account. */
import { DetailInput, withNone } from '../DetailInput.tsx'
import type { Options } from './CreateAccount.tsx'

type Values = Record<string, string>
type Props = {
  details: Options['details']
  values: Values
  errors: Record<string, string>
  onChange: (values: Values) => void
}

export function CreateDetails({ details, values, errors, onChange }: Props) {
  return details.map((detail) => (
    <DetailInput
      key={detail.key}
      detail={detail}
      options={withNone(detail.required ? 'Choose' : 'Not set', detail.choices)}
      value={values[detail.key] ?? ''}
      error={errors[`details.${detail.key}`]}
      onChange={(value) => onChange({ ...values, [detail.key]: value })}
    />
  ))
}
