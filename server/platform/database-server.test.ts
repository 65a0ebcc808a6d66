import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { copyCluster } from '#test/helpers/cluster-template.ts'
import { openDatabaseServer, stopServer } from './database-server.ts'
import { changeDatabaseUrl } from './database-url.ts'
import { readPostmaster } from './postmaster.ts'

let place: string
let dataDir: string
let told: string[]

/** A crash of the machine is not among what is tested: without `durable` the tests wait for no disk. */
const open = () => openDatabaseServer({ dataDir, durable: false, log: (text) => told.push(text) })
const clusterOf = (at: string) => path.join(fs.realpathSync(at), 'postgres')

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const { rows } = await client.query({ text: sql, rowMode: 'array' })
    return rows[0]?.[0]
  } finally {
    await client.end().catch(() => undefined)
  }
}

beforeEach(() => {
  place = fs.mkdtempSync(path.join(os.tmpdir(), 'kh-db-'))
  dataDir = path.join(place, 'data')
  told = []
})

afterEach(async () => {
  vi.unstubAllEnvs()
  if (fs.existsSync(path.join(dataDir, 'postgres'))) await stopServer(clusterOf(dataDir))
  fs.rmSync(place, { recursive: true, force: true })
})

describe('[HOUSE] the embedded database', () => {
  test('starts from nothing, is adopted by a second user, and stops when the last one leaves', async () => {
    const first = await open()
    expect(first.adopted).toBe(false)
    expect(told).toEqual(['Creating the database'])
    expect(await ask(first.url, 'select current_database()')).toBe('keyholder')

    const second = await open()
    expect(second).toMatchObject({ adopted: true, url: first.url })
    await first.stop()
    expect(await ask(second.url, 'select 1')).toBe(1)

    await second.stop()
    await expect(ask(second.url, 'select 1')).rejects.toThrow()
    expect(readPostmaster(clusterOf(dataDir))).toBeNull()
  })

  test('serves two that open it at the same moment with one server', async () => {
    const both = await Promise.all([open(), open()])
    expect(both.map(({ adopted }) => adopted).sort()).toEqual([false, true])
    for (const server of both) await server.stop()
  })

  test('is closed to the network and to other users of the machine', async () => {
    await copyCluster(dataDir)
    const server = await open()
    expect(await ask(server.url, 'show listen_addresses')).toBe('')
    for (const part of ['run', 'postgres']) expect(fs.statSync(path.join(dataDir, part)).mode & 0o077).toBe(0)
    await server.stop()
  })

  test('keeps what was committed when the server is killed, and starts again', async () => {
    await copyCluster(dataDir)
    // With the settings of a real installation: it is these that keep the promise.
    const before = await openDatabaseServer({ dataDir })
    await ask(before.url, 'create table promise as select 42 as kept')
    process.kill(readPostmaster(clusterOf(dataDir))!.pid, 'SIGKILL')
    await before.stop()
    const after = await openDatabaseServer({ dataDir })
    expect(after.adopted).toBe(false)
    expect(await ask(after.url, 'select kept from promise')).toBe(42)
    await after.stop()
  })

  test('is adopted, not started twice, after its user was killed; and the dead user does not keep it up', async () => {
    await copyCluster(dataDir)
    const module = path.join(import.meta.dirname, 'database-server.ts')
    const script = `const { openDatabaseServer } = await import(${JSON.stringify(module)})
      await openDatabaseServer({ dataDir: ${JSON.stringify(dataDir)} }); console.log('open'); setInterval(() => {}, 1000)`
    const user = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(user.stdout, 'data')
    user.kill('SIGKILL')
    await once(user, 'exit')

    const server = await open()
    expect(server.adopted).toBe(true)
    await server.stop()
    await expect(ask(server.url, 'select 1')).rejects.toThrow()
  })

  test('starts over a postmaster.pid whose number belongs to another process by now', async () => {
    await copyCluster(dataDir)
    fs.writeFileSync(
      path.join(dataDir, 'postgres', 'postmaster.pid'),
      [process.pid, clusterOf(dataDir), 1, 5432, path.join(dataDir, 'run'), '', '1 1', 'ready'].join('\n'),
    )
    const server = await open()
    expect(server.adopted).toBe(false)
    await server.stop()
  })

  test('clears away what a kill in the middle of its creation left', async () => {
    const remains = path.join(dataDir, 'postgres.new-4194303')
    fs.mkdirSync(path.join(remains, 'base'), { recursive: true })
    await (await open()).stop()
    expect(fs.readdirSync(dataDir).sort()).toEqual(['log', 'postgres', 'run'])
  })

  test('moves a directory aside that initdb never finished, and says so', async () => {
    fs.mkdirSync(path.join(dataDir, 'postgres', 'base'), { recursive: true })
    await (await open()).stop()
    expect(told[0]).toMatch(/never finished; moved it to/)
    expect(fs.readdirSync(dataDir).some((name) => name.startsWith('postgres.unfinished-'))).toBe(true)
  })
})

describe('[HOUSE] a data directory that cannot be used is refused with what to do', () => {
  test('files that are no database', async () => {
    fs.mkdirSync(path.join(dataDir, 'postgres'), { recursive: true })
    fs.writeFileSync(path.join(dataDir, 'postgres', 'letter.txt'), 'keep me')
    await expect(open()).rejects.toThrow(/holds files but is no PostgreSQL database/)
    expect(fs.readFileSync(path.join(dataDir, 'postgres', 'letter.txt'), 'utf8')).toBe('keep me')
  })

  test('a database of another version', async () => {
    await copyCluster(dataDir)
    fs.writeFileSync(path.join(dataDir, 'postgres', 'PG_VERSION'), '17\n')
    await expect(open()).rejects.toMatchObject({
      message: expect.stringMatching(/made by PostgreSQL 17, and this is PostgreSQL 18/),
      advice: expect.stringMatching(/DATABASE_URL/),
    })
  })

  test('a file where the directory should be', async () => {
    fs.writeFileSync(dataDir, '')
    await expect(open()).rejects.toMatchObject({ advice: expect.stringMatching(/set DATA_DIR/) })
    fs.rmSync(dataDir)
  })

  test('damaged files', async () => {
    await copyCluster(dataDir)
    fs.rmSync(path.join(dataDir, 'postgres', 'global', 'pg_control'))
    await expect(open()).rejects.toMatchObject({
      message: expect.stringMatching(/its files are damaged/),
      advice: expect.stringMatching(/Restore .* from a backup/),
    })
  })
})

describe('[HOUSE] the database works wherever the data directory lies', () => {
  test('in a path with spaces, commas and quotes', async () => {
    dataDir = path.join(place, `Bob's alarms, "east" & 100% more`)
    const server = await open()
    expect(await ask(server.url, 'select 1')).toBe(1)
    await server.stop()
  })

  test('in a path too long for a socket: the socket moves to a short one, still closed to others', async () => {
    dataDir = path.join(place, 'a'.repeat(60), 'b'.repeat(60))
    vi.stubEnv('TMPDIR', place)
    await copyCluster(dataDir)
    const server = await open()
    const socketDir = decodeURIComponent(new URL(server.url).hostname)
    expect(socketDir.length).toBeLessThan(80)
    expect(fs.statSync(socketDir).mode & 0o077).toBe(0)
    expect(await ask(server.url, 'select 1')).toBe(1)
    await server.stop()
  })

  test('where no socket can be had: over loopback, with a password that is asked for', async () => {
    dataDir = path.join(place, 'a'.repeat(60), 'b'.repeat(60))
    await copyCluster(dataDir)
    vi.stubEnv('TMPDIR', path.join(place, 'c'.repeat(100)))
    fs.mkdirSync(os.tmpdir())
    const server = await open()
    expect(new URL(server.url).hostname).toBe('127.0.0.1')
    expect(await ask(server.url, 'select 1')).toBe(1)
    await expect(ask(changeDatabaseUrl(server.url, { password: 'guess' }), 'select 1')).rejects.toThrow(
      /password/,
    )
    expect(await open()).toMatchObject({ adopted: true })
    await stopServer(clusterOf(dataDir))
  })

  test.runIf(process.getuid?.() === 0)(
    'as root in a container without user namespaces, as nobody',
    async () => {
      const identity = { kind: 'user', uid: 65534, gid: 65534, throughWalls: true } as const
      const server = await openDatabaseServer({ dataDir, durable: false, identity })
      expect(fs.statSync(path.join(dataDir, 'postgres', 'PG_VERSION')).uid).toBe(65534)
      await server.stop()
      const again = await open()
      expect(await ask(again.url, 'select 1')).toBe(1)
      await again.stop()
    },
  )
})
