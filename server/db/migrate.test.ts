import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshDatabase } from '#test/helpers/fresh-database.ts'
import { migrate } from './migrate.ts'

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
    await Promise.all([1, 2, 3].map(() => migrate(ownerUrl, (name) => told.push(name))))
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

const digestOf = (name: string): string =>
  createHash('sha256')
    .update(readFileSync(new URL(`./migrations/${name}`, import.meta.url)))
    .digest('hex')
