/** `npm run files:check`: whether the bytes of every file that a row names are there; exit code 1 and a list if not. */
import path from 'node:path'
import { PrimaryClient } from '#server/platform/database-primary.ts'
import { openInstallation } from '#server/platform/installation.ts'
import { checkFiles } from '#server/platform/stored-files.ts'

const { settings, ownerUrl, close } = await openInstallation()
const client = new PrimaryClient({ connectionString: ownerUrl })
await client.connect()
try {
  const { files, missing } = await checkFiles(client, path.join(settings.dataDir, 'files'))
  console.log(`Rows name ${files} files, of which ${missing.length} are missing`)
  for (const { companyId, place, key } of missing) console.log(`  company ${companyId}, ${place}: ${key}`)
  if (missing.length) process.exitCode = 1
} finally {
  await client.end()
  await close()
}
