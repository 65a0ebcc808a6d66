/**
 * The process. Roles: `all` (default: web and worker in one), `web`, `worker`, `migrate` (bring the schema up and end).
 */
import { join } from 'node:path'
import { pino } from 'pino'
import { buildApp } from './app.ts'
import { Database } from './db/database.ts'
import { LiveFeed } from './db/live-feed.ts'
import { migrate } from './db/migrate.ts'
import { type Role, roleUrl, setRolePasswords } from './db/roles.ts'
import { demoSummary, loadDemo } from './demo/load.ts'
import { AuditTrail } from './http/audit-trail.ts'
import { LiveStreams } from './http/live.ts'
import { ensureSchedules } from './jobs/schedules.ts'
import { startWorker } from './jobs/worker.ts'
import { StationDesk } from './modules/providers/stations.ts'
import { tasks } from './modules/index.ts'
import { openInstallation } from './platform/installation.ts'
import { stopWithParent, tellParent } from './platform/parent-watch.ts'
import { SetupProblem } from './platform/setup-problem.ts'

const roles = ['all', 'web', 'worker', 'migrate'] as const
const connectionsPerRole = 12
const jobsAtOnce = 8

const logger = pino({
  level: process.env.LOG_LEVEL ?? 'info',
  redact: {
    paths: ['req.headers.authorization', 'req.headers.cookie', '*.password', '*.ssn'],
    censor: '•••',
  },
})
const progress = (text: string) => {
  void tellParent({ type: 'progress', text })
  logger.info(text)
}
const now = () => new Date()

/** What was started, in order; ended in reverse: no new requests, then no new jobs, then the database. */
const started: { end(): Promise<unknown> }[] = []
let stopping: Promise<void> | undefined
const stop = (): Promise<void> =>
  (stopping ??= (async () => {
    for (const { end } of started.reverse()) {
      await end().catch((error: unknown) => logger.error({ err: error }, 'while stopping'))
    }
  })())
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.on(signal, () => void stop().then(() => process.exit(0)))
stopWithParent(stop)

async function start(): Promise<void> {
  const role = roles.find((name) => name === (process.argv[2] ?? 'all'))
  if (!role)
    throw new SetupProblem(`There is no role '${process.argv[2]}'.`, `Choose one of ${roles.join(', ')}.`)
  const { settings, ownerUrl, close } = await openInstallation(progress)
  started.push({ end: close })
  const open = (who: Role) => roleUrl(ownerUrl, who)

  if (role !== 'worker') {
    progress('Bringing the database up to date')
    await migrate(ownerUrl, { onProgress: (text) => progress(`Migration ${text}`) })
    await setRolePasswords(ownerUrl)
  }
  // The channel to who started us would keep the process.
  if (role === 'migrate') return stop().then(() => process.exit(0))
  if (role === 'all' && process.env.DEMO !== 'none') {
    await loadDemo(ownerUrl, {
      sandboxUrl: settings.sandboxUrl,
      publicUrl: `http://localhost:${settings.port}`,
      now: now(),
      onProgress: progress,
    })
    void tellParent({ type: 'summary', rows: demoSummary })
  }

  const desk = new StationDesk(settings.privateProviderOrigins)
  const live = new LiveFeed(open('keyholder_app'))
  await live.start()
  started.push({ end: () => live.end() })
  if (role !== 'web') {
    const database = new Database(open('keyholder_app'), connectionsPerRole, live)
    started.push({ end: () => database.end() })
    const worker = await startWorker(open('keyholder_queue'), tasks(database, desk, now), jobsAtOnce, logger)
    started.push({ end: () => worker.stop() })
    await ensureSchedules(open('keyholder_queue'))
  }
  if (role !== 'worker') {
    const database = new Database(open('keyholder_app'), connectionsPerRole, live)
    started.push({ end: () => database.end() })
    const audit = new AuditTrail(join(settings.dataDir, 'audit'), database, logger)
    await audit.start()
    started.push({ end: () => audit.end() })
    const app = await buildApp({
      ...{ ...settings, database, live: new LiveStreams(live), audit },
      ...{ now, logger, desk },
    })
    started.push({ end: () => app.close() })
    await app.listen({ port: settings.port, host: settings.host }).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'EADDRINUSE') throw cause
      throw new SetupProblem(
        `Port ${settings.port} is taken.`,
        'Stop what uses it, or set PORT to another one.',
        { cause },
      )
    })
    progress(`Listening on port ${settings.port}`)
  }
}

try {
  await start()
} catch (error) {
  const known = error instanceof SetupProblem
  logger.fatal({ err: error }, 'Keyholder does not start')
  await tellParent({
    type: 'problem',
    text: known ? error.message : `The app does not start: ${(error as Error).message}`,
    advice: known ? error.advice : 'The log says more.',
  })
  await stop()
  process.exit(1)
}
