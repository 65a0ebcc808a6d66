/** A process that this one starts, logs, and starts again when it dies. */
import { spawn, type ChildProcess } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import type { ToParent } from '#server/platform/parent-watch.ts'
import type { RotatingLog } from './rotating-log.ts'

export type ChildPlan = {
  file: string
  /** Options for Node itself. */
  nodeOptions?: readonly string[]
  env: Record<string, string>
  /** Keeps the output; null if `onLine` alone does. */
  log: RotatingLog | null
  /** Is given each line of output, and whether it came on stderr. */
  onLine(line: string, isError: boolean): void
  onMessage(message: ToParent): void
  /** Says that the process died after it had been in service, and when it is started again. */
  onRestart(ended: string, inMs: number): void
}

export type Child = {
  /** Settles when the process ends before `inService` was called, with how it ended. */
  endedEarly: Promise<string>
  /** From now on a death is repaired and not reported by `endedEarly`. */
  inService(): void
  /** SIGTERM, and SIGKILL after `deadlineMs`; settles when it is gone. */
  stop(deadlineMs: number): Promise<void>
}

const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 30_000
/** A process that lived this long had recovered: the next pause is short again. */
const RECOVERED_MS = 60_000

export function startChild(plan: ChildPlan): Child {
  let running = spawnOnce(plan)
  let startedAt = Date.now()
  let pauseMs = FIRST_PAUSE_MS
  let serving = false
  let stopping = false
  const { promise: endedEarly, resolve: endEarly } = Promise.withResolvers<string>()

  function watch(): void {
    running.once('ended', (ended: string) => {
      if (stopping) return
      if (!serving) return endEarly(ended)
      if (Date.now() - startedAt > RECOVERED_MS) pauseMs = FIRST_PAUSE_MS
      plan.onRestart(ended, pauseMs)
      setTimeout(again, pauseMs)
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
    })
  }
  function again(): void {
    if (stopping) return
    startedAt = Date.now()
    running = spawnOnce(plan)
    watch()
  }
  watch()

  return {
    endedEarly,
    inService: () => void (serving = true),
    async stop(deadlineMs) {
      stopping = true
      if (hasEnded(running)) return
      const gone = new Promise<void>((resolve) => running.once('ended', () => resolve()))
      running.kill('SIGTERM')
      const late = new AbortController()
      void delay(deadlineMs, undefined, { signal: late.signal }).then(
        () => running.kill('SIGKILL'),
        () => undefined,
      )
      await gone
      late.abort()
    },
  }
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null

/** Starts the process once; it emits `ended` with a phrase, in place of Node's `error` and `close`. */
function spawnOnce(plan: ChildPlan): ChildProcess {
  const args = ['--disable-warning=ExperimentalWarning', ...(plan.nodeOptions ?? []), plan.file]
  // In a session of its own: Ctrl-C must not reach it, as the order of stopping matters.
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...plan.env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  })
  for (const [stream, isError] of [
    [child.stdout, false],
    [child.stderr, true],
  ] as const) {
    let rest = ''
    stream?.setEncoding('utf8')
    stream?.on('data', (chunk: string) => {
      plan.log?.write(chunk)
      const lines = (rest + chunk).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) plan.onLine(line, isError)
    })
  }
  child.on('message', (message) => plan.onMessage(message as ToParent))
  let failure: string | null = null
  child.on('error', (error) => (failure = error.message))
  child.on('close', (code, signal) =>
    child.emit('ended', failure ?? (signal ? `was ended by ${signal}` : `ended with code ${code}`)),
  )
  return child
}
