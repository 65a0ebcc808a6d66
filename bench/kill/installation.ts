/** The installation that is killed: the app, the sandbox station and the database, each a process of its own. */
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { loadBench } from '#server/demo/load.ts'
import { openDatabase, slug } from '../company.ts'
import { signIn } from '../http-client.ts'
import { freePort, productEnv, startProcess, untilReady, type Running } from '../server-process.ts'
import { startStation, type Station } from '../station.ts'

/** What a round may kill. `app` is all of the app's processes at once. */
export const targets = ['app', 'web', 'worker', 'sandbox', 'database'] as const
export type Target = (typeof targets)[number]

/** As long as `npm start` waits before it starts a dead process again (scripts/start/child.ts). */
const restartMs = 1000
const customers = 400

export class Installation {
  readonly url: string
  readonly dataDir: string
  companyId = 0
  headers: Record<string, string> = {}
  #port: number
  #roles: readonly ('all' | 'web' | 'worker')[]
  #app: Running[] = []
  #station: Station
  #stationPort: number
  #ownerUrl: string
  #close: () => Promise<void>

  private constructor(
    dataDir: string,
    port: number,
    split: boolean,
    station: Station,
    database: { ownerUrl: string; close: () => Promise<void> },
  ) {
    this.dataDir = dataDir
    this.#port = port
    this.url = `http://127.0.0.1:${port}`
    this.#roles = split ? ['web', 'worker'] : ['all']
    this.#station = station
    this.#stationPort = Number(new URL(station.url).port)
    this.#ownerUrl = database.ownerUrl
    this.#close = database.close
  }

  /** Makes an installation from nothing. @param split runs web and worker as processes of their own */
  static async make(split: boolean): Promise<Installation> {
    const dataDir = path.resolve(process.env['DATA_DIR'] ?? './data/bench', 'kill')
    fs.rmSync(dataDir, { recursive: true, force: true })
    const station = await startStation(path.join(dataDir, 'log'), path.join(dataDir, 'sandboxes'))
    const database = await openDatabase(dataDir)
    await loadBench(database.ownerUrl, slug, { sandboxUrl: station.url, customers })
    const made = new Installation(dataDir, await freePort(), split, station, database)
    await made.#start()
    await made.ready()
    made.headers = await signIn(made.url, slug)
    const { rows } = await made.sql<{ id: string }>('select id from platform.company where slug = $1', [slug])
    made.companyId = Number(rows[0]!.id)
    return made
  }

  get stationUrl(): string {
    return this.#station.url
  }

  /** Asks the database as its owner, over a connection of its own: the database may just have been killed. */
  async sql<Row extends pg.QueryResultRow>(
    text: string,
    values: unknown[] = [],
  ): Promise<pg.QueryResult<Row>> {
    const client = new pg.Client({ connectionString: this.#ownerUrl })
    await client.connect()
    try {
      return await client.query<Row>(text, values)
    } finally {
      await client.end()
    }
  }

  async #start(): Promise<void> {
    this.#app = this.#roles.map((role) => this.#startRole(role))
  }

  #startRole(role: 'all' | 'web' | 'worker'): Running {
    return startProcess('server/main.ts', [role], {
      env: productEnv(this.dataDir, this.#port, this.#station.url),
      log: path.join(this.dataDir, 'log', `bench-${role}.log`),
    })
  }

  async ready(): Promise<void> {
    await untilReady(`${this.url}/readyz`, this.#app[0]!)
  }

  /** `kill -9`, and a start after a second, as `npm start` does it. Does not wait until it is ready. */
  async kill(target: Target): Promise<void> {
    if (target === 'sandbox') {
      await killProcess(this.#station.running)
      await delay(restartMs)
      const memory = path.join(this.dataDir, 'sandboxes')
      this.#station = await startStation(path.join(this.dataDir, 'log'), memory, this.#stationPort)
      return
    }
    // The app starts the database, so that both go when the database is killed.
    if (target === 'database') this.#killDatabase()
    if (target === 'app' || target === 'database') await Promise.all(this.#app.map(killProcess))
    else await killProcess(this.#app[this.#indexOf(target)]!)
    await delay(restartMs)
    if (target === 'app' || target === 'database') await this.#start()
    else this.#app[this.#indexOf(target)] = this.#startRole(this.#roles[this.#indexOf(target)]!)
  }

  /** Where a role runs; the first process if all roles are one. */
  #indexOf(role: Target): number {
    return Math.max(
      0,
      this.#roles.findIndex((own) => own === role),
    )
  }

  /** It may be down still from the kill before. */
  #killDatabase(): void {
    const note = path.join(this.dataDir, 'postgres', 'postmaster.pid')
    try {
      process.kill(Number(fs.readFileSync(note, 'utf8').split('\n')[0]), 'SIGKILL')
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'ESRCH' && code !== 'ENOENT') throw error
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#app.map((process) => process.stop()))
    await this.#station.stop()
    await this.#close()
  }
}

async function killProcess({ child, ended }: Running): Promise<void> {
  child.kill('SIGKILL')
  await ended
}

/** @throws for a word that is no target */
export function toTargets(words: readonly string[]): Target[] {
  return words.map((word) => {
    const known = targets.find((target) => target === word)
    if (!known) throw new Error(`--targets: '${word}' is none of ${targets.join(', ')}`)
    return known
  })
}
