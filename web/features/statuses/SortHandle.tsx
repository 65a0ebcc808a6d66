/** What one drags a row by; the arrow keys move it too. */
import { IconGripVertical } from '@tabler/icons-react'
import classes from './statuses.module.css'
import type { Sort } from './use-sort.ts'

export function SortHandle({ sort, at, label }: { sort: Sort; at: number; label: string }) {
  return (
    <button
      type="button"
      className={classes.handle}
      aria-label={`Move ${label}`}
      aria-description="The arrow keys move it"
      onPointerDown={(event) => sort.startDrag(event, at)}
      onKeyDown={(event) => sort.onKeyDown(event, at)}
    >
      <IconGripVertical size={15} aria-hidden />
    </button>
  )
}
