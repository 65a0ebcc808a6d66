/** Processor time of processes: what a measurement costs, whatever else the machine does meanwhile. Linux only. */
import fs from 'node:fs'
import path from 'node:path'

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
    const postmaster = Number(fs.readFileSync(path.join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
    const children = fs.readFileSync(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8')
    return [postmaster, ...children.trim().split(' ').filter(Boolean).map(Number)]
  } catch {
    return []
  }
}

export type CpuMeter = () => { serverMs: number; databaseMs: number }

/** Starts to count; calling the result tells what was used since. */
export function countCpu(serverPid: number, dataDir: string): CpuMeter {
  const read = () => ({
    serverMs: cpuMs(serverPid),
    databaseMs: databasePids(dataDir).reduce((sum, pid) => sum + cpuMs(pid), 0),
  })
  const before = read()
  return () => {
    const after = read()
    return { serverMs: after.serverMs - before.serverMs, databaseMs: after.databaseMs - before.databaseMs }
  }
}
