/** The present, for whatever shows how long ago something was: one timer for the whole page. */
import { useSyncExternalStore } from 'react'

const intervalMs = 30_000
const listeners = new Set<() => void>()
let now = Date.now()
let timer: ReturnType<typeof setInterval> | undefined

function subscribe(listener: () => void) {
  listeners.add(listener)
  timer ??= setInterval(() => {
    now = Date.now()
    for (const each of listeners) each()
  }, intervalMs)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** Milliseconds since the epoch, at most half a minute old while the component is on the page. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => {
    if (!timer && Date.now() - now > intervalMs) now = Date.now()
    return now
  })
}
