/** PERF-002: the customer list, sorted and filtered, its first page and one from the middle of the whole order. */
import pg from 'pg'
import { customers as contract } from '#shared/contracts/customers.ts'
import {
  idsStatement,
  listStatement,
  orders,
  type Position,
} from '#server/modules/customers/customers.list.ts'
import { toCursor } from '#server/modules/customers/customers.paging.ts'
import type { Company, Product } from '../company.ts'
import { print } from '../figures.ts'
import { BareDriver, httpLatency, inTurn } from '../measure.ts'
import type { Options } from '../options.ts'

type Query = Record<string, string>

/** What a dealer asks for, from the whole list to a few in a hundred. */
const lists: Record<string, Query> = {
  'by name': { sort: 'name' },
  'by name, sold': { sort: 'name', status: 'sold' },
  'by name, one location of twenty': { sort: 'name', locationId: '7' },
  'by name, canceled at one location': { sort: 'name', status: 'canceled', locationId: '7' },
  'by name, canceled and active': { sort: 'name', status: 'canceled', archive: 'active' },
  'latest sale first': { sort: 'sale', direction: 'desc' },
  'latest sale first, canceled at one location': {
    sort: 'sale',
    direction: 'desc',
    status: 'canceled',
    locationId: '7',
  },
  'latest number first, one location': { sort: 'number', direction: 'desc', locationId: '7' },
  'by name, in a city': { sort: 'name', city: 'Provo' },
  'by city, in one state': { sort: 'city', state: 'UT' },
  'latest installation first': { sort: 'install', direction: 'desc' },
  'by name, sold in one month': { sort: 'name', saleFrom: '2025-03-01', saleTo: '2025-03-31' },
  'by name, last names in Ha': { sort: 'name', name: 'Ha', archive: 'active' },
}
const times = 500

export async function measureList(company: Company, product: Product, options: Options): Promise<void> {
  const bare = await BareDriver.open(company, 1)
  try {
    for (const [name, query] of Object.entries(await listsOf(company))) {
      const deep = await middleOf(company, query)
      for (const [page, position] of [
        ['page 1', null],
        ['deep page', deep],
      ] as const) {
        const after = position && toCursor(position)
        const search = new URLSearchParams({ ...query, ...(after && { after }) })
        const statement = listStatement(contract.list.query.parse(query), position)
        const { ours, bare: raw } = await inTurn(
          options,
          () => httpLatency(product, times, () => ({ method: 'GET', path: `/api/v1/customers?${search}` })),
          () => bare.latency(times, () => [statement]),
        )
        print({
          ...{
            scenario: 'list',
            figure: `${name}, ${page}`,
            value: ours.p50,
            unit: 'ms',
            ...ours,
            customers: company.customers,
          },
          ...{ baseline: raw.p50, ratio: ours.p50 / raw.p50, goal: 'p50 <= 5', met: ours.p50 <= 5 },
        })
      }
    }
  } finally {
    await bare.close()
  }
}

/** The place in the middle of what the query finds, as the page before would have given it. */
async function middleOf(company: Company, query: Query): Promise<Position> {
  const filter = contract.list.query.parse(query)
  const client = new pg.Client({ connectionString: company.appUrl })
  await client.connect()
  try {
    await client.query('begin')
    await client.query(`select set_config('app.company_id', $1, true), set_config('app.user_id', $2, true)`, [
      String(company.id),
      String(company.userId),
    ])
    const ids = idsStatement(filter, company.records)
    const columns = orders[filter.sort].columns.map(([name]) => name)
    const order = [...columns, 'id'].map((name) => `${name} ${filter.direction} nulls last`).join(', ')
    const { rows } = await client.query<{ keys: (string | null)[]; id: string }>(
      `with found as (${ids.text}) select array[${columns.map((name) => `${name}::text`).join(', ')}]::text[] as keys, id
       from customer where company_id = platform.company_id() and id in (select id from found)
       order by ${order} offset (select count(*) / 2 from found) limit 1`,
      ids.values,
    )
    const row = rows[0]
    if (!row) throw new Error(`Nothing is found by ${JSON.stringify(query)}`)
    return { keys: row.keys, id: Number(row.id) }
  } finally {
    await client.end()
  }
}

/** Filters by rows of the company: its busiest representative, and its tags, if it has any. */
async function listsOf(company: Company): Promise<Record<string, Query>> {
  const first = async (text: string): Promise<string | undefined> =>
    (await company.owner.query<{ id: string }>(text, [company.id])).rows[0]?.id.toString()
  const rep = await first(
    `select sold_by_id as id from customer where company_id = $1 and sold_by_id is not null group by 1 order by count(*) desc limit 1`,
  )
  const tag = (order: 'asc' | 'desc') =>
    first(
      `select tag_id as id from customer_tag where company_id = $1 group by 1 order by count(*) ${order} limit 1`,
    )
  const [common, rare] = [await tag('desc'), await tag('asc')]
  return {
    ...lists,
    ...(rep && { 'by name, sold by one of the reps': { sort: 'name', soldById: rep } }),
    ...(common && { 'by name, with the most used tag': { sort: 'name', tagId: common } }),
    ...(rare && { 'by name, with the least used tag': { sort: 'name', tagId: rare } }),
  }
}
