/** The embedded database's files: made whole or not at all, and judged before the server is let near them. */
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { EMBEDDED_MAJOR, type PostgresProgram } from './postgres-program.ts'
import { isAlive } from './postmaster.ts'
import { SetupProblem } from './setup-problem.ts'

export const OWNER = 'postgres'

const passwordFile = (clusterDir: string) => path.join(clusterDir, 'keyholder-password')

/** The owner's password, asked for over TCP only. */
export const readPassword = (clusterDir: string): string =>
  fs.readFileSync(passwordFile(clusterDir), 'utf8').trim()

/**
 * Makes the cluster if there is none. It is made beside its place and then renamed, so that a kill in the
 * middle leaves nothing that looks like a database; what such a kill did leave is cleared away.
 */
export function ensureCluster(
  clusterDir: string,
  program: PostgresProgram,
  { durable, log }: { durable: boolean; log: (text: string) => void },
): void {
  clearUnfinished(clusterDir)
  setAsideEmptyRemains(clusterDir, log)
  if (!fs.existsSync(clusterDir) || fs.readdirSync(clusterDir).length === 0) {
    log('Creating the database')
    makeCluster(clusterDir, program, durable)
  }
  judgeCluster(clusterDir, program)
}

function makeCluster(clusterDir: string, program: PostgresProgram, durable: boolean): void {
  const unfinished = `${clusterDir}.new-${process.pid}`
  const passwordNote = `${unfinished}.password`
  const password = randomBytes(24).toString('base64url')
  try {
    fs.mkdirSync(unfinished, { mode: 0o700 })
    fs.writeFileSync(passwordNote, password, { mode: 0o600 })
    for (const file of [unfinished, passwordNote]) program.hand(file)
    const { file, args, options } = program.command('initdb', [
      ...['-D', unfinished, '-U', OWNER, '--pwfile', passwordNote],
      ...['--auth-local=trust', '--auth-host=scram-sha-256'],
      // The builtin provider sorts by code point and never changes under an index; the bundled ICU is of 2018.
      ...['--locale-provider=builtin', '--locale=C.UTF-8', '-E', 'UTF8'],
      ...(durable ? [] : ['--no-sync']),
    ])
    const made = spawnSync(file, args, { ...options, encoding: 'utf8' })
    if (made.status !== 0) throw initProblem(clusterDir, made.stderr || String(made.error))
    fs.writeFileSync(passwordFile(unfinished), password, { mode: 0o600 })
    fs.appendFileSync(path.join(unfinished, 'postgresql.conf'), "\ninclude_if_exists = 'keyholder.conf'\n")
    fs.renameSync(unfinished, clusterDir)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // Another process made it meanwhile: theirs is as good.
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error
  } finally {
    fs.rmSync(passwordNote, { force: true })
    fs.rmSync(unfinished, { recursive: true, force: true })
  }
}

function clearUnfinished(clusterDir: string): void {
  const parent = path.dirname(clusterDir)
  const prefix = `${path.basename(clusterDir)}.new-`
  for (const name of fs.readdirSync(parent)) {
    if (!name.startsWith(prefix)) continue
    const pid = Number.parseInt(name.slice(prefix.length), 10)
    if (pid === process.pid || !isAlive(pid))
      fs.rmSync(path.join(parent, name), { recursive: true, force: true })
  }
}

/** A directory where initdb was cut short holds no data (pg_control comes late): it is moved, never deleted. */
function setAsideEmptyRemains(clusterDir: string, log: (text: string) => void): void {
  if (!fs.existsSync(clusterDir)) return
  const has = (part: string) => fs.existsSync(path.join(clusterDir, part))
  if (fs.readdirSync(clusterDir).length === 0 || has('PG_VERSION') || has('global/pg_control')) return
  if (!has('base') && !has('global')) return
  const aside = `${clusterDir}.unfinished-${Date.now()}`
  fs.renameSync(clusterDir, aside)
  log(`The database directory was never finished; moved it to ${aside}`)
}

/** Throws SetupProblem if the server would refuse the cluster, or if it is none. */
function judgeCluster(clusterDir: string, program: PostgresProgram): void {
  const stat = fs.statSync(clusterDir)
  if (program.uid !== null && stat.uid !== program.uid)
    throw new SetupProblem(
      `The database directory ${clusterDir} belongs to the user with id ${stat.uid}, and this is user ${program.uid}.`,
      `Start Keyholder as that user, give the directory to this one (chown -R ${program.uid} ${clusterDir}), or set DATA_DIR to another directory.`,
    )
  const version = readVersion(clusterDir)
  if (version === null)
    throw new SetupProblem(
      `${clusterDir} holds files but is no PostgreSQL database (it has no PG_VERSION).`,
      'If it was a database, restore it from a backup; else move the directory away, or set DATA_DIR to another one.',
    )
  if (version !== EMBEDDED_MAJOR)
    throw new SetupProblem(
      `The database in ${clusterDir} was made by PostgreSQL ${version}, and this is PostgreSQL ${EMBEDDED_MAJOR}.`,
      `Run a PostgreSQL ${version} on it and point DATABASE_URL there, or set DATA_DIR to another directory to start afresh.`,
    )
  // A copy of the directory often comes out readable by all, which PostgreSQL refuses.
  if (process.platform !== 'win32' && (stat.mode & 0o077) !== 0) fs.chmodSync(clusterDir, 0o700)
}

function readVersion(clusterDir: string): string | null {
  try {
    return fs.readFileSync(path.join(clusterDir, 'PG_VERSION'), 'utf8').trim()
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw new SetupProblem(
      `The database directory ${clusterDir} cannot be read: ${(cause as Error).message}.`,
      'Give it to the user running this (chown -R), or set DATA_DIR to another directory.',
      { cause },
    )
  }
}

function initProblem(clusterDir: string, output: string): SetupProblem {
  if (/No space left on device/.test(output))
    return new SetupProblem(
      `The disk of ${clusterDir} is full: the database cannot be created.`,
      'Free some space, or set DATA_DIR to a directory on another disk.',
    )
  const reason = output.trim().split('\n').slice(-3).join(' ')
  return new SetupProblem(
    `The database cannot be created in ${clusterDir}: ${reason}`,
    'Put that right, or set DATABASE_URL to a PostgreSQL of version 15 or newer.',
  )
}
