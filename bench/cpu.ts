/** Processor time of processes: what a measurement costs, whatever else the machine does meanwhile. Linux only. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/** Clock ticks of /proc/…/stat: 100 a second on every Linux that Node runs on (sysconf(_SC_CLK_TCK)). */
const tickMs = 10

/** Processor milliseconds of a process so far; 0 if it is gone, or this is no Linux. */
function cpuMs(pid: number): number {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) * tickMs
  } catch {
    return 0
  }
}

/** The embedded database's processes: the postmaster and what it started. */
function databasePids(dataDir: string): number[] {
  try {
    const postmaster = Number(
      fs.readFileSync(path.join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0],
    )
    const children = fs.readFileSync(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8')
    return [postmaster, ...children.trim().split(' ').filter(Boolean).map(Number)]
  } catch {
    return []
  }
}

/** What a measurement used. */
export type CpuUse = {
  /** Processor microseconds of the measured process for each request. */
  serverCpuUs: number
  /** The same of the embedded database's processes. */
  databaseCpuUs: number
  /** The share of all processors that others took meanwhile. */
  foreignCpu: number
}

/** Starts to count; calling the result with the number of requests tells what was used since. */
export function countCpu(serverPid: number, dataDir: string): (requests: number) => CpuUse {
  const read = () => ({
    at: performance.now(),
    server: cpuMs(serverPid),
    database: databasePids(dataDir).reduce((sum, pid) => sum + cpuMs(pid), 0),
    own: serverPid === process.pid ? 0 : cpuMs(process.pid),
    all: busyMs(),
  })
  const before = read()
  return (requests) => {
    const after = read()
    const used = (name: keyof typeof after) => after[name] - before[name]
    const ours = used('server') + used('database') + used('own')
    return {
      serverCpuUs: (used('server') * 1000) / requests,
      databaseCpuUs: (used('database') * 1000) / requests,
      foreignCpu: Math.max(0, used('all') - ours) / (used('at') * os.cpus().length),
    }
  }
}

/** Milliseconds that all processors together have been busy. */
const busyMs = (): number => os.cpus().reduce((sum, { times: t }) => sum + t.user + t.sys + t.nice + t.irq, 0)

/** The share of all processors that is busy, over the next `ms`: others' work, if ours is idle. */
export async function busyShare(ms: number): Promise<number> {
  const [busy, at] = [busyMs(), performance.now()]
  await delay(ms)
  return (busyMs() - busy) / ((performance.now() - at) * os.cpus().length)
}
