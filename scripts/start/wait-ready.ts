/** Waiting for a service to come up. */
import net from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

const POLL_MS = 50

/** Settles when something listens on `port`. */
export async function untilListening(port: number, host: string): Promise<void> {
  while (!(await canConnect(port, host))) await delay(POLL_MS)
}

/** Settles when `url` answers with a success. */
export async function untilReady(url: string): Promise<void> {
  for (;;) {
    const ok = await fetch(url, { signal: AbortSignal.timeout(5_000) }).then(
      (response) => response.ok,
      () => false,
    )
    if (ok) return
    await delay(POLL_MS)
  }
}

const canConnect = (port: number, host: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = net.connect({ port, host })
    const end = (connected: boolean) => {
      socket.destroy()
      resolve(connected)
    }
    socket.once('connect', () => end(true))
    socket.once('error', () => end(false))
  })
