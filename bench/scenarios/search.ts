/** PERF-003: the search box, by all that people type into it, with what real records hold, and with misses. */
import { searchStatement } from '#server/modules/customers/customers.list.ts'
import type { Company, Product } from '../company.ts'
import { medianOf, print, type Sample } from '../figures.ts'
import { BareDriver, httpLatency, inTurn } from '../measure.ts'
import type { Options } from '../options.ts'

type Row = {
  id: string
  account_number: string | null
  primary_phone: string
  first_name: string
  last_name: string
  business_name: string | null
}

/** What somebody types who looks for this record; null if they cannot by this. */
const typed: Record<string, (row: Row) => string | null> = {
  number: ({ id }) => id,
  'account number': ({ account_number }) => account_number,
  'beginning of an account number': ({ account_number }) => account_number?.slice(0, -2) ?? null,
  phone: ({ primary_phone: p }) => `(${p.slice(0, 3)}) ${p.slice(3, 6)}-${p.slice(6, 10)}`,
  'last seven digits': ({ primary_phone }) => primary_phone.slice(3, 10),
  'beginning of a last name': ({ last_name }) => last_name.slice(0, 4),
  'two letters': ({ last_name }) => last_name.slice(0, 2),
  'first and last name': ({ first_name, last_name }) => `${first_name} ${last_name}`,
  'last and first name': ({ first_name, last_name }) => `${last_name}, ${first_name}`,
  'part of a business': ({ business_name }) => business_name?.split(' ').at(-1)?.slice(0, 6) ?? null,
  'a miss, letters': ({ last_name, id }) => `${last_name.slice(0, 3)}qx${id}`,
  'a miss, a name that nobody has': ({ first_name }) => `${first_name} Zyxw`,
  'a miss, digits': ({ id }) => `99${id.padStart(8, '7')}`,
}
const times = 300

export async function measureSearch(company: Company, product: Product, options: Options): Promise<void> {
  const { customers } = company
  const rows = await sampleRows(company)
  const bare = await BareDriver.open(company, 1)
  const all: { ours: Sample; bare: Sample }[] = []
  try {
    for (const [figure, type] of Object.entries(typed)) {
      const texts = rows.flatMap((row) => type(row) ?? [])
      let next = 0
      const text = () => texts[next++ % texts.length]!
      const { ours, bare: raw } = await inTurn(
        options,
        () =>
          httpLatency(product, times, () => ({
            method: 'GET',
            path: `/api/v1/customers/search?${new URLSearchParams({ text: text() })}`,
          })),
        () => bare.latency(times, () => [searchStatement(text(), 12)]),
      )
      all.push({ ours, bare: raw })
      print({
        ...{ scenario: 'search', figure, value: ours.p50, unit: 'ms', ...ours, customers },
        ...{ baseline: raw.p50, ratio: ours.p50 / raw.p50, goal: 'p50 <= 10', met: ours.p50 <= 10 },
      })
    }
  } finally {
    await bare.close()
  }
  const ours = medianOf(all.map((one) => one.ours))
  const raw = medianOf(all.map((one) => one.bare))
  print({
    ...{ scenario: 'search', figure: 'median of all kinds', value: ours.p50, unit: 'ms', ...ours, customers },
    ...{ baseline: raw.p50, ratio: ours.p50 / raw.p50, goal: 'p50 <= 10', met: ours.p50 <= 10 },
  })
}

/** Records from all over the company, the same at each run; among them some with a business. */
async function sampleRows({ owner, id, records }: Company): Promise<Row[]> {
  const ids = Array.from({ length: 1000 }, (_, i) => 1 + ((i * 7_919_537) % records))
  const { rows } = await owner.query<Row>(
    `select id, account_number, primary_phone, first_name, last_name, business_name from customer
     where company_id = $1 and id = any ($2)`,
    [id, ids],
  )
  return rows
}
