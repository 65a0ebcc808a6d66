import { Checkbox } from '@mantine/core'
import type { FieldName } from '#shared/rules/customer-fields.ts'
import { useFieldProps } from '../field-props.ts'
import { FieldLabel } from '../FieldLabel.tsx'
import { useDraft } from '../form-context.ts'
import classes from '../form.module.css'

/** A checkbox on the line of the inputs beside it. Canceling an account proposes today as its date. */
export function CheckField({ name }: { name: FieldName }) {
  const { form, input } = useFieldProps(name)
  const checked = useDraft(name) === true
  const change = (value: boolean) => {
    form.store.set(name, value)
    if (
      name === 'isCanceled' &&
      value &&
      form.store.has('cancelDate') &&
      form.store.draft('cancelDate') === null
    )
      form.store.set('cancelDate', form.today)
  }
  return (
    <Checkbox
      id={input.id}
      name={name}
      label={<FieldLabel name={name} />}
      error={input.error}
      disabled={input.disabled}
      checked={checked}
      classNames={{
        root: classes.check,
        label: classes.checkLabel,
        input: classes.checkInput,
        icon: classes.checkIcon,
      }}
      onChange={(event) => change(event.currentTarget.checked)}
    />
  )
}
