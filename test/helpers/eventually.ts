/** Waits for something that happens by itself: polls until the check no longer throws, or its deadline has passed. */
import { setTimeout as pause } from 'node:timers/promises'

/**
 * Returns what `check` returns as soon as it does not throw. Throws the check's own last error after `withinMs`
 * milliseconds, so that a test that waits in vain says what was missing.
 */
export async function eventually<T>(check: () => T | Promise<T>, withinMs = 8000): Promise<T> {
  const deadline = performance.now() + withinMs
  for (;;) {
    try {
      return await check()
    } catch (error) {
      if (performance.now() > deadline) throw error
      await pause(15)
    }
  }
}
