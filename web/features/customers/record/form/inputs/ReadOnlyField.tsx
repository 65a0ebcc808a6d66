import { type FieldName, field } from '#shared/rules/customer-fields.ts'
import { useRecordForm } from '../form-context.ts'
import classes from '../form.module.css'
import { valueText } from '../value-text.ts'

/** A value that no save changes: shown as text, so that nobody tries to click into it. */
export function ReadOnlyField({ name }: { name: FieldName }) {
  const form = useRecordForm()
  return <FactField label={field(name).label} value={valueText(name, form.store.base(name), form)} />
}

/** A label and a text on the lines of the inputs beside it. */
export function FactField({ label, value }: { label: string; value: string | null }) {
  return (
    <div role="group" aria-label={label}>
      <div className={classes.factLabel}>{label}</div>
      <div className={classes.fact}>{value ?? <span className={classes.none}>None</span>}</div>
    </div>
  )
}
