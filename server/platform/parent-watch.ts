/**
 * The talk between `npm start` (scripts/start) and the processes that it starts, over Node's IPC channel.
 * A process that nobody started this way (a container's own command, say) runs the same code to no effect.
 */

/** What a child tells the process that started it. */
export type ToParent =
  /** A step of the start-up has begun: "Loading the demo companies". */
  | { type: 'progress'; text: string }
  /** Worth showing to the person at the terminal, and not a reason to stop. */
  | { type: 'warning'; text: string }
  /** The start-up cannot go on; the process exits by itself afterwards and is not started again. */
  | { type: 'problem'; text: string; advice: string }
  /** Rows for the closing box: what a person needs to sign in. */
  | { type: 'summary'; rows: readonly (readonly [label: string, text: string])[] }

/**
 * Sends `message` to the parent, if there is one that listens. Settles when it is sent: await it before the
 * process exits, or the message may be lost.
 */
export function tellParent(message: ToParent): Promise<void> {
  return new Promise((resolve) => {
    if (!process.connected || !process.send) resolve()
    else process.send(message, undefined, undefined, () => resolve())
  })
}

const STOP_DEADLINE_MS = 15_000

/**
 * Stops this process in good order when the parent is gone, even if it was killed outright: the system then
 * closes the IPC channel, which no `kill -9` can prevent. `stop` runs once; the process exits after it, or
 * after 15 seconds.
 */
export function stopWithParent(stop: () => Promise<void>): void {
  if (!process.send) return
  process.once('disconnect', () => {
    // The parent also read our output: a write to the closed pipe must not break the stopping.
    process.stdout.on('error', () => undefined)
    process.stderr.on('error', () => undefined)
    setTimeout(() => process.exit(1), STOP_DEADLINE_MS).unref()
    void stop().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  })
}
