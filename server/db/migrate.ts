/**
 * Brings a database to the schema that this code expects: forward only, one transaction a file, one process at a
 * time. Refuses to start on a database that is newer than the code, or whose applied files were altered.
 *
 * Other processes, of the version before, may be at work meanwhile. A statement that wants a table for itself waits
 * behind every query that is running, and everybody else behind it (PostgreSQL 18, §13.3.1): so it waits a short while,
 * is undone, lets the others through, and is tried again. What takes long without wanting the table for itself, an index
 * made CONCURRENTLY, stands in a file that says `-- Outside a transaction`; its statements can be repeated.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { runMigrations } from 'graphile-worker'
import type pg from 'pg'
import { PrimaryClient, primaryUrl } from '#server/platform/database-primary.ts'
import { statementsOf } from './sql-statements.ts'

export const migrationsFolder = fileURLToPath(new URL('./migrations/', import.meta.url))
/** Advisory lock that keeps two starting processes from migrating at once; any constant of our own. */
const lockKey = 7_264_001
/** PostgreSQL's codes for "somebody else was in the way": lock_not_available, deadlock_detected. */
const inTheWay = new Set(['55P03', '40P01'])
const outside = /^-- Outside a transaction\b/m

export type MigrateOptions = {
  /** Is told each file's name before it runs, and that it waits for others. */
  onProgress?: (text: string) => void
  /** The last file to apply; all of them if absent. */
  through?: string
  folder?: string
  /** How long a statement may keep others waiting behind it. */
  lockTimeoutMs?: number
  /** How long it is tried before the start is given up. */
  patienceMs?: number
}

type File = { name: string; sql: string; digest: string }

async function readFiles(folder: string, through: string | undefined): Promise<File[]> {
  const names = (await readdir(folder))
    .filter((name) => name.endsWith('.sql') && (through === undefined || name <= through))
    .sort()
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(join(folder, name), 'utf8')
      return { name, sql, digest: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

/**
 * Applies what is missing, as the database's owner.
 * @param ownerUrl connection string of a role that may create schemas, roles and extensions.
 * @throws if the database is newer than the code, an applied file has changed since, or others were in the way for too long.
 */
export async function migrate(ownerUrl: string, options: MigrateOptions = {}): Promise<void> {
  const files = await readFiles(options.folder ?? migrationsFolder, options.through)
  const client = new PrimaryClient({ connectionString: ownerUrl })
  await client.connect()
  try {
    await takeTurn(client)
    await client.query(
      'create schema if not exists platform; ' +
        'create table if not exists platform.schema_migration ' +
        '(name text primary key, digest text not null, applied_at timestamptz not null default now())',
    )
    const missing = await findMissing(client, files)
    if (missing.length) await runMigrations({ connectionString: primaryUrl(ownerUrl) })
    for (const file of missing) {
      options.onProgress?.(file.name)
      await apply(client, file, options)
    }
  } finally {
    await client.end() // also releases the lock
  }
}

/** Asks again and again: a statement that waits holds a snapshot, which whoever makes an index concurrently would wait for. */
async function takeTurn(client: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ got: boolean }>('select pg_try_advisory_lock($1) as got', [lockKey])
    if (rows[0]!.got) return
    await delay(50)
  }
}

async function findMissing(client: pg.Client, files: File[]): Promise<File[]> {
  const { rows } = await client.query<{ name: string; digest: string }>(
    'select name, digest from platform.schema_migration',
  )
  const applied = new Map(rows.map((row) => [row.name, row.digest]))
  for (const name of applied.keys()) {
    if (!files.some((file) => file.name === name))
      throw new Error(
        `The database has migration ${name}, which this version of Keyholder does not know. Start a newer version.`,
      )
  }
  const missing = files.filter((file) => applied.get(file.name) !== file.digest)
  for (const { name } of missing) {
    if (applied.has(name))
      throw new Error(`Migration ${name} was changed after it had been applied; migrations are forward only.`)
  }
  return missing
}

async function apply(client: pg.Client, file: File, options: MigrateOptions): Promise<void> {
  const { onProgress, lockTimeoutMs = 2000, patienceMs = 600_000 } = options
  const until = performance.now() + patienceMs
  const attempt = outside.test(file.sql) ? applyOutside : applyInside
  for (let tries = 1; ; tries++) {
    try {
      return await attempt(client, file, lockTimeoutMs)
    } catch (error) {
      const { code, message } = error as { code?: string; message: string }
      if (!inTheWay.has(code ?? '') || performance.now() > until)
        throw new Error(`Migration ${file.name} failed and was undone: ${message}`, { cause: error })
      if (tries === 1) onProgress?.(`${file.name} waits for what is running`)
      // Longer and longer, so that those who had to wait behind it are through.
      await delay(Math.min(lockTimeoutMs * tries, 15_000))
    }
  }
}

const record = 'insert into platform.schema_migration (name, digest) values ($1, $2)'

async function applyInside(client: pg.Client, { name, sql, digest }: File, lockMs: number): Promise<void> {
  await client.query('begin')
  try {
    await client.query(`set local lock_timeout = ${Math.trunc(lockMs)}`)
    await client.query(sql)
    await client.query(record, [name, digest])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

/**
 * One statement after the other, each of which lets others read and write meanwhile and so may wait for as long as it
 * needs (test/architecture/migrations.test.ts sees to that). An index that an earlier attempt left unfinished is made anew.
 */
async function applyOutside(client: pg.Client, { name, sql, digest }: File): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_index i join pg_class c on c.oid = i.indexrelid
     join pg_namespace n on n.oid = c.relnamespace where not i.indisvalid and n.nspname in ('public', 'platform')`,
  )
  for (const { name: unfinished } of rows)
    await client.query(`drop index concurrently if exists ${unfinished}`)
  for (const { source } of statementsOf(sql)) await client.query(source)
  await client.query(record, [name, digest])
}
