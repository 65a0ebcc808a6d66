/** One `npm start` at a time on a data directory: a note of the one that runs, in `run/start.json`. */
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { isAlive } from '#server/platform/postmaster.ts'
import { SetupProblem } from '#server/platform/setup-problem.ts'

type Note = { pid: number; address: string }

/**
 * Throws SetupProblem if Keyholder already runs on the data directory. Otherwise leaves a note, and says whether
 * an earlier start ended without taking its own back, so that its processes may still be on their way out.
 */
export function claimStart(
  runDir: string,
  address: string,
): { earlierWasKilled: boolean; release: () => void } {
  const file = path.join(runDir, 'start.json')
  const earlier = readNote(file)
  if (earlier && earlier.pid !== process.pid && isStart(earlier.pid))
    throw new SetupProblem(
      `Keyholder already runs on this data directory: ${earlier.address} (process ${earlier.pid}).`,
      `Use that one, stop it with Ctrl-C or kill ${earlier.pid}, or start this one with another DATA_DIR, PORT and SANDBOX_PORT.`,
    )
  fs.writeFileSync(file, JSON.stringify({ pid: process.pid, address } satisfies Note), { mode: 0o600 })
  return { earlierWasKilled: earlier !== null, release: () => fs.rmSync(file, { force: true }) }
}

function readNote(file: string): Note | null {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as Note
  } catch {
    return null
  }
}

/** Whether the process is a start, and not another that got the same id since. */
function isStart(pid: number): boolean {
  if (!isAlive(pid)) return false
  try {
    const command =
      process.platform === 'linux'
        ? fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8')
        : execFileSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' })
    return /(start|dev)[\\/]main\.ts|e2e-server\.ts/.test(command)
  } catch {
    return false
  }
}
