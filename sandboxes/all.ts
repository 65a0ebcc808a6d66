/**
 * Every sandbox, on one port. `node sandboxes/all.ts` serves them at SANDBOX_PORT (4000) on SANDBOX_HOST
 * (127.0.0.1), remembering in SANDBOX_DATA if that is set. `npm run new:connector` adds a line here.
 */
import { bold } from './bold/server.ts'
import { brinks } from './brinks/server.ts'
import { serve, type Sandbox } from './kit.ts'
import { stages } from './stages/server.ts'
import { smarty } from './smarty/server.ts'

const sandboxes: Record<string, (dataDir: string | null) => Sandbox> = { bold, brinks, stages, smarty }

/** Starts the sandboxes, all or those of the given keys. `url` has no trailing slash; port 0 takes a free one. */
export const startSandboxes = ({
  port = 0,
  host = '127.0.0.1',
  dataDir = null,
  connectors = Object.keys(sandboxes),
}: {
  port?: number
  host?: string
  dataDir?: string | null
  connectors?: readonly string[]
} = {}): Promise<{ url: string; close: () => Promise<void> }> =>
  serve(
    connectors.map((key) => {
      const open = sandboxes[key]
      if (!open) throw new Error(`No sandbox is called ${key}`)
      return open(dataDir)
    }),
    { port, host },
  )

if (import.meta.main) {
  const { SANDBOX_PORT, SANDBOX_HOST, SANDBOX_DATA } = process.env
  const running = await startSandboxes({
    port: Number(SANDBOX_PORT || 4000),
    host: SANDBOX_HOST || '127.0.0.1',
    dataDir: SANDBOX_DATA || null,
  })
  process.stdout.write(`Sandboxes at ${running.url}/\n`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void running.close().then(() => process.exit(0)))
}
