/** PERF-002: the customer list, sorted and filtered, its first page and one from the middle of the whole order. */
import { customers as contract } from '#shared/contracts/customers.ts'
import { listStatement, type Position } from '#server/modules/customers/customers.queries.ts'
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
  'by name, last names in Ha': { sort: 'name', name: 'Ha', archive: 'active' },
}
const times = 500

export async function measureList(company: Company, product: Product, options: Options): Promise<void> {
  const bare = await BareDriver.open(company, 1)
  try {
    for (const [name, query] of Object.entries(lists)) {
      const deep = await middleOf(company, query)
      for (const [page, position] of [
        ['page 1', null],
        ['deep page', deep],
      ] as const) {
        const after =
          position && Buffer.from(JSON.stringify([position.key, position.id])).toString('base64url')
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
  const { sort = 'name', direction = 'asc', status, locationId, archive, name } = query
  const column = { name: 'sort_name', number: 'id', sale: 'sale_order' }[sort]!
  const where = `company_id = $1 and kind = 'customer' and ($2::text is null or account_status = $2)
    and ($3::bigint is null or location_id = $3) and ($4::text is null or (archived_at is null) = ($4 = 'active'))
    and ($5::text is null or starts_with(sort_name, lower($5)))`
  const { rows } = await company.owner.query<{ key: string; id: string }>(
    `select ${column}::text as key, id from customer where ${where} order by ${column} ${direction}, id ${direction}
     offset (select count(*) / 2 from customer where ${where}) limit 1`,
    [company.id, status ?? null, locationId ?? null, archive ?? null, name ?? null],
  )
  const row = rows[0]
  if (!row) throw new Error(`Nothing is found by ${JSON.stringify(query)}`)
  return { key: sort === 'number' ? null : row.key, id: Number(row.id) }
}
