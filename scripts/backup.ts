/**
 * `BACKUP_DIR=/backup npm run backup [-- --files] [-- --keep 7] [-- --without-key]`: copies the running database, the files and the key
 * to BACKUP_DIR. docs/operations/backup.md says when, and what else belongs to it.
 */
import { existsSync } from 'node:fs'
import { copyFile, chmod } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { backUpDatabase, backUpFiles, prepareWalArchive, pruneBackups } from '#server/platform/backup.ts'
import { openInstallation } from '#server/platform/installation.ts'
import { SetupProblem } from '#server/platform/setup-problem.ts'

const { values } = parseArgs({
  options: {
    files: { type: 'boolean', default: false },
    keep: { type: 'string' },
    'without-key': { type: 'boolean', default: false },
  },
})
const keep = values.keep === undefined ? undefined : Number(values.keep)
if (keep !== undefined && !(Number.isInteger(keep) && keep > 0)) {
  console.error('--keep is a number of copies, from 1 on')
  process.exit(2)
}

async function main(): Promise<void> {
  const { settings, ownerUrl, close } = await openInstallation((text) => console.log(text))
  try {
    const { backupDir, dataDir } = settings
    if (!backupDir)
      throw new SetupProblem(
        'BACKUP_DIR is not set.',
        'Set it for the app and for this, and start the app again: from then on every moment can be restored.',
      )
    prepareWalArchive(backupDir)
    await backUpKey(dataDir, backupDir)
    if (settings.databaseUrl)
      console.log(
        'The database is your own (DATABASE_URL): back it up by its tools, docs/operations/backup.md.',
      )
    else if (!values.files) {
      await warnOfArchiving(ownerUrl, backupDir)
      const cluster = path.join(dataDir, 'postgres')
      const made = await backUpDatabase({ url: ownerUrl, cluster, backupDir }, console.log)
      console.log(`${made.folder}: ${made.databaseFiles} files, ${Math.ceil(made.bytes / 1_048_576)} MB`)
    }
    // After the database, so that every file that its rows name is there.
    const copied = await backUpFiles(dataDir, backupDir)
    console.log(`${copied.files} new uploaded files, ${Math.ceil(copied.bytes / 1_048_576)} MB`)
    if (keep !== undefined) {
      const gone = await pruneBackups(backupDir, keep)
      console.log(`Removed ${gone.bases} older copies and ${gone.pieces} pieces of the log`)
    }
  } finally {
    await close()
  }
}

async function backUpKey(dataDir: string, backupDir: string): Promise<void> {
  const key = path.join(dataDir, 'encryption.keys')
  if (process.env.ENCRYPTION_KEYS)
    return console.log(
      'The key is in ENCRYPTION_KEYS, not in the backup: keep it where it outlives this machine.',
    )
  if (values['without-key'])
    return console.log(`${key} is left out: without it the backup cannot be restored.`)
  if (!existsSync(key)) return
  const target = path.join(backupDir, 'encryption.keys')
  await copyFile(key, target)
  await chmod(target, 0o600)
}

async function warnOfArchiving(url: string, backupDir: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ mode: string; command: string; failing: string | null }>(
      `select current_setting('archive_mode') as mode, current_setting('archive_command') as command,
         (select last_failed_wal from pg_stat_archiver where last_failed_time > coalesce(last_archived_time, '-infinity')) as failing`,
    )
    const { mode, command, failing } = rows[0]!
    if (mode !== 'on' || !command.includes(path.join(backupDir, 'wal').replaceAll('%', '%%')))
      console.warn(
        'The running database archives no log to BACKUP_DIR: this copy can be restored as it is, and no later moment. Start the app with BACKUP_DIR set.',
      )
    else if (failing)
      console.warn(`The log is not archived: ${failing} failed last. The database’s log says why.`)
  } finally {
    await client.end()
  }
}

try {
  await main()
} catch (error) {
  if (!(error instanceof SetupProblem)) throw error
  console.error(`${error.message}\n${error.advice}`)
  process.exitCode = 1
}
