/**
 * The file store on a local disk: `<folder>/<company>/<two digits>/<key>`. Bytes go to a file that ends in `.part`, are
 * forced to the disk, and get their name then (rename(2) is atomic within a file system), so that a name always stands
 * for a whole file.
 */
import { randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type FileStore, MissingBytes } from './file-store.ts'

const keyForm = /^[0-9a-f]{32}$/
const unfinished = '.part'

/** @param folder is made with the first file; closed to other users. */
export function diskFileStore(folder: string): FileStore {
  const companyFolder = (companyId: number) => path.join(folder, String(Math.trunc(companyId)))
  const place = (companyId: number, key: string) => {
    const name = key.endsWith(unfinished) ? key.slice(0, -unfinished.length) : key
    if (!keyForm.test(name)) throw new Error('A key of the file store is 32 hex digits')
    return path.join(companyFolder(companyId), key.slice(0, 2), key)
  }
  return {
    async put(companyId, bytes) {
      const key = randomBytes(16).toString('hex')
      const [target, part] = [place(companyId, key), place(companyId, key + unfinished)]
      await mkdir(path.dirname(target), { recursive: true, mode: 0o700 })
      try {
        // `flush`: fsync before the file is closed.
        await pipeline(bytes, createWriteStream(part, { flags: 'wx', mode: 0o600, flush: true }))
        await rename(part, target)
        await flushFolder(path.dirname(target))
        return key
      } catch (error) {
        await rm(part, { force: true })
        await rm(target, { force: true })
        throw error
      }
    },
    async read(companyId, key, range) {
      const handle = await open(place(companyId, key), 'r').catch((error: NodeJS.ErrnoException) => {
        throw error.code === 'ENOENT' ? new MissingBytes(key) : error
      })
      return handle.createReadStream(range && { start: range.first, end: range.last })
    },
    async remove(companyId, key) {
      await rm(place(companyId, key), { force: true })
    },
    async *list(companyId) {
      const root = companyFolder(companyId)
      for (const shelf of await namesIn(root)) {
        const names = await namesIn(path.join(root, shelf))
        const found = await Promise.all(
          names.map(async (key) => {
            const file = await stat(path.join(root, shelf, key)).catch(() => null)
            return file ? [{ key, storedAt: file.mtime }] : [] // gone meanwhile
          }),
        )
        yield found.flat()
      }
    },
  }
}

const namesIn = (folder: string): Promise<string[]> =>
  readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })

/** A new name lives in its folder, which is flushed by itself (fsync(2), notes). Windows opens no folders. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
