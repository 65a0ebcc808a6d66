import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { customers } from '#shared/contracts/customers.ts'
import type { Company, CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { customerTasks } from './customers.jobs.ts'

let house: House
let company: Company
let here: Location
let user: User
let foreign: CustomerRow

beforeAll(async () => {
  house = await openHouse()
  ;({ company, here, user, foreign } = await house.plant.neighbourhood())
})
afterAll(() => house.close())

// As they were saved before there were digests: sealed, and nothing beside.
const old = (ssn: string, row: object = {}) =>
  house.plant.customer({ location: here, fields: { ssn }, row: { ...row } })
const found = async (text: string) =>
  (await house.as(user).call(customers.search, { query: { text } })).body.items.map(({ id }) => id)
const fill = (afterId = 0, companyId = company.id) =>
  customerTasks(house.database)['customers.fill_ssn_keys']!({ companyId, afterId })
const plan = async () =>
  (await house.owner.query<{ n: number }>('select platform.plan_backfills() as n')).rows[0]!.n
const jobs = async () =>
  (
    await house.owner.query<{ key: string; payload: object }>(
      `select key, payload from graphile_worker._private_jobs where key like '%customers.fill_ssn_keys' order by key`,
    )
  ).rows
const rows = async () =>
  (
    await house.owner.query<{ id: number; ssn_key: Buffer | null; version: number }>(
      'select id::int, ssn_key, version from customer where company_id = $1 and ssn is not null order by id',
      [company.id],
    )
  ).rows

describe('SSNs that were saved before the search knew them', () => {
  it('[TAB-001][REC-078] are found once the job that a start plans has filled their digests in', async () => {
    const [first, second] = [await old('912340001'), await old('912340002')]
    // Sealed under a key that is gone: it stops no other.
    const lost = await old('912340003', { ssn: 'gone.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' })
    const last = await old('912340004')
    const theirs = await house.plant.customer({ location: foreign.location, fields: { ssn: '912340001' } })
    expect(await found('912-34-0001')).toEqual([])

    expect(await plan()).toBe(2)
    expect(await jobs()).toMatchObject([
      { key: `${company.id}:customers.fill_ssn_keys`, payload: { companyId: company.id, afterId: 0 } },
      { key: `${theirs.company.id}:customers.fill_ssn_keys` },
    ])
    await fill()
    expect(await found('912-34-0001')).toEqual([first.id])
    expect(await found('912340002')).toEqual([second.id])
    expect(await found('912340004')).toEqual([last.id])
    const after = await rows()
    expect(after.filter(({ ssn_key }) => ssn_key === null).map(({ id }) => id)).toEqual([lost.id])
    // Nobody's save is made stale by it.
    expect(new Set(after.map(({ version }) => version))).toEqual(new Set([1]))

    await fill()
    expect(await rows()).toEqual(after)
    const { rows: other } = await house.owner.query<{ ssn_key: Buffer | null }>(
      'select ssn_key from customer where id = $1 and company_id = $2',
      [theirs.id, theirs.company.id],
    )
    expect(other[0]!.ssn_key).toBeNull()
    await fill(0, theirs.company.id)
    expect(await plan()).toBe(1) // what does not open is looked at again at each start
  })

  it('[TAB-001] are filled in batch by batch, each the next job, from where the one before ended', async () => {
    await house.owner.query(
      `insert into customer (company_id, kind, location_id, first_name, last_name, primary_phone, city, state, account_type, ssn)
       select company_id, kind, location_id, first_name, last_name, primary_phone, city, state, account_type, ssn
       from customer, generate_series(1, 230) where company_id = $1 and ssn is not null and ssn_key is not null
         and id = (select min(id) from customer where company_id = $1 and ssn_key is not null)`,
      [company.id],
    )
    await house.owner.query(`delete from graphile_worker._private_jobs where key like '%fill_ssn_keys'`)
    const left = async () => (await rows()).filter(({ ssn_key }) => ssn_key === null).length
    await fill()
    expect(await left()).toBe(32) // with the one that does not open
    const [next] = (await jobs()) as { payload: { afterId: number } }[]
    await fill(next!.payload.afterId)
    expect(await left()).toBe(1)
  })
})
