/** Where the embedded server listens, and whether it answers there. */
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { OWNER, readPassword } from './database-cluster.ts'
import type { Listening } from './database-settings.ts'
import { changeDatabaseUrl, socketUrl } from './database-url.ts'
import type { Postmaster } from './postmaster.ts'

/** The database that the product lives in. */
const DATABASE = 'keyholder'
/** Only a part of the socket's name: no port is opened. */
const SOCKET_PORT = 5432
/** `sun_path` of sockaddr_un holds 104 bytes on macOS and 108 on Linux, with a zero at the end. */
const SOCKET_PATH_BYTES = 103

/** A socket in `runDir`; if its path is too long, in a directory of ours among the temporary files; else TCP. */
export async function chooseListening(runDir: string): Promise<Listening> {
  for (const find of [() => runDir, () => shortDirectory(runDir)]) {
    const socketDir = find()
    if (socketDir && (await holdsSockets(socketDir))) return { socketDir, port: SOCKET_PORT }
  }
  return { host: '127.0.0.1', port: await freePort() }
}

/** The owner's address of database `keyholder` on the server that `postmaster` tells of. */
export function serverUrl(clusterDir: string, { socketDir, port }: Postmaster): string {
  if (socketDir) return socketUrl(socketDir, port, OWNER, DATABASE)
  const password = encodeURIComponent(readPassword(clusterDir))
  return `postgres://${OWNER}:${password}@127.0.0.1:${port}/${DATABASE}`
}

/** Whether a server answers at `url`, and is the one of this cluster. */
export async function reach(url: string, clusterDir: string): Promise<boolean> {
  try {
    return await withClient(changeDatabaseUrl(url, { database: 'postgres' }), async (client) => {
      const { rows } = await client.query<{ data_directory: string }>('show data_directory')
      return rows[0]?.data_directory === clusterDir
    })
  } catch {
    return false
  }
}

/** Makes database `keyholder` if it is not there. */
export async function ensureDatabase(url: string): Promise<void> {
  await withClient(changeDatabaseUrl(url, { database: 'postgres' }), async (client) => {
    const found = await client.query('select from pg_database where datname = $1', [DATABASE])
    if (found.rowCount) return
    await client.query(`create database ${DATABASE}`).catch((error: { code?: string }) => {
      // duplicate_database, or the unique index behind it: another process made it meanwhile.
      if (error.code !== '42P04' && error.code !== '23505') throw error
    })
  })
}

async function withClient<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000, query_timeout: 15_000 })
  // A server that stops says so on the open connection; the query's own failure is what counts.
  client.on('error', () => undefined)
  try {
    await client.connect()
    return await work(client)
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** A directory with a short path, of this user alone; null if somebody else holds its name. */
function shortDirectory(runDir: string): string | null {
  if (process.platform === 'win32') return null
  const name = createHash('sha256').update(runDir).digest('hex').slice(0, 12)
  const directory = path.join(os.tmpdir(), `keyholder-${name}`)
  fs.mkdirSync(directory, { recursive: true, mode: 0o700 })
  const { uid, mode } = fs.lstatSync(directory)
  const ours = uid === process.getuid?.() && (mode & 0o170077) === fs.constants.S_IFDIR
  return ours ? directory : null
}

/** Tries it: the path may be too long, and some network and container file systems hold no sockets. */
async function holdsSockets(directory: string): Promise<boolean> {
  const longest = path.join(directory, `.s.PGSQL.${SOCKET_PORT}`)
  if (process.platform === 'win32' || Buffer.byteLength(longest) > SOCKET_PATH_BYTES) return false
  const trial = path.join(directory, `.try${process.pid}`)
  const server = net.createServer()
  return new Promise((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(trial, () => server.close(() => resolve(true)))
  })
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = net.createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo
      server.close(() => resolve(port))
    })
  })
