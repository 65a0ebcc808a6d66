/** What a measurement comes to: percentiles, the median of several runs, and the line that is printed. */
import os from 'node:os'
import type { CpuUse } from './cpu.ts'

/** Latencies in milliseconds, and what the run used. `rps` where several connections were driven at once. */
export type Sample = { p50: number; p99: number; rps?: number } & Partial<CpuUse>

export type Figure = {
  scenario: string
  figure: string
  value: number
  unit: string
  p50?: number
  p99?: number
  rps?: number
  /** The raw baseline's value in the same unit, of the same run. */
  baseline?: number
  /** The baseline without the statement that finds out who acts. */
  baselineRecordOnly?: number
  /** How many times worse than the baseline we are. */
  ratio?: number
  /** Of a key: when what it changed was painted, at the latest. */
  untilPaintedMs?: number
  goal?: string
  met?: boolean
  customers: number
} & Partial<CpuUse>

/** @param sorted ascending. */
const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN

export function sampleOf(latenciesMs: readonly number[]): Sample {
  const sorted = latenciesMs.toSorted((a, b) => a - b)
  return { p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99) }
}

const median = (values: readonly number[]): number =>
  percentile(
    values.toSorted((a, b) => a - b),
    0.5,
  )

/** Each member's median over the runs. */
export function medianOf(samples: readonly Sample[]): Sample {
  const names = Object.keys(samples[0] ?? {}) as (keyof Sample)[]
  return Object.fromEntries(
    names.map((name) => [name, median(samples.map((one) => one[name] ?? Number.NaN))]),
  ) as Sample
}

const round = (value: number): number => Number(value.toPrecision(4))

/** Prints one line of JSON; numbers have four digits that count. */
export function print(figure: Figure): void {
  const rounded = Object.fromEntries(
    Object.entries(figure).map(([name, value]) => [name, typeof value === 'number' ? round(value) : value]),
  )
  console.log(JSON.stringify({ ...rounded, machine, date: new Date().toISOString() }))
}

const cpus = os.cpus()
const machine = [
  `${cpus.length} x ${cpus[0]?.model.trim()}`,
  `${Math.round(os.totalmem() / 2 ** 30)} GiB`,
  `${os.type()} ${os.release().split('-')[0]}`,
  `Node ${process.versions.node}`,
].join(', ')
