/**
 * `npm start`: builds the page if its sources changed, starts the sandboxes and the app, keeps them running,
 * and stops them in order. The app itself starts the database, migrates it and loads the demo companies.
 */
import fs from 'node:fs'
import path from 'node:path'
import { prepareDataDirectory, type DataDirectory } from '#server/platform/data-directory.ts'
import { stopWithParent, type ToParent } from '#server/platform/parent-watch.ts'
import { readSettings, type Settings } from '#server/platform/settings.ts'
import { SetupProblem } from '#server/platform/setup-problem.ts'
import { print, printBox, printProblem, seconds, step, warn } from '../steps.mjs'
import { warningFilter } from './app-lines.ts'
import { startChild, type Child, type ChildPlan } from './child.ts'
import { claimStart } from './only-start.ts'
import { demandPort } from './ports.ts'
import { openRotatingLog } from './rotating-log.ts'
import { untilListening, untilReady } from './wait-ready.ts'
import { buildWeb, isWebBuildDue } from './web-build.ts'

const root = path.dirname(path.dirname(import.meta.dirname))
const launchedAt = Number(process.env['KEYHOLDER_LAUNCHED_AT'] ?? Date.now())

/** Long enough for recovery of a large database and its migration; the app reports its steps meanwhile. */
const READY_DEADLINE_MS = 15 * 60_000
/** A port's holder is on its way out for so long after a start was killed. */
const PATIENCE_MS = 20_000
const APP_STOP_MS = 25_000
const SANDBOX_STOP_MS = 5_000

/** What was started, the last first: stopped in this order. */
const stops: (() => Promise<void> | void)[] = []
let stopping: Promise<void> | null = null

function stopAll(): Promise<void> {
  stopping ??= (async () => {
    for (const stop of stops) await stop()
  })()
  return stopping
}

async function start(): Promise<void> {
  const settings = usableSettings()
  const directory = prepareDataDirectory(settings.dataDir, { holdsDatabase: !settings.databaseUrl })
  const address = `http://localhost:${settings.port}`
  const sandboxPort = process.env['SANDBOX_URL'] ? null : Number(new URL(settings.sandboxUrl).port || 80)

  const claim = claimStart(directory.run, address)
  stops.unshift(claim.release)
  const patienceMs = claim.earlierWasKilled ? PATIENCE_MS : 0
  await demandPort('PORT', settings.port, settings.host, patienceMs)
  const signalPort = Number(process.env['DC09_PORT'] || (sandboxPort ?? 0) + 1)
  if (sandboxPort !== null) {
    await demandPort('SANDBOX_PORT', sandboxPort, '127.0.0.1', patienceMs)
    await demandPort('DC09_PORT', signalPort, '127.0.0.1', patienceMs)
    await demandPort('SANDBOX_SMTP_PORT', settings.sandboxSmtpPort, '127.0.0.1', patienceMs)
  }

  if (isWebBuildDue(root)) {
    const building = step('Building the page')
    await buildWeb(root)
    building.done()
  }
  if (sandboxPort !== null) await startSandboxes(sandboxPort, signalPort, settings.sandboxSmtpPort, directory)
  const summary = await startApp(settings, directory)
  printBox([
    ['', `Keyholder runs (started in ${seconds(Date.now() - launchedAt)})`],
    ['Open', address],
    ...summary,
    ['Sandboxes', `${settings.sandboxUrl}/`],
    ...(sandboxPort === null ? [] : [['Signals', `port ${signalPort}: npm run signal`] as const]),
    ['Data', directory.root],
    ['Logs', process.env['LOG'] === 'stdout' ? 'here' : directory.log],
    ['Stop', 'Ctrl-C'],
  ])
}

function usableSettings(): Settings {
  process.env['DATA_DIR'] ||= path.join(root, 'data')
  try {
    const settings = readSettings()
    if (settings.port < 1 || settings.port > 65_535) throw new Error(`PORT: ${settings.port} is not a port`)
    return settings
  } catch (cause) {
    throw new SetupProblem((cause as Error).message, 'Correct that environment variable, or leave it out.', {
      cause,
    })
  }
}

async function startSandboxes(
  port: number,
  signalPort: number,
  smtpPort: number,
  directory: DataDirectory,
): Promise<void> {
  const starting = step('Starting the sandboxes')
  const data = path.join(directory.root, 'sandboxes')
  fs.mkdirSync(data, { recursive: true, mode: 0o700 })
  const sandboxes = startLogged('The sandboxes', directory, {
    file: path.join(root, 'sandboxes', 'all.ts'),
    // The sandboxes know nothing of us, so that they run anywhere: this watches for them.
    nodeOptions: ['--import', path.join(import.meta.dirname, 'stop-with-parent.mjs')],
    env: {
      SANDBOX_PORT: String(port),
      DC09_PORT: String(signalPort),
      SANDBOX_SMTP_PORT: String(smtpPort),
      SANDBOX_DATA: data,
    },
    onMessage: () => undefined,
  })
  stops.unshift(() => sandboxes.stop(SANDBOX_STOP_MS))
  await unlessEnded(sandboxes, untilListening(port, '127.0.0.1'), 'The sandboxes', directory)
  starting.done()
}

/** Starts the app and waits until it is ready; returns its rows for the closing box. */
async function startApp(
  settings: Settings,
  directory: DataDirectory,
): Promise<readonly (readonly [string, string])[]> {
  let current = step('Starting the app')
  let summary: readonly (readonly [string, string])[] = []
  let problem: SetupProblem | null = null
  let ready = false
  const app = startLogged('The app', directory, {
    file: path.join(root, 'server', 'main.ts'),
    env: { DATA_DIR: directory.root, SANDBOX_URL: settings.sandboxUrl },
    onMessage(message: ToParent) {
      if (message.type === 'progress' && !ready) current = step(message.text)
      else if (message.type === 'warning') warn(message.text)
      else if (message.type === 'summary') summary = message.rows
      else if (message.type === 'problem') {
        problem = new SetupProblem(message.text, message.advice)
        if (ready) warn(`${message.text} ${message.advice}`)
      }
    },
  })
  stops.unshift(() => app.stop(APP_STOP_MS))
  const host = settings.host === '0.0.0.0' || settings.host === '::' ? '127.0.0.1' : settings.host
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${settings.port}/readyz`
  await unlessEnded(app, untilReady(url), 'The app', directory, () => problem)
  ready = true
  current.done()
  return summary
}

function startLogged(
  name: string,
  directory: DataDirectory,
  plan: Pick<ChildPlan, 'file' | 'nodeOptions' | 'env' | 'onMessage'>,
): Child {
  const toStdout = process.env['LOG'] === 'stdout'
  const pickWarning = warningFilter()
  const file = logFile(name, directory)
  return startChild({
    ...plan,
    log: toStdout ? null : openRotatingLog(file),
    onLine(line, isError) {
      if (toStdout) return print(line)
      const warning = pickWarning(line, isError)
      if (warning) warn(`${name}: ${warning}`)
    },
    onRestart: (ended, inMs) =>
      warn(`${name} ${ended} unexpectedly (see ${file}). Starting it again in ${seconds(inMs)}.`),
  })
}

const logFile = (name: string, directory: DataDirectory) =>
  path.join(directory.log, `${name.replace('The ', '')}.log`)

/** Waits for `ready`; a child that ends before is a problem, its own one if it told it. */
async function unlessEnded(
  child: Child,
  ready: Promise<void>,
  name: string,
  directory: DataDirectory,
  told: () => SetupProblem | null = () => null,
): Promise<void> {
  const file = logFile(name, directory)
  const late = new Promise<string>((resolve) =>
    setTimeout(() => resolve(`is not ready after ${seconds(READY_DEADLINE_MS)}`), READY_DEADLINE_MS).unref(),
  )
  const ended = await Promise.race([ready, child.endedEarly, late])
  if (typeof ended === 'string') {
    const problem = told()
    if (problem) throw problem
    if (!fs.existsSync(file)) throw new SetupProblem(`${name} ${ended}.`, 'Its log is above.')
    const lastLines = fs.readFileSync(file, 'utf8').trimEnd().split('\n').slice(-12).join('\n')
    throw new SetupProblem(`${name} ${ended}.\n${lastLines}`, `The whole log is ${file}.`)
  }
  child.inService()
}

let askedAt = 0
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    // npm and the terminal both pass Ctrl-C on, so that one press may come twice.
    if (askedAt && Date.now() - askedAt > 1_000) process.exit(1)
    if (askedAt) return
    askedAt = Date.now()
    const ending = step('Stopping')
    void stopAll().then(() => {
      ending.done()
      process.exit(0)
    })
  })
stopWithParent(stopAll)

try {
  await start()
} catch (error) {
  // What fails because it is being stopped is no problem.
  if (!askedAt) {
    if (error instanceof SetupProblem) printProblem(error.message, error.advice)
    else printProblem((error as Error).stack ?? String(error))
    await stopAll()
    process.exit(1)
  }
}
