/** The primary dies under load; a standby takes over; nothing that was acknowledged is lost, and nobody restarts the app (REL-006). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { customers } from '#shared/contracts/customers.ts'
import { findPrimary, primaryUrl, watchPrimary } from '#server/platform/database-primary.ts'
import { changeDatabaseUrl, hostsOf } from '#server/platform/database-url.ts'
import { useEncryptionKeys } from '#server/platform/encryption.ts'
import type { CustomerRow, User } from '#test/helpers/factories.ts'
import { eventually } from '#test/helpers/eventually.ts'
import { type House, openHouse, testKeys } from '#test/helpers/house.ts'
import { openServerPair, type ServerPair } from '#test/helpers/server-pair.ts'
import { LiveFeed, type News } from './live-feed.ts'
import { migrate } from './migrate.ts'
import { roleUrl } from './roles.ts'

let pair: ServerPair
let house: House
let user: User
let records: CustomerRow[]
let stopWatching: () => void

beforeAll(async () => {
  useEncryptionKeys(testKeys)
  pair = await openServerPair()
  expect(await findPrimary(pair.url)).toBe(true)
  await migrate(pair.url)
  stopWatching = watchPrimary(pair.url)
  house = await openHouse({ ownerUrl: pair.url, worker: true })
  const location = await house.plant.location()
  user = await house.plant.user({ company: location.company, holds: [{ grants: 'all' }] })
  records = await Promise.all(Array.from({ length: 4 }, () => house.plant.customer({ location })))
}, 180_000)
afterAll(async () => {
  stopWatching()
  await house.close()
  await pair.close()
})

describe('addresses of several servers', () => {
  it('[REL-006] are a primary and its standbys, and change as one', () => {
    const several =
      'postgres://owner:se%3Acret@db1:5432,db2:5433/keyholder?target_session_attrs=read-write&sslmode=require'
    expect(hostsOf(several)).toEqual([
      'postgres://owner:se%3Acret@db1:5432/keyholder?sslmode=require',
      'postgres://owner:se%3Acret@db2:5433/keyholder?sslmode=require',
    ])
    expect(changeDatabaseUrl(several, { user: 'app', password: 'x', database: 'other' })).toBe(
      'postgres://app:x@db1:5432,db2:5433/other?sslmode=require',
    )
    expect(hostsOf('postgres://o@%2Ftmp%2Fa:5432,%2Ftmp%2Fb:5432/k')).toHaveLength(2)
    expect(hostsOf('postgres://o@db1/k?a=1,2')).toEqual(['postgres://o@db1/k?a=1,2'])
    expect(changeDatabaseUrl('postgres://o:p@db1:1/k', { password: '' })).toBe('postgres://o@db1:1/k')
    expect(primaryUrl('postgres://o@x1:1,x2:2/k')).toBe('postgres://o@x1:1/k')
  })
})

describe('a primary that is killed under load', () => {
  it('[REL-006] loses no acknowledged save; saves, jobs and live news go on at the standby by themselves', async () => {
    const acknowledged = new Map<number, string[]>(records.map(({ id }) => [id, []]))
    const refusals = new Set<string>()
    let over = false
    const write = async ({ id }: CustomerRow) => {
      const params = { customerId: id }
      for (let n = 1; !over; n++) {
        const opened = await house.as(user).call(customers.open, { params })
        if (opened.status !== 200) {
          refusals.add(opened.outcome)
          await untilReady()
          continue
        }
        const spouse = `Save ${n}`
        const saved = await house
          .as(user)
          .call(customers.save, { params, body: { version: opened.body.version, fields: { spouse } } })
        if (saved.status === 200) acknowledged.get(id)!.push(spouse)
        else refusals.add(saved.outcome)
      }
    }
    const untilReady = () =>
      eventually(async () => {
        const { status } = await house.anybody().send({ method: 'GET', url: '/readyz' })
        expect(status).toBe(200)
      }, 60_000)
    const total = () => [...acknowledged.values()].flat().length
    const heard: (News | 'missed')[] = []
    const feed = new LiveFeed(roleUrl(pair.url, 'keyholder_app'))
    await feed.start()
    feed.subscribe(user.company.id, (news) => heard.push(news))

    const writing = Promise.all(records.map(write))
    await eventually(() => expect(total()).toBeGreaterThan(20), 60_000)
    pair.killPrimary()
    await eventually(() => expect(refusals.size).toBeGreaterThan(0), 30_000)
    const beforePromotion = total()
    await pair.promote()
    await eventually(() => expect(total()).toBeGreaterThan(beforePromotion + 20), 60_000)
    over = true
    await writing

    // Whoever asked meanwhile was told to try again, and nothing else.
    expect([...refusals]).toEqual(['503 server.busy'])
    for (const [id, values] of acknowledged) {
      const { rows } = await house.owner.query<{ value: string }>(
        `select c->>'new' as value from history_entry h, jsonb_array_elements(h.changes) c
         where h.company_id = $1 and h.customer_id = $2 and c->>'field' = 'spouse' order by h.id`,
        [user.company.id, id],
      )
      const kept = new Set(rows.map(({ value }) => value))
      expect(values.filter((value) => !kept.has(value))).toEqual([])
    }
    const { rows: broken } = await house.owner.query('select * from platform.verify_history($1)', [
      user.company.id,
    ])
    expect(broken).toEqual([])

    // The worker took up its work at the other server.
    await house.database.transaction(
      { of: 'company', companyId: user.company.id, userId: null },
      { source: 'system', address: '', requestId: '' },
      async (db) => {
        const { sql } = await import('kysely')
        await sql`select platform.add_job('audit.sweep', '{}'::jsonb, 'planted', 'planted')`.execute(db)
      },
    )
    await eventually(async () => {
      const { rows } = await house.owner.query(
        `select from graphile_worker._private_jobs where key like '%:planted'`,
      )
      expect(rows).toEqual([])
    }, 30_000)
    // So did the live feed: it said that it had missed some, and hears again.
    await eventually(() => expect(heard).toContain('missed'), 30_000)
    const before = heard.length
    feed.publish(user.company.id, user.id, 'Ann', [
      { event: 'customers.saved', entity: 'customer', entityId: 1, customerId: 1 },
    ])
    await eventually(() => expect(heard.length).toBeGreaterThan(before), 30_000)
    await feed.end()
  }, 180_000)
})
