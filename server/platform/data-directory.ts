/**
 * The data directory of an installation: made if absent, and looked over before anything relies on it.
 *
 *     postgres/       the embedded database (PostgreSQL's own layout)
 *     files/          what users uploaded, by company (disk-file-store.ts)
 *     audit/          what of the audit trail is not in the database yet (http/audit-trail.ts)
 *     run/            sockets and process notes, closed to other users
 *     log/            logs of the app and the sandboxes
 */
import fs from 'node:fs'
import path from 'node:path'
import { SetupProblem } from './setup-problem.ts'

export type DataDirectory = { root: string; cluster: string; run: string; log: string }

const MIB = 1024 * 1024
/** A first start needs room for the database, its write-ahead log and the demo companies. */
const FIRST_START_BYTES = 500 * MIB
/** Below this PostgreSQL soon stops in the middle of a write. */
const LATER_START_BYTES = 50 * MIB

/**
 * Makes the directories of `dataDir`. Throws SetupProblem if they cannot be made or written, or the disk is full;
 * much less space will do where the database is elsewhere.
 */
export function prepareDataDirectory(dataDir: string, { holdsDatabase = true } = {}): DataDirectory {
  const asked = path.resolve(dataDir)
  try {
    for (const part of ['', 'run', 'log'])
      fs.mkdirSync(path.join(asked, part), { recursive: true, mode: 0o700 })
    fs.accessSync(asked, fs.constants.W_OK | fs.constants.X_OK)
    fs.chmodSync(path.join(asked, 'run'), 0o700)
    demandOwnership(asked)
  } catch (cause) {
    if (cause instanceof SetupProblem) throw cause
    throw unusable(asked, cause as NodeJS.ErrnoException)
  }
  const root = fs.realpathSync(asked)
  const cluster = path.join(root, 'postgres')
  const isFirst = holdsDatabase && !fs.existsSync(path.join(cluster, 'PG_VERSION'))
  demandSpace(root, isFirst ? FIRST_START_BYTES : LATER_START_BYTES)
  return { root, cluster, run: path.join(root, 'run'), log: path.join(root, 'log') }
}

/** A start as root on a user's directory leaves files there that the user cannot write afterwards. */
function demandOwnership(dataDir: string): void {
  const me = process.getuid?.()
  if (!me) return
  const places = ['', 'run', 'run/users', 'log']
    .map((part) => path.join(dataDir, part))
    .filter((dir) => fs.existsSync(dir))
  const files = places.flatMap((dir) => fs.readdirSync(dir).map((name) => path.join(dir, name)))
  const foreign = files.find((file) => (fs.statSync(file, { throwIfNoEntry: false })?.uid ?? me) !== me)
  if (!foreign) return
  throw new SetupProblem(
    `${foreign} belongs to another user (a start as root leaves such files).`,
    `Give all to this user (sudo chown -R ${me} ${dataDir}), start as that user, or set DATA_DIR to another directory.`,
  )
}

/** Throws SetupProblem if the disk of `directory` has less than `bytes` free. */
export function demandSpace(directory: string, bytes: number): void {
  const { bavail, bsize } = fs.statfsSync(directory)
  const free = bavail * bsize
  if (free >= bytes) return
  throw new SetupProblem(
    `The disk of ${directory} has ${Math.floor(free / MIB)} MB free, and ${Math.ceil(bytes / MIB)} MB are needed.`,
    'Free some space, or set DATA_DIR to a directory on another disk.',
  )
}

function unusable(dataDir: string, cause: NodeJS.ErrnoException): SetupProblem {
  const me = process.getuid ? `the user running this (id ${process.getuid()})` : 'this user'
  if (cause.code === 'ENOSPC')
    return new SetupProblem(
      `The disk of ${dataDir} is full.`,
      'Free some space, or set DATA_DIR to a directory on another disk.',
      { cause },
    )
  if (cause.code === 'ENOTDIR' || cause.code === 'EEXIST')
    return new SetupProblem(
      `${dataDir} is, or lies below, a file and not a directory.`,
      'Move that file away, or set DATA_DIR to another directory.',
      { cause },
    )
  return new SetupProblem(
    `The data directory ${dataDir} cannot be written by ${me}: ${cause.code ?? cause.message}.`,
    `Give it to that user (chown -R), start Keyholder as its owner, or set DATA_DIR to another directory.`,
    { cause },
  )
}
