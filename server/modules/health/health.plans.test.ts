import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Db } from '#server/db/database.ts'
import type { User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { pagesTouched, plansOf, scansOf } from '#test/helpers/plans.ts'
import { listMoney } from './health.money.ts'
import { listPushes } from './health.pushes.ts'
import { countLate, listChecked, listPushDays, listStrays } from './health.queries.ts'

const size = 50_000
/** Tables that have a row or more for each account. */
const large = ['customer', 'connection', 'connection_push', 'account_check', 'stray_account']

let house: House
let user: User
let monitorId: number

beforeAll(async () => {
  house = await openHouse()
  const place = await house.plant.neighbourhood()
  ;({ user } = place)
  monitorId = (await house.plant.monitor(place.company)).id
  // No trigger need count fifty thousand accounts one by one: nothing here reads what they keep.
  await house.owner.query('set session_replication_role = replica')
  const values = [place.company.id, place.here.id, place.elsewhere.id, monitorId, size]
  const one = (text: string, used: number[]) =>
    house.owner.query(
      text,
      used.map((n) => values[n - 1]),
    )
  await one(
    `insert into customer (company_id, kind, location_id, first_name, last_name, city, state, primary_phone, account_type,
       monitoring_company_id, account_number)
     select $1, 'customer', case when n % 4 = 0 then $3::bigint else $2 end, 'Ada', 'Abbott' || n, 'Provo', 'UT',
       to_char(8015550000 + n, 'FM0000000000'), 'residential', $4, 'H-' || n from generate_series(1, $5) n`,
    [1, 2, 3, 4, 5],
  )
  await one(
    `insert into connection (company_id, customer_id, monitoring_company_id, account_number, state, linked_at)
     select company_id, id, $2, account_number, 'linked', now() from customer where company_id = $1 and account_number is not null`,
    [1, 4],
  )
  // One account in five hundred differs; one in a thousand has an update that failed, one in two thousand waits too long.
  await one(
    `insert into account_check (company_id, connection_id, checked_at, tried_at, finding, since, fields)
     select company_id, id, now(), now(), case when id % 500 = 0 then 'drift' when id % 3000 = 1 then 'missing' end,
       case when id % 500 = 0 or id % 3000 = 1 then now() end, case when id % 500 = 0 then '{city}' else '{}' end::text[]
     from connection where company_id = $1`,
    [1],
  )
  await one(
    `insert into connection_push (company_id, connection_id, kind, fields, state, created_at, finished_at)
     select company_id, id, 'fields', '{city}', case when n < 3 then 'done' when id % 1000 = 0 then 'failed' when id % 2000 = 1 then 'waiting'
       else 'done' end, now() - interval '2 hours', case when n = 3 and id % 2000 = 1 and id % 1000 <> 0 then null else now() - n * interval '40 days' end
     from connection, generate_series(1, 3) n where company_id = $1`,
    [1],
  )
  await one(
    `insert into stray_account (company_id, monitoring_company_id, account, in_service, first_seen_at, run_id)
     select $1, $2, 'S-' || n, true, now(), 1 from generate_series(1, 500) n`,
    [1, 4],
  )
  await house.owner.query('reset session_replication_role')
  for (const table of large) await house.owner.query(`vacuum analyze ${table}`)
}, 180_000)
afterAll(() => house.close())

const plans = (work: (db: Db) => Promise<unknown>) =>
  house.database.transaction(
    { of: 'company', companyId: user.company.id, userId: user.id },
    { source: 'system', address: '', requestId: '' },
    (db) => plansOf(db, work),
  )

describe('connection health at 50,000 linked accounts', () => {
  it('[CON-092][PERF-002] its lists begin at what is wrong, on the first page and on a deep one', async () => {
    const limit = 51
    const middle = (await house.owner.query<{ id: number }>('select max(id) / 2 as id from account_check'))
      .rows[0]!.id
    const provider = { providerKind: 'monitoring', providerId: monitorId } as const
    const lists: Record<string, (db: Db) => Promise<unknown>> = {
      drifting: (db) => listChecked(db, { finding: 'drift', after: undefined, limit }),
      'drifting, deep': (db) => listChecked(db, { finding: 'drift', after: Number(middle), limit }),
      'missing, of one station': (db) =>
        listChecked(db, { finding: 'missing', after: undefined, limit, ...provider }),
      'failed updates': (db) => listPushes(db, { state: 'failed', after: undefined, limit }),
      'late updates': (db) => listPushes(db, { state: 'late', after: undefined, limit }),
      strays: (db) => listStrays(db, { after: undefined, limit }),
      'how many are late': countLate,
    }
    for (const [name, list] of Object.entries(lists)) {
      const [plan] = await plans(list)
      expect([name, scansOf(plan!, large)]).toEqual([name, []])
      expect([name, pagesTouched(plan!), pagesTouched(plan!) < 6000]).toEqual([
        name,
        pagesTouched(plan!),
        true,
      ])
    }
  })

  it('[CON-092] what it counts is counted from indexes, and the lists of money end when a page is full', async () => {
    const [days] = await plans(listPushDays)
    expect(scansOf(days!, large)).toEqual([])
    const [billed] = await plans((db) => listMoney(db, { list: 'monitored', after: undefined, limit: 51 }))
    expect(scansOf(billed!, large)).toEqual([])
    expect([pagesTouched(billed!), pagesTouched(billed!) < 6000]).toEqual([pagesTouched(billed!), true])
  })
})
