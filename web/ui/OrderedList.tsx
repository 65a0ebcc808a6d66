/**
 * A list whose order one makes: each row has a handle that is dragged, by mouse or finger, or moved by the arrow keys,
 * Home and End while it has the focus. What was moved is said to who cannot see it.
 */
import { VisuallyHidden } from '@mantine/core'
import { IconGripVertical } from '@tabler/icons-react'
import {
  type KeyboardEvent,
  type PointerEvent as DragStart,
  type ReactNode,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import classes from './OrderedList.module.css'

type Props<T> = {
  /** Names the list for screen readers. */
  label: string
  items: readonly T[]
  keyOf: (item: T) => string | number
  nameOf: (item: T) => string
  /** Absent: the order cannot be changed. */
  onMove?: (keys: (string | number)[]) => void
  /** The first rows that stay where they are. */
  fixed?: number
  isMuted?: (item: T) => boolean
  children: (item: T, index: number) => ReactNode
}

export function OrderedList<T>(props: Props<T>) {
  const { label, items, keyOf, nameOf, onMove, fixed = 0, isMuted, children } = props
  const helpId = useId()
  const [dragged, setDragged] = useState<string | number | null>(null)
  /** While one drags. */
  const [shownKeys, setShownKeys] = useState<(string | number)[] | null>(null)
  const [said, setSaid] = useState('')
  const list = useRef<HTMLOListElement>(null)
  const refocus = useRef<HTMLElement | null>(null)
  const byKey = new Map(items.map((item) => [keyOf(item), item]))
  const keys = shownKeys?.filter((key) => byKey.has(key)) ?? items.map(keyOf)
  const shown = keys.map((key) => byKey.get(key)!)

  // A row that moves in the page loses the focus: the hand stays on it.
  useLayoutEffect(() => {
    if (refocus.current?.isConnected) refocus.current.focus()
    refocus.current = null
  })

  const onKeyDown = (event: KeyboardEvent<HTMLElement>, key: string | number) => {
    const at = keys.indexOf(key)
    const last = keys.length - 1
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: fixed, End: last }[event.key]
    if (to === undefined) return
    event.preventDefault()
    event.stopPropagation()
    if (to < fixed || to > last || to === at) return
    refocus.current = event.currentTarget
    setSaid(`${nameOf(byKey.get(key)!)}: place ${to + 1} of ${keys.length}`)
    onMove?.(placed(keys, key, to))
  }

  const startDrag = (event: DragStart<HTMLElement>, key: string | number) => {
    if (event.button !== 0) return
    event.currentTarget.focus()
    event.preventDefault()
    const before = keys
    let next = before
    setDragged(key)
    const onPointer = ({ clientY }: PointerEvent) => {
      const rows = [...(list.current?.children ?? [])]
      const found = rows.findIndex((row) => clientY < row.getBoundingClientRect().bottom)
      const at = Math.max(fixed, found === -1 ? rows.length - 1 : found)
      next = placed(next, key, at)
      setShownKeys(next)
    }
    const end = (keep: boolean) => {
      document.removeEventListener('pointermove', onPointer)
      document.removeEventListener('pointerup', onUp)
      document.removeEventListener('pointercancel', onCancel)
      document.removeEventListener('keydown', onEscape, true)
      setDragged(null)
      setShownKeys(null)
      if (keep && next.join() !== before.join()) onMove?.(next)
    }
    const onUp = () => end(true)
    const onCancel = () => end(false)
    const onEscape = (pressed: globalThis.KeyboardEvent) => {
      if (pressed.key !== 'Escape') return
      pressed.stopPropagation()
      end(false)
    }
    document.addEventListener('pointermove', onPointer)
    document.addEventListener('pointerup', onUp)
    document.addEventListener('pointercancel', onCancel)
    document.addEventListener('keydown', onEscape, true)
  }

  const mayMove = onMove !== undefined && keys.length - fixed > 1
  return (
    <>
      <ol className={classes.list} aria-label={label} ref={list}>
        {shown.map((item, index) => {
          const key = keyOf(item)
          return (
            <li
              key={key}
              className={classes.row}
              data-dragged={dragged === key || undefined}
              data-muted={isMuted?.(item) || undefined}
            >
              {mayMove && index >= fixed ? (
                <button
                  type="button"
                  className={classes.grip}
                  aria-label={`Move ${nameOf(item)}`}
                  aria-describedby={helpId}
                  title="Drag, or press the arrow keys"
                  onPointerDown={(event) => startDrag(event, key)}
                  onKeyDown={(event) => onKeyDown(event, key)}
                >
                  <IconGripVertical size={15} aria-hidden />
                </button>
              ) : (
                <span className={classes.noGrip} />
              )}
              {children(item, index)}
            </li>
          )
        })}
      </ol>
      <VisuallyHidden id={helpId}>Moves with the arrow keys, Home and End.</VisuallyHidden>
      <VisuallyHidden aria-live="polite">{said}</VisuallyHidden>
    </>
  )
}

/** The keys with one of them at another place. */
function placed<K>(keys: K[], key: K, to: number): K[] {
  if (keys[to] === key) return keys
  const rest = keys.filter((each) => each !== key)
  return [...rest.slice(0, to), key, ...rest.slice(to)]
}
