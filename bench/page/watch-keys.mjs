/* Runs in the measured page. Keeps `keys`: what each cost from its going down until all that it changed was laid out. */
{
  const keys = []
  Object.assign(globalThis, { keys })
  let downAt = 0
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => {
    void document.body.offsetHeight
    keys.push({ workMs: performance.now() - downAt })
  }
  addEventListener('keydown', () => (downAt = performance.now()), { capture: true })
  // Behind the page's own listeners and what they render: React does that before the task ends.
  addEventListener('input', () => port2.postMessage(null))
  // Event Timing: until the next paint, in steps of 8 ms, and only from 16 ms.
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const last = keys.at(-1)
      if (last && /^(key|input)/.test(entry.name))
        last.paintedMs = Math.max(last.paintedMs ?? 0, entry.duration)
    }
  }).observe({ type: 'event', durationThreshold: 16 })
}
