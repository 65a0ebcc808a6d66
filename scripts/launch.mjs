/**
 * The way from whatever Node the person has to the Node that runs TypeScript: packages are installed if need
 * be, then the file is run. Runs on Node 20.19.
 */
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { ensureInstalled, findNode, root } from './install.mjs'

const WATCH_MS = 500

/** Runs `file` (from the project's root) in a process of its own; signals and the exit code pass through. */
export async function launch(file, args) {
  await ensureInstalled()
  const child = spawn(
    findNode(),
    ['--disable-warning=ExperimentalWarning', path.resolve(root, file), ...args],
    {
      // The channel is for the child alone: its end tells the child that this process is gone.
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    },
  )
  child.channel?.unref()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  whenNpmIsGone(() => child.kill('SIGTERM'))
  child.on('error', (error) => {
    process.stderr.write(`${findNode()} does not run: ${error.message}\n`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => process.exit(signal ? 128 + os.constants.signals[signal] : code))
}

/**
 * npm runs a script through `sh -c`, and passes a SIGTERM to that shell, which dies of it and tells nobody. So a
 * script of npm's watches the two processes above it.
 */
function whenNpmIsGone(act) {
  if (!process.env.npm_lifecycle_event) return
  const parent = process.ppid
  const npm = parentOfShell(parent)
  const timer = setInterval(() => {
    if (process.ppid === parent && (npm === null || isAlive(npm))) return
    clearInterval(timer)
    act()
  }, WATCH_MS)
  timer.unref()
}

/** The parent of process `pid` if that is a `sh -c`; null if it is not, or the system does not tell. */
function parentOfShell(pid) {
  try {
    if (!/^\S*sh\0-c\0/.test(fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8'))) return null
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return null
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
