import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { duplicateRules } from '#shared/rules/duplicate-rules.ts'
import type { Company, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

const size = 30_000
/** Pages of 8 kB that one look may touch: a few index descents and the rows found. A scan would touch more than a thousand. */
const mostPages = 250

let house: House
let company: Company
let user: User
let client: pg.Client

beforeAll(async () => {
  house = await openHouse()
  const near = await house.plant.neighbourhood()
  ;({ company, user } = near)
  // A town of people: each name some ten times, a phone of its own, ten streets of one ZIP.
  await house.owner.query(
    `insert into customer (company_id, kind, location_id, first_name, last_name, city, state, zip, address_line1, primary_phone,
       account_type, email, business_name)
     select $1, 'customer', $2, 'Ada' || n % 100, 'Abbott' || n % 101, 'Provo', 'UT', '84601', n || ' North Main Street',
       to_char(8010000000 + n, 'FM0000000000'), 'commercial', 'p' || n || '@customer.test', 'Business ' || n
     from generate_series(1, $3) n`,
    [company.id, near.here.id, size],
  )
  await house.owner.query('vacuum analyze customer')
  client = new pg.Client({ connectionString: house.ownerUrl })
  await client.connect()
}, 90_000)
afterAll(async () => {
  await client.end()
  await house.close()
})

type Plan = { 'Actual Rows': number; 'Shared Hit Blocks': number; 'Shared Read Blocks': number }

/** What the look costs as the app asks for it: on its role, with the user's company open. */
async function costOf(rules: readonly string[], mode: 'force_generic_plan' | 'force_custom_plan') {
  await client.query('begin')
  try {
    await client.query(
      `set local plan_cache_mode = ${mode}; set local random_page_cost = 1.1; set local jit = off`,
    )
    await client.query('set local role keyholder_app')
    await client.query(`select set_config('app.company_id', $1, true), set_config('app.user_id', $2, true)`, [
      String(company.id),
      String(user.id),
    ])
    const ask = () =>
      client.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(
        `explain (analyze, buffers, timing off, format json)
         select * from platform.find_duplicates('{${rules.join()}}', 'Ada7', 'Abbott7', 'Business 777', 'Provo', '84601',
           '{8010000777}', 'P777@customer.test', '777 N. Main St', 10)`,
      )
    await ask() // reads the catalogue's pages
    const plan = (await ask()).rows[0]!['QUERY PLAN'][0]!.Plan
    return { rows: plan['Actual Rows'], pages: plan['Shared Hit Blocks'] + plan['Shared Read Blocks'] }
  } finally {
    await client.query('rollback')
  }
}

it('[NEW-002][PERF-001] possible duplicates are found by indexes, each rule alone and all together', async () => {
  for (const mode of ['force_custom_plan', 'force_generic_plan'] as const) {
    for (const rules of [...duplicateRules.map((rule) => [rule]), duplicateRules]) {
      const { rows, pages } = await costOf(rules, mode)
      expect([rules, rows > 0]).toEqual([rules, true])
      expect([mode, rules, pages, pages < mostPages]).toEqual([mode, rules, pages, true])
    }
  }
})
