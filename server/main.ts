/**
 * The process. Roles: `all` (default: web and worker in one), `web`, `worker`, `migrate` (bring the schema up and end).
 */
import { pino } from 'pino'
import { buildApp } from './app.ts'
import { Database } from './db/database.ts'
import { migrate } from './db/migrate.ts'
import { roleUrl, setRolePasswords } from './db/roles.ts'
import { loadDemo } from './demo/load.ts'
import { startWorker } from './jobs/worker.ts'
import { connectionTasks } from './modules/connections/connections.jobs.ts'
import { StationDesk } from './modules/connections/stations.ts'
import { openDatabaseServer } from './platform/database-server.ts'
import { useEncryptionKeys } from './platform/encryption.ts'
import { stopWithParent, tellParent } from './platform/parent-watch.ts'
import { readEncryptionKeys, readSettings } from './platform/settings.ts'

const role = process.argv[2] ?? 'all'
const settings = readSettings()
const logger = pino({
  level: settings.logLevel,
  redact: { paths: ['req.headers.authorization', 'req.headers.cookie', '*.password', '*.ssn'], censor: '•••' },
})
const progress = (text: string) => {
  void tellParent({ type: 'progress', text })
  logger.info(text)
}
const now = () => new Date()

useEncryptionKeys(readEncryptionKeys(settings.dataDir))
const server = settings.databaseUrl
  ? { url: settings.databaseUrl, stop: async () => {} }
  : await openDatabaseServer({ dataDir: settings.dataDir, log: progress })

const stops: (() => Promise<unknown>)[] = [() => server.stop()]
let stopping: Promise<void> | undefined
/** Ends what was started, the last first: no new requests, then no new jobs, then the database. */
const stop = (): Promise<void> =>
  (stopping ??= (async () => {
    for (const end of stops.reverse()) await end().catch((error: unknown) => logger.error({ err: error }, 'while stopping'))
  })())
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop().then(() => process.exit(0)))
stopWithParent(stop)

if (role !== 'worker') {
  progress('Bringing the database up to date')
  await migrate(server.url, (name) => progress(`Migration ${name}`))
  await setRolePasswords(server.url)
}
if (role === 'all' && process.env.DEMO !== 'none') {
  await loadDemo(server.url, { sandboxUrl: settings.sandboxUrl, now: now(), onProgress: progress })
}
if (role === 'migrate') {
  await stop()
  process.exit(0)
}

const desk = new StationDesk(settings.privateProviderOrigins)
if (role !== 'web') {
  const database = new Database(roleUrl(server.url, 'keyholder_app'), 12)
  const tasks = connectionTasks(database, desk, now)
  const worker = await startWorker(roleUrl(server.url, 'keyholder_queue'), tasks, 8, logger)
  stops.push(() => database.end(), () => worker.stop())
}
if (role !== 'worker') {
  const database = new Database(roleUrl(server.url, 'keyholder_app'), 12)
  const app = await buildApp({ ...settings, database, now, logger, desk })
  stops.push(() => database.end(), () => app.close())
  await app.listen({ port: settings.port, host: settings.host })
  progress(`Listening on port ${settings.port}`)
}
