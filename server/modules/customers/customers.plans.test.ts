import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Input } from '#shared/contract.ts'
import { type CustomerFilter, type CustomerSort, customerSorts } from '#shared/contracts/customer-list.ts'
import { customers } from '#shared/contracts/customers.ts'
import type { Statement } from '#server/db/one-trip.ts'
import type { Company, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { nodesOf, pagesTouched as pages, type PlanNode, scansOf } from '#test/helpers/plans.ts'
import { countStatement, listStatement, orders, type Position, searchStatement } from './customers.list.ts'
import { openStatement } from './customers.queries.ts'

const size = 100_000
/** Pages of 8 kB that a hot read may touch, its joins included. A scan of the table would touch thousands. */
const pagesOf = { open: 60, list: 1500, search: 1500, filtered: 4000 }

let house: House
let company: Company
let here: Location
let user: User
let client: pg.Client
let notices: string[]
let tag: { many: number; few: number }
const reps: number[] = []

beforeAll(async () => {
  house = await openHouse()
  ;({ company, here, user } = await house.plant.neighbourhood())
  const elsewhere = await house.plant.location({ company })
  const station = await house.plant.monitor(company)
  const rareClass = await house.plant.value(company, 'account_class')
  for (let i = 0; i < 40; i++) reps.push((await house.plant.user({ company })).id)
  // Names repeat as names do; three in four records are here, the others where the user may not look.
  await house.owner.query(
    `insert into customer (company_id, kind, location_id, first_name, last_name, city, state, zip, primary_phone, account_type, account_number,
       sale_date, install_date, monitoring_company_id, archived_at, created_at, callback_at, sold_by_id, technician_id,
       account_class_id, custom)
     select $1, case when n % 10 = 0 then 'lead' else 'customer' end, case when (n / 80) % 4 = 0 then $3::bigint else $2 end,
       (array['Ada','Ben','Cora','Dan','Eve','Finn','Gail','Hugh'])[1 + n % 8] || chr(97 + n % 26),
       (array['Abbott','Baker','Carver','Dunn','Ellis','Frost','Grant','Hale','Irwin','Jones'])[1 + (n / 8) % 10] || (n % 997),
       case when n % 400 = 7 then 'Alpine' else 'Provo' end, case when n % 2000 = 1 then 'WY' else 'UT' end,
       case when n % 500 = 11 then '84004' else '84601' end, to_char(8010000000 + n, 'FM0000000000'), 'residential',
       case when n % 5 > 0 then 'BD-' || n end, case when n % 3 > 0 then date '2020-01-01' + n % 2000 end,
       case when n % 4 > 0 then date '2020-01-08' + n % 2000 end, case when n % 2 = 0 then $4::bigint end,
       case when n % 50 = 0 then now() end, timestamptz '2020-01-01' + n * interval '1 minute',
       case when n % 1000 = 10 then now() - interval '1 hour' end, ($6::bigint[])[1 + n % 40], ($6::bigint[])[1 + n % 39],
       case when n % 3000 = 5 then $7::bigint end,
       case when n % 1000 = 3 then '{"1": "rare", "2": true}' when n % 2 = 0 then '{"2": true}' else '{}' end::jsonb
     from generate_series(1, $5) n`,
    [company.id, here.id, elsewhere.id, station.id, size, reps, rareClass.id],
  )
  const tagged = async (name: string, every: number) => {
    const id = await house.plant.insert('tag', company, { name })
    await house.owner.query(
      `insert into customer_tag (company_id, customer_id, tag_id)
       select company_id, id, $2 from customer where company_id = $1 and id % $3 = 0`,
      [company.id, id, every],
    )
    return id
  }
  tag = { many: await tagged('Many', 8), few: await tagged('Few', 1000) }
  await house.owner.query('vacuum analyze customer, customer_tag')
  client = new pg.Client({ connectionString: house.ownerUrl })
  notices = []
  client.on('notice', (notice) => notices.push(notice.message ?? ''))
  await client.connect()
}, 180_000)
afterAll(async () => {
  await client.end()
  await house.close()
})

const scans = (plan: PlanNode) => scansOf(plan, ['customer'])
const indexes = (plan: PlanNode) => nodesOf(plan).flatMap((node) => node['Index Name'] ?? [])
/** The plan as the app gets it: on its role, with the user's company open, prepared; generic or for these values. */
async function planOf(
  statement: Statement,
  mode: 'force_generic_plan' | 'force_custom_plan',
): Promise<PlanNode> {
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
    await client.query(`prepare hot as ${statement.text}`)
    const values = statement.values
      .map((value) =>
        value === null
          ? 'null'
          : pg.escapeLiteral(Array.isArray(value) ? `{${value.join()}}` : String(value)),
      )
      .join(', ')
    const explain = () =>
      client.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(
        `explain (analyze, buffers, timing off, format json) execute hot${values && `(${values})`}`,
      )
    await explain() // reads the catalogue's pages
    return (await explain()).rows[0]!['QUERY PLAN'][0]!.Plan
  } finally {
    await client.query('rollback')
    await client.query('deallocate all')
  }
}

const filter = (query: Input<typeof customers.list>['query']): CustomerFilter =>
  customers.list.query.parse(query)
const modes = ['force_custom_plan', 'force_generic_plan'] as const

describe('at 100,000 customers', () => {
  it('[PERF-001] opening a record finds it by its key', async () => {
    const { rows } = await house.owner.query<{ id: number }>(
      'select id::int from customer where company_id = $1 order by id desc limit 1',
      [company.id],
    )
    for (const mode of modes) {
      const plan = await planOf(openStatement(rows[0]!.id), mode)
      expect(scans(plan)).toEqual([])
      expect(indexes(plan).filter((index) => /^customer_(pkey|may_be_parent)$/.test(index))).not.toEqual([])
      expect(pages(plan)).toBeLessThan(pagesOf.open)
    }
  })

  it('[PERF-002] every sort’s first page is read off an index, in either direction, and little of it', async () => {
    // By number the primary key serves as well, as it is the narrower index.
    const indexOf: Record<CustomerSort, RegExp> = {
      name: /^customer_by_name_with_sale$/,
      number: /^customer_(by_number|pkey)$/,
      sale: /^customer_by_sale$/,
      city: /^customer_by_city$/,
      created: /^customer_by_created$/,
      install: /^customer_by_install$/,
      account: /^customer_by_account$/,
      callback: /^customer_by_callback$/,
    }
    for (const mode of modes) {
      for (const sort of customerSorts) {
        for (const direction of ['asc', 'desc'] as const) {
          const plan = await planOf(listStatement(filter({ sort, direction }), null), mode)
          expect([mode, sort, direction, scans(plan)]).toEqual([mode, sort, direction, []])
          expect([mode, sort, indexes(plan).some((index) => indexOf[sort].test(index))]).toEqual([
            mode,
            sort,
            true,
          ])
          expect([mode, sort, direction, pages(plan) < pagesOf.list]).toEqual([mode, sort, direction, true])
        }
      }
    }
  })

  it('[PERF-002] a deep page costs what the first one costs', async () => {
    const middle = async (sort: CustomerSort): Promise<Position> => {
      const names = [...orders[sort].columns.map(([name]) => name), 'id']
      const { rows } = await house.owner.query<{ keys: (string | null)[]; id: number }>(
        `select array[${names
          .slice(0, -1)
          .map((name) => `${name}::text`)
          .join()}]::text[] as keys, id::int as id from customer
         where company_id = $1 and kind = 'customer' order by ${names.join()} offset 60000 limit 1`,
        [company.id],
      )
      return rows[0]!
    }
    for (const mode of modes) {
      for (const sort of customerSorts) {
        const plan = await planOf(listStatement(filter({ sort }), await middle(sort)), mode)
        expect([mode, sort, scans(plan)]).toEqual([mode, sort, []])
        expect([mode, sort, pages(plan), pages(plan) < pagesOf.list]).toEqual([mode, sort, pages(plan), true])
      }
    }
  })

  it('[PERF-002] filters by name and by search are read off an index too, and the count is bounded', async () => {
    for (const mode of modes) {
      const named: Statement[] = [
        listStatement(filter({ name: 'Hale9' }), null),
        listStatement(filter({ search: 'BD-99999' }), null),
        countStatement(filter({ name: 'Hale99' }), 10_001),
      ]
      for (const statement of named) {
        const plan = await planOf(statement, mode)
        const { name } = statement
        expect([mode, name, scans(plan)]).toEqual([mode, name, []])
        expect([mode, name, pages(plan), pages(plan) < pagesOf.list]).toEqual([mode, name, pages(plan), true])
      }
    }
  })

  it('[TAB-001][PERF-002] a filter that few records fit is answered from them, in any order, and one that many fit from the order', async () => {
    const filters: Record<string, Input<typeof customers.list>['query']> = {
      'a rep': { soldById: String(reps[3]) },
      reps: { soldById: `${reps[3]},${reps[4]}` },
      'a technician, latest number first': {
        technicianId: String(reps[5]),
        sort: 'number',
        direction: 'desc',
      },
      'a small city': { city: 'alp' },
      'a large city': { city: 'Provo' },
      'a small city by sale': { city: 'alpine', sort: 'sale', direction: 'desc' },
      'a rare zip': { zip: '84004' },
      'a rare state': { state: 'WY' },
      'a rare class by account': { accountClassId: String(reps[0]! + 100_000), sort: 'account' },
      'a month of sales by name': { saleFrom: '2022-03-01', saleTo: '2022-03-31' },
      'a month of sales in a common state': { saleFrom: '2022-03-01', saleTo: '2022-03-31', state: 'UT' },
      'a month of sales in a rare state': { saleFrom: '2022-03-01', saleTo: '2022-03-31', state: 'WY' },
      'a week of installations by name': { installFrom: '2022-03-01', installTo: '2022-03-07' },
      'a day of creation by name': { createdFrom: '2020-02-01', createdTo: '2020-02-01' },
      'a common tag': { tagId: String(tag.many) },
      'a rare tag': { tagId: String(tag.few) },
      'both tags': { tagId: `${tag.few},${tag.many}`, tags: 'all' },
      'none of a common tag': { tagId: String(tag.many), tags: 'none' },
      'a rare value of an own field': { custom: '1:=rare' },
      'a common value of an own field': { custom: '2:true' },
      'failed pushes': { connection: 'failed' },
      'callbacks that are due': { kind: 'lead', callback: 'due', sort: 'callback' },
    }
    for (const mode of modes) {
      for (const [name, query] of Object.entries(filters)) {
        const plan = await planOf(listStatement(filter(query), null), mode)
        expect([mode, name, scans(plan).length]).toEqual([mode, name, 0])
        const touched = [mode, name, pages(plan)]
        expect([...touched, pages(plan) < pagesOf.filtered]).toEqual([...touched, true])
      }
    }
  })

  it('[PERF-002] the commonest pairs of filters have an index of their own, in the order of the list', async () => {
    const pairs: [RegExp, Input<typeof customers.list>['query']][] = [
      [/^customer_by_status$/, { status: 'sold', locationId: String(here.id) }],
      [/^customer_by_state_and_city$/, { state: 'WY', sort: 'city' }],
    ]
    for (const mode of modes) {
      for (const [index, query] of pairs) {
        const plan = await planOf(listStatement(filter(query), null), mode)
        expect([mode, indexes(plan).some((used) => index.test(used)), index]).toEqual([mode, true, index])
        expect([mode, index, pages(plan), pages(plan) < 1000]).toEqual([mode, index, pages(plan), true])
      }
    }
  })

  it('[PERF-003] each of the search’s queries uses an index, whatever was typed', async () => {
    await client.query(`load 'auto_explain'`)
    await client.query(
      `set auto_explain.log_min_duration = 0; set auto_explain.log_nested_statements = on; set auto_explain.log_level = notice;
       set auto_explain.log_format = json; set auto_explain.log_analyze = on; set auto_explain.log_buffers = on; set auto_explain.log_timing = off`,
    )
    const used = new Set<string>()
    try {
      for (const typed of [
        '50123',
        'BD-50123',
        'BD-501',
        '(801) 005-0123',
        'Hale',
        'Hale123',
        'Adab',
        'ale99',
        'Grant, Ev',
        'Grant, Zz',
        'zzz nobody',
        '9',
      ]) {
        notices.length = 0
        await client.query('begin')
        await client.query(
          `select set_config('app.company_id', $1, true), set_config('app.user_id', $2, true)`,
          [String(company.id), String(user.id)],
        )
        const { name: _, ...statement } = searchStatement(typed, 12)
        await client.query(statement)
        await client.query('rollback')
        const plans = notices
          .map((notice) => /\{[\s\S]*\}/.exec(notice)?.[0])
          .filter((json): json is string => json !== undefined)
          .map((json) => (JSON.parse(json) as { Plan: PlanNode }).Plan)
        const touching = plans.filter((plan) =>
          nodesOf(plan).some(
            (node) => node['Relation Name'] === 'customer' || /^customer_/.test(node['Index Name'] ?? ''),
          ),
        )
        expect([typed, touching.length > 0]).toEqual([typed, true])
        for (const plan of touching) {
          expect([typed, scans(plan)]).toEqual([typed, []])
          expect([typed, pages(plan), pages(plan) < pagesOf.search]).toEqual([typed, pages(plan), true])
          for (const index of indexes(plan)) used.add(index)
        }
      }
    } finally {
      await client.query('set auto_explain.log_min_duration = -1')
    }
    expect([...used]).toEqual(
      expect.arrayContaining([
        'customer_lookup',
        'customer_account_number',
        'customer_last_name',
        'customer_first_name',
        'customer_search',
      ]),
    )
  })
})
