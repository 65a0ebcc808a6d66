/**
 * `npm run seed`: makes the demo companies Acme and Birch if they are not there, and brings Acme's accounts to the
 * sandbox station if that was not possible before.
 *
 * `npm run seed -- --customers 1000000 [--company bench]`: makes a large company for measurements; its user is `owner`.
 * Uses the same database as `npm start`: DATABASE_URL, or the embedded one in DATA_DIR.
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { migrate } from '#server/db/migrate.ts'
import { setRolePasswords } from '#server/db/roles.ts'
import { demoPassword } from '#server/demo/acme.ts'
import { loadBench, loadDemo } from '#server/demo/load.ts'
import { openDatabaseServer } from '#server/platform/database-server.ts'
import { diskFileStore } from '#server/platform/disk-file-store.ts'
import { useEncryptionKeys } from '#server/platform/encryption.ts'
import { useFileStore } from '#server/platform/file-store.ts'
import { readEncryptionKeys, readSettings } from '#server/platform/settings.ts'

const { values } = parseArgs({ options: { customers: { type: 'string' }, company: { type: 'string' } } })
const customers = values.customers === undefined ? undefined : Number(values.customers)
if (customers !== undefined && (!Number.isInteger(customers) || customers < 1 || customers > 5_000_000)) {
  console.error('--customers takes a whole number from 1 to 5000000')
  process.exit(2)
}
const slug = values.company ?? 'bench'
if (!/^[a-z0-9][a-z0-9-]{1,38}[a-z0-9]$/.test(slug)) {
  console.error('--company takes 3 to 40 small letters, digits and hyphens')
  process.exit(2)
}

const settings = readSettings()
useEncryptionKeys(readEncryptionKeys(settings.dataDir))
useFileStore(diskFileStore(join(settings.dataDir, 'files')))
const embedded = settings.databaseUrl
  ? null
  : await openDatabaseServer({ dataDir: settings.dataDir, log: console.log })
const ownerUrl = embedded?.url ?? settings.databaseUrl ?? ''
try {
  await migrate(ownerUrl, { onProgress: (text) => console.log(`Migrating: ${text}`) })
  await setRolePasswords(ownerUrl)
  const options = { sandboxUrl: settings.sandboxUrl, onProgress: report() }
  if (customers === undefined && values.company === undefined) {
    await loadDemo(ownerUrl, options)
    console.log(`Companies acme and birch are there; user owner, password ${demoPassword}`)
  } else {
    const made = await loadBench(ownerUrl, slug, { ...options, customers })
    console.log(
      made
        ? `Company ${slug} is there; user owner, password ${demoPassword}`
        : `A company ${slug} was there already; nothing was changed`,
    )
  }
} finally {
  await embedded?.stop()
}

/** One line per step; of the many about records one every two seconds. */
function report(): (text: string) => void {
  let lastAt = 0
  return (text) => {
    const now = performance.now()
    if (/records$/.test(text) && now - lastAt < 2000) return
    lastAt = now
    console.log(text)
  }
}
