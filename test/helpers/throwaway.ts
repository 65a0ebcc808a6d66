/** Data directories of test runs, which go with the run: after a kill, at the next one. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { stopServer } from '#server/platform/database-server.ts'
import { isAlive } from '#server/platform/postmaster.ts'

/** Makes an empty directory for this process; `purpose` is part of its name. */
export async function throwawayDirectory(purpose: string): Promise<string> {
  const temporary = fs.realpathSync(os.tmpdir())
  const prefix = `keyholder-${purpose}-`
  for (const name of fs.readdirSync(temporary)) {
    if (name.startsWith(prefix)) await clearIfLeftOver(path.join(temporary, name), name.slice(prefix.length))
  }
  return fs.mkdtempSync(path.join(temporary, `${prefix}${process.pid}-`))
}

/** Removes the directory and stops its database, if the process of this user whose id its name begins with is gone. */
async function clearIfLeftOver(dataDir: string, name: string): Promise<void> {
  const pid = Number.parseInt(name, 10)
  if (Number.isNaN(pid) || isAlive(pid)) return
  if (fs.statSync(dataDir, { throwIfNoEntry: false })?.uid !== process.getuid?.()) return
  await stopServer(path.join(dataDir, 'postgres'))
  fs.rmSync(dataDir, { recursive: true, force: true })
}
