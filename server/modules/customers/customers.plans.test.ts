import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { customers, type CustomerFilter, customerSorts } from '#shared/contracts/customers.ts'
import type { Statement } from '#server/db/one-trip.ts'
import type { Company, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import {
  countStatement,
  listStatement,
  openStatement,
  type Position,
  searchStatement,
} from './customers.queries.ts'

const size = 100_000
/** Pages of 8 kB that a hot read may touch, its joins included. A scan of the table would touch thousands. */
const pagesOf = { open: 60, list: 1500, search: 1500 }

let house: House
let company: Company
let here: Location
let user: User
let client: pg.Client
let notices: string[]

beforeAll(async () => {
  house = await openHouse()
  ;({ company, here, user } = await house.plant.neighbourhood())
  const elsewhere = await house.plant.location({ company })
  const station = await house.plant.monitor(company)
  // Names repeat as names do; three in four records are here, the others where the user may not look.
  await house.owner.query(
    `insert into customer (company_id, kind, location_id, first_name, last_name, city, state, primary_phone, account_type, account_number,
       sale_date, monitoring_company_id, archived_at)
     select $1, case when n % 10 = 0 then 'lead' else 'customer' end, case when (n / 80) % 4 = 0 then $3::bigint else $2 end,
       (array['Ada','Ben','Cora','Dan','Eve','Finn','Gail','Hugh'])[1 + n % 8] || chr(97 + n % 26),
       (array['Abbott','Baker','Carver','Dunn','Ellis','Frost','Grant','Hale','Irwin','Jones'])[1 + (n / 8) % 10] || (n % 997),
       'Provo', 'UT', to_char(8010000000 + n, 'FM0000000000'), 'residential', 'BD-' || n,
       case when n % 3 > 0 then date '2020-01-01' + n % 2000 end, case when n % 2 = 0 then $4::bigint end, case when n % 50 = 0 then now() end
     from generate_series(1, $5) n`,
    [company.id, here.id, elsewhere.id, station.id, size],
  )
  await house.owner.query('vacuum analyze customer')
  client = new pg.Client({ connectionString: house.ownerUrl })
  notices = []
  client.on('notice', (notice) => notices.push(notice.message ?? ''))
  await client.connect()
}, 90_000)
afterAll(async () => {
  await client.end()
  await house.close()
})

type Node = {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  'Shared Hit Blocks'?: number
  'Shared Read Blocks'?: number
  Plans?: Node[]
}
const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)]
const scans = (plan: Node) =>
  nodesOf(plan).filter((node) => node['Node Type'] === 'Seq Scan' && node['Relation Name'] === 'customer')
const indexes = (plan: Node) => nodesOf(plan).flatMap((node) => node['Index Name'] ?? [])
const pages = (plan: Node) => (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0)

/** The plan as the app gets it: on its role, with the user's company open, prepared; generic or for these values. */
async function planOf(statement: Statement, mode: 'force_generic_plan' | 'force_custom_plan'): Promise<Node> {
  await client.query('begin')
  try {
    await client.query(`set local plan_cache_mode = ${mode}`)
    await client.query('set local role keyholder_app')
    await client.query(`select set_config('app.company_id', $1, true), set_config('app.user_id', $2, true)`, [
      String(company.id),
      String(user.id),
    ])
    await client.query(`prepare hot as ${statement.text}`)
    const values = statement.values
      .map((value) => (value === null ? 'null' : pg.escapeLiteral(String(value))))
      .join(', ')
    const explain = () =>
      client.query<{ 'QUERY PLAN': { Plan: Node }[] }>(
        `explain (analyze, buffers, timing off, format json) execute hot${values && `(${values})`}`,
      )
    await explain() // reads the catalogue's pages
    return (await explain()).rows[0]!['QUERY PLAN'][0]!.Plan
  } finally {
    await client.query('rollback')
    await client.query('deallocate all')
  }
}

const filter = (query: Partial<CustomerFilter>): CustomerFilter => customers.list.query.parse(query)
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
      expect(indexes(plan)).toContain('customer_pkey')
      expect(pages(plan)).toBeLessThan(pagesOf.open)
    }
  })

  it('[PERF-002] every sort’s first page is read off an index, in either direction, and little of it', async () => {
    // By number the primary key serves as well, as it is the narrower index.
    const indexOf = {
      name: /^customer_by_name$/,
      number: /^customer_(by_number|pkey)$/,
      sale: /^customer_by_sale$/,
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
    const { rows } = await house.owner.query<{ name: string; id: number; sale: string }>(
      `select sort_name as name, id::int as id, sale_order::text as sale from customer where company_id = $1 and kind = 'customer' order by sort_name offset 60000 limit 1`,
      [company.id],
    )
    const { name, id, sale } = rows[0]!
    const positions: Record<(typeof customerSorts)[number], Position> = {
      name: { key: name, id },
      number: { key: null, id },
      sale: { key: sale, id },
    }
    for (const mode of modes) {
      for (const sort of customerSorts) {
        const plan = await planOf(listStatement(filter({ sort }), positions[sort]), mode)
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
          .map((json) => (JSON.parse(json) as { Plan: Node }).Plan)
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
