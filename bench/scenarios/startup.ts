/**
 * PERF-009: `npm start` in a fresh copy of the project, to the first page, and once more. The npm cache is filled by
 * an installation before, whose own time is the baseline of the first start.
 */
import { execFileSync, spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { print } from '../figures.ts'
import { freePort } from '../server-process.ts'

const root = path.dirname(path.dirname(import.meta.dirname))
/** Acme, the company that a first start makes. */
const customers = 5000
const patienceMs = 5 * 60_000

export async function measureStartup(): Promise<void> {
  const clone = fs.mkdtempSync(path.join(os.tmpdir(), 'keyholder-startup-'))
  try {
    copyProject(clone)
    const installMs = timed(() =>
      run(clone, 'npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']),
    )
    fs.rmSync(path.join(clone, 'node_modules'), { recursive: true })
    const first = await startOnce(clone)
    const again = await startOnce(clone)
    const scenario = 'startup'
    print({
      ...{ scenario, figure: 'npm start, fresh clone', value: first / 1000, unit: 's', customers },
      ...{ baseline: installMs / 1000, ratio: first / installMs, goal: '<= 90', met: first <= 90_000 },
    })
    print({
      scenario,
      figure: 'npm start, again',
      value: again / 1000,
      unit: 's',
      goal: '<= 6',
      met: again <= 6000,
      customers,
    })
  } finally {
    fs.rmSync(clone, { recursive: true, force: true })
  }
}

/** What a clone would hold: all that is not ignored, committed or not. */
function copyProject(clone: string): void {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    maxBuffer: 2 ** 26,
  })
  for (const file of listed.toString().split('\0')) {
    if (!file || !fs.existsSync(path.join(root, file))) continue
    fs.mkdirSync(path.dirname(path.join(clone, file)), { recursive: true })
    fs.copyFileSync(path.join(root, file), path.join(clone, file))
  }
}

/** The environment of a person at a terminal, without what `npm run bench` put in. */
function plainEnv(): NodeJS.ProcessEnv {
  const outside = Object.entries(process.env).filter(
    ([name]) => !/^npm_/i.test(name) && name !== 'NODE' && name !== 'DATA_DIR' && name !== 'INIT_CWD',
  )
  const searched = (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .filter((dir) => !/node_modules/.test(dir))
  return { ...Object.fromEntries(outside), PATH: searched.join(path.delimiter) }
}

function run(cwd: string, command: string, args: string[]): void {
  execFileSync(command, args, { cwd, env: plainEnv(), stdio: ['ignore', 'ignore', 'inherit'] })
}

function timed(work: () => void): number {
  const startedAt = performance.now()
  work()
  return performance.now() - startedAt
}

/** Milliseconds from `npm start` to the first page; then stops it. */
async function startOnce(clone: string): Promise<number> {
  const [port, sandboxPort, signalPort] = [await freePort(), await freePort(), await freePort()]
  const startedAt = performance.now()
  const child = spawn('npm', ['start'], {
    cwd: clone,
    env: {
      ...plainEnv(),
      ...{ PORT: String(port), SANDBOX_PORT: String(sandboxPort), DC09_PORT: String(signalPort) },
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  try {
    for (;;) {
      const page = await fetch(`http://localhost:${port}/`).catch(() => null)
      const text = await page?.text()
      if (page?.ok && text?.includes('<html')) return performance.now() - startedAt
      if (child.exitCode !== null) throw new Error(`npm start ended with code ${child.exitCode}`)
      if (performance.now() - startedAt > patienceMs) throw new Error('npm start shows no page')
      await delay(50)
    }
  } finally {
    child.kill('SIGTERM')
    await ended
    await untilFree(port)
  }
}

/** npm ends before what it started: waits until the app is gone. */
async function untilFree(port: number): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (!(await fetch(`http://localhost:${port}/healthz`).catch(() => null))) return delay(1000)
    await delay(100)
  }
}
