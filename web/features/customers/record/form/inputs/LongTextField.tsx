/** A text of several lines, which grows with what one types. */
import { Textarea } from '@mantine/core'
import type { FieldKey } from '#shared/rules/custom-fields.ts'
import { useFieldProps } from '../field-props.ts'
import { FieldLabel } from '../FieldLabel.tsx'
import { useDraft } from '../form-context.ts'
import { fieldStyles } from './marks.tsx'

export function LongTextField({ name }: { name: FieldKey }) {
  const { form, check, input } = useFieldProps(name)
  const text = String(useDraft(name) ?? '')
  return (
    <Textarea
      {...input}
      label={<FieldLabel name={name} />}
      classNames={fieldStyles}
      autosize
      minRows={3}
      maxRows={12}
      value={text}
      onChange={(event) => form.store.set(name, event.currentTarget.value)}
      onBlur={check}
    />
  )
}
