/** Two real PostgreSQL servers: a primary, and a standby that every commit waits for. */
import { appendFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import { backUpDatabase, copyTree } from '#server/platform/backup.ts'
import { openDatabaseServer } from '#server/platform/database-server.ts'
import { readPostmaster } from '#server/platform/postmaster.ts'
import { copyCluster } from './cluster-template.ts'
import { eventually } from './eventually.ts'
import { throwawayDirectory } from './throwaway.ts'

export type ServerPair = {
  /** Names both, as DATABASE_URL would. */
  url: string
  /** `kill -9` of the primary, with all that belongs to it. */
  killPrimary(): void
  /** Makes the standby the primary. */
  promote(): Promise<void>
  close(): Promise<void>
}

/** Encryption keys must be set: a backup notes which they are. */
export async function openServerPair(): Promise<ServerPair> {
  const [first, second] = [await throwawayDirectory('primary'), await throwawayDirectory('standby')]
  await copyCluster(first)
  const primary = await openDatabaseServer({ dataDir: first })
  const ask = (url: string, ...statements: string[]) => askOwner(url, statements)
  await ask(primary.url, `select pg_create_physical_replication_slot('standby', true)`)
  const backupDir = await throwawayDirectory('copy')
  const base = await backUpDatabase({ url: primary.url, cluster: path.join(first, 'postgres'), backupDir })
  const cluster = path.join(second, 'postgres')
  await copyTree(path.join(base.folder, 'postgres'), cluster, () => true)
  await rm(backupDir, { recursive: true })
  const from = new URL(primary.url)
  await appendFile(
    path.join(cluster, 'postgresql.auto.conf'),
    `\nprimary_conninfo = 'host=${decodeURIComponent(from.hostname)} port=${from.port} user=${from.username} application_name=standby'\nprimary_slot_name = 'standby'\n`,
  )
  await writeFile(path.join(cluster, 'standby.signal'), '', { mode: 0o600 })
  const standby = await openDatabaseServer({ dataDir: second })
  await ask(primary.url, `alter system set synchronous_standby_names = 'standby'`, 'select pg_reload_conf()')
  await eventually(async () => {
    const rows = await ask(primary.url, 'select sync_state from pg_stat_replication')
    if (rows[0]?.['sync_state'] !== 'sync') throw new Error('The standby does not follow yet')
  }, 30_000)
  const to = new URL(standby.url)
  const hosts = `${from.host},${to.host}`
  return {
    url: `postgres://${from.username}@${hosts}${from.pathname}?target_session_attrs=read-write`,
    killPrimary: () => void process.kill(readPostmaster(path.join(first, 'postgres'))!.pid, 'SIGKILL'),
    async promote() {
      await ask(standby.url, 'select pg_promote(true, 60)')
    },
    async close() {
      await Promise.all([primary.stop(), standby.stop()])
      for (const folder of [first, second]) await rm(folder, { recursive: true, force: true })
    },
  }
}

async function askOwner(url: string, statements: string[]): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    let rows: Record<string, unknown>[] = []
    for (const statement of statements) rows = (await client.query<Record<string, unknown>>(statement)).rows
    return rows
  } finally {
    await client.end()
  }
}
