import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '#test/helpers/eventually.ts'
import { freshDatabase } from '#test/helpers/fresh-database.ts'
import { migrate, migrationsFolder } from './migrate.ts'

let ownerUrl: string
let client: pg.Client

beforeAll(async () => {
  ownerUrl = (await freshDatabase()).ownerUrl
  client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
})
afterAll(() => client.end())

const applied = async () =>
  (await client.query<{ name: string }>('select name from platform.schema_migration order by name')).rows.map(
    ({ name }) => name,
  )

describe('bringing the database up to date', () => {
  it('[REL-005] of one that is up to date does nothing, also by several processes at once', async () => {
    const told: string[] = []
    await Promise.all([1, 2, 3].map(() => migrate(ownerUrl, { onProgress: (text) => told.push(text) })))
    expect(told).toEqual([])
    expect(await applied()).toContain('0001_platform.sql')
  })

  it('[REL-005] refuses a database that a newer version has changed', async () => {
    await client.query(`insert into platform.schema_migration (name, digest) values ('9999_future.sql', 'x')`)
    await expect(migrate(ownerUrl)).rejects.toThrow('Start a newer version')
    await client.query(`delete from platform.schema_migration where name = '9999_future.sql'`)
  })

  it('[REL-005] refuses if an applied file was altered since', async () => {
    await client.query(
      `update platform.schema_migration set digest = 'other' where name = '0003_customers.sql'`,
    )
    await expect(migrate(ownerUrl)).rejects.toThrow(
      '0003_customers.sql was changed after it had been applied',
    )
  })

  it('[REL-005] leaves nothing of a file that fails, and says which', async () => {
    const before = await applied()
    // Applied already, so that applying it once more fails somewhere in its middle.
    const again = '0008_places.sql'
    await client.query('update platform.schema_migration set digest = $2 where name = $1', [
      '0003_customers.sql',
      digestOf('0003_customers.sql'),
    ])
    await client.query('delete from platform.schema_migration where name = $1', [again])
    await expect(migrate(ownerUrl)).rejects.toThrow(`Migration ${again} failed and was undone`)
    expect(await applied()).toEqual(before.filter((name) => name !== again))
  })
})

describe('while others are at work', () => {
  /** The migrations with one more. */
  async function withOneMore(name: string, sql: string): Promise<string> {
    const folder = await mkdtemp(path.join(tmpdir(), 'keyholder-migrations-'))
    await cp(migrationsFolder, folder, { recursive: true })
    await writeFile(path.join(folder, name), sql)
    return folder
  }

  it('[REL-005] a statement that wants a table for itself lets those behind it through, and is tried again', async () => {
    const { ownerUrl } = await freshDatabase()
    const folder = await withOneMore('9001_column.sql', 'alter table customer add planted text;')
    const long = new pg.Client({ connectionString: ownerUrl })
    const other = new pg.Client({ connectionString: ownerUrl })
    await Promise.all([long.connect(), other.connect()])
    try {
      await long.query('begin; select count(*) from customer')
      const told: string[] = []
      const options = { folder, lockTimeoutMs: 100, onProgress: (text: string) => void told.push(text) }
      const done = migrate(ownerUrl, options)
      const waits: number[] = []
      await eventually(async () => {
        const from = performance.now()
        await other.query('select count(*) from customer')
        waits.push(performance.now() - from)
        expect(told).toContain('9001_column.sql waits for what is running')
      })
      expect(Math.max(...waits)).toBeLessThan(1500)
      await long.query('commit')
      await done
      expect((await other.query('select planted from customer')).rows).toEqual([])
    } finally {
      await Promise.all([long.end(), other.end()])
      await rm(folder, { recursive: true })
    }
  })

  it('[REL-005] is given up, and nothing of it left, where others stay in the way', async () => {
    const { ownerUrl } = await freshDatabase()
    const folder = await withOneMore(
      '9001_column.sql',
      'create table public.half (a int); alter table customer add planted text;',
    )
    const long = new pg.Client({ connectionString: ownerUrl })
    await long.connect()
    try {
      await long.query('begin; select count(*) from customer')
      await expect(migrate(ownerUrl, { folder, lockTimeoutMs: 50, patienceMs: 120 })).rejects.toThrow(
        'Migration 9001_column.sql failed and was undone: canceling statement due to lock timeout',
      )
      expect((await long.query(`select to_regclass('public.half') as half`)).rows).toEqual([{ half: null }])
    } finally {
      await long.end()
      await rm(folder, { recursive: true })
    }
  })

  it('[REL-005] an index is made outside a transaction while others write; one that was left unfinished is made anew', async () => {
    const { ownerUrl } = await freshDatabase()
    const folder = await withOneMore(
      '9001_index.sql',
      `-- Changes: an index. -- it's a comment; with a semicolon
-- Outside a transaction
create index concurrently if not exists planted_index on customer (company_id, spouse);
create index concurrently if not exists planted_other on location (company_id, name);`,
    )
    const other = new pg.Client({ connectionString: ownerUrl })
    await other.connect()
    try {
      await other.query('create index planted_index on customer (company_id, spouse)')
      await other.query(`update pg_index set indisvalid = false where indexrelid = 'planted_index'::regclass`)
      // Two processes that start at once: the one that waits for its turn is nobody that the index waits for.
      await Promise.all([migrate(ownerUrl, { folder }), migrate(ownerUrl, { folder })])
      const { rows } = await other.query<{ indisvalid: boolean }>(
        `select indisvalid from pg_index where indexrelid in ('planted_index'::regclass, 'planted_other'::regclass)`,
      )
      expect(rows).toEqual([{ indisvalid: true }, { indisvalid: true }])
    } finally {
      await other.end()
      await rm(folder, { recursive: true })
    }
  })
})

const digestOf = (name: string): string =>
  createHash('sha256')
    .update(readFileSync(new URL(`./migrations/${name}`, import.meta.url)))
    .digest('hex')
