/**
 * Backups of the embedded database: a copy of its files while it runs, by PostgreSQL's low-level interface (PostgreSQL 18,
 * §25.3.3), beside the write-ahead log that is archived as it is written. docs/operations/backup.md tells how they are used.
 *
 *     base/<instant>/postgres/   the database's files, with the log that makes this copy whole by itself
 *     base/<instant>/manifest.json   written last: a copy without it is unfinished, and ignored
 *     wal/                       every piece of the log since (BACKUP_DIR)
 *     files/                     what users uploaded; nothing in there ever changes, and nothing is taken away
 *     encryption.keys            what opens the sealed values: without it they are lost
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { constants, copyFileSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import { z } from 'zod'
import { keyedDigests } from './encryption.ts'
import { SetupProblem } from './setup-problem.ts'

const manifestSchema = z.object({
  startedAt: z.string(),
  /** The earliest moment that this copy can be restored to. */
  finishedAt: z.string(),
  postgres: z.string(),
  /** The first and the last piece of the log that the copy needs. */
  firstWal: z.string(),
  lastWal: z.string(),
  /** Tells whether a key is the one that the values were sealed with, and nothing about it. */
  keyCheck: z.string(),
  databaseFiles: z.number(),
  bytes: z.number(),
})
export type Manifest = z.output<typeof manifestSchema>
export type BaseBackup = Manifest & { folder: string }

/** What lies in a cluster's directory and belongs to the running server, or can be done without (PostgreSQL 18, §25.3.3.3). */
const leftOut =
  /^(pg_wal|pg_replslot|pg_dynshmem|pg_notify|pg_serial|pg_snapshots|pg_stat_tmp|pg_subtrans)\/|^(postmaster\.(pid|opts)|backup_label\.old|tablespace_map\.old|current_logfiles|log\/.*)$|(^|\/)pgsql_tmp/

const keyCheck = (): string =>
  createHash('sha256').update(keyedDigests('backup', 'key check')[0]!).digest('base64url').slice(0, 22)

/** Whether one of this process's keys is the sealing key of the backup. */
export const opensBackup = ({ keyCheck: wanted }: Manifest): boolean =>
  keyedDigests('backup', 'key check').some(
    (digest) => createHash('sha256').update(digest).digest('base64url').slice(0, 22) === wanted,
  )

/** The folder of the archived log, made if absent. */
export function prepareWalArchive(backupDir: string): string {
  if (process.platform === 'win32')
    throw new SetupProblem(
      'The log of the embedded database cannot be archived on Windows.',
      'Take BACKUP_DIR away, or use a PostgreSQL of your own by DATABASE_URL.',
    )
  const folder = path.join(backupDir, 'wal')
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (cause) {
    throw new SetupProblem(
      `The backup directory ${backupDir} cannot be written: ${(cause as Error).message}.`,
      'Give it to the user running this (chown -R), or set BACKUP_DIR to another one.',
      { cause },
    )
  }
  return folder
}

/**
 * Copies the running database. @param url of its owner. @param cluster its directory.
 * @returns what was made; a copy that failed leaves nothing.
 */
export async function backUpDatabase(
  { url, cluster, backupDir }: { url: string; cluster: string; backupDir: string },
  log: (text: string) => void = () => {},
): Promise<BaseBackup> {
  const startedAt = new Date()
  const folder = path.join(backupDir, 'base', startedAt.toISOString().replaceAll(':', '-'))
  const target = path.join(folder, 'postgres')
  mkdirSync(target, { recursive: true, mode: 0o700 })
  const client = new pg.Client({ connectionString: url, application_name: 'keyholder backup' })
  client.on('error', () => undefined)
  await client.connect()
  try {
    // Nothing of the log is cleared away meanwhile; the slot goes with this connection.
    await client.query(
      `select pg_create_physical_replication_slot('keyholder_backup_' || pg_backend_pid(), true, true)`,
    )
    log('Waiting for a checkpoint')
    const [first] = (
      await client.query<{ wal: string; version: string }>(
        `select pg_walfile_name(pg_backup_start('keyholder', true)) as wal, current_setting('server_version') as version`,
      )
    ).rows
    log('Copying the database')
    const copied = await copyTree(cluster, target, (name) => !leftOut.test(name))
    const [stopped] = (
      await client.query<{ wal: string; label: string; map: string }>(
        `select pg_walfile_name(s.lsn) as wal, s.labelfile as label, s.spcmapfile as map from pg_backup_stop(false) s`,
      )
    ).rows
    await writeFile(path.join(target, 'backup_label'), stopped!.label, { mode: 0o600 })
    if (stopped!.map.trim())
      await writeFile(path.join(target, 'tablespace_map'), stopped!.map, { mode: 0o600 })
    // The piece that the copy ends in is written to the disk, though it is not full.
    await client.query('select pg_switch_wal()')
    await copyTree(path.join(cluster, 'pg_wal'), path.join(target, 'pg_wal'), (name) =>
      isPieceBetween(name, first!.wal, stopped!.wal),
    )
    for (const empty of emptyFolders) mkdirSync(path.join(target, empty), { recursive: true, mode: 0o700 })
    const manifest: Manifest = {
      startedAt: startedAt.toISOString(),
      finishedAt: new Date().toISOString(),
      postgres: first!.version,
      firstWal: first!.wal,
      lastWal: stopped!.wal,
      keyCheck: keyCheck(),
      databaseFiles: copied.files,
      bytes: copied.bytes,
    }
    await writeManifest(folder, manifest)
    return { ...manifest, folder }
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  } finally {
    await client.end()
  }
}

const emptyFolders = [
  ...['pg_wal', 'pg_wal/archive_status', 'pg_replslot', 'pg_dynshmem', 'pg_notify', 'pg_serial'],
  ...['pg_snapshots', 'pg_stat_tmp', 'pg_subtrans', 'pg_tblspc', 'pg_twophase', 'pg_commit_ts', 'pg_stat'],
]

/** Pieces are named by timeline and place, in hexadecimal: their order is that of their names. */
const isPieceBetween = (name: string, first: string, last: string): boolean =>
  (/^[0-9A-F]{24}$/.test(name) && name >= first && name <= last) || /^[0-9A-F]{8}\.history$/.test(name)

async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const file = path.join(folder, 'manifest.json')
  await writeFile(`${file}.part`, `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600, flush: true })
  await rename(`${file}.part`, file)
}

/** What was archived and can be restored, the newest last. */
export async function listBackups(backupDir: string): Promise<BaseBackup[]> {
  const root = path.join(backupDir, 'base')
  if (!existsSync(root)) return []
  const found: BaseBackup[] = []
  for (const name of (await readdir(root)).sort()) {
    const text = await readFile(path.join(root, name, 'manifest.json'), 'utf8').catch(() => null)
    const manifest = text === null ? null : manifestSchema.safeParse(JSON.parse(text))
    if (manifest?.success) found.push({ ...manifest.data, folder: path.join(root, name) })
  }
  return found
}

/**
 * Files that are not in the backup yet are copied there. They never change once they have their name, so that names tell.
 * @returns how many were new
 */
export async function backUpFiles(
  dataDir: string,
  backupDir: string,
): Promise<{ files: number; bytes: number }> {
  const from = path.join(dataDir, 'files')
  if (!existsSync(from)) return { files: 0, bytes: 0 }
  return copyTree(from, path.join(backupDir, 'files'), (name) => !name.endsWith('.part'), { onlyNew: true })
}

/** Leaves the newest `keep` copies and the pieces of the log that the oldest of them needs. @returns what was removed */
export async function pruneBackups(
  backupDir: string,
  keep: number,
): Promise<{ bases: number; pieces: number }> {
  const all = await listBackups(backupDir)
  const kept = all.slice(-Math.max(1, keep))
  const gone = all.slice(0, all.length - kept.length)
  for (const { folder } of gone) await rm(folder, { recursive: true })
  // By place alone: the same place on another timeline is as old.
  const oldest = kept[0]?.firstWal.slice(8)
  const wal = path.join(backupDir, 'wal')
  let pieces = 0
  if (oldest === undefined || !existsSync(wal)) return { bases: gone.length, pieces }
  for (const name of await readdir(wal)) {
    if (!/^[0-9A-F]{24}$/.test(name) || name.slice(8) >= oldest) continue
    await rm(path.join(wal, name))
    pieces += 1
  }
  return { bases: gone.length, pieces }
}

/**
 * Copies what `wanted` says of `from` to `to`, forced to the disk. What vanishes meanwhile, as temporary tables of a running
 * database do, is passed over.
 * @param wanted is told each file's path below `from`, with slashes.
 */
export async function copyTree(
  from: string,
  to: string,
  wanted: (name: string) => boolean,
  { onlyNew = false }: { onlyNew?: boolean } = {},
): Promise<{ files: number; bytes: number }> {
  let [files, bytes] = [0, 0]
  const walk = async (below: string): Promise<void> => {
    const entries = await readdir(path.join(from, below), { withFileTypes: true }).catch(passOver)
    mkdirSync(path.join(to, below), { recursive: true, mode: 0o700 })
    for (const entry of entries ?? []) {
      const name = below ? `${below}/${entry.name}` : entry.name
      if (entry.isDirectory()) {
        if (wanted(`${name}/`)) await walk(name)
      } else if (
        entry.isFile() &&
        wanted(name) &&
        !(onlyNew && isSame(path.join(from, name), path.join(to, name)))
      ) {
        const copied = copyWhole(path.join(from, name), path.join(to, name))
        if (copied !== null) {
          files += 1
          bytes += copied
        }
      }
    }
  }
  await walk('')
  if (files) flush(to)
  return { files, bytes }
}

/** Of files that never change once they have their name: one that a power cut left short is copied again. */
const isSame = (from: string, to: string): boolean =>
  statSync(to, { throwIfNoEntry: false })?.size === statSync(from, { throwIfNoEntry: false })?.size

const passOver = (error: NodeJS.ErrnoException): null => {
  if (error.code === 'ENOENT') return null
  throw error
}

/** @returns the bytes; null if the file has vanished */
function copyWhole(from: string, to: string): number | null {
  try {
    copyFileSync(from, `${to}.copying`, constants.COPYFILE_FICLONE)
  } catch (error) {
    return passOver(error as NodeJS.ErrnoException)
  }
  renameSync(`${to}.copying`, to)
  return statSync(to).size
}

/** Forces all that was written below `folder` to the disk: one call for a thousand files, each of which would wait by itself. */
function flush(folder: string): void {
  if (process.platform === 'win32') return
  if (spawnSync('sync', ['-f', folder]).status !== 0) spawnSync('sync')
}
