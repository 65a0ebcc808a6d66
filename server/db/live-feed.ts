/**
 * Who changed which record, told to every process as it happens (PostgreSQL's LISTEN and NOTIFY). News are a hint to
 * look again, never the data: whoever hears them reads through the usual doors, with the usual permissions.
 *
 * They are sent beside the commit, not in it: a transaction that notifies takes a lock of the whole cluster until its
 * commit is on disk (PostgreSQL manual, NOTIFY), so that the saves of all companies would go one after the other.
 * What is lost by a crash in between, a page reads when it connects again.
 */
import { EventEmitter } from 'node:events'
import { PrimaryClient } from '#server/platform/database-primary.ts'
import type { Fact } from './history-draft.ts'

export type News = {
  companyId: number
  customerId: number
  /** Name of the user, or of what acted. */
  by: string
  userId: number | null
  /** The history events of one transaction. */
  events: string[]
}

type Listener = (news: News | 'missed') => void

const channel = 'keyholder_live'
/** News wait so long for others to travel with, in milliseconds. */
const gatherMs = 25
/** A payload must be shorter than 8000 bytes; a name may have four bytes a character. */
const perPayload = 15
/** More news than this at once are dropped, and everybody is told to look for themselves. */
const maxWaiting = 5_000
const retryMs = 1_000

export class LiveFeed {
  readonly #url: string
  readonly #emitter = new EventEmitter().setMaxListeners(0)
  #client: PrimaryClient | undefined
  #waiting: News[] = []
  #timer: NodeJS.Timeout | undefined
  #retrying = false
  #ended = false

  /** @param url of the app role; the feed keeps one connection of its own. */
  constructor(url: string) {
    this.#url = url
  }

  /** Begins to listen; returns when it does. Connects again by itself when the connection breaks. */
  async start(): Promise<void> {
    const client = new PrimaryClient({
      connectionString: this.#url,
      application_name: 'keyholder live',
      connectionTimeoutMillis: 10_000,
    })
    client.on('notification', ({ payload }) => this.#hear(payload ?? '[]'))
    client.on('error', () => this.#startAgain())
    client.on('end', () => this.#startAgain())
    try {
      await client.connect()
      await client.query(`listen ${channel}`)
    } catch (error) {
      await client.end().catch(() => {})
      throw error
    }
    if (this.#ended) return client.end()
    this.#client = client
  }

  /** Called after a commit with what its transaction noted of customers. */
  publish(companyId: number, userId: number | null, by: string, facts: readonly Fact[]): void {
    const events = new Map<number, string[]>()
    for (const { customerId, event } of facts) {
      if (customerId != null) events.set(customerId, [...(events.get(customerId) ?? []), event].slice(0, 8))
    }
    for (const [customerId, names] of events)
      this.#waiting.push({ companyId, customerId, by: by.slice(0, 80), userId, events: names })
    if (this.#waiting.length > maxWaiting) this.#waiting = this.#waiting.slice(-maxWaiting)
    if (this.#waiting.length) this.#timer ??= setTimeout(() => void this.#send(), gatherMs)
  }

  /** Called after a commit with something of the company that is no record: who listens for the topic looks again. */
  tell(companyId: number, topic: string): void {
    const known = this.#waiting.some((news) => news.companyId === companyId && news.events[0] === topic)
    if (!known) this.#waiting.push({ companyId, customerId: 0, by: '', userId: null, events: [topic] })
    this.#timer ??= setTimeout(() => void this.#send(), gatherMs)
  }

  /** Hears the company's news until the returned function is called. `missed`: some may have been lost; look again. */
  subscribe(companyId: number, listener: Listener): () => void {
    const name = String(companyId)
    this.#emitter.on(name, listener)
    this.#emitter.on('missed', listener)
    return () => {
      this.#emitter.off(name, listener)
      this.#emitter.off('missed', listener)
    }
  }

  async end(): Promise<void> {
    this.#ended = true
    clearTimeout(this.#timer)
    await this.#send()
    await this.#client?.end()
  }

  async #send(): Promise<void> {
    this.#timer = undefined
    const news = this.#waiting
    this.#waiting = []
    try {
      // Where the connection broke, also in between, everybody is told to look again once it is back.
      while (news.length && this.#client)
        await this.#client.query('select pg_notify($1, $2)', [
          channel,
          JSON.stringify(news.splice(0, perPayload)),
        ])
    } catch {
      // It broke just now.
    }
  }

  #hear(payload: string): void {
    for (const news of JSON.parse(payload) as News[]) this.#emitter.emit(String(news.companyId), news)
  }

  /** A broken connection says so by `error`, by `end`, or by both. */
  #startAgain(): void {
    if (this.#ended || this.#retrying) return
    this.#retrying = true
    this.#client = undefined
    setTimeout(() => {
      this.#retrying = false
      if (this.#ended) return
      this.start().then(
        () => this.#emitter.emit('missed', 'missed'),
        () => this.#startAgain(),
      )
    }, retryMs).unref()
  }
}
