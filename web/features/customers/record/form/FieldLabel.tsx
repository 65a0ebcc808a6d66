import { Tooltip } from '@mantine/core'
import type { FieldKey } from '#shared/rules/custom-fields.ts'
import { helpOf } from './field-props.ts'
import { specOf } from './field-spec.ts'
import { useRecordForm } from './form-context.ts'
import classes from './form.module.css'

/** A field's name, with its help on hover where it has any. */
export function FieldLabel({ name }: { name: FieldKey }) {
  const form = useRecordForm()
  const help = helpOf(name, form)
  const { label } = specOf(name, form)
  if (!help) return label
  return (
    <Tooltip label={help} multiline maw={260} position="top-start">
      <span className={classes.helped}>{label}</span>
    </Tooltip>
  )
}
