/** Save and Save & Stay, how much is unsaved, and the way back. Once above the form, where it stays, once below. */
import { Button, VisuallyHidden } from '@mantine/core'
import { useStartAction } from '../RecordActions.tsx'
import { type FormStep, useFormSummary, useRecordForm } from './form-context.ts'
import classes from './form.module.css'

type Props = {
  saving: boolean
  /** Null: nothing can be saved, the page says why. */
  onSave: ((then: 'list' | 'stay') => void) | null
  onDiscard: () => void
  /** The bar below the form. */
  end?: boolean
}

export function SaveBar({ saving, onSave, onDiscard, end = false }: Props) {
  const { store, record } = useRecordForm()
  const { dirty } = useFormSummary(store)
  const mayDelete = record?.abilities.actions.includes('delete') ?? false
  if (!onSave && !mayDelete) return null
  const count = dirty.length
  const idle = record !== null && count === 0
  return (
    <div className={`${classes.bar} no-print`} data-end={end || undefined}>
      {mayDelete && <DeleteButton />}
      <span className={classes.dirty} data-some={count > 0 || undefined}>
        {count > 0 && <span className={classes.dirtyDot} aria-hidden />}
        {record && onSave && stateText(count)}
      </span>
      <span className={classes.grow} />
      {record && count > 0 && (
        <Button variant="subtle" color="gray" onClick={onDiscard} disabled={saving}>
          Discard
        </Button>
      )}
      {record && onSave && (
        <Button variant="default" onClick={() => onSave('list')} disabled={saving}>
          Save
        </Button>
      )}
      {onSave && (
        <Button type="submit" loading={saving} disabled={idle} title="Ctrl+S">
          {record ? 'Save & Stay' : 'Save'}
        </Button>
      )}
    </div>
  )
}

const stateText = (count: number): string =>
  count === 0 ? 'All changes saved' : `${count} unsaved ${count === 1 ? 'change' : 'changes'}`

/** Says the same to who cannot see it: once, though there are two bars, and also where only the lower one is shown. */
export function SaveStatus() {
  const { store, record } = useRecordForm()
  const { dirty } = useFormSummary(store)
  return (
    <VisuallyHidden role="status" className="no-print">
      {record && stateText(dirty.length)}
    </VisuallyHidden>
  )
}

/** Below the form of a step: what goes on, and what else one may do there. */
export function StepBar({ step, saving }: { step: FormStep; saving: boolean }) {
  return (
    <div className={`${classes.bar} no-print`} data-end>
      <span className={classes.grow} />
      {step.beside}
      <Button type="submit" loading={saving} title="Ctrl+S">
        {step.label}
      </Button>
    </div>
  )
}

/** Only on a record that exists, and so below RecordActions. */
function DeleteButton() {
  const start = useStartAction()
  return (
    <Button variant="subtle" color="red" className={classes.delete} onClick={() => start('delete')}>
      Delete
    </Button>
  )
}
