/** Whether a TCP port is free, and if not, who has it. */
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { SetupProblem } from '#server/platform/setup-problem.ts'

/**
 * Throws SetupProblem if the port that environment variable `variable` names cannot be listened on; waits for
 * `patienceMs` first, as the processes of a start that was just killed take a moment to leave.
 */
export async function demandPort(
  variable: string,
  port: number,
  host: string,
  patienceMs: number,
): Promise<void> {
  const deadline = Date.now() + patienceMs
  for (;;) {
    const refusal = await tryPort(port, host)
    if (!refusal) return
    if (refusal === 'EADDRINUSE' && Date.now() < deadline) {
      await delay(100)
      continue
    }
    throw portProblem(variable, port, host, refusal)
  }
}

function portProblem(variable: string, port: number, host: string, refusal: string): SetupProblem {
  const choose = `choose another port: ${variable}=${(port + 10) % 65_536} npm start`
  if (refusal === 'EADDRINUSE') {
    const holder = holderOf(port)
    return new SetupProblem(
      `Port ${port} is taken${holder ? ` by process ${holder.pid} (${holder.command})` : ''}.`,
      `Stop that program, or ${choose}`,
    )
  }
  if (refusal === 'EACCES')
    return new SetupProblem(
      `Port ${port} may not be used by this user.`,
      `Ports below 1024 belong to root; ${choose.replace(String((port + 10) % 65_536), String(port + 3000))}`,
    )
  if (refusal === 'EADDRNOTAVAIL')
    return new SetupProblem(
      `This machine has no address ${host}.`,
      'Set HOST to 127.0.0.1, to 0.0.0.0 for every address, or leave it out.',
    )
  return new SetupProblem(
    `Port ${port} cannot be used: ${refusal}.`,
    `Give a port from 1024 to 65535, or ${choose}`,
  )
}

/** The error's code, or null if the port is free. */
function tryPort(port: number, host: string): Promise<string | null> {
  return new Promise((resolve) => {
    const server = net.createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    try {
      server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(null)))
    } catch (error) {
      resolve((error as NodeJS.ErrnoException).code ?? String(error))
    }
  })
}

/** A port that is free now, on the loopback address. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo
      server.close(() => resolve(port))
    })
  })
}

/** The process that listens on `port`, as far as this user may know. */
export function holderOf(port: number): { pid: number; command: string } | null {
  try {
    return process.platform === 'linux' ? holderOnLinux(port) : holderByLsof(port)
  } catch {
    return null
  }
}

function holderOnLinux(port: number): { pid: number; command: string } | null {
  const inodes = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => listeningInodes(table, port)))
  for (const pid of fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (!socketsOf(pid).some((inode) => inodes.has(inode))) continue
    const command = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
    return { pid: Number(pid), command: command.slice(0, 120) }
  }
  return null
}

/** Columns as in proc_pid_net(5): 1 is address:port in hexadecimal, 3 the state (0A: listening), 9 the inode. */
function listeningInodes(table: string, port: number): string[] {
  if (!fs.existsSync(table)) return []
  const rows = fs.readFileSync(table, 'utf8').split('\n').slice(1)
  return rows
    .map((row) => row.trim().split(/\s+/))
    .filter((columns) => columns[3] === '0A' && Number.parseInt(columns[1]?.split(':')[1] ?? '', 16) === port)
    .map((columns) => columns[9] ?? '')
}

function socketsOf(pid: string): string[] {
  try {
    return fs.readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(fs.readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? []
      } catch {
        return []
      }
    })
  } catch {
    // Another user's process.
    return []
  }
}

function holderByLsof(port: number): { pid: number; command: string } | null {
  const said = execFileSync('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], { encoding: 'utf8' })
  const pid = /^p(\d+)$/m.exec(said)?.[1]
  return pid ? { pid: Number(pid), command: /^c(.+)$/m.exec(said)?.[1] ?? '' } : null
}
