/**
 * The whole server over a database of its own, as a test file uses it: the app on the role that owns nothing, and by
 * choice a station and a worker beside it. Providers are the sandboxes; nothing of ours is replaced.
 */
import { rmSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import pg from 'pg'
import { pino } from 'pino'
import { buildApp } from '#server/app.ts'
import { Database } from '#server/db/database.ts'
import { LiveFeed } from '#server/db/live-feed.ts'
import { roleUrl, setRolePasswords } from '#server/db/roles.ts'
import { AuditTrail } from '#server/http/audit-trail.ts'
import { LiveStreams } from '#server/http/live.ts'
import { newToken, tokenHash } from '#server/http/session-token.ts'
import { startWorker } from '#server/jobs/worker.ts'
import { StationDesk } from '#server/modules/providers/stations.ts'
import { tasks } from '#server/modules/index.ts'
import { PrimaryClient } from '#server/platform/database-primary.ts'
import { useEncryptionKeys } from '#server/platform/encryption.ts'
import { Caller } from './caller.ts'
import { Factories, type User } from './factories.ts'
import { openFileStore } from './file-store.ts'
import { freshDatabase } from './fresh-database.ts'
import { letRolesIn } from './roles.ts'
import { openStation, type StationSandbox } from './station.ts'

export const testKeys = `test:${Buffer.alloc(32, 7).toString('base64')}`

export type HouseOptions = {
  /** With the Bold sandbox, on a free port. */
  sandboxes?: boolean
  /** With a worker that runs the connections' jobs. */
  worker?: boolean
  rateLimitPerMinute?: number
  secureCookies?: boolean
  /** On this database rather than on a fresh one; it is migrated already. */
  ownerUrl?: string
}

export type House = {
  app: FastifyInstance
  /** As the app uses it. */
  database: Database
  desk: StationDesk
  live: LiveStreams
  /** Written a second behind the answers; `flush` does not wait for that. */
  audit: AuditTrail
  /** Where the bytes of files lie. */
  filesFolder: string
  /** The database's owner, to whom row-level security does not apply. */
  owner: pg.Pool
  ownerUrl: string
  plant: Factories
  /** Every line that was logged, at the finest level and with nothing redacted. */
  logs: string[]
  clock: Clock
  /** The station; throws if the house was opened without. */
  readonly station: StationSandbox
  /** Acts as this user in a browser; each user has one session. */
  as(user: User): Caller
  /** Acts with an API token of this user. */
  withToken(user: User): Promise<Caller>
  anybody(): Caller
  close(): Promise<void>
}

/** The app's clock. PostgreSQL keeps its own: an instant that lies behind it is due at once there. */
export class Clock {
  #offsetMs = 0
  now = (): Date => new Date(Date.now() + this.#offsetMs)
  /** Sets the clock back, so that every job that is to wait for its time is due already. */
  lag(ms: number): void {
    this.#offsetMs = -ms
  }
}

const sameOrigin = { 'sec-fetch-site': 'same-origin' }

export async function openHouse(options: HouseOptions = {}): Promise<House> {
  useEncryptionKeys(testKeys)
  const files = await openFileStore()
  const ownerUrl = options.ownerUrl ?? (await freshDatabase()).ownerUrl
  await (options.ownerUrl === undefined ? letRolesIn() : setRolePasswords(ownerUrl))
  const owner = new pg.Pool({ connectionString: ownerUrl, Client: PrimaryClient, max: 4 })
  // A server that is killed says so on its idle connections.
  owner.on('error', () => undefined)
  const station = options.sandboxes ? await openStation() : undefined
  const desk = new StationDesk(station ? [station.origin, `http://127.0.0.1:${station.smtpPort}`] : [], 1000)
  const clock = new Clock()
  const logs: string[] = []
  const logger = pino(
    { level: 'trace' },
    { write: (line: string) => void (process.env.TEST_LOG && process.stderr.write(line), logs.push(line)) },
  )

  const feed = new LiveFeed(roleUrl(ownerUrl, 'keyholder_app'))
  await feed.start()
  const live = new LiveStreams(feed)
  const database = new Database(roleUrl(ownerUrl, 'keyholder_app'), 8, feed)
  const { rateLimitPerMinute = 0, secureCookies = false } = options
  const audit = new AuditTrail(`${files.folder}-audit`, database, logger, clock.now)
  await audit.start()
  const app = await buildApp({
    database,
    live,
    audit,
    desk,
    logger,
    now: clock.now,
    rateLimitPerMinute,
    secureCookies,
  })
  const jobs = options.worker ? new Database(roleUrl(ownerUrl, 'keyholder_app'), 4, feed) : undefined
  const worker =
    jobs && (await startWorker(roleUrl(ownerUrl, 'keyholder_queue'), tasks(jobs, desk, clock.now), 4, logger))

  const sessions = new Map<number, { token: string; ready: Promise<void> }>()
  const openSession = async (user: User, kind: 'browser' | 'api', token: string) => {
    await owner.query(
      `insert into platform.session (token_hash, company_id, user_id, kind, name, expires_at)
       values ($1, $2, $3, $4, 'of a test', now() + interval '14 days')`,
      [tokenHash(token), user.company.id, user.id, kind],
    )
  }
  return {
    app,
    database,
    desk,
    live,
    audit,
    filesFolder: files.folder,
    owner,
    ownerUrl,
    plant: new Factories(owner),
    logs,
    clock,
    get station() {
      if (!station) throw new Error('This house was opened without sandboxes')
      return station
    },
    as(user) {
      let session = sessions.get(user.id)
      if (!session) {
        const token = newToken('browser')
        session = { token, ready: openSession(user, 'browser', token) }
        sessions.set(user.id, session)
      }
      return new SignedIn(app, { ...sameOrigin, cookie: `keyholder_session=${session.token}` }, session.ready)
    },
    async withToken(user) {
      const token = newToken('api')
      await openSession(user, 'api', token)
      return new Caller(app, { authorization: `Bearer ${token}` })
    },
    anybody: () => new Caller(app, {}),
    async close() {
      await worker?.stop()
      await app.close()
      await audit.end()
      rmSync(`${files.folder}-audit`, { recursive: true, force: true })
      await database.end()
      await feed.end()
      await jobs?.end()
      await station?.close()
      await owner.end()
      await files.close()
    },
  }
}

/** A caller whose session is being made; its first request waits for that. */
class SignedIn extends Caller {
  readonly #ready: Promise<void>
  constructor(app: FastifyInstance, headers: Record<string, string>, ready: Promise<void>) {
    super(app, headers)
    this.#ready = ready
  }
  override async send<T>(...given: Parameters<Caller['send']>) {
    await this.#ready
    return super.send<T>(...given)
  }
}
