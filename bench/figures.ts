/** What a measurement comes to: percentiles, the median of several runs, and the line that is printed. */
import os from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'

/** Milliseconds; the rest, where several connections were driven at once, with processor time for each request. */
export type Sample = { p50: number; p99: number; rps?: number; serverCpuUs?: number; databaseCpuUs?: number }

export type Figure = {
  scenario: string
  figure: string
  value: number
  unit: string
  p50?: number
  p99?: number
  rps?: number
  serverCpuUs?: number
  databaseCpuUs?: number
  /** The raw baseline's value in the same unit, of the same run. */
  baseline?: number
  /** Processor time of the driver's own process for each of its statements. */
  baselineCpuUs?: number
  /** How many times worse than the baseline we are. */
  ratio?: number
  goal?: string
  met?: boolean
  customers: number
}

/** @param sorted ascending. */
const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN

export function sampleOf(latenciesMs: readonly number[]): Sample {
  const sorted = latenciesMs.toSorted((a, b) => a - b)
  return { p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99) }
}

const median = (values: readonly number[]): number => percentile(values.toSorted((a, b) => a - b), 0.5)

/** Each member's median over the runs. */
export function medianOf(samples: readonly Sample[]): Sample {
  const names = Object.keys(samples[0] ?? {}) as (keyof Sample)[]
  return Object.fromEntries(names.map((name) => [name, median(samples.map((one) => one[name] ?? Number.NaN))])) as Sample
}

const round = (value: number): number => Number(value.toPrecision(4))

/** Prints one line of JSON; numbers have four digits that count. */
export function print(figure: Figure, foreignCpu: number): void {
  const rounded = Object.fromEntries(
    Object.entries(figure).map(([name, value]) => [name, typeof value === 'number' ? round(value) : value]),
  )
  console.log(JSON.stringify({ ...rounded, foreignCpu: round(foreignCpu), machine, date: new Date().toISOString() }))
}

const cpus = os.cpus()
const machine = [
  `${cpus.length} x ${cpus[0]?.model.trim()}`,
  `${Math.round(os.totalmem() / 2 ** 30)} GiB`,
  `${os.type()} ${os.release().split('-')[0]}`,
  `Node ${process.versions.node}`,
].join(', ')

/** The share of all processors that is busy, over the next `ms`. Ours do nothing meanwhile, so it is others' work. */
export async function busyShare(ms: number): Promise<number> {
  const read = () => {
    const times = os.cpus().map(({ times }) => times)
    const sum = (pick: (t: (typeof times)[number]) => number) => times.reduce((total, t) => total + pick(t), 0)
    return { idle: sum((t) => t.idle), all: sum((t) => t.idle + t.user + t.sys + t.nice + t.irq) }
  }
  const before = read()
  await delay(ms)
  const after = read()
  return 1 - (after.idle - before.idle) / Math.max(1, after.all - before.all)
}
