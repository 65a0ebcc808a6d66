import { Tooltip } from '@mantine/core'
import { type FieldName, field } from '#shared/rules/customer-fields.ts'
import { helpOf } from './field-props.ts'
import classes from './form.module.css'

/** A field's name, with its help on hover where it has any. */
export function FieldLabel({ name }: { name: FieldName }) {
  const help = helpOf(name)
  if (!help) return field(name).label
  return (
    <Tooltip label={help} multiline maw={260} position="top-start">
      <span className={classes.helped}>{field(name).label}</span>
    </Tooltip>
  )
}
