/** The company that is measured: made once for each size, in a data directory of its own, and used again. */
import fs from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { migrate } from '#server/db/migrate.ts'
import { roleUrl, setRolePasswords } from '#server/db/roles.ts'
import { loadBench } from '#server/demo/load.ts'
import { openDatabaseServer, stopServer } from '#server/platform/database-server.ts'
import { useEncryptionKeys } from '#server/platform/encryption.ts'
import { readEncryptionKeys } from '#server/platform/settings.ts'
import { signIn } from './http-client.ts'
import { freePort, productEnv, startProcess, untilReady } from './server-process.ts'

export const slug = 'bench'

export type Company = {
  customers: number
  /** Customers and leads. */
  records: number
  dataDir: string
  id: number
  userId: number
  /** Connects as the app does. */
  appUrl: string
  /** The owner of everything, to whom row security does not apply. */
  owner: pg.Client
  close(): Promise<void>
}

/** Opens the company of that size; makes it if it is not there, which takes some minutes for a million. */
export async function openCompany(customers: number, sandboxUrl = 'http://127.0.0.1:4000'): Promise<Company> {
  const dataDir = path.resolve(process.env['DATA_DIR'] ?? './data/bench', String(customers))
  const { close, ownerUrl } = await openDatabase(dataDir).catch(async (error: Error) => {
    if (!/was changed after it had been applied/.test(error.message)) throw error
    console.error(`The schema is another than that of ${dataDir}: making it anew`)
    await stopServer(path.join(dataDir, 'postgres'))
    fs.rmSync(dataDir, { recursive: true, force: true })
    return openDatabase(dataDir)
  })
  await loadBench(ownerUrl, slug, { sandboxUrl, customers, onProgress: sparse(20_000) })
  const owner = new pg.Client({ connectionString: ownerUrl })
  await owner.connect()
  const { rows } = await owner.query<{ id: string; user_id: string; records: string }>(
    `select c.id, u.id as user_id, (select max(id) from customer where company_id = c.id) as records
     from platform.company c join user_account u on u.company_id = c.id and u.username = 'owner' where c.slug = $1`,
    [slug],
  )
  const { id, user_id, records } = rows[0]!
  return {
    customers,
    records: Number(records),
    dataDir,
    id: Number(id),
    userId: Number(user_id),
    appUrl: roleUrl(ownerUrl, 'keyholder_app'),
    owner,
    async close() {
      await owner.end()
      await close()
    },
  }
}

/** The migrated embedded database of `dataDir`, with the keys of this process set to its own. */
export async function openDatabase(
  dataDir: string,
): Promise<{ ownerUrl: string; close: () => Promise<void> }> {
  useEncryptionKeys(readEncryptionKeys(dataDir))
  const server = await openDatabaseServer({ dataDir })
  try {
    await migrate(server.url)
    await setRolePasswords(server.url)
  } catch (error) {
    await server.stop()
    throw error
  }
  return { ownerUrl: server.url, close: () => server.stop() }
}

export type Product = {
  dataDir: string
  url: string
  headers: Record<string, string>
  pid: number
  stop(): Promise<void>
}

/** Starts the product in the role `web` on the company's database, and signs in. */
export async function startWeb(
  company: Company,
  profile?: string,
  sandboxUrl = 'http://127.0.0.1:4000',
): Promise<Product> {
  const port = await freePort()
  const running = startProcess('server/main.ts', ['web'], {
    env: productEnv(company.dataDir, port, sandboxUrl),
    log: path.join(company.dataDir, 'log', 'bench-web.log'),
    nodeOptions: profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : [],
  })
  const url = `http://127.0.0.1:${port}`
  await untilReady(`${url}/readyz`, running)
  return {
    dataDir: company.dataDir,
    url,
    headers: await signIn(url, slug),
    pid: running.child.pid!,
    stop: running.stop,
  }
}

/** Progress lines, at most one every so many milliseconds, apart from the figures on stdout. */
function sparse(everyMs: number): (text: string) => void {
  let lastAt = -Infinity
  return (text) => {
    if (performance.now() - lastAt < everyMs) return
    lastAt = performance.now()
    console.error(text)
  }
}
