/** What the process is told from outside: environment variables and the data directory. Read once, at the start. */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

export type Settings = {
  port: number
  host: string
  sandboxUrl: string
  dataDir: string
  /** The owner's connection string of an existing PostgreSQL; undefined: the embedded one. */
  databaseUrl: string | undefined
  /** Where backups go, and the embedded database's write-ahead log as it is written (docs/operations/backup.md). */
  backupDir: string | undefined
  /** Origins inside the private network that a provider's address may point to; by default the sandboxes'. */
  privateProviderOrigins: readonly string[]
  sandboxSmtpPort: number
  /** Requests a minute of one session, or of one address without a session. */
  rateLimitPerMinute: number
  /** Cookies only over HTTPS, and HSTS. */
  secureCookies: boolean
  /** Whose word on the client's address and protocol is taken: a proxy's address or several, `true` for whoever connects. */
  trustProxy: boolean | string
}

/** `true` and `false` are words, all else addresses (`127.0.0.1, 10.0.0.0/8`). */
export const trustedProxies = (text: string | undefined): boolean | string =>
  text === 'true' ? true : !text || text === 'false' ? false : text

function number(name: string, fallback: number): number {
  const text = process.env[name]
  const value = text ? Number(text) : fallback
  if (!Number.isInteger(value) || value < 0) throw new Error(`${name}: '${text}' is not a whole number`)
  return value
}

/** Reads the environment. @throws with the variable's name if a value is not usable. */
export function readSettings(): Settings {
  const sandboxPort = number('SANDBOX_PORT', 4000)
  const sandboxUrl = process.env.SANDBOX_URL ?? `http://localhost:${sandboxPort}`
  const sandbox = new URL(sandboxUrl)
  const smtpPort = number('SANDBOX_SMTP_PORT', Number(sandbox.port || 80) + 2)
  return {
    port: number('PORT', 3000),
    host: process.env.HOST ?? '127.0.0.1',
    sandboxUrl,
    dataDir: resolve(process.env.DATA_DIR ?? './data'),
    databaseUrl: process.env.DATABASE_URL || undefined,
    backupDir: process.env.BACKUP_DIR ? resolve(process.env.BACKUP_DIR) : undefined,
    // A mail server is named as if it were on the web: host and port are what counts.
    privateProviderOrigins: process.env.PRIVATE_PROVIDER_ORIGINS?.split(',') ?? [
      sandbox.origin,
      `http://${sandbox.hostname}:${smtpPort}`,
    ],
    sandboxSmtpPort: smtpPort,
    rateLimitPerMinute: number('RATE_LIMIT_PER_MINUTE', 3000),
    secureCookies: process.env.SECURE_COOKIES === 'true',
    trustProxy: trustedProxies(process.env.TRUST_PROXY),
  }
}

/**
 * The encryption keys: `ENCRYPTION_KEYS`, or a key made at the first start and kept in the data directory,
 * readable by its owner alone. Whoever loses it loses every sealed value: it belongs into the backup.
 */
export function readEncryptionKeys(dataDir: string): string {
  if (process.env.ENCRYPTION_KEYS) return process.env.ENCRYPTION_KEYS
  const file = join(dataDir, 'encryption.keys')
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true })
    writeFileSync(file, `k1:${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' })
  }
  return readFileSync(file, 'utf8').trim()
}
