/** A file store of a test's own, in a folder that goes with it. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { diskFileStore } from '#server/platform/disk-file-store.ts'
import { useFileStore } from '#server/platform/file-store.ts'

/** Becomes the process's store. */
export async function openFileStore(): Promise<{ folder: string; close(): Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'keyholder-files-'))
  useFileStore(diskFileStore(folder))
  return { folder, close: () => rm(folder, { recursive: true, force: true }) }
}
