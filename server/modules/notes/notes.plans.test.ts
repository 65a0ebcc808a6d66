import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { notes, type TicketFilter, ticketSorts } from '#shared/contracts/notes.ts'
import type { Statement } from '#server/db/one-trip.ts'
import { openStatement } from '#server/modules/customers/customers.queries.ts'
import type { Company, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { countStatement, ticketStatement } from './notes.tickets.ts'

const tickets = 100_000
const records = 20_000
/** Pages of 8 kB that a hot read may touch, its joins included. A scan of the notes would touch thousands. */
const pagesOf = { list: 2000, record: 120 }

let house: House
let company: Company
let user: User
let client: pg.Client

beforeAll(async () => {
  house = await openHouse()
  const place = await house.plant.neighbourhood()
  ;({ company, user } = place)
  await house.owner.query(
    `insert into customer (company_id, kind, location_id, first_name, last_name, city, state, primary_phone, account_type)
     select $1, case when n % 10 = 0 then 'lead' else 'customer' end, case when n % 4 = 0 then $3::bigint else $2 end,
       'Ada', 'Abbott' || n, 'Provo', 'UT', to_char(8015550000 + n, 'FM0000000000'), 'residential'
     from generate_series(1, $4) n`,
    [company.id, place.here.id, place.elsewhere.id, records],
  )
  // One ticket in twenty is open, as it is after some years; three in four are of records that the user may see. The
  // first come alone: what is counted of each record is found by its own index once the table is known to have rows.
  for (const [first, last] of [
    [1, 1000],
    [1001, tickets],
  ]) {
    await house.owner.query(
      `insert into note (company_id, customer_id, subject, body, is_ticket, assignee_id, due_on, priority, closed_at)
       select $1, c.id, 'Ticket ' || n, repeat('words ', 20), true, $2, case when n % 3 > 0 then date '2026-01-01' + n % 700 end,
         (array['high','medium','low',null])[1 + n % 4], case when n % 20 > 0 then now() end
       from generate_series($3::int, $4::int) n
       join (select id, row_number() over (order by id) as at from customer where company_id = $1) c on c.at = 1 + (n * 7 + n / 20) % $5`,
      [company.id, user.id, first, last, records],
    )
    await house.owner.query('analyze note')
  }
  await house.owner.query('vacuum analyze note')
  await house.owner.query('vacuum analyze customer')
  client = new pg.Client({ connectionString: house.ownerUrl })
  await client.connect()
}, 120_000)
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
  nodesOf(plan)
    .filter(
      (node) => node['Node Type'] === 'Seq Scan' && /^(note|customer)$/.test(node['Relation Name'] ?? ''),
    )
    .map((node) => node['Relation Name'])
const indexes = (plan: Node) => nodesOf(plan).flatMap((node) => node['Index Name'] ?? [])
const pages = (plan: Node) => (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0)

/** The plan as the app gets it: on its role, with the user's company open, prepared; generic or for these values. */
async function planOf(statement: Statement, mode: (typeof modes)[number]): Promise<Node> {
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
    const values = statement.values.map((v) => (v === null ? 'null' : pg.escapeLiteral(String(v)))).join(', ')
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

const filter = (query: Partial<TicketFilter>): TicketFilter => notes.tickets.query.parse(query)
const modes = ['force_custom_plan', 'force_generic_plan'] as const

describe('at 100,000 tickets', () => {
  it('[TAB-005] a page of the queue is read off an index in every order, open and closed, and little of it', async () => {
    for (const mode of modes) {
      for (const sort of ticketSorts) {
        for (const status of ['open', 'closed', 'all'] as const) {
          for (const direction of ['asc', 'desc'] as const) {
            const plan = await planOf(ticketStatement(filter({ sort, status, direction }), null), mode)
            const what = [mode, sort, status, direction]
            expect([...what, scans(plan)]).toEqual([...what, []])
            expect([...what, pages(plan), pages(plan) < pagesOf.list]).toEqual([...what, pages(plan), true])
          }
        }
      }
    }
  })

  it('[TAB-005] a deep page costs what the first one costs, and so do one’s own and the overdue ones', async () => {
    const { rows } = await house.owner.query<{ id: number; due: string }>(
      `select id::int as id, due_order::text as due from note where company_id = $1 and due_on is not null
       order by due_order offset 40000 limit 1`,
      [company.id],
    )
    const { id, due } = rows[0]!
    const hot: [string, Statement][] = [
      ['by number', ticketStatement(filter({ status: 'all' }), { key: null, id })],
      ['by due', ticketStatement(filter({ status: 'all', sort: 'due', direction: 'asc' }), { key: due, id })],
      [
        'by priority',
        ticketStatement(filter({ status: 'all', sort: 'priority', direction: 'asc' }), { key: 3, id }),
      ],
      ['mine', ticketStatement(filter({ whose: 'mine' }), null)],
      ['overdue', ticketStatement(filter({ overdue: 'yes', sort: 'due', direction: 'asc' }), null)],
    ]
    for (const mode of modes) {
      for (const [name, statement] of hot) {
        const plan = await planOf(statement, mode)
        expect([mode, name, scans(plan)]).toEqual([mode, name, []])
        expect([mode, name, pages(plan), pages(plan) < pagesOf.list]).toEqual([mode, name, pages(plan), true])
      }
    }
  })

  it('[TAB-005] the open ones are counted without reading the closed', async () => {
    for (const mode of modes) {
      const plan = await planOf(countStatement(filter({}), 10_001), mode)
      const used = indexes(plan).filter((index) => /note|ticket/.test(index))
      expect([
        mode,
        used.every((index) => index.startsWith('open_ticket_') || index === 'note_open_of_customer'),
      ]).toEqual([mode, true])
      expect(scans(plan)).not.toContain('note')
    }
  })

  /** As platform.create_tally writes it for `tickets`. */
  const countOpen = (id: number) => ({
    name: 'tally',
    text: `select case when count(*) > 0 then jsonb_build_array(count(*), bool_or(x.priority is not distinct from 'high'),
      min(x.due_on)) end from note x where x.company_id = platform.company_id() and x.customer_id = $1
      and (x.is_ticket and x.closed_at is null)`,
    values: [id],
  })

  it('[REC-046] opening a record reads no ticket; what is kept of them is counted by their own index', async () => {
    const { rows } = await house.owner.query<{ id: number }>(
      'select customer_id::int as id from note where company_id = $1 and closed_at is null limit 1',
      [company.id],
    )
    for (const mode of modes) {
      const plan = await planOf(openStatement(rows[0]!.id), mode)
      expect(scans(plan)).toEqual([])
      expect(indexes(plan).filter((index) => /note|ticket/.test(index))).toEqual([])
      expect([pages(plan), pages(plan) < pagesOf.record]).toEqual([pages(plan), true])
      const counted = await planOf(countOpen(rows[0]!.id), mode)
      expect(indexes(counted)).toEqual(['note_open_of_customer'])
    }
  })
})
