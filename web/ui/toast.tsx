/**
 * Short messages at the bottom of the page. `toastDone` and `toastFailed` may be called from anywhere; `Toasts`
 * stands once, at the page's root.
 */
import { Button, CloseButton } from '@mantine/core'
import { type ReactNode, useEffect, useSyncExternalStore } from 'react'
import { Problem, problemText } from '#web/api/problem.ts'
import { toneIcons } from './tone.ts'
import classes from './toast.module.css'

type Toast = { id: number; tone: 'good' | 'bad'; message: ReactNode; undo?: () => void; lastsMs: number }

const limit = 3
let toasts: readonly Toast[] = []
let lastId = 0
const listeners = new Set<() => void>()

function set(next: readonly Toast[]) {
  toasts = next
  for (const listener of listeners) listener()
}

const show = (toast: Omit<Toast, 'id'>) => set([...toasts, { ...toast, id: ++lastId }].slice(-limit))
const hide = (id: number) => set(toasts.filter((toast) => toast.id !== id))

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** Something was done. With `undo` the message stays longer and offers to take it back. */
export function toastDone(message: ReactNode, { undo }: { undo?: () => void } = {}): void {
  show({ tone: 'good', message, undo, lastsMs: undo ? 8_000 : 3_500 })
}

/** Something that the user asked for failed; says why, with the request's number if it was the server's fault. */
export function toastFailed(error: unknown): void {
  const number = error instanceof Problem && error.status >= 500 && error.requestId
  const text = problemText(error)
  // The sentence of an unforeseen error names the number itself.
  show({
    tone: 'bad',
    message: number && !text.includes(number) ? `${text} (Request ${number})` : text,
    lastsMs: 9_000,
  })
}

export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => toasts)
  return (
    <section className={`${classes.toasts} no-print`} aria-label="Messages" aria-live="polite">
      {shown.map((toast) => (
        <Message key={toast.id} toast={toast} />
      ))}
    </section>
  )
}

/** Goes by itself after a while; not while one points at it or stands in it, so that Undo can be reached. */
function Message({ toast: { id, tone, message, undo, lastsMs } }: { toast: Toast }) {
  const Icon = toneIcons[tone]
  useEffect(() => {
    const leave = () => {
      if (document.querySelector(`[data-toast='${id}']:is(:hover, :focus-within)`))
        timer = setTimeout(leave, 1_000)
      else hide(id)
    }
    let timer = setTimeout(leave, lastsMs)
    return () => clearTimeout(timer)
  }, [id, lastsMs])
  return (
    <div className={classes.toast} data-tone={tone} data-toast={id}>
      <span className={classes.icon} aria-hidden>
        <Icon size={14} stroke={2.4} />
      </span>
      <div className={classes.text}>{message}</div>
      {undo && (
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            hide(id)
            undo()
          }}
        >
          Undo
        </Button>
      )}
      <CloseButton size="sm" aria-label="Dismiss message" onClick={() => hide(id)} />
    </div>
  )
}
