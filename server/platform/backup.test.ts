/** Backup and restore of a real PostgreSQL, to a point in time (REL-005). */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate } from '#server/db/migrate.ts'
import { copyCluster } from '#test/helpers/cluster-template.ts'
import { eventually } from '#test/helpers/eventually.ts'
import { Factories } from '#test/helpers/factories.ts'
import { throwawayDirectory } from '#test/helpers/throwaway.ts'
import {
  type BaseBackup,
  backUpDatabase,
  backUpFiles,
  listBackups,
  prepareWalArchive,
  pruneBackups,
} from './backup.ts'
import { type DatabaseServer, openDatabaseServer } from './database-server.ts'
import { diskFileStore } from './disk-file-store.ts'
import { useEncryptionKeys } from './encryption.ts'
import { restoreBackup } from './restore.ts'
import { checkFiles } from './stored-files.ts'

const keys = `k1:${Buffer.alloc(32, 3).toString('base64')}`
let folder: string
let dataDir: string
let backupDir: string
let server: DatabaseServer
let owner: pg.Pool
let companyId: number
let customerId: number
let base: BaseBackup

const store = () => diskFileStore(path.join(dataDir, 'files'))

/** A save with its history, and a file of the record: what must be there, or not, together. */
async function save(value: string): Promise<{ at: Date; key: string }> {
  const key = await store().put(companyId, Readable.from([Buffer.from(value)]))
  const client = await owner.connect()
  try {
    await client.query('begin')
    await client.query(`select set_config('app.company_id', $1, true)`, [String(companyId)])
    await client.query('update customer set spouse = $2 where company_id = $3 and id = $1', [
      customerId,
      value,
      companyId,
    ])
    const row = importRow(key)
    const places = Object.keys(row).map((_, i) => `$${i + 1}`)
    await client.query(
      `insert into data_import (${Object.keys(row).join(', ')}) values (${places.join(', ')})`,
      Object.values(row),
    )
    const entry = {
      source: 'web',
      event: 'customers.saved',
      entity: 'customer',
      entityId: customerId,
      customerId,
    }
    await client.query('select platform.append_history($1::jsonb)', [
      JSON.stringify([{ ...entry, changes: [{ field: 'spouse', old: null, new: value }] }]),
    ])
    await client.query('commit')
    const { rows } = await client.query<{ at: Date }>('select clock_timestamp() as at from pg_sleep(0.005)')
    return { at: rows[0]!.at, key }
  } finally {
    client.release()
  }
}
let importRow: (key: string) => Record<string, unknown>

beforeAll(async () => {
  useEncryptionKeys(keys)
  // With all that a path may hold.
  folder = await throwawayDirectory('backup')
  dataDir = path.join(folder, "the 'data' 100%")
  backupDir = path.join(folder, "the 'backup' 100%")
  await copyCluster(dataDir)
  writeFileSync(path.join(dataDir, 'encryption.keys'), `${keys}\n`, { mode: 0o600 })
  server = await openDatabaseServer({ dataDir, walArchive: prepareWalArchive(backupDir) })
  await migrate(server.url)
  owner = new pg.Pool({ connectionString: server.url, max: 4 })
  owner.on('error', () => undefined)
  const plant = new Factories(owner)
  const customer = await plant.customer({})
  ;({ id: customerId } = customer)
  ;({ id: companyId } = customer.company)
  const user = await plant.user({ company: customer.company })
  importRow = (key) => ({
    ...{ company_id: companyId, user_id: user.id, kind: 'customer', file_name: 'a.csv', size_bytes: 1 },
    ...{ storage_key: key, encoding: 'utf-8', delimiter: ',', headings: ['a'], total: 1 },
  })
}, 120_000)
afterAll(async () => {
  await owner.end()
  await server.stop()
  await rm(folder, { recursive: true, force: true })
})

/** Waits until all that was written is in the archive. */
async function archived(): Promise<void> {
  const { rows } = await owner.query<{ wal: string }>('select pg_walfile_name(pg_switch_wal()) as wal')
  await eventually(() => expect(readdirSync(path.join(backupDir, 'wal'))).toContain(rows[0]!.wal), 30_000)
}

const restored = async (target: string, to?: Date) => {
  const result = await restoreBackup({ backupDir, dataDir: path.join(folder, target), ...(to && { to }) })
  const client = new pg.Client({ connectionString: result.server.url })
  await client.connect()
  const one = async (text: string) => (await client.query<{ v: unknown }>(text)).rows[0]?.v
  try {
    return {
      spouse: await one(
        `select spouse as v from customer where company_id = ${companyId} and id = ${customerId}`,
      ),
      entries: Number(await one(`select count(*) as v from history_entry where company_id = ${companyId}`)),
      chain: await one(`select problem as v from platform.verify_history(${companyId})`),
      recovering: await one('select pg_is_in_recovery() as v'),
      archiving: await one(`select current_setting('archive_mode') as v`),
      files: await checkFiles(client, path.join(folder, target, 'files')),
    }
  } finally {
    await client.end()
    await result.server.stop()
  }
}

describe('a backup', () => {
  it('[REL-005] is restored to a point in time: exactly what stood then stands there, with its files and its key', async () => {
    await save('before the copy')
    // Others go on writing while it is copied.
    let over = false
    const writing = (async () => {
      for (let n = 0; !over; n++) await save(`while it is copied ${n}`)
    })()
    base = await backUpDatabase({ url: server.url, cluster: path.join(dataDir, 'postgres'), backupDir })
    over = true
    await writing
    writeFileSync(path.join(backupDir, 'encryption.keys'), `${keys}\n`)
    const wanted = await save('at the moment')
    const { rows } = await owner.query<{ n: string }>(
      'select count(*) as n from history_entry where company_id = $1',
      [companyId],
    )
    const late = await save('after the moment')
    await backUpFiles(dataDir, backupDir)
    await store().remove(companyId, late.key)
    await archived()

    const then = await restored('then', wanted.at)
    expect(then).toEqual({
      ...{ spouse: 'at the moment', entries: Number(rows[0]!.n), chain: undefined, recovering: false },
      ...{ archiving: 'off', files: { files: Number(rows[0]!.n), missing: [] } },
    })
    // The key came with it, readable by its owner alone.
    expect(existsSync(path.join(folder, 'then', 'encryption.keys'))).toBe(true)
  }, 120_000)

  it('[REL-005] without a moment is restored as late as its log goes; files that came after the last copy of them are told', async () => {
    const { key } = await save('as late as it goes')
    await archived()
    const now = await restored('now')
    expect(now).toMatchObject({ spouse: 'as late as it goes', chain: undefined })
    expect(now.files.missing.map((missing) => missing.key)).toEqual([key])
    expect(now.files.missing[0]!.place).toMatch(/^data_import\.storage_key \d+$/)
  }, 120_000)

  it('[REL-005] writes over nothing, and says what is wrong before anything is copied', async () => {
    const target = (name: string) => path.join(folder, name)
    const attempt = (name: string, more: object = {}) =>
      restoreBackup({ backupDir, dataDir: target(name), ...more })
    await expect(attempt('then')).rejects.toThrow('is there already, and a restore writes over nothing')
    await expect(attempt('a', { backupDir: target('nowhere') })).rejects.toThrow(
      'There is no finished backup',
    )
    const early = new Date(Date.parse(base.startedAt) - 60_000)
    await expect(attempt('a', { to: early })).rejects.toThrow('after the moment asked for')
    const other = `k1:${Buffer.alloc(32, 4).toString('base64')}`
    await expect(attempt('a', { encryptionKeys: other })).rejects.toThrow('not the key that the values')
    useEncryptionKeys(keys)
    expect(existsSync(path.join(target('a'), 'postgres'))).toBe(false)
    const late = new Date(Date.now() + 3_600_000)
    await expect(attempt('late', { to: late })).rejects.toThrow('The archived log ends before')
    // A copy that broke off is none.
    mkdirSync(path.join(backupDir, 'base', '2020-01-01T00-00-00.000Z'))
    expect(await listBackups(backupDir)).toHaveLength(1)
  }, 120_000)

  it('[REL-005] older copies are removed with the log that only they need', async () => {
    const before = readdirSync(path.join(backupDir, 'wal')).length
    await backUpDatabase({ url: server.url, cluster: path.join(dataDir, 'postgres'), backupDir })
    const gone = await pruneBackups(backupDir, 1)
    expect(gone.bases).toBe(1)
    expect(gone.pieces).toBeGreaterThan(0)
    expect(readdirSync(path.join(backupDir, 'wal')).length).toBeLessThan(before + 3)
    expect((await listBackups(backupDir)).map(({ folder: kept }) => kept)).not.toContain(base.folder)
  }, 120_000)
})
