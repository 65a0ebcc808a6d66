/** What goes wrong on a page without anybody seeing it: errors thrown, console errors, stops of the security policy. */
import type { BrowserContext } from '@playwright/test'

export type Trouble = {
  watch(context: BrowserContext): Promise<void>
  /** Everything that was found and not expected. */
  found(): string[]
}

/** A refusal of the server shows in the console as this; a page that handles it has done all it can. */
const refusal =
  /^Failed to load resource: the server responded with a status of 4\d\d|^Failed to load resource: the server responded with a status of 50[23]/

export function watchTrouble(): Trouble {
  const entries: string[] = []
  return {
    watch: async (context) => {
      context.on('weberror', (thrown) =>
        entries.push(`thrown: ${thrown.error().stack ?? String(thrown.error())}`),
      )
      context.on('console', (message) => {
        if (message.type() !== 'error' && message.type() !== 'warning') return
        if (!refusal.test(message.text())) entries.push(`console ${message.type()}: ${message.text()}`)
      })
    },
    found: () => entries,
  }
}
