/** What `postmaster.pid` says about a running PostgreSQL, and whether that is still true. */
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'

export type Postmaster = {
  pid: number
  port: number
  /** Empty if the server listens on TCP only. */
  socketDir: string
  /** `starting`, `ready`, `stopping` or `standby`; empty while the server writes the file. */
  status: string
}

/** Reads `postmaster.pid` of a cluster; null if there is none. Its lines: PostgreSQL 18, §66.1 and miscinit.h. */
export function readPostmaster(clusterDir: string): Postmaster | null {
  let lines: string[]
  try {
    lines = fs.readFileSync(pidFile(clusterDir), 'utf8').split('\n')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  const [pid, , , port, socketDir = '', , , status = ''] = lines
  return { pid: Number(pid), port: Number(port), socketDir: socketDir.trim(), status: status.trim() }
}

export const pidFile = (clusterDir: string): string => path.join(clusterDir, 'postmaster.pid')

/**
 * Whether the process of that id is the server of this cluster. A process id is used again after a crash or
 * in a new container, so that a living process proves nothing: a PostgreSQL's working directory is its cluster.
 * `unknown` where the system does not tell.
 */
export function servesCluster(pid: number, clusterDir: string): boolean | 'unknown' {
  if (!isAlive(pid)) return false
  if (process.platform === 'win32') return 'unknown'
  if (process.platform !== 'linux') {
    const { stdout } = spawnSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' })
    return stdout.includes('postgres') && stdout.includes(clusterDir)
  }
  try {
    return fs.readlinkSync(`/proc/${pid}/cwd`) === clusterDir
  } catch (error) {
    // A dead process that its parent has not yet collected has no working directory.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
  }
  // Another user's process: its name is all that the system tells.
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres') ? 'unknown' : false
  } catch {
    return false
  }
}

/**
 * Removes the socket of a server that was killed. PostgreSQL does so itself unless the process id in the lock
 * beside it belongs to something living, or to the dead server that its parent has not yet collected.
 */
export function clearSocket(
  { socketDir, port }: { socketDir: string; port: number },
  clusterDir: string,
): void {
  const socket = path.join(socketDir, `.s.PGSQL.${port}`)
  const lock = `${socket}.lock`
  if (!fs.existsSync(lock)) return
  const pid = Number.parseInt(fs.readFileSync(lock, 'utf8'), 10)
  if (servesCluster(pid, clusterDir) !== false) return
  for (const file of [socket, lock]) fs.rmSync(file, { force: true })
}

/** Whether a process of that id exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
