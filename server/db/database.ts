/**
 * The one door to PostgreSQL. Everything the product reads or writes goes through `transaction` (several statements)
 * or `oneTrip` (a hot read), and both open exactly one company first. `Db` is the only database that a module can name.
 */
import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely'
import pg from 'pg'
import { fail, KeyholderError } from '#shared/errors.ts'
import { markTransaction } from '#server/platform/open-transaction.ts'
import { type Actor, type ActorRow, type EnteredRow, KnownActors, toActor } from './actor.ts'
import { HistoryDraft, type Origin } from './history-draft.ts'
import type { LiveFeed } from './live-feed.ts'
import { OneTrip, type Statement } from './one-trip.ts'
import { PreparingClient } from './preparing-client.ts'
import type { DB } from './types.ts'

/** A transaction of one company: row-level security shows this company's rows and no others. */
export type Db = Transaction<DB>

// Ids and cents fit into 2^53; dates stay the text that they are, as they have no zone.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text)

/** On whose behalf a transaction runs. */
export type Behalf =
  | { of: 'session'; token: Buffer }
  | { of: 'company'; companyId: number; userId: number | null }
  | { of: 'nobody' }

/**
 * So many hot reads run at once. They are short and wait for nothing, so that more would not be quicker: a third less of
 * the database's processor time goes into each when four backends keep their caches warm than when twelve take turns
 * (docs/bench.md).
 */
const readsAtOnce = 4

export class Database {
  /** The connections of transactions. */
  readonly pool: pg.Pool
  /** The connections of hot reads: saves that wait for one another keep no record from being opened. */
  readonly reads: pg.Pool
  readonly #kysely: Kysely<DB>
  /** More waiting requests than this are turned away as busy, rather than queued without bound. */
  readonly #maxWaiting = 500
  readonly #live: LiveFeed | undefined
  readonly #known = new KnownActors()

  /**
   * @param url the app role's connection string. @param connections at most this many transactions at once.
   * @param live is told of every change to a customer once it is committed.
   */
  constructor(url: string, connections: number, live?: LiveFeed) {
    this.#live = live
    this.pool = openPool(url, connections)
    // Helpers that PostgreSQL would start for a page of a large list take longer to start than it takes to read.
    this.reads = openPool(url, Math.min(connections, readsAtOnce), '-c max_parallel_workers_per_gather=0')
    this.#kysely = new Kysely<DB>({ dialect: new PostgresDialect({ pool: this.pool }) })
  }

  /**
   * Runs `work` in one transaction and appends the history that it drafted right before the commit, because the
   * company's chain is locked from there on.
   * @throws access.signed_out if the session does not exist or has ended; whatever `work` throws, after a rollback.
   */
  async transaction<T>(
    behalf: Behalf,
    origin: Origin,
    work: (db: Db, actor: Actor | null, history: HistoryDraft) => Promise<T>,
  ): Promise<T> {
    this.#refuseOverload(this.pool)
    const history = new HistoryDraft(origin)
    let who: Actor | null = null
    const result = await markTransaction(() =>
      this.#kysely.transaction().execute(async (db) => {
        const actor = (who = await this.#open(db, behalf))
        if (actor?.operator) history.speakAs(`${actor.operator.name} (Keyholder staff) as ${actor.userName}`)
        const result = await work(db, actor, history)
        if (history.entries.length) {
          await sql`select platform.append_history(${JSON.stringify(history.entries)}::jsonb)`.execute(db)
        }
        return result
      }),
    )
    this.#tell(behalf, who, history)
    return result
  }

  /** Tells live pages, after a commit, that something that is no record has changed: `imports:7`. */
  tell(companyId: number, topic: string): void {
    this.#live?.tell(companyId, topic)
  }

  #tell(behalf: Behalf, actor: Actor | null, { entries }: HistoryDraft): void {
    const companyId = actor?.company.id ?? (behalf.of === 'company' ? behalf.companyId : null)
    // Nobody can be looking at what an import has just made, and it makes thousands.
    const news = entries.filter(({ source, event }) => source !== 'import' || event !== 'customers.created')
    if (companyId !== null && news.length)
      this.#live?.publish(companyId, actor?.userId ?? null, actor?.userName ?? 'Keyholder', news)
  }

  /**
   * Reads in a single round trip: opens the request and runs the statements, all prepared, in one implicit
   * transaction. Who acts takes a second one where that is not known.
   * @returns who acts, and each statement's rows.
   * @throws access.signed_out if the session does not exist or has ended.
   */
  async oneTrip(
    token: Buffer,
    statements: Statement[],
  ): Promise<{ actor: Actor; results: Record<string, unknown>[][] }> {
    this.#refuseOverload(this.reads)
    const client = await this.reads.connect()
    let broken = false
    try {
      const [[entered], ...results] = (await OneTrip.run(client, [enter(token), ...statements])) as [
        EnteredRow[],
        ...Record<string, unknown>[][],
      ]
      if (!entered) return fail('access.signed_out')
      let standing = this.#known.find(entered)
      if (!standing) {
        const [, [acting]] = (await OneTrip.run(client, [enter(token), whoActs])) as [unknown, ActorRow[]]
        standing = this.#known.keep(acting ?? fail('access.signed_out'))
      }
      return { actor: toActor(standing, entered), results }
    } catch (error) {
      broken = !(error instanceof pg.DatabaseError || error instanceof KeyholderError)
      throw error
    } finally {
      client.release(broken)
    }
  }

  async end(): Promise<void> {
    await Promise.all([this.#kysely.destroy(), this.reads.end()])
  }

  #refuseOverload({ waitingCount }: pg.Pool): void {
    if (waitingCount > this.#maxWaiting) fail('server.busy', {}, { retryAfterSeconds: 2 })
  }

  async #open(db: Db, behalf: Behalf): Promise<Actor | null> {
    if (behalf.of === 'session') {
      const { rows } = await sql<EnteredRow>`select * from platform.enter(${behalf.token})`.execute(db)
      const entered = rows[0] ?? fail('access.signed_out')
      const standing = this.#known.find(entered)
      if (standing) return toActor(standing, entered)
      const acting = await sql<ActorRow>`select * from platform.who_acts()`.execute(db)
      return toActor(this.#known.keep(acting.rows[0] ?? fail('access.signed_out')), entered)
    }
    if (behalf.of === 'company') {
      await sql`select set_config('app.company_id', ${String(behalf.companyId)}, true),
        set_config('app.user_id', ${behalf.userId === null ? '' : String(behalf.userId)}, true)`.execute(db)
    }
    return null
  }
}

function openPool(url: string, connections: number, settings = ''): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    Client: PreparingClient,
    max: connections,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    statement_timeout: 30_000,
    // Planning anew with each value costs more than these queries themselves (docs/decisions/0016). The costs are those
    // of a disk without moving parts, as the embedded database has them: another server's default is a turning one.
    options: `-c plan_cache_mode=force_generic_plan -c random_page_cost=1.1 -c jit=off ${settings}`,
    idle_in_transaction_session_timeout: 60_000,
    application_name: 'keyholder',
  })
  // A connection that breaks while idle is dropped and replaced; without a listener it would end the process.
  pool.on('error', () => {})
  // One that breaks between two queries of a transaction fails the next of them; the event itself must not end the process.
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

const enter = (token: Buffer): Statement => ({
  name: 'enter',
  text: 'select * from platform.enter($1)',
  values: [token],
})

const whoActs: Statement = { name: 'who_acts', text: 'select * from platform.who_acts()', values: [] }
