/** What goes wrong on a page without anybody seeing it: errors thrown, console errors, stops of the security policy. */
import type { BrowserContext, ConsoleMessage, WebError } from '@playwright/test'

export type Trouble = {
  /** From now on, until the context is closed or `leave`. */
  watch(context: BrowserContext): void
  /** A context that goes on to the next test. */
  leave(context: BrowserContext): void
  /** Everything that was found and not expected. */
  found(): string[]
}

/** A refusal of the server shows in the console as this; a page that handles it has done all it can. */
const refusal =
  /^Failed to load resource: the server responded with a status of 4\d\d|^Failed to load resource: the server responded with a status of 50[23]/

export function watchTrouble(): Trouble {
  const entries: string[] = []
  const onError = (thrown: WebError) =>
    entries.push(`thrown: ${thrown.error().stack ?? String(thrown.error())}`)
  const onConsole = (message: ConsoleMessage) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return
    if (!refusal.test(message.text())) entries.push(`console ${message.type()}: ${message.text()}`)
  }
  return {
    watch: (context) => void context.on('weberror', onError).on('console', onConsole),
    leave: (context) => void context.off('weberror', onError).off('console', onConsole),
    found: () => entries,
  }
}
