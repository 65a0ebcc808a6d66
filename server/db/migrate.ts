/**
 * Brings a database to the schema that this code expects: forward only, one transaction a file, one process at a
 * time. Refuses to start on a database that is newer than the code, or whose applied files were altered.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { runMigrations } from 'graphile-worker'
import pg from 'pg'

const folder = new URL('./migrations/', import.meta.url)
/** Advisory lock that keeps two starting processes from migrating at once; any constant of our own. */
const lockKey = 7_264_001

type File = { name: string; sql: string; digest: string }

async function readFiles(): Promise<File[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(new URL(name, folder), 'utf8')
      return { name, sql, digest: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

/**
 * Applies what is missing, as the database's owner.
 * @param ownerUrl connection string of a role that may create schemas, roles and extensions.
 * @param onProgress is told each file's name before it runs.
 * @throws if the database is newer than the code, or an applied file has changed since.
 */
export async function migrate(
  ownerUrl: string,
  onProgress: (name: string) => void = () => {},
): Promise<void> {
  const files = await readFiles()
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [lockKey])
    await client.query(
      'create schema if not exists platform; ' +
        'create table if not exists platform.schema_migration ' +
        '(name text primary key, digest text not null, applied_at timestamptz not null default now())',
    )
    const applied = new Map(
      (
        await client.query<{ name: string; digest: string }>(
          'select name, digest from platform.schema_migration',
        )
      ).rows.map((row) => [row.name, row.digest]),
    )
    for (const name of applied.keys()) {
      if (!files.some((file) => file.name === name)) {
        throw new Error(
          `The database has migration ${name}, which this version of Keyholder does not know. Start a newer version.`,
        )
      }
    }
    const missing = files.filter((file) => applied.get(file.name) !== file.digest)
    for (const { name } of missing) {
      if (applied.has(name))
        throw new Error(
          `Migration ${name} was changed after it had been applied; migrations are forward only.`,
        )
    }
    if (missing.length) await runMigrations({ connectionString: ownerUrl })
    for (const { name, sql, digest } of missing) {
      onProgress(name)
      await client.query('begin')
      try {
        await client.query(sql)
        await client.query('insert into platform.schema_migration (name, digest) values ($1, $2)', [
          name,
          digest,
        ])
        await client.query('commit')
      } catch (error) {
        await client.query('rollback')
        throw new Error(`Migration ${name} failed and was undone: ${(error as Error).message}`, {
          cause: error,
        })
      }
    }
  } finally {
    await client.end() // also releases the lock
  }
}
