/** Uploads on their way: some at once, the others wait. Each is stopped, tried again and put away by itself. */
import type { Problem } from '#web/api/problem.ts'

/** Sends one file. Rejects with Problem, or with whatever an aborted request throws. */
export type Send = (
  file: File,
  how: { onProgress: (sentBytes: number) => void; signal: AbortSignal; idempotencyKey: string },
) => Promise<unknown>

export type Upload = {
  key: string
  name: string
  totalBytes: number
  sentBytes: number
  state: 'waiting' | 'sending' | 'failed'
  problem: Problem | null
}

type Entry = { shown: Upload; file: File; send: Send; stop: AbortController }

const atOnce = 3

export class UploadQueue {
  #entries: readonly Entry[] = []
  #shown: readonly Upload[] = []
  readonly #listeners = new Set<() => void>()
  readonly #onDone: (name: string) => void

  /** @param onDone is told the name of each file that has arrived. */
  constructor(onDone: (name: string) => void) {
    this.#onDone = onDone
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }
  uploads = (): readonly Upload[] => this.#shown

  add(name: string, file: File, send: Send): void {
    const shown: Upload = {
      key: crypto.randomUUID(),
      name,
      totalBytes: file.size,
      sentBytes: 0,
      state: 'waiting',
      problem: null,
    }
    this.#set([...this.#entries, { shown, file, send, stop: new AbortController() }])
    this.#begin()
  }

  retry(key: string): void {
    this.#change(key, { state: 'waiting', sentBytes: 0, problem: null })
    this.#begin()
  }

  /** Stops it if it is under way, and puts it away. */
  drop(key: string): void {
    this.#entries.find(({ shown }) => shown.key === key)?.stop.abort()
    this.#set(this.#entries.filter(({ shown }) => shown.key !== key))
    this.#begin()
  }

  dropAll(): void {
    for (const { stop } of this.#entries) stop.abort()
    this.#set([])
  }

  #begin(): void {
    const free = atOnce - this.#entries.filter(({ shown }) => shown.state === 'sending').length
    const next = this.#entries.filter(({ shown }) => shown.state === 'waiting').slice(0, Math.max(0, free))
    for (const entry of next) void this.#run(entry)
  }

  async #run({ shown: { key, name }, file, send, stop }: Entry): Promise<void> {
    this.#change(key, { state: 'sending' })
    try {
      const onProgress = (sentBytes: number) => this.#change(key, { sentBytes })
      await send(file, { onProgress, signal: stop.signal, idempotencyKey: key })
      this.#set(this.#entries.filter(({ shown }) => shown.key !== key))
      this.#onDone(name)
    } catch (error) {
      if (stop.signal.aborted) return
      this.#change(key, { state: 'failed', problem: error as Problem })
    } finally {
      this.#begin()
    }
  }

  #change(key: string, change: Partial<Upload>): void {
    this.#set(
      this.#entries.map((entry) =>
        entry.shown.key === key ? { ...entry, shown: { ...entry.shown, ...change } } : entry,
      ),
    )
  }

  #set(entries: readonly Entry[]): void {
    this.#entries = entries
    this.#shown = entries.map(({ shown }) => shown)
    for (const listener of this.#listeners) listener()
  }
}
