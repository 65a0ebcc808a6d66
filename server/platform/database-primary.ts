/**
 * Which of several servers is the primary (REL-006). node-postgres connects to one host; `DATABASE_URL` may name several, and
 * a connection is then made to the one that took writes when it was last looked. It is looked once a second: of those that are
 * not in recovery the one with the highest timeline, as each promotion begins a new one, so that a primary that was left behind and
 * comes back is not taken for it (PostgreSQL 18, §25.3.6). Connections to any other are broken off, also those that would hang.
 */
import pg from 'pg'
import { hostsOf } from './database-url.ts'
import { SetupProblem } from './setup-problem.ts'

const lookEveryMs = 1000
const answerWithinMs = 2000

/** The hosts of an address without who connects: all roles share what is known. */
const nameOf = (url: string): string =>
  hostsOf(url)
    .map((one) => new URL(one).host)
    .join(',')

type Known = { host: string; timeline: number }
const known = new Map<string, Known>()
/** Open connections by their host, to be broken off when it is no longer the primary. */
const connections = new Map<string, Set<pg.Client>>()

/** The address of the server that is the primary, as far as is known; of one host, itself. */
export function primaryUrl(url: string): string {
  const hosts = hostsOf(url)
  if (hosts.length === 1) return url
  const primary = known.get(nameOf(url))?.host
  return hosts.find((one) => new URL(one).host === primary) ?? hosts[0]!
}

/**
 * A connection to the primary. Where the address names several hosts it is broken off when another becomes the primary, as a
 * server that was lost without a word says nothing.
 */
export class PrimaryClient extends pg.Client {
  constructor(config: pg.ClientConfig = {}) {
    const { connectionString: url } = config
    const several = url !== undefined && hostsOf(url).length > 1
    super(several ? { ...config, connectionString: primaryUrl(url), keepAlive: true } : config)
    if (!several) return
    const { host } = new URL(primaryUrl(url))
    const open = connections.get(host) ?? new Set()
    connections.set(host, open.add(this))
    this.once('end', () => open.delete(this))
  }
}

/** Looks which server is the primary. @returns whether one was found */
export async function findPrimary(url: string): Promise<boolean> {
  const hosts = hostsOf(url)
  if (hosts.length === 1) return true
  const name = nameOf(url)
  const answers = await Promise.all(hosts.map(timelineOf))
  const before = known.get(name)
  const found = hosts
    .flatMap((one, i) => {
      const timeline = answers[i] ?? null
      return timeline === null ? [] : [{ host: new URL(one).host, timeline }]
    })
    .filter(({ timeline }) => timeline >= (before?.timeline ?? 0))
    .sort((a, b) => b.timeline - a.timeline)[0]
  if (!found) return false
  known.set(name, found)
  for (const one of hosts) {
    const { host } = new URL(one)
    if (host !== found.host) breakOff(host)
  }
  return true
}

/** Looks once a second until the returned function is called. */
export function watchPrimary(url: string): () => void {
  if (hostsOf(url).length === 1) return () => {}
  let ended = false
  let timer: NodeJS.Timeout | undefined
  const look = async () => {
    await findPrimary(url).catch(() => false)
    if (!ended) timer = setTimeout(() => void look(), lookEveryMs).unref()
  }
  void look()
  return () => {
    ended = true
    clearTimeout(timer)
  }
}

/** Waits for a primary, as the servers may be starting themselves. @throws SetupProblem after `withinMs` */
export async function awaitPrimary(url: string, withinMs = 30_000): Promise<void> {
  const until = performance.now() + withinMs
  while (!(await findPrimary(url))) {
    if (performance.now() > until)
      throw new SetupProblem(
        `None of the servers in DATABASE_URL takes writes (${nameOf(url)}).`,
        'Start the primary, or promote a standby.',
      )
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

/** The timeline of a server that takes writes; null if it does not, or does not answer. */
async function timelineOf(url: string): Promise<number | null> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: answerWithinMs,
    query_timeout: answerWithinMs,
    application_name: 'keyholder primary',
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    // The name of a piece of the log begins with its timeline. Of a server in recovery it cannot be asked.
    const { rows } = await client.query<{ wal: string | null }>(
      `select case when not pg_is_in_recovery() then pg_walfile_name(pg_current_wal_lsn()) end as wal`,
    )
    const wal = rows[0]?.wal ?? null
    return wal === null ? null : Number.parseInt(wal.slice(0, 8), 16)
  } catch {
    return null
  } finally {
    void client.end().catch(() => undefined)
  }
}

function breakOff(host: string): void {
  const open = connections.get(host)
  if (!open?.size) return
  for (const client of [...open]) {
    open.delete(client)
    // Not `end`, which says goodbye to a server that may not answer: what waits fails at once.
    const { stream } = (client as unknown as { connection: { stream: { destroy(error?: Error): void } } })
      .connection
    stream.destroy(new Error('Connection terminated: another server is the primary'))
  }
}
