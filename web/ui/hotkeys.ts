/**
 * Keys of the page. `useHotkeys([{ keys: 'g c', does: 'Go to customers', run }])` listens while the component is on
 * the page and lists the key under `?`. Keys are single (`n`, `/`), two in a row (`g c`) or with a modifier
 * (`mod+k`: Ctrl, or Cmd on a Mac). They rest while one types in a field or a dialog is open, except those with `mod`.
 */
import { useEffect, useRef } from 'react'

export type Hotkey = {
  keys: string
  /** What it does, in the imperative; '' keeps it out of the list. */
  does: string
  run: () => void
}

const sequenceMs = 1_200
const active = new Set<{ current: Hotkey[] }>()
let first: { key: string; at: number } | null = null

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.role === 'combobox')

const isInDialog = () => document.querySelector('[role=dialog][aria-modal=true], [role=menu]') !== null

function pressed(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key.toLowerCase()
  return `${event.ctrlKey || event.metaKey ? 'mod+' : ''}${event.altKey ? 'alt+' : ''}${key}`
}

function onKeyDown(event: KeyboardEvent) {
  if (event.defaultPrevented || event.repeat || event.isComposing) return
  const key = pressed(event)
  const withModifier = key.startsWith('mod+')
  if (!withModifier && (isTyping(event.target) || isInDialog())) return
  const sequence = first && event.timeStamp - first.at < sequenceMs ? `${first.key} ${key}` : null
  const all = [...active].reverse().flatMap(({ current }) => current)
  const found = all.find(({ keys }) => keys === sequence) ?? all.find(({ keys }) => keys === key)
  first = !found && all.some(({ keys }) => keys.startsWith(`${key} `)) ? { key, at: event.timeStamp } : null
  if (!found) return
  event.preventDefault()
  found.run()
}

/** Listens to keys while the component is on the page; of two for the same keys the one mounted last is run. */
export function useHotkeys(hotkeys: Hotkey[]): void {
  const latest = useRef(hotkeys)
  useEffect(() => {
    latest.current = hotkeys
  })
  useEffect(() => {
    if (active.size === 0) document.addEventListener('keydown', onKeyDown)
    active.add(latest)
    return () => {
      active.delete(latest)
      if (active.size === 0) document.removeEventListener('keydown', onKeyDown)
    }
  }, [])
}

/** The keys that work right now, each once, for the list that `?` opens. */
export function listHotkeys(): Hotkey[] {
  const seen = new Map<string, Hotkey>()
  for (const { current } of active)
    for (const hotkey of current) if (hotkey.does) seen.set(hotkey.keys, hotkey)
  return [...seen.values()]
}
