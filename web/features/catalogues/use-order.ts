/** The order of a catalogue while one moves its values: by dragging, by the arrow keys, or all at once. */
import {
  type KeyboardEvent,
  type PointerEvent as DragStart,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { catalogues } from '#shared/contracts/catalogues.ts'
import { useEndpointMutation, useInvalidate } from '#web/api/queries.ts'
import { toastFailed } from '#web/ui/toast.tsx'
import { type Catalogue, useCatalogueChanged, type Value } from './use-catalogue.ts'

/** Arrow keys are pressed several times in a row; the last place counts. */
const keysRestMs = 500
const edgePx = 60

export type Order = {
  /** The active values as they stand on the page right now. */
  shown: Value[]
  draggedId: number | null
  /** What was moved last, for who cannot see it. */
  said: string
  startDrag: (event: DragStart<HTMLButtonElement>, id: number) => void
  onKeyDown: (event: KeyboardEvent<HTMLButtonElement>, id: number) => void
  /** Saves this order of the active values at once. */
  put: (ids: number[]) => void
}

export function useOrder(catalogue: Catalogue): Order {
  const { key, values = [], list } = catalogue
  const active = values.filter((value) => value.active)
  const [moved, setMoved] = useState<number[] | null>(null)
  const [draggedId, setDraggedId] = useState<number | null>(null)
  const [said, setSaid] = useState('')
  const refocus = useRef<HTMLButtonElement | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  // Leaving the page does not lose the last move.
  const flush = useRef<(() => void) | null>(null)
  const isDragging = useRef(false)
  const save = useSave(catalogue, () => {
    if (!isDragging.current && !flush.current) setMoved(null)
  })

  const byId = new Map(active.map((value) => [value.id, value]))
  const ids = moved?.filter((id) => byId.has(id)) ?? active.map(({ id }) => id)
  const shown = ids.map((id) => byId.get(id)!)
  // What came meanwhile stands behind.
  for (const value of active) if (!ids.includes(value.id)) shown.push(value)
  const latest = useRef(ids)
  latest.current = ids

  const put = (next: number[]) => {
    clearTimeout(timer.current)
    flush.current = null
    setMoved(next)
    save(next)
  }

  // A row that moves in the page loses the focus: the hand stays on it.
  useLayoutEffect(() => {
    if (refocus.current?.isConnected) refocus.current.focus()
    refocus.current = null
  })
  useEffect(() => () => flush.current?.(), [key])

  const startDrag = (event: DragStart<HTMLButtonElement>, id: number) => {
    const body = event.currentTarget.closest('tbody')
    if (event.button !== 0 || !body || !list) return
    event.currentTarget.focus()
    event.preventDefault()
    setDraggedId(id)
    isDragging.current = true
    const before = latest.current
    let next = before
    const onMove = ({ clientY }: PointerEvent) => {
      const rows = [...body.rows]
      const at = rows.findIndex((row) => clientY < row.getBoundingClientRect().bottom)
      next = movedTo(next, id, at === -1 ? rows.length - 1 : at)
      if (next !== latest.current) setMoved(next)
      if (clientY < edgePx) window.scrollBy(0, -12)
      else if (clientY > window.innerHeight - edgePx) window.scrollBy(0, 12)
    }
    const end = (keep: boolean) => {
      document.removeEventListener('pointermove', onMove)
      document.removeEventListener('pointerup', onUp)
      document.removeEventListener('pointercancel', onCancel)
      document.removeEventListener('keydown', onKey, true)
      setDraggedId(null)
      isDragging.current = false
      if (keep && next.join() !== before.join()) put(next)
      else setMoved(null)
    }
    const onUp = () => end(true)
    const onCancel = () => end(false)
    const onKey = (pressed: globalThis.KeyboardEvent) => {
      if (pressed.key !== 'Escape') return
      pressed.stopPropagation()
      end(false)
    }
    document.addEventListener('pointermove', onMove)
    document.addEventListener('pointerup', onUp)
    document.addEventListener('pointercancel', onCancel)
    document.addEventListener('keydown', onKey, true)
  }

  const onKeyDown = (event: KeyboardEvent<HTMLButtonElement>, id: number) => {
    const at = latest.current.indexOf(id)
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: latest.current.length - 1 }[event.key]
    if (to === undefined || at < 0) return
    event.preventDefault()
    event.stopPropagation()
    if (to < 0 || to >= latest.current.length || to === at) return
    const next = movedTo(latest.current, id, to)
    refocus.current = event.currentTarget
    latest.current = next
    setMoved(next)
    setSaid(`${byId.get(id)?.name}: place ${to + 1} of ${next.length}`)
    clearTimeout(timer.current)
    const commit = () => {
      clearTimeout(timer.current)
      flush.current = null
      save(next)
    }
    flush.current = commit
    timer.current = setTimeout(commit, keysRestMs)
  }

  return { shown, draggedId, said, startDrag, onKeyDown, put }
}

/** The ids with one of them at another place; the same array if it stands there already. */
export function movedTo(ids: number[], id: number, to: number): number[] {
  if (ids[to] === id) return ids
  const rest = ids.filter((each) => each !== id)
  return [...rest.slice(0, to), id, ...rest.slice(to)]
}

/** Saves orders one after the other, each as of the one before; of several that wait only the last. */
function useSave({ key, list }: Catalogue, onSettled: () => void) {
  const reorder = useEndpointMutation(catalogues.reorder)
  const changed = useCatalogueChanged()
  const { put } = useInvalidate()
  const current = useRef(list)
  const waiting = useRef<number[] | null>(null)
  const running = useRef(false)
  if (!running.current) current.current = list

  const run = async () => {
    running.current = true
    try {
      while (waiting.current && current.current) {
        const active = waiting.current
        waiting.current = null
        const { items, order } = current.current
        const ids = [...active, ...items.map(({ id }) => id).filter((id) => !active.includes(id))]
        const answer = await reorder.mutateAsync({ params: { catalogue: key }, body: { order, ids } })
        const sorted = ids.map((id) => items.find((item) => item.id === id)!)
        current.current = { ...current.current, items: sorted, order: answer.order }
        put(catalogues.list, { params: { catalogue: key } }, current.current)
      }
    } catch (error) {
      waiting.current = null
      toastFailed(error)
    } finally {
      running.current = false
      onSettled()
      void changed()
    }
  }
  return (ids: number[]) => {
    waiting.current = ids
    if (!running.current) void run()
  }
}
