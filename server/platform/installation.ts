/** Opens the installation that the environment names, for scripts that run beside the app or without it. */
import { openDatabaseServer } from './database-server.ts'
import { useEncryptionKeys } from './encryption.ts'
import { readEncryptionKeys, readSettings, type Settings } from './settings.ts'

export type Installation = { settings: Settings; ownerUrl: string; close(): Promise<void> }

/** Adopts the running database or starts it; sets the encryption keys. Throws SetupProblem. */
export async function openInstallation(log: (text: string) => void = () => {}): Promise<Installation> {
  const settings = readSettings()
  useEncryptionKeys(readEncryptionKeys(settings.dataDir))
  if (settings.databaseUrl) return { settings, ownerUrl: settings.databaseUrl, close: async () => {} }
  const server = await openDatabaseServer({ dataDir: settings.dataDir, log })
  return { settings, ownerUrl: server.url, close: () => server.stop() }
}
