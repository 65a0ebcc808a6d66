/**
 * Moving and resizing a block, by pointer and by keyboard alike: a place is tried out, then dropped or given up. By
 * keyboard: Space takes it up, arrows move it (a quarter of an hour, a column), Shift and up or down resize it, Enter or
 * Space drops it, Escape puts it back.
 */
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react'
import type { CalendarBlock } from '#shared/contracts/appointments.ts'
import {
  clamp,
  type Column,
  type Day,
  pixelsPerMinute,
  type Place,
  snap,
  snapMinutes,
} from './calendar-layout.ts'

export type Moving = { block: CalendarBlock; place: Place; by: 'pointer' | 'keys' }

type Given = {
  columns: readonly Column[]
  dayOf: (on: string) => Day
  placeOf: (block: CalendarBlock) => Place
  onDrop: (block: CalendarBlock, place: Place) => void
  onOpen: (block: CalendarBlock) => void
  say: (place: Place | null, block: CalendarBlock) => void
}

/** So far one may slip before a click becomes a drag. */
const slackPixels = 4

export function useMoving({ columns, dayOf, placeOf, onDrop, onOpen, say }: Given) {
  const [moving, setMoving] = useState<Moving | null>(null)
  const latest = useRef<Moving | null>(null)
  const set = (next: Moving | null) => {
    latest.current = next
    setMoving(next)
  }
  const dayOfColumn = (key: string) => dayOf(columns.find((column) => column.key === key)!.on)
  const put = (block: CalendarBlock, place: Place, by: Moving['by']) => {
    const next = { block, place: clamp(place, dayOfColumn(place.column)), by }
    set(next)
    return next
  }
  const drop = () => {
    const now = latest.current
    set(null)
    if (!now) return
    const before = placeOf(now.block)
    const { place } = now
    if (place.column !== before.column || place.start !== before.start || place.length !== before.length)
      onDrop(now.block, place)
  }
  // Listens to the window while a pointer is down, so that a drag goes on beyond the block.
  const end = useRef<(() => void) | null>(null)
  useEffect(() => () => end.current?.(), [])

  const onPointerDown = (event: PointerEvent, block: CalendarBlock, resize: boolean) => {
    if (event.button !== 0 || event.pointerType === 'touch') return
    event.stopPropagation()
    const [x, y] = [event.clientX, event.clientY]
    const before = placeOf(block)
    const grabbed = y - (event.currentTarget as HTMLElement).getBoundingClientRect().top
    let dragging = false
    const move = (e: globalThis.PointerEvent) => {
      if (!dragging && Math.hypot(e.clientX - x, e.clientY - y) < slackPixels) return
      dragging = true
      if (resize) {
        put(block, { ...before, length: snap(before.length + (e.clientY - y) / pixelsPerMinute) }, 'pointer')
        return
      }
      const under = document
        .elementsFromPoint(e.clientX, e.clientY)
        .find((element) => element instanceof HTMLElement && element.dataset.column) as
        HTMLElement | undefined
      if (!under) return
      const key = under.dataset.column!
      const top = e.clientY - grabbed - under.getBoundingClientRect().top
      put(
        block,
        { ...before, column: key, start: snap(dayOfColumn(key).from + top / pixelsPerMinute) },
        'pointer',
      )
    }
    const up = () => {
      end.current?.()
      if (dragging) drop()
      else if (!resize) onOpen(block)
    }
    const escape = (e: globalThis.KeyboardEvent) => {
      if (e.key !== 'Escape') return
      end.current?.()
      set(null)
    }
    end.current = () => {
      window.removeEventListener('pointermove', move)
      window.removeEventListener('pointerup', up)
      window.removeEventListener('keydown', escape, true)
      end.current = null
    }
    window.addEventListener('pointermove', move)
    window.addEventListener('pointerup', up)
    window.addEventListener('keydown', escape, true)
  }

  const onKeyDown = (event: KeyboardEvent, block: CalendarBlock, movable: boolean) => {
    const held =
      latest.current?.by === 'keys' && latest.current.block.key === block.key ? latest.current : null
    const stop = () => {
      event.preventDefault()
      event.stopPropagation()
    }
    if (!held) {
      if (event.key === ' ' && movable) {
        stop()
        say(put(block, placeOf(block), 'keys').place, block)
      } else if (event.key === 'Enter') {
        stop()
        onOpen(block)
      }
      return
    }
    const { place } = held
    const at = columns.findIndex(({ key }) => key === place.column)
    const beside = (step: number) => columns[Math.min(columns.length - 1, Math.max(0, at + step))]!.key
    const tried: Record<string, Place | undefined> = {
      ArrowUp: event.shiftKey
        ? { ...place, length: place.length - snapMinutes }
        : { ...place, start: place.start - snapMinutes },
      ArrowDown: event.shiftKey
        ? { ...place, length: place.length + snapMinutes }
        : { ...place, start: place.start + snapMinutes },
      ArrowLeft: { ...place, column: beside(-1) },
      ArrowRight: { ...place, column: beside(1) },
    }
    const next = tried[event.key]
    if (next) {
      stop()
      say(put(block, next, 'keys').place, block)
    } else if (event.key === 'Enter' || event.key === ' ') {
      stop()
      drop()
    } else if (event.key === 'Escape') {
      stop()
      set(null)
      say(null, block)
    } else if (event.key === 'Tab') {
      set(null)
      say(null, block)
    }
  }
  return { moving, onPointerDown, onKeyDown }
}
