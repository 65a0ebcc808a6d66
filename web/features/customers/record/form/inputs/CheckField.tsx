import { Checkbox } from '@mantine/core'
import type { FieldKey } from '#shared/rules/custom-fields.ts'
import { draftOf } from '../draft.ts'
import { useFieldProps } from '../field-props.ts'
import { FieldLabel } from '../FieldLabel.tsx'
import { useDraft } from '../form-context.ts'
import classes from '../form.module.css'

/** A checkbox on the line of the inputs beside it. Canceling an account proposes today as its date. */
export function CheckField({ name }: { name: FieldKey }) {
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
    // What the box opened goes with it: nothing unsaved stays where nobody sees it.
    if (name === 'isCanceled' && !value)
      for (const opened of ['cancelDate', 'cancelReasonId'] as const)
        if (form.store.has(opened)) form.store.set(opened, draftOf(opened, form.store.base(opened)))
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
