/** Opens the installation that the environment names, for scripts that run beside the app or without it. */
import { join } from 'node:path'
import { prepareWalArchive } from './backup.ts'
import { awaitPrimary, watchPrimary } from './database-primary.ts'
import { openDatabaseServer } from './database-server.ts'
import { diskFileStore } from './disk-file-store.ts'
import { useEncryptionKeys } from './encryption.ts'
import { useFileStore } from './file-store.ts'
import { readPlatformMail, usePlatformMail } from './platform-mail.ts'
import { readEncryptionKeys, readSettings, type Settings } from './settings.ts'

export type Installation = { settings: Settings; ownerUrl: string; close(): Promise<void> }

/** Adopts the running database or starts it; sets the encryption keys. Throws SetupProblem. */
export async function openInstallation(log: (text: string) => void = () => {}): Promise<Installation> {
  const settings = readSettings()
  useEncryptionKeys(readEncryptionKeys(settings.dataDir))
  usePlatformMail(readPlatformMail(process.env))
  useFileStore(diskFileStore(join(settings.dataDir, 'files')))
  if (settings.databaseUrl) {
    await awaitPrimary(settings.databaseUrl)
    const stopWatching = watchPrimary(settings.databaseUrl)
    return { settings, ownerUrl: settings.databaseUrl, close: () => Promise.resolve(stopWatching()) }
  }
  const walArchive = settings.backupDir && prepareWalArchive(settings.backupDir)
  const server = await openDatabaseServer({
    dataDir: settings.dataDir,
    log,
    ...(walArchive && { walArchive }),
  })
  return { settings, ownerUrl: server.url, close: () => server.stop() }
}
