/**
 * CON-100: ten thousand panels at the receiver. Each keeps its connection: it opens it and sends a signal, then all send
 * some one after another, and at last all at once, as after a storm. The receiver keeps every signal on disk before it answers.
 */
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { contactIdData } from '#sandboxes/signals/contact-id.ts'
import { frameOf, messageBody } from '#sandboxes/signals/dc09.ts'
import { countCpu } from '../cpu.ts'
import { medianOf, print, sampleOf, type Sample } from '../figures.ts'
import type { Options } from '../options.ts'
import { freePort, startProcess, untilReady, type Running } from '../server-process.ts'

/** So many panels open their connections, or wait for an answer, at a time. */
const atOnce = 200
const signalsEach = 5
const patienceMs = 60_000
/** Any new connection is to be there, with its first signal taken, within a minute. */
const goalSeconds = 60

/** A figure's runs: seconds that the step took, and the times that panels waited. */
type Step = { seconds: number; sample: Sample }
type Run = Record<'open' | 'steady' | 'storm', Step> & { residentMiB: number }

export async function measureSignals(options: Options): Promise<void> {
  for (const panels of options.customers ?? [10_000]) {
    const ours: Run[] = []
    const bare: Run[] = []
    for (let run = 0; run < options.runs; run++) {
      ours.push(
        await withReceiver('sandboxes/all.ts', (port, url, running) => drive(panels, port, running, url)),
      )
      bare.push(
        await withReceiver('bench/bare-receiver.ts', (port, _url, running) =>
          drive(panels, port, running, null),
        ),
      )
    }
    report(panels, ours, bare)
  }
}

function report(panels: number, ours: readonly Run[], bare: readonly Run[]): void {
  const seconds = (runs: readonly Run[], step: 'open' | 'steady' | 'storm') =>
    medianOf(runs.map((run) => ({ ...run[step].sample, rps: run[step].seconds })))
  const names = {
    open: 'all connected, first signal taken',
    steady: `${signalsEach} signals each, ${atOnce} panels at a time`,
    storm: 'one signal of each at once',
  }
  for (const step of ['open', 'steady', 'storm'] as const) {
    const [{ rps: value, ...sample }, { rps: baseline }] = [seconds(ours, step), seconds(bare, step)]
    const count = panels * (step === 'steady' ? signalsEach : 1)
    const goal = step === 'open' && { goal: `<= ${goalSeconds}`, met: value! <= goalSeconds }
    print({
      ...{
        scenario: 'signals',
        figure: names[step],
        value: value!,
        unit: 's',
        ...sample,
        rps: count / value!,
      },
      ...{ baseline, ratio: value! / baseline!, ...goal, customers: panels },
    })
  }
  const memory = (runs: readonly Run[]) => Math.max(...runs.map(({ residentMiB }) => residentMiB))
  print({
    ...{ scenario: 'signals', figure: 'memory of the receiver', value: memory(ours), unit: 'MiB' },
    ...{ baseline: memory(bare), ratio: memory(ours) / memory(bare), customers: panels },
  })
}

async function withReceiver(
  file: string,
  work: (port: number, url: string, running: Running) => Promise<Run>,
): Promise<Run> {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'keyholder-signals-'))
  const [port, sandboxPort] = [await freePort(), await freePort()]
  const url = `http://127.0.0.1:${sandboxPort}`
  const running = startProcess(file, [], {
    env: { SANDBOX_PORT: String(sandboxPort), DC09_PORT: String(port), SANDBOX_DATA: dataDir },
    log: path.join(dataDir, 'receiver.log'),
  })
  try {
    if (file.startsWith('sandboxes')) await untilReady(`${url}/signals/_control/info`, running)
    else await untilListening(port)
    return await work(port, url, running)
  } finally {
    await running.stop()
    fs.rmSync(dataDir, { recursive: true })
  }
}

/** `url` is where the control API tells what the receiver has; null for the baseline, which has nothing. */
async function drive(count: number, port: number, running: Running, url: string | null): Promise<Run> {
  const panels = Array.from({ length: count }, (_, index) => new BenchPanel(port, index))
  try {
    const step = async (works: readonly (() => Promise<void>)[], width: number): Promise<Step> => {
      const used = countCpu(running.child.pid!, '')
      const waits: number[] = []
      const startedAt = performance.now()
      let next = 0
      const lane = async () => {
        while (next < works.length) {
          const askedAt = performance.now()
          await works[next++]!()
          waits.push(performance.now() - askedAt)
        }
      }
      await Promise.all(Array.from({ length: width }, lane))
      const seconds = (performance.now() - startedAt) / 1000
      return { seconds, sample: { ...sampleOf(waits), ...used(works.length) } }
    }
    const open = await step(
      panels.map((panel) => () => panel.open()),
      atOnce,
    )
    const rounds = Array.from({ length: signalsEach }, () => panels.map((panel) => () => panel.send())).flat()
    const steady = await step(rounds, atOnce)
    const storm = await step(
      panels.map((panel) => () => panel.send()),
      count,
    )
    if (url) await requireKept(url, panels.length, signalsEach + 2)
    return { open, steady, storm, residentMiB: residentMiB(running.child.pid!) }
  } finally {
    for (const panel of panels) panel.close()
  }
}

class BenchPanel {
  readonly #port: number
  readonly #account: string
  #socket: net.Socket | null = null
  #seq = 0
  #taken: (() => void) | null = null
  #failed: ((error: Error) => void) | null = null

  constructor(port: number, index: number) {
    this.#port = port
    this.#account = (0x10000 + index).toString(16).toUpperCase()
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#failed = reject
      const socket = net.connect({ port: this.#port, host: '127.0.0.1', noDelay: true }, resolve)
      this.#socket = socket
      socket.on('error', (error) => this.#failed?.(error))
      socket.on('close', () => this.#failed?.(new Error('The receiver has closed a connection')))
      socket.on('data', (bytes) => {
        if (bytes.at(-1) !== 0x0d) return
        if (!bytes.includes('"ACK"'))
          this.#failed?.(new Error(`The receiver said ${bytes.toString('latin1')}`))
        this.#taken?.()
      })
    })
    await this.send()
  }

  /** Sends a signal. @throws unless it is taken within a minute */
  async send(): Promise<void> {
    const account = this.#account
    this.#seq += 1
    const data = contactIdData(account, { event: '130', restore: false, area: 1, number: this.#seq })
    const frame = frameOf(
      messageBody({ id: 'ADM-CID', seq: String(this.#seq).padStart(4, '0'), account, data }),
    )
    const late = setTimeout(() => this.#failed?.(new Error('The receiver does not answer')), patienceMs)
    await new Promise<void>((resolve, reject) => {
      this.#taken = resolve
      this.#failed = reject
      this.#socket!.write(frame)
    })
    clearTimeout(late)
  }

  /** By a reset, which leaves no port waiting. */
  close(): void {
    this.#failed = null
    this.#socket?.resetAndDestroy()
  }
}

/** @throws unless the receiver has heard every panel so many times, and kept each signal as long as it may. */
async function requireKept(url: string, panels: number, each: number): Promise<void> {
  const answer = await fetch(`${url}/signals/_control/accounts?effects=1`)
  const { accounts, effects } = (await answer.json()) as {
    accounts: { frames: number }[]
    effects: { seq: number }[]
  }
  const heard = accounts.filter(({ frames }) => frames === each).length
  const numbered = effects[0]?.seq
  if (heard !== panels || numbered !== panels * each)
    throw new Error(`The receiver heard ${heard} of ${panels} panels fully, and ${numbered} signals`)
}

/** What a process has in memory; 0 where there is no /proc. */
function residentMiB(pid: number): number {
  try {
    const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8')
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}

async function untilListening(port: number): Promise<void> {
  for (;;) {
    const socket = net.connect({ port, host: '127.0.0.1' })
    const listens = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true))
      socket.once('error', () => resolve(false))
    })
    socket.destroy()
    if (listens) return
    await delay(20)
  }
}
