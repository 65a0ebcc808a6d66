/** A field on its page: moved by dragging or with the arrow keys, sized at its corner or with Alt and the arrow keys. */
import { type KeyboardEvent, type PointerEvent, useRef } from 'react'
import type { EdocField } from '#shared/rules/edocs.ts'
import { fieldName, fieldText } from './designer-fields.ts'
import classes from './edocs.module.css'

type Props = {
  field: EdocField
  scale: number
  selected: boolean
  readOnly: boolean
  onSelect: () => void
  onChange: (next: Partial<EdocField>) => void
  onRemove: () => void
}

const arrows: Record<string, [x: number, y: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

export function FieldBox({ field, scale, selected, readOnly, onSelect, onChange, onRemove }: Props) {
  const from = useRef<{ x: number; y: number; field: EdocField; sizing: boolean } | null>(null)
  const press = (event: PointerEvent<HTMLElement>, sizing: boolean) => {
    event.stopPropagation()
    onSelect()
    if (readOnly) return
    event.currentTarget.setPointerCapture(event.pointerId)
    from.current = { x: event.clientX, y: event.clientY, field, sizing }
  }
  const move = (event: PointerEvent<HTMLElement>) => {
    const began = from.current
    if (!began) return
    event.stopPropagation()
    const [dx, dy] = [(event.clientX - began.x) / scale, (event.clientY - began.y) / scale]
    if (began.sizing) onChange({ width: began.field.width + dx, height: began.field.height + dy })
    else onChange({ x: began.field.x + dx, y: began.field.y + dy })
  }
  const end = () => (from.current = null)
  const key = (event: KeyboardEvent) => {
    if (readOnly) return
    const by = arrows[event.key]
    if (by) {
      event.preventDefault()
      const step = event.shiftKey ? 10 : 1
      onChange(
        event.altKey
          ? { width: field.width + by[0] * step, height: field.height + by[1] * step }
          : { x: field.x + by[0] * step, y: field.y + by[1] * step },
      )
    }
    if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault()
      onRemove()
    }
  }
  return (
    <button
      type="button"
      className={classes.box}
      data-role={field.role ?? 'record'}
      data-selected={selected || undefined}
      aria-pressed={selected}
      aria-label={fieldName(field)}
      title={fieldName(field)}
      style={{
        left: field.x * scale,
        top: field.y * scale,
        width: field.width * scale,
        height: field.height * scale,
        fontSize: Math.max(8, Math.min(12, field.height * scale * 0.6)),
      }}
      onPointerDown={(event) => press(event, false)}
      onPointerMove={move}
      onPointerUp={end}
      onPointerCancel={end}
      onKeyDown={key}
      onFocus={onSelect}
    >
      <span className={classes.boxText}>
        {field.type !== 'checkbox' && fieldText(field)}
        {field.required && <span aria-hidden> *</span>}
      </span>
      {selected && !readOnly && (
        <span
          className={classes.grip}
          aria-hidden
          onPointerDown={(event) => press(event, true)}
          onPointerMove={move}
          onPointerUp={end}
          onPointerCancel={end}
        />
      )}
    </button>
  )
}
