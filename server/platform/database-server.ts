/**
 * The embedded PostgreSQL: started if it is not running, adopted if it is. It outlives a killed app on
 * purpose: the next start finds and adopts it.
 *
 * It listens on a Unix socket in a directory that no other user may enter, and on no network port; where a
 * socket cannot be had (a file system without sockets, Windows) on the loopback address with a password.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { ensureCluster } from './database-cluster.ts'
import { chooseListening, ensureDatabase, reach, serverUrl } from './database-reach.ts'
import { databaseSettings, hostAccess } from './database-settings.ts'
import { prepareDataDirectory, type DataDirectory } from './data-directory.ts'
import { findPostgres, type Identity, type PostgresProgram } from './postgres-program.ts'
import { clearSocket, pidFile, readPostmaster, servesCluster, type Postmaster } from './postmaster.ts'
import { takeLease } from './server-lease.ts'
import { startProblem } from './start-problem.ts'

export type DatabaseServer = {
  /** The address of database `keyholder` for its owner, who is superuser. */
  url: string
  /** The TCP port, or the number in the socket's name. */
  port: number
  /** Whether it was already running. */
  adopted: boolean
  /** Says that this process is done with it. The last of its users to do so stops the server, and waits for that. */
  stop(): Promise<void>
}

export type DatabaseServerOptions = {
  /** The installation's data directory; the cluster is its subdirectory `postgres`. */
  dataDir: string
  /** Is told each step that takes time, as a sentence. */
  log?: (text: string) => void
  /** False for throwaway clusters: several times faster, and broken by a crash of the machine. */
  durable?: boolean
  /** Where each piece of the write-ahead log is copied to, for restoring a point in time; must exist. */
  walArchive?: string
  /** Runs the server as somebody else than `findPostgres` would choose. */
  identity?: Identity
}

/** Recovery after a crash replays up to `max_wal_size`; a large database on a slow disk takes minutes. */
const START_DEADLINE_MS = 10 * 60_000
const STOP_DEADLINE_MS = 30_000
const POLL_MS = 15

/** Opens the embedded server of `dataDir`, creating the cluster if there is none. Throws SetupProblem. */
export async function openDatabaseServer({
  dataDir,
  log = () => undefined,
  durable = true,
  walArchive,
  identity,
}: DatabaseServerOptions): Promise<DatabaseServer> {
  const directory = prepareDataDirectory(dataDir)
  const program = findPostgres(directory.cluster, identity)
  ensureCluster(directory.cluster, program, { durable, log })
  // The note comes first: a user who is just leaving then sees it, and leaves the server running.
  const lease = takeLease(directory.run)
  try {
    const { url, port, adopted } = await findOrStart(directory, program, { durable, log, walArchive })
    await ensureDatabase(url)
    return {
      url,
      port,
      adopted,
      async stop() {
        if (lease.giveBack().last) await stopServer(directory.cluster)
      },
    }
  } catch (error) {
    if (lease.giveBack().last) await stopServer(directory.cluster)
    throw error
  }
}

/** Stops whatever server runs on the cluster, and waits until it is gone: at most 30 s, then without ceremony. */
export async function stopServer(clusterDir: string): Promise<void> {
  const running = readPostmaster(clusterDir)
  if (!running || servesCluster(running.pid, clusterDir) === false) return
  // PostgreSQL 18, §18.5: SIGINT is a fast shutdown, SIGQUIT an immediate one that recovers at the next start.
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    signalProcess(running.pid, signal)
    const deadline = Date.now() + STOP_DEADLINE_MS
    while (Date.now() < deadline) {
      if (servesCluster(running.pid, clusterDir) === false) return
      await delay(POLL_MS)
    }
  }
}

type Found = { url: string; port: number; adopted: boolean }
type StartOptions = { durable: boolean; log: (text: string) => void; walArchive: string | undefined }

async function findOrStart(
  directory: DataDirectory,
  program: PostgresProgram,
  options: StartOptions,
): Promise<Found> {
  const deadline = Date.now() + START_DEADLINE_MS
  for (;;) {
    const running = await findRunning(directory.cluster, deadline, options.log)
    if (running) return { ...running, adopted: true }
    const attempt = await startServer(directory, program, deadline, options)
    if ('port' in attempt) return { ...attempt, adopted: false }
    if (!attempt.again || Date.now() > deadline) throw attempt.problem
    await delay(200)
  }
}

/** The server that already runs on the cluster, once it answers; null if there is none, or it went away. */
async function findRunning(clusterDir: string, deadline: number, log: (text: string) => void) {
  let told = false
  for (;;) {
    const postmaster = readPostmaster(clusterDir)
    if (!postmaster) return null
    const serves = servesCluster(postmaster.pid, clusterDir)
    if (serves === false) {
      forget(clusterDir, postmaster)
      return null
    }
    const url = postmaster.port ? serverUrl(clusterDir, postmaster) : null
    if (url && (await reach(url, clusterDir))) return { url, port: postmaster.port }
    if (Date.now() > deadline) throw startProblem(clusterDir, `process ${postmaster.pid} does not answer`)
    if (!told) log('Waiting for the database that is already running')
    told = true
    await delay(POLL_MS)
  }
}

/**
 * Removes a `postmaster.pid` whose process is not this cluster's server. PostgreSQL clears the file of a dead
 * process itself, but refuses to start if the id belongs to any living process by now.
 */
function forget(clusterDir: string, stale: Postmaster): void {
  if (readPostmaster(clusterDir)?.pid === stale.pid) fs.rmSync(pidFile(clusterDir), { force: true })
}

type Attempt = { url: string; port: number } | { again: boolean; problem: Error }

async function startServer(
  { cluster, run, log: logDir }: DataDirectory,
  program: PostgresProgram,
  deadline: number,
  { durable, log, walArchive }: StartOptions,
): Promise<Attempt> {
  const listening = await chooseListening(run)
  if ('socketDir' in listening) clearSocket(listening, cluster)
  program.hand('socketDir' in listening ? listening.socketDir : run)
  if (walArchive !== undefined) program.hand(walArchive)
  writeSetting(
    path.join(cluster, 'keyholder.conf'),
    databaseSettings(listening, { durable, walArchive }),
    program,
  )
  writeSetting(path.join(cluster, 'pg_hba.conf'), hostAccess, program)

  // Of this attempt alone: another process may be starting the same server.
  const output = path.join(logDir, `postgres-start.${randomUUID()}.log`)
  const server = spawnServer(cluster, program, output)
  let ended: string | null = null
  server.on('error', (error) => (ended = error.message))
  server.on('exit', (code, signal) => (ended = `it ended with ${signal ?? `code ${code}`}`))
  const keepOutput = (): string => {
    const kept = path.join(logDir, 'postgres-start.log')
    fs.renameSync(output, kept)
    return kept
  }

  const slowAt = Date.now() + 3_000
  let told = false
  while (ended === null) {
    const postmaster = readPostmaster(cluster)
    if (postmaster && postmaster.pid === server.pid && postmaster.port) {
      const url = serverUrl(cluster, postmaster)
      if (await reach(url, cluster)) {
        keepOutput()
        return { url, port: postmaster.port }
      }
    }
    if (Date.now() > deadline)
      return { again: false, problem: startProblem(cluster, 'it does not answer', keepOutput()) }
    if (!told && Date.now() > slowAt) {
      log('The database is recovering from a hard stop')
      told = true
    }
    await delay(POLL_MS)
  }
  const kept = keepOutput()
  // Somebody else was faster, or the remains of a killed server are still leaving.
  const again = /lock file ".*postmaster\.pid" already exists|pre-existing shared memory block/.test(
    fs.readFileSync(kept, 'utf8'),
  )
  return { again, problem: startProblem(cluster, ended, kept) }
}

function spawnServer(cluster: string, program: PostgresProgram, output: string): ChildProcess {
  const outputFd = fs.openSync(output, 'w', 0o600)
  const { file, args, options } = program.command('postgres', ['-D', cluster])
  // In a session of its own, so that Ctrl-C reaches the app alone, which then stops its database last.
  const server = spawn(file, args, { ...options, detached: true, stdio: ['ignore', outputFd, outputFd] })
  fs.closeSync(outputFd)
  server.unref()
  return server
}

/** Replaces the file in one step, as a server that is starting may be reading it. */
function writeSetting(file: string, text: string, program: PostgresProgram): void {
  const fresh = `${file}.${randomUUID()}`
  fs.writeFileSync(fresh, text, { mode: 0o600 })
  program.hand(fresh)
  fs.renameSync(fresh, file)
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
