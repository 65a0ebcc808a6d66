/** Processes of the product, started for a measurement as an operator would start them. */
import { spawn, type ChildProcess } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const root = path.dirname(import.meta.dirname)

export type Running = {
  child: ChildProcess
  /** Settles when the process has ended, however that came. */
  ended: Promise<void>
  /** Ends it in good order. */
  stop(): Promise<void>
}

/**
 * Starts a TypeScript file of the project as a process of its own; its output is appended to `log`.
 * @param env comes on top of our own environment.
 */
export function startProcess(
  file: string,
  args: readonly string[],
  {
    env,
    log,
    nodeOptions = [],
  }: { env: Record<string, string>; log: string; nodeOptions?: readonly string[] },
): Running {
  fs.mkdirSync(path.dirname(log), { recursive: true })
  const output = fs.openSync(log, 'a')
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', ...nodeOptions, path.join(root, file), ...args],
    // The channel makes the process end when we do.
    { env: { ...process.env, ...env }, stdio: ['ignore', output, output, 'ipc'], cwd: root },
  )
  fs.closeSync(output)
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  return {
    child,
    ended,
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** A TCP port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = net.createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as net.AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Waits until `url` answers with a 2xx. @throws if the process ends before, or after a minute */
export async function untilReady(url: string, running: Running): Promise<void> {
  const deadline = Date.now() + 60_000
  for (;;) {
    const answer = await fetch(url).catch(() => null)
    await answer?.arrayBuffer()
    if (answer?.ok) return
    if (running.child.exitCode !== null || running.child.signalCode !== null)
      throw new Error(`${url}: the process ended`)
    if (Date.now() > deadline) throw new Error(`${url} does not answer`)
    await delay(20)
  }
}

/** The product's own settings for a measurement. */
export const productEnv = (dataDir: string, port: number, sandboxUrl: string): Record<string, string> => ({
  NODE_ENV: 'production',
  DATA_DIR: dataDir,
  PORT: String(port),
  HOST: '127.0.0.1',
  SANDBOX_URL: sandboxUrl,
  DEMO: 'none',
  RATE_LIMIT_PER_MINUTE: '0',
  LOG_LEVEL: 'warn',
})
