import { sql } from 'kysely'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { customers } from '#shared/contracts/customers.ts'
import type { Company } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let company: Company

beforeAll(async () => {
  house = await openHouse()
  const place = await house.plant.neighbourhood()
  company = place.company
  const record = await house.plant.customer({ location: place.here })
  for (let version = 1; version <= 6; version++) {
    const body = { version, fields: { spouse: `Spouse ${version}` } }
    await house.as(place.user).call(customers.save, { params: { customerId: record.id }, body })
  }
})
afterAll(() => house.close())

const verdict = async (client: pg.Pool | pg.PoolClient) =>
  (await client.query<{ problem: string }>('select problem from platform.verify_history($1)', [company.id]))
    .rows[0]?.problem ?? 'holds'

/** What the check says after somebody with every right in the database has done this; then it is undone. */
async function afterTampering(...statements: string[]): Promise<string> {
  const client = await house.owner.connect()
  try {
    await client.query('begin')
    await client.query('alter table history_entry disable trigger append_only')
    for (const statement of statements)
      expect([statement, (await client.query(statement, [company.id])).rowCount]).not.toEqual([statement, 0])
    return await verdict(client)
  } finally {
    await client.query('rollback')
    client.release()
  }
}

describe('the chain of History', () => {
  it('[TAB-017] holds after ordinary work', async () => {
    expect(await verdict(house.owner)).toBe('holds')
  })

  it('[TAB-017] breaks if any part of an entry is changed', async () => {
    for (const change of [
      `changes = '[]'`,
      `user_name = 'Somebody Else'`,
      `user_id = null`,
      `at = at + interval '1 microsecond'`,
      `address = '192.0.2.1'`,
      `source = 'api'`,
      `event = 'customers.created'`,
      `customer_id = customer_id + 1`,
      `entity_id = 1000000`,
      `detail = detail || '{"version": 99}'`,
      `request_id = 'x'`,
    ]) {
      const told = await afterTampering(`update history_entry set ${change} where company_id = $1 and id = 3`)
      expect([change, told]).toEqual([change, 'entry 3 was changed'])
    }
  })

  it('[TAB-017] breaks if an entry is changed and its own hash made to fit', async () => {
    const told = await afterTampering(
      `update history_entry set user_name = 'Somebody Else' where company_id = $1 and id = 3`,
      `update history_entry e set hash = platform.history_digest((select hash from history_entry where company_id = $1 and id = 2), e)
       where company_id = $1 and id = 3`,
    )
    expect(told).toBe('entry 4 was changed')
  })

  it('[TAB-017] breaks if an entry is taken out, slipped in, or two are exchanged', async () => {
    expect(await afterTampering('delete from history_entry where company_id = $1 and id = 3')).toBe(
      'entry 3 is missing',
    )
    expect(await afterTampering('delete from history_entry where company_id = $1 and id = 1')).toBe(
      'entry 1 is missing',
    )
    expect(
      await afterTampering(
        'update history_entry set id = id + 100 where company_id = $1 and id >= 4',
        `insert into history_entry select company_id, 4, at, user_id, user_name, source, address, request_id, event, entity, entity_id,
           customer_id, changes, detail, hash from history_entry where company_id = $1 and id = 3`,
        'update history_entry set id = id - 99 where company_id = $1 and id > 100',
      ),
    ).toBe('entry 4 was changed')
    expect(
      await afterTampering(
        'update history_entry set id = 100 where company_id = $1 and id = 2',
        'update history_entry set id = 2 where company_id = $1 and id = 3',
        'update history_entry set id = 3 where company_id = $1 and id = 100',
      ),
    ).toBe('entry 2 was changed')
  })

  it('[TAB-017] breaks if the newest entries are cut off', async () => {
    expect(await afterTampering('delete from history_entry where company_id = $1 and id > 4')).toBe(
      'entries at the end are missing',
    )
    expect(await afterTampering('delete from history_entry where company_id = $1')).toBe(
      'entries at the end are missing',
    )
  })

  it('[TAB-017] cannot be changed in ordinary ways: not by the owner, and the app may only append', async () => {
    await expect(house.owner.query(`update history_entry set user_name = 'x'`)).rejects.toThrow('append-only')
    await expect(house.owner.query('delete from history_entry')).rejects.toThrow('append-only')
    await expect(house.owner.query('truncate history_entry')).rejects.toThrow('append-only')
    const asApp = (statement: string) =>
      house.database.transaction(
        { of: 'company', companyId: company.id, userId: null },
        { source: 'system', address: '', requestId: '' },
        async (db) => {
          await sql.raw(statement).execute(db)
        },
      )
    for (const statement of [
      `update history_entry set user_name = 'x'`,
      'delete from history_entry',
      `insert into history_entry (id, at, user_name, source, event, entity, hash) values (99, now(), 'x', 'web', 'x', 'x', '')`,
      `update history_head set last_id = 0`,
      'select * from history_head',
      'alter table history_entry disable trigger append_only',
    ]) {
      await expect(asApp(statement)).rejects.toThrow(/permission denied|must be owner/)
    }
    expect(await verdict(house.owner)).toBe('holds')
  })

  it('[TAB-017] stays whole when many write at once', async () => {
    const { here, user, company: busy } = await house.plant.neighbourhood()
    const records = await Promise.all(
      Array.from({ length: 12 }, () => house.plant.customer({ location: here })),
    )
    const saves = records.map(({ id }) =>
      house.as(user).call(customers.save, {
        params: { customerId: id },
        body: { version: 1, fields: { spouse: 'Many' } },
      }),
    )
    expect((await Promise.all(saves)).map(({ status }) => status)).toEqual(Array(12).fill(200))
    const { rows } = await house.owner.query('select * from platform.verify_history($1)', [busy.id])
    expect(rows).toEqual([])
    const { rows: counted } = await house.owner.query<{ n: number }>(
      'select count(*)::int as n from history_entry where company_id = $1',
      [busy.id],
    )
    expect(counted[0]!.n).toBe(12)
  })
})
