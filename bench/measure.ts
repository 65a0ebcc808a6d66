/** How latency and throughput are taken, of the product and of the bare driver alike. */
import autocannon from 'autocannon'
import pg from 'pg'
import type { Statement } from '#server/db/one-trip.ts'
import { setTimeout as delay } from 'node:timers/promises'
import { busyShare, countCpu } from './cpu.ts'
import { medianOf, sampleOf, type Sample } from './figures.ts'
import { type Call, HttpClient } from './http-client.ts'
import type { Company, Product } from './company.ts'

const warmUps = 300
/** Others' work below this share of the processors is called quiet. */
const quietShare = 0.12

/** Whose processor time is counted: the process that does the work, and the database in `dataDir`. */
export type Metered = { pid: number; dataDir: string }

/** Runs `work` `times` over after warming up, one after another. */
export async function latencyOf(
  times: number,
  { pid, dataDir }: Metered,
  work: () => Promise<unknown>,
): Promise<Sample> {
  for (let i = 0; i < Math.min(warmUps, times); i++) await work()
  const used = countCpu(pid, dataDir)
  const latencies: number[] = []
  for (let i = 0; i < times; i++) {
    const startedAt = performance.now()
    await work()
    latencies.push(performance.now() - startedAt)
  }
  return { ...sampleOf(latencies), ...used(times) }
}

/** One connection, one call at a time. @throws if the answer is no 2xx */
export async function httpLatency(product: Product, times: number, next: () => Call): Promise<Sample> {
  const client = new HttpClient(product.url, product.headers)
  try {
    return await latencyOf(times, product, () => client.json(next()))
  } finally {
    client.close()
  }
}

/** autocannon over `connections` connections, each with calls of its own. @throws if any answer is no 2xx */
export async function httpThroughput(
  product: Product,
  connections: number,
  seconds: number,
  next: () => Call,
): Promise<Sample> {
  const run = (duration: number) =>
    autocannon({
      url: product.url,
      connections,
      duration,
      setupClient(client) {
        client.setRequests(
          Array.from({ length: 500 }, () => {
            const { method, path, body } = next()
            return {
              method,
              path,
              body,
              headers: { ...product.headers, ...(body && { 'content-type': 'application/json' }) },
            }
          }),
        )
      },
    })
  await run(2)
  const used = countCpu(product.pid, product.dataDir)
  const result = await run(seconds)
  if (result.errors || result.non2xx)
    throw new Error(`${result.errors} errors, ${result.non2xx} answers that are no 2xx`)
  const count = result['2xx']
  return { p50: result.latency.p50, p99: result.latency.p99, rps: count / result.duration, ...used(count) }
}

/**
 * The bare driver: the product's role and statements, prepared, with the company set once for each connection. One
 * round trip a statement, and nothing around it: no HTTP, no session, no masking, no JSON.
 */
export class BareDriver {
  readonly #clients: pg.Client[]
  readonly pid = process.pid
  readonly dataDir: string

  private constructor(clients: pg.Client[], dataDir: string) {
    this.#clients = clients
    this.dataDir = dataDir
  }

  static async open(company: Company, connections: number): Promise<BareDriver> {
    const clients = Array.from(
      { length: connections },
      () => new pg.Client({ connectionString: company.appUrl }),
    )
    for (const client of clients) {
      await client.connect()
      await client.query(
        `select set_config('app.company_id', $1, false), set_config('app.user_id', $2, false)`,
        [String(company.id), String(company.userId)],
      )
    }
    return new BareDriver(clients, company.dataDir)
  }

  get first(): pg.Client {
    return this.#clients[0]!
  }

  /** One at a time; the statements of a request go one after another. */
  latency(times: number, next: () => Statement[]): Promise<Sample> {
    return latencyOf(times, this, () => sendAll(this.first, next()))
  }

  async throughput(seconds: number, next: () => Statement[]): Promise<Sample> {
    const latencies: number[] = []
    const drive = async (client: pg.Client, until: number) => {
      while (performance.now() < until) {
        const startedAt = performance.now()
        await sendAll(client, next())
        latencies.push(performance.now() - startedAt)
      }
    }
    const all = (until: number) => Promise.all(this.#clients.map((client) => drive(client, until)))
    await all(performance.now() + 1000)
    latencies.length = 0
    const used = countCpu(process.pid, this.dataDir)
    await all(performance.now() + seconds * 1000)
    return { ...sampleOf(latencies), rps: latencies.length / seconds, ...used(latencies.length) }
  }

  async close(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.end()))
  }
}

async function sendAll(client: pg.Client, statements: readonly Statement[]): Promise<void> {
  for (const statement of statements) await client.query(statement)
}

export type Pair = { ours: Sample; bare: Sample }

/** Takes ours and the baseline in turn, `runs` times, each when the machine is quiet or after `quietMs`. */
export async function inTurn(
  { runs, quietMs }: { runs: number; quietMs: number },
  ours: () => Promise<Sample>,
  bare: () => Promise<Sample>,
): Promise<Pair> {
  const taken: Pair[] = []
  for (let run = 0; run < runs; run++) {
    await untilQuiet(quietMs)
    taken.push({ ours: await ours(), bare: await bare() })
  }
  return { ours: medianOf(taken.map((one) => one.ours)), bare: medianOf(taken.map((one) => one.bare)) }
}

async function untilQuiet(patienceMs: number): Promise<void> {
  const deadline = Date.now() + patienceMs
  while ((await busyShare(500)) > quietShare && Date.now() < deadline) await delay(200)
}
