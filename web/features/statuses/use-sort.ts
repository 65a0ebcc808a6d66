/** A list that one sorts by dragging a row's handle, or with the arrow keys on it. Rows carry `data-sort`. */
import { type KeyboardEvent, type PointerEvent as DragStart, useLayoutEffect, useRef, useState } from 'react'
import { moved } from '#shared/moved.ts'

/** @param onSort gets the list in its new order. */
export function useSort<T>(list: readonly T[], nameOf: (each: T) => string, onSort: (next: T[]) => void) {
  const [dragged, setDragged] = useState<T | null>(null)
  const [said, setSaid] = useState('')
  const refocus = useRef<HTMLElement | null>(null)
  const latest = useRef({ list, onSort })
  latest.current = { list, onSort }

  // A row that moves in the page loses the focus: the hand stays on it.
  useLayoutEffect(() => {
    if (refocus.current?.isConnected) refocus.current.focus()
    refocus.current = null
  })

  const move = (from: number, to: number) => {
    const now = latest.current.list
    if (to < 0 || to >= now.length || to === from) return
    setSaid(`${nameOf(now[from]!)}: place ${to + 1} of ${now.length}`)
    latest.current.onSort(moved(now, from, to))
  }

  const startDrag = (event: DragStart<HTMLButtonElement>, at: number) => {
    const rows = event.currentTarget.closest('[data-sort-list]')
    if (event.button !== 0 || !rows) return
    event.currentTarget.focus()
    event.preventDefault()
    const before = [...latest.current.list]
    let place = at
    setDragged(before[at] ?? null)
    const onMove = ({ clientY }: PointerEvent) => {
      const all = [...rows.querySelectorAll(':scope > [data-sort]')]
      const under = all.findIndex((row) => clientY < row.getBoundingClientRect().bottom)
      const to = under === -1 ? all.length - 1 : under
      if (to === place) return
      place = to
      latest.current.onSort(moved(before, at, to))
    }
    const end = () => {
      document.removeEventListener('pointermove', onMove)
      document.removeEventListener('pointerup', end)
      document.removeEventListener('pointercancel', cancel)
      document.removeEventListener('keydown', onKey, true)
      setDragged(null)
    }
    const cancel = () => {
      latest.current.onSort(before)
      end()
    }
    const onKey = (pressed: globalThis.KeyboardEvent) => {
      if (pressed.key !== 'Escape') return
      pressed.stopPropagation()
      cancel()
    }
    document.addEventListener('pointermove', onMove)
    document.addEventListener('pointerup', end)
    document.addEventListener('pointercancel', cancel)
    document.addEventListener('keydown', onKey, true)
  }

  const onKeyDown = (event: KeyboardEvent<HTMLElement>, at: number) => {
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: list.length - 1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    refocus.current = event.currentTarget
    move(at, to)
  }

  return { dragged, said, startDrag, onKeyDown }
}

export type Sort = Pick<ReturnType<typeof useSort>, 'startDrag' | 'onKeyDown'>
