/**
 * Restores a backup of the embedded database into an empty data directory, as it stood at a point in time (PostgreSQL 18,
 * §25.3.5). It writes over nothing: what is there already is in the way, and said.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { appendFile, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { type BaseBackup, copyTree, listBackups, opensBackup } from './backup.ts'
import { type DatabaseServer, openDatabaseServer } from './database-server.ts'
import { changeDatabaseUrl } from './database-url.ts'
import { useEncryptionKeys } from './encryption.ts'
import { readPostmaster } from './postmaster.ts'
import { SetupProblem } from './setup-problem.ts'

export type RestoreOptions = {
  backupDir: string
  /** Must hold neither a database nor files nor a key. */
  dataDir: string
  /** The moment; absent: as late as the log goes. */
  to?: Date
  /** Where the key is not in the backup: `name:base64,…`. */
  encryptionKeys?: string
  log?: (text: string) => void
}

export type Restored = {
  base: BaseBackup
  server: DatabaseServer
  lastTransactionAt: Date | null
  files: number
}

/**
 * Restores, and leaves the server running for whoever looks the result over; they stop it.
 * @throws SetupProblem if something is in the way, no copy is old enough, the key is another, or the log ends too early
 */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const { backupDir, dataDir, to, log = () => {} } = options
  demandEmpty(dataDir)
  const base = await chooseBase(backupDir, to)
  await placeKeys(options, base)
  const cluster = path.join(dataDir, 'postgres')
  log(`Copying the database as of ${base.finishedAt}`)
  await copyTree(path.join(base.folder, 'postgres'), cluster, () => true)
  await writeRecovery(cluster, path.join(backupDir, 'wal'), to)
  log('Bringing it forward by the archived log')
  // Without BACKUP_DIR: what is only being looked at archives nothing.
  const server = await openDatabaseServer({ dataDir, log }).catch((error: unknown) => {
    throw explained(error, cluster, to)
  })
  try {
    const lastTransactionAt = await untilPromoted(server, cluster, to)
    log('Copying the files')
    const files = path.join(backupDir, 'files')
    const copied = existsSync(files)
      ? await copyTree(files, path.join(dataDir, 'files'), () => true)
      : { files: 0 }
    return { base, server, lastTransactionAt, files: copied.files }
  } catch (error) {
    await server.stop()
    throw error
  }
}

function demandEmpty(dataDir: string): void {
  for (const part of ['postgres', 'files', 'encryption.keys', 'audit']) {
    const place = path.join(dataDir, part)
    if (!existsSync(place) || (part !== 'encryption.keys' && readdirSync(place).length === 0)) continue
    throw new SetupProblem(
      `${place} is there already, and a restore writes over nothing.`,
      'Name an empty directory as DATA_DIR, or move that one away first.',
    )
  }
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
}

async function chooseBase(backupDir: string, to: Date | undefined): Promise<BaseBackup> {
  const all = await listBackups(backupDir)
  if (!all.length)
    throw new SetupProblem(
      `There is no finished backup in ${backupDir}.`,
      'Name the directory that BACKUP_DIR was when it was made.',
    )
  const base = all.filter(({ finishedAt }) => !to || new Date(finishedAt) <= to).at(-1)
  if (base) return base
  throw new SetupProblem(
    `The oldest copy was finished at ${all[0]!.finishedAt}, after the moment asked for.`,
    'Choose a later moment, or take a directory with older copies.',
  )
}

/** Without the key that the values were sealed with, the rest is worth little: it is asked for first. */
async function placeKeys(
  { backupDir, dataDir, encryptionKeys }: RestoreOptions,
  base: BaseBackup,
): Promise<void> {
  const kept = path.join(backupDir, 'encryption.keys')
  const text =
    encryptionKeys ??
    (await readFile(kept, 'utf8').then(
      (found) => found.trim(),
      () => undefined,
    ))
  if (text === undefined)
    throw new SetupProblem(
      `${kept} is not there: the key that the values were sealed with is not in the backup.`,
      'Set ENCRYPTION_KEYS to it. Without it SSNs, passcodes and credentials cannot be read again.',
    )
  useEncryptionKeys(text)
  if (!opensBackup(base))
    throw new SetupProblem(
      'This is not the key that the values of the backup were sealed with.',
      'Set ENCRYPTION_KEYS to the one of that time; several are separated by commas.',
    )
  if (encryptionKeys === undefined)
    await writeFile(path.join(dataDir, 'encryption.keys'), `${text}\n`, { mode: 0o600, flag: 'wx' })
}

const recoverySettings = ['restore_command', 'recovery_target_time', 'recovery_target_action'] as const

async function writeRecovery(cluster: string, wal: string, to: Date | undefined): Promise<void> {
  const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
  const place = `'${wal.replaceAll("'", `'\\''`).replaceAll('%', '%%')}'`
  const lines = [
    `restore_command = ${quoted(`cp ${place}/%f "%p"`)}`,
    ...(to
      ? [
          `recovery_target_time = ${quoted(to.toISOString().replace('T', ' ').replace('Z', '+00'))}`,
          `recovery_target_action = 'promote'`,
        ]
      : []),
  ]
  await appendFile(path.join(cluster, 'postgresql.auto.conf'), `\n${lines.join('\n')}\n`)
  await writeFile(path.join(cluster, 'recovery.signal'), '', { mode: 0o600 })
}

/** @returns when the last transaction was committed that is in it */
async function untilPromoted(
  { url }: DatabaseServer,
  cluster: string,
  to: Date | undefined,
): Promise<Date | null> {
  const owner = changeDatabaseUrl(url, { database: 'postgres' })
  for (;;) {
    const client = new pg.Client({ connectionString: owner })
    client.on('error', () => undefined)
    try {
      await client.connect()
      const { rows } = await client.query<{ going: boolean; at: Date | null }>(
        'select pg_is_in_recovery() as going, pg_last_xact_replay_timestamp() as at',
      )
      if (!rows[0]!.going) {
        for (const name of recoverySettings) await client.query(`alter system reset ${name}`)
        await client.query('select pg_reload_conf()')
        return rows[0]!.at
      }
    } catch (error) {
      if (!readPostmaster(cluster)) throw explained(error, cluster, to)
    } finally {
      await client.end().catch(() => undefined)
    }
    await delay(100)
  }
}

/** The server ends when the log ends before the moment: what it says of that, in words that help. */
function explained(error: unknown, cluster: string, to: Date | undefined): unknown {
  const folder = path.join(cluster, 'log')
  const said = existsSync(folder)
    ? readdirSync(folder)
        .map((name) => readFileSync(path.join(folder, name), 'utf8'))
        .join('\n')
    : ''
  if (!/recovery ended before configured recovery target was reached/.test(said)) return error
  const last = [...said.matchAll(/last completed transaction was at log time ([\d-]+ [\d:.]+)/g)].at(-1)?.[1]
  return new SetupProblem(
    `The archived log ends before ${to?.toISOString() ?? 'that moment'}${last ? `: its last transaction is of ${last} UTC` : ''}.`,
    'Choose an earlier moment, or leave --to away to restore all that there is; then take an empty DATA_DIR.',
    { cause: error },
  )
}
