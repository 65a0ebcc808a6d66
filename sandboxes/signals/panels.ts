/** The panels that have been heard, and those that have fallen silent. */
import type { Signal } from './signal.ts'

export type Panel = {
  accountNumber: string
  prefix: string
  lastSeenAt: string
  lastTransport: Signal['transport']
  frames: number
  /** Sends NULL messages, so that its silence means something. */
  supervised: boolean
  /** Silent for longer than it may be. */
  missing: boolean
}

const maxPanels = 100_000

export type Panels = ReturnType<typeof openPanels>

/**
 * Notes panels as they are heard. One that has sent a NULL message once and then nothing at all for `missedAfterMs` is
 * told to `onMissed`, once; when it is heard again, to `onBack`. Silence is looked for by `sweep`.
 */
export function openPanels({
  missedAfterMs,
  onMissed,
  onBack,
}: {
  missedAfterMs: number
  onMissed(panel: Panel, nowMs: number): void
  onBack(panel: Panel, nowMs: number): void
}) {
  /** The panel that was heard last stands last. */
  const panels = new Map<string, Panel>()

  return {
    all: (): IterableIterator<Panel> => panels.values(),
    hear(
      { accountNumber, prefix }: Pick<Panel, 'accountNumber' | 'prefix'>,
      {
        transport,
        supervises,
        nowMs,
      }: { transport: Signal['transport']; supervises: boolean; nowMs: number },
    ): void {
      const key = `${prefix}#${accountNumber}`
      const known = panels.get(key)
      const panel = {
        accountNumber,
        prefix,
        lastSeenAt: new Date(nowMs).toISOString(),
        lastTransport: transport,
        frames: (known?.frames ?? 0) + 1,
        supervised: supervises || (known?.supervised ?? false),
        missing: false,
      }
      panels.delete(key)
      panels.set(key, panel)
      if (panels.size > maxPanels) panels.delete(panels.keys().next().value!)
      if (known?.missing) onBack(panel, nowMs)
    },
    /** Looks for panels that have fallen silent. */
    sweep(nowMs: number): void {
      for (const panel of panels.values()) {
        // All behind this one were heard later.
        if (nowMs - Date.parse(panel.lastSeenAt) <= missedAfterMs) return
        if (!panel.supervised || panel.missing) continue
        panel.missing = true
        onMissed(panel, nowMs)
      }
    },
    clear: () => panels.clear(),
  }
}
