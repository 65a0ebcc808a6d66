/**
 * `npm run gen`: writes what is generated and committed: server/db/types.ts, server/db/schema.sql, openapi.json.
 * With `--check` it writes nothing and fails where a file differs from what it would be.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { migrate } from '#server/db/migrate.ts'
import { openapi } from '#server/http/openapi.ts'
import { StationDesk } from '#server/modules/providers/stations.ts'
import { modules } from '#server/modules/index.ts'
import { openDatabaseServer } from '#server/platform/database-server.ts'
import { generateSchema } from './gen/schema.ts'
import { generateTypes } from './gen/types.ts'

const root = fileURLToPath(new URL('../', import.meta.url))
const check = process.argv.includes('--check')

const dataDir = mkdtempSync(join(tmpdir(), 'keyholder-gen-'))
const server = await openDatabaseServer({ dataDir, durable: false })
const client = new pg.Client({ connectionString: server.url })
try {
  await migrate(server.url)
  await client.connect()
  const contracts = Object.fromEntries(
    modules(new StationDesk([])).map(({ name, contract }) => [name, contract]),
  )
  const files = {
    'server/db/types.ts': await generateTypes(client),
    'server/db/schema.sql': await generateSchema(client),
    'openapi.json': `${JSON.stringify(openapi(contracts), null, 2)}\n`,
  }
  for (const [name, text] of Object.entries(files)) {
    if (!check) writeFileSync(join(root, name), text)
    else if (readFileSync(join(root, name), 'utf8') !== text) {
      console.error(`${name} is not what 'npm run gen' writes: run it and commit the result.`)
      process.exitCode = 1
    }
  }
} finally {
  await client.end()
  await server.stop()
  rmSync(dataDir, { recursive: true, force: true })
}
