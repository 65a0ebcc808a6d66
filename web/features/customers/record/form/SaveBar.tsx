/** Save and Save & Stay, how much is unsaved, and the way back. Once above the form, where it stays, once below. */
import { Button } from '@mantine/core'
import { useFormSummary, useRecordForm } from './form-context.ts'
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
  if (!onSave) return null
  const count = dirty.length
  const idle = record !== null && count === 0
  return (
    <div className={`${classes.bar} no-print`} data-end={end || undefined}>
      <span className={classes.dirty} data-some={count > 0 || undefined} role={end ? undefined : 'status'}>
        {count > 0 && <span className={classes.dirtyDot} aria-hidden />}
        {record &&
          (count === 0 ? 'All changes saved' : `${count} unsaved ${count === 1 ? 'change' : 'changes'}`)}
      </span>
      <span className={classes.grow} />
      {record && count > 0 && (
        <Button variant="subtle" color="gray" onClick={onDiscard} disabled={saving}>
          Discard
        </Button>
      )}
      {record && (
        <Button variant="default" onClick={() => onSave('list')} disabled={saving}>
          Save
        </Button>
      )}
      {record ? (
        <Button type="submit" loading={saving} disabled={idle} title="Ctrl+S">
          Save & Stay
        </Button>
      ) : (
        <Button type="submit" loading={saving} title="Ctrl+S">
          Save
        </Button>
      )}
    </div>
  )
}
