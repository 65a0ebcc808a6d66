/**
 * The right edge of a column's head: dragged, or moved by the arrow keys, it makes the column as wide as one likes; a double
 * click, Enter or Delete gives it back the width of its content. While one drags, the table changes by a variable of its
 * style alone, so that its rows are not drawn anew.
 */
import { type KeyboardEvent, type PointerEvent, useRef } from 'react'
import { columnWidths } from '#shared/rules/lists.ts'
import classes from './DataTable.module.css'

const { least, most } = columnWidths
const step = 8
const clamp = (width: number) => Math.round(Math.min(most, Math.max(least, width)))

type Props = {
  head: string
  /** The variable of the table's style that holds the width: `--w3`. */
  variable: string
  /** What it was made; undefined: as wide as its content. */
  width: number | undefined
  /** Null: as wide as its content again. */
  onResize: (width: number | null) => void
}

type Drag = { table: HTMLElement; fromX: number; fromWidth: number; width: number | null }

const headOf = (handle: HTMLElement): HTMLElement => handle.closest('th')!

export function ResizeHandle({ head, variable, width, onResize }: Props) {
  const drag = useRef<Drag>(null)
  const show = (table: HTMLElement, next: number | undefined) =>
    next === undefined ? table.style.removeProperty(variable) : table.style.setProperty(variable, `${next}px`)
  const begin = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return
    event.preventDefault()
    event.currentTarget.setPointerCapture(event.pointerId)
    const th = headOf(event.currentTarget)
    drag.current = {
      table: th.closest('table')!,
      fromX: event.clientX,
      fromWidth: th.offsetWidth,
      width: null,
    }
  }
  const move = (event: PointerEvent<HTMLElement>) => {
    const d = drag.current
    if (!d) return
    d.width = clamp(d.fromWidth + event.clientX - d.fromX)
    show(d.table, d.width)
  }
  const end = () => {
    const d = drag.current
    drag.current = null
    if (d?.width) onResize(d.width)
  }
  const cancel = () => {
    if (drag.current) show(drag.current.table, width)
    drag.current = null
  }
  const press = (event: KeyboardEvent<HTMLElement>) => {
    const from = headOf(event.currentTarget).offsetWidth
    const by = event.shiftKey ? 5 * step : step
    const next = {
      ArrowLeft: clamp(from - by),
      ArrowRight: clamp(from + by),
      Home: least,
      End: most,
      Enter: null,
      Delete: null,
    }[event.key]
    if (event.key === 'Escape') return cancel()
    if (next === undefined) return
    event.preventDefault()
    event.stopPropagation()
    onResize(next)
  }
  return (
    <span
      role="separator"
      aria-orientation="vertical"
      aria-label={`Width of ${head}`}
      aria-valuemin={least}
      aria-valuemax={most}
      aria-valuenow={width ?? least}
      aria-valuetext={width === undefined ? 'As wide as its content' : `${width} pixels`}
      title="Drag to change the width, double-click for the width of the content"
      tabIndex={0}
      className={`${classes.handle} no-print`}
      onPointerDown={begin}
      onPointerMove={move}
      onPointerUp={end}
      onPointerCancel={cancel}
      onDoubleClick={() => onResize(null)}
      onKeyDown={press}
    />
  )
}
