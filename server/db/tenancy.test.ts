import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { roleUrl } from '#server/db/roles.ts'
import { tokenHash } from '#server/http/session-token.ts'
import type { CustomerRow, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import type { Behalf } from './database.ts'

let house: House
let ours: CustomerRow
let theirs: CustomerRow
let user: User

beforeAll(async () => {
  house = await openHouse()
  const place = await house.plant.neighbourhood()
  user = place.user
  theirs = place.foreign
  ours = await house.plant.customer({ location: place.here })
})
afterAll(() => house.close())

const origin = { source: 'system', address: '', requestId: '' } as const
const as = (behalf: Behalf, statement: string) =>
  house.database.transaction(
    behalf,
    origin,
    async (db) => (await sql.raw<Record<string, unknown>>(statement).execute(db)).rows,
  )
const company = (id: number): Behalf => ({ of: 'company', companyId: id, userId: null })

describe('a transaction of one company', () => {
  it('[ADM-001] sees and changes its own rows alone, whatever the statement forgets', async () => {
    const mine = company(ours.company.id)
    const seen = await as(mine, 'select distinct company_id from customer')
    expect(seen).toEqual([{ company_id: ours.company.id }])
    expect(await as(mine, `update customer set spouse = 'x' where id = ${theirs.id} returning id`)).toEqual(
      [],
    )
    expect(await as(mine, `delete from customer where id = ${theirs.id} returning id`)).toEqual([])
    await expect(
      as(mine, `update customer set company_id = ${theirs.company.id} where id = ${ours.id}`),
    ).rejects.toThrow('row-level security')
    await expect(
      as(mine, `insert into location (company_id, name) values (${theirs.company.id}, 'x')`),
    ).rejects.toThrow('row-level security')
  })

  it('[ADM-001] cannot refer to another company’s row, as keys carry the company', async () => {
    await expect(
      as(
        company(ours.company.id),
        `update customer set location_id = ${theirs.location.id} where id = ${ours.id}`,
      ),
    ).rejects.toThrow('foreign key')
    await expect(
      as(company(ours.company.id), `update customer set parent_id = ${theirs.id} where id = ${ours.id}`),
    ).rejects.toThrow('foreign key')
  })

  it('[ADM-001] that opened no company sees nothing, and one that opened another sees nothing of the first', async () => {
    expect(await as({ of: 'nobody' }, 'select id from customer')).toEqual([])
    expect(await as(company(999_999), 'select id from customer')).toEqual([])
  })

  it('[ADM-001] leaves no company open on its connection', async () => {
    const client = new pg.Client({ connectionString: roleUrl(house.ownerUrl, 'keyholder_app') })
    await client.connect()
    try {
      await client.query('begin')
      await client.query(`select set_config('app.company_id', $1, true)`, [String(ours.company.id)])
      expect((await client.query('select id from customer where id = $1', [ours.id])).rowCount).toBe(1)
      await client.query('commit')
      expect((await client.query('select id from customer')).rowCount).toBe(0)
    } finally {
      await client.end()
    }
  })

  it('[SEC-001] cannot reach sessions, tokens, jobs or other companies’ names past the functions meant for it', async () => {
    const mine = company(ours.company.id)
    for (const statement of [
      'select * from platform.session',
      'select * from platform.sign_in_failure',
      'select * from graphile_worker._private_jobs',
      `select graphile_worker.add_job('x')`,
      `select platform.create_company_table('mine')`,
      'create table mine (id int)',
      'set role keyholder_queue',
      'alter table customer disable row level security',
      `copy customer to program 'true'`,
      `select pg_read_file('/etc/passwd')`,
    ]) {
      await expect(as(mine, statement)).rejects.toThrow(
        /permission denied|must be owner|must be a member|must be superuser/,
      )
    }
  })

  it('[SEC-001] a session’s functions act within the company that is open', async () => {
    await house.withToken(user)
    const count = async (of: Behalf) =>
      (await as(of, `select count(*)::int as n from platform.list_sessions(${user.id})`))[0]!.n
    expect(await count(company(user.company.id))).toBe(1)
    expect(await count(company(theirs.company.id))).toBe(0)
    await as(company(theirs.company.id), `select platform.end_sessions(${user.id}, null, null)`)
    expect(await count(company(user.company.id))).toBe(1)
  })

  it('[ADM-002] with an unknown token is refused as signed out, also as a hot read', async () => {
    const token = tokenHash('made up')
    await expect(
      house.database.transaction({ of: 'session', token }, origin, async () => 1),
    ).rejects.toMatchObject({ code: 'access.signed_out' })
    await expect(house.database.oneTrip(token, [])).rejects.toMatchObject({ code: 'access.signed_out' })
  })
})

describe('records of the same number in two companies', () => {
  it('[ADM-001] are two records: each company opens its own', async () => {
    const place = await house.plant.neighbourhood()
    const row = { id: 700_001 }
    await house.plant.customer({ location: place.here, fields: { firstName: 'Ours' }, row })
    await house.plant.customer({ location: theirs.location, fields: { firstName: 'Theirs' }, row })
    const stranger = await house.plant.user({ company: theirs.company, holds: [{ grants: 'all' }] })
    const nameFor = async (by: User) =>
      (
        await house
          .as(by)
          .send<{ fields: { firstName: string } }>({ method: 'GET', url: '/api/v1/customers/700001' })
      ).body.fields.firstName
    expect(await nameFor(place.user)).toBe('Ours')
    expect(await nameFor(stranger)).toBe('Theirs')
  })
})
