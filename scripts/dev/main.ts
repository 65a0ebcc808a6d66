/**
 * `npm run dev`: the sandboxes and the app, each started again when a file of its own changes, and the page
 * from vite's server, which passes what is not its own to the app.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { createServer } from 'vite'
import { prepareDataDirectory } from '#server/platform/data-directory.ts'
import { openDatabaseServer } from '#server/platform/database-server.ts'
import { stopWithParent } from '#server/platform/parent-watch.ts'
import { readSettings } from '#server/platform/settings.ts'
import { SetupProblem } from '#server/platform/setup-problem.ts'
import { print, printBox, printProblem } from '../steps.mjs'
import { claimStart } from '../start/only-start.ts'
import { demandPort } from '../start/ports.ts'

const root = path.dirname(path.dirname(import.meta.dirname))
const PAGE_PORT = 5173
const STOP_MS = 10_000

const stops: (() => Promise<unknown> | void)[] = []
let stopping: Promise<void> | null = null
const stopAll = (): Promise<void> =>
  (stopping ??= (async () => {
    for (const stop of stops) await stop()
  })())

async function start(): Promise<void> {
  process.env['DATA_DIR'] ||= path.join(root, 'data')
  const settings = readSettings()
  const sandboxPort = Number(new URL(settings.sandboxUrl).port || 80)
  const directory = prepareDataDirectory(settings.dataDir, { holdsDatabase: !settings.databaseUrl })
  const app = `http://localhost:${settings.port}`
  stops.unshift(claimStart(directory.run, app).release)
  await demandPort('PORT', settings.port, settings.host, 0)
  await demandPort('SANDBOX_PORT', sandboxPort, '127.0.0.1', 0)
  const signalPort = Number(process.env['DC09_PORT'] || sandboxPort + 1)
  await demandPort('DC09_PORT', signalPort, '127.0.0.1', 0)
  await demandPort('SANDBOX_SMTP_PORT', settings.sandboxSmtpPort, '127.0.0.1', 0)

  if (!settings.databaseUrl) {
    // Held here, so that it stays up while the app is started again.
    const database = await openDatabaseServer({ dataDir: directory.root, log: print })
    stops.unshift(() => database.stop())
  }
  const env = { DATA_DIR: directory.root, SANDBOX_URL: settings.sandboxUrl }
  const sandboxData = path.join(directory.root, 'sandboxes')
  fs.mkdirSync(sandboxData, { recursive: true, mode: 0o700 })
  const sandboxes = watch('sandboxes/all.ts', {
    SANDBOX_PORT: String(sandboxPort),
    DC09_PORT: String(signalPort),
    SANDBOX_SMTP_PORT: String(settings.sandboxSmtpPort),
    SANDBOX_DATA: sandboxData,
  })
  stops.unshift(() => end(sandboxes))
  const server = watch('server/main.ts', env)
  stops.unshift(() => end(server))

  const proxied = ['/api', '/healthz', '/readyz', '/metrics', '/openapi.json']
  const page = await createServer({
    configFile: path.join(root, 'web', 'vite.config.ts'),
    root: path.join(root, 'web'),
    server: {
      port: PAGE_PORT,
      proxy: Object.fromEntries(proxied.map((prefix) => [prefix, { target: app }])),
    },
  })
  await page.listen()
  stops.unshift(() => page.close())
  printBox([
    ['', 'Keyholder runs for its developers'],
    ['Page', page.resolvedUrls?.local[0] ?? `http://localhost:${PAGE_PORT}/`],
    ['App', app],
    ['Sandboxes', settings.sandboxUrl],
    ['Signals', `port ${signalPort}: npm run signal`],
  ])
}

function watch(file: string, env: Record<string, string>): ChildProcess {
  return spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--watch', '--watch-preserve-output', file],
    {
      cwd: root,
      env: { ...process.env, ...env },
      // The channel's end tells the watcher that this process is gone.
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      detached: true,
    },
  )
}

/** Stops a watcher and what it watches over. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
  await gone
  clearTimeout(late)
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => void stopAll().then(() => process.exit(0)))
stopWithParent(stopAll)

try {
  await start()
} catch (error) {
  if (error instanceof SetupProblem) printProblem(error.message, error.advice)
  else printProblem((error as Error).stack ?? String(error))
  await stopAll()
  process.exit(1)
}
