/**
 * Runs jobs (graphile-worker). A worker that dies keeps its jobs locked in the queue's tables; so each worker also
 * holds an advisory lock, which PostgreSQL lets go with the dead worker's connection, and whoever is alive frees the
 * jobs of those whose lock can be had.
 */
import { EventEmitter } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { Logger as GraphileLogger, type Runner, run, type WorkerEvents } from 'graphile-worker'
import pg from 'pg'
import type { Logger } from 'pino'
import { PrimaryClient } from '#server/platform/database-primary.ts'
import type { Task } from './task.ts'

export type Worker = { stop(): Promise<void> }

/** Advisory locks are numbers; a worker's is a digest of its id. */
const lockOf = `hashtextextended($1, 7264)`
const reapEveryMs = 5000
/** How graphile-worker's log begins to say that it could not look for jobs. */
const fetchFailed = 'Error occurred fetching jobs'

/**
 * @param queueUrl connection string of the role `keyholder_queue`.
 * @param concurrency jobs at once.
 */
export async function startWorker(
  queueUrl: string,
  tasks: Record<string, Task>,
  concurrency: number,
  log: Logger,
): Promise<Worker> {
  const pool = new pg.Pool({
    connectionString: queueUrl,
    Client: PrimaryClient,
    max: concurrency + 4,
    application_name: 'keyholder-queue',
  })
  let stopped = false // the pool's connections may still be closing when the database already goes away
  const lost = (error: Error) => {
    if (!stopped) log.warn({ err: error }, 'queue connection lost')
  }
  pool.on('error', lost)
  pool.on('connect', (client) => client.on('error', lost))
  const beacon = new Beacon(queueUrl, log)
  await beacon.light()
  const events: WorkerEvents = new EventEmitter()
  // Jobs are locked in the name of the pool, not of the single worker in it.
  const pools: string[] = []
  events.on('pool:create', ({ workerPool }) => {
    pools.push(workerPool.id)
    beacon.add(workerPool.id)
  })
  /**
   * The runner keeps the promise of its very first query, also one that failed, and then fails at every look for jobs
   * (graphile-worker 0.18, taskIdentifiers): one that cannot fetch twice in a row is ended, and begun anew below.
   */
  let failedFetches = 0
  events.on('localQueue:getJobs:complete', () => (failedFetches = 0))
  const begin = () => {
    failedFetches = 0
    return run({
      pgPool: pool,
      concurrency,
      pollInterval: 1000,
      noHandleSignals: true,
      parsedCronItems: [],
      events,
      // Looking for a job locks every free lane, whether for one job or for several (getJobs, strategy 2).
      preset: { worker: { localQueue: { size: 2 * concurrency }, completeJobBatchDelay: 0 } },
      taskList: Object.fromEntries(
        Object.entries(tasks).map(([name, task]) => [name, (payload) => task(payload)]),
      ),
      // Completed jobs are routine; the tasks themselves say what matters.
      logger: new GraphileLogger(() => (level, message) => {
        if (level === 'error') log.error({ queue: true }, message)
        if (message.startsWith(fetchFailed) && ++failedFetches >= 2) void runner?.stop().catch(() => {})
        if (level === 'warning') log.warn({ queue: true }, message)
      }),
    })
  }
  let runner: Runner | undefined = await begin()
  /** The runner gives up when the database goes away; it is begun anew until the database is back. */
  const running = (async () => {
    while (!stopped) {
      try {
        runner ??= await begin()
        await runner.promise
      } catch (error) {
        log.error({ err: error }, 'the queue stopped; beginning anew')
      }
      runner = undefined
      // Whatever the ended runner had locked and never began is free for the next one.
      for (const id of pools.splice(0)) beacon.remove(id)
      if (!stopped) await delay(1000)
    }
  })()
  return {
    async stop() {
      stopped = true
      await runner?.stop()
      await running
      await beacon.end()
      await pool.end()
    },
  }
}

/** Holds this process's advisory locks on a connection of their own, and frees the jobs of dead workers. */
class Beacon {
  readonly #url: string
  readonly #log: Logger
  readonly #own = new Set<string>()
  readonly #held = new Set<string>()
  #last: Promise<void> = Promise.resolve()
  #client: pg.Client | undefined
  #timer: NodeJS.Timeout | undefined
  #ended = false

  constructor(url: string, log: Logger) {
    this.#url = url
    this.#log = log
  }

  async light(): Promise<void> {
    await this.#soon()
    this.#timer = setInterval(() => void this.#soon(), reapEveryMs)
  }

  /** A worker of this process: its lock is taken at the next tending at the latest, and never freed by ourselves. */
  add(workerId: string): void {
    this.#own.add(workerId)
    void this.#soon()
  }

  /** A pool that has ended: its lock is let go, so that its jobs are freed like those of any dead worker. */
  remove(workerId: string): void {
    this.#own.delete(workerId)
    void this.#soon()
  }

  async end(): Promise<void> {
    this.#ended = true
    clearInterval(this.#timer)
    await this.#last
    await this.#client?.end().catch(() => {})
  }

  /** One tending after another: a connection speaks one query at a time. */
  #soon(): Promise<void> {
    return (this.#last = this.#last.then(() => this.#tend()))
  }

  #drop(): void {
    const client = this.#client
    this.#client = undefined
    this.#held.clear()
    client?.end().catch(() => {})
  }

  async #tend(): Promise<void> {
    if (this.#ended) return
    try {
      if (!this.#client) {
        const client = new PrimaryClient({
          connectionString: this.#url,
          application_name: 'keyholder-beacon',
          connectionTimeoutMillis: 10_000,
        })
        client.on('error', () => this.#drop())
        await client.connect()
        this.#client = client
      }
      for (const id of this.#held) {
        if (this.#own.has(id)) continue
        await this.#client.query(`select pg_advisory_unlock(${lockOf})`, [id])
        this.#held.delete(id)
      }
      for (const id of this.#own) {
        if (this.#held.has(id)) continue
        await this.#client.query(`select pg_advisory_lock(${lockOf})`, [id])
        this.#held.add(id)
      }
      const freed = await this.#freeDead(this.#client)
      if (freed.length) this.#log.warn({ workers: freed }, 'freed the jobs of workers that are gone')
    } catch (error) {
      this.#drop()
      if (!this.#ended) this.#log.warn({ err: error }, 'could not look after the queue')
    }
  }

  async #freeDead(client: pg.Client): Promise<string[]> {
    const { rows } = await client.query<{ id: string }>(
      `select locked_by as id from graphile_worker._private_jobs where locked_by is not null
       union select locked_by from graphile_worker._private_job_queues where locked_by is not null`,
    )
    const dead: string[] = []
    for (const { id } of rows) {
      if (this.#own.has(id)) continue
      const { rows: got } = await client.query<{ got: boolean }>(
        `select pg_try_advisory_lock(${lockOf}) as got`,
        [id],
      )
      if (!got[0]!.got) continue
      dead.push(id)
      await client.query(`select pg_advisory_unlock(${lockOf})`, [id])
    }
    if (dead.length) await client.query('select graphile_worker.force_unlock_workers($1::text[])', [dead])
    return dead
  }
}
