/**
 * `BACKUP_DIR=/backup DATA_DIR=/new npm run restore [-- --to "2026-11-22T14:05:00Z"]`: restores the database, the files and the key into an
 * empty directory, as they stood at that moment, and looks over what came out. docs/operations/backup.md tells what to do then.
 */
import path from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { restoreBackup } from '#server/platform/restore.ts'
import { readSettings } from '#server/platform/settings.ts'
import { SetupProblem } from '#server/platform/setup-problem.ts'
import { checkFiles } from '#server/platform/stored-files.ts'

const { values } = parseArgs({ options: { to: { type: 'string' } } })
const to = values.to === undefined ? undefined : new Date(values.to)
if (to && Number.isNaN(to.getTime())) {
  console.error(
    `--to: '${values.to}' is no moment. Write it like 2026-11-22T14:05:00Z, or with its own offset.`,
  )
  process.exit(2)
}

async function main(): Promise<void> {
  const { backupDir, dataDir } = readSettings()
  if (!backupDir) throw new SetupProblem('BACKUP_DIR is not set.', 'Set it to the directory of the backup.')
  const { base, server, lastTransactionAt, files } = await restoreBackup({
    backupDir,
    dataDir,
    ...(to && { to }),
    ...(process.env.ENCRYPTION_KEYS && { encryptionKeys: process.env.ENCRYPTION_KEYS }),
    log: (text) => console.log(text),
  })
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  try {
    console.log(
      `From the copy of ${base.finishedAt}; the last transaction in it is of ${lastTransactionAt?.toISOString() ?? 'that moment'}`,
    )
    const { rows } = await client.query<{ slug: string; problem: string | null }>(
      `select c.slug, (select problem from platform.verify_history(c.id)) as problem from platform.company c order by c.slug`,
    )
    for (const { slug, problem } of rows) {
      if (problem) process.exitCode = 1
      console.log(problem ? `${slug}: History is BROKEN: ${problem}` : `${slug}: the chain of History holds`)
    }
    const checked = await checkFiles(client, path.join(dataDir, 'files'))
    console.log(`${files} files; rows name ${checked.files}, of which ${checked.missing.length} are missing`)
    for (const { place, key } of checked.missing.slice(0, 100)) console.log(`  ${place}: ${key}`)
    if (checked.missing.length) process.exitCode = 1
  } finally {
    await client.end()
    await server.stop()
  }
}

try {
  await main()
} catch (error) {
  if (!(error instanceof SetupProblem)) throw error
  console.error(`${error.message}\n${error.advice}`)
  process.exitCode = 1
}
