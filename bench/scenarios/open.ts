/**
 * PERF-001: a record is opened. Random records of the whole company, so that no cache but PostgreSQL's helps. The
 * baseline sends what a request sends: who acts, and the record. Beside it stands the record's query alone. The heaviest
 * records, with families, notes, contacts, tags and values of the company's own fields, have a figure of their own.
 */
import type { Statement } from '#server/db/one-trip.ts'
import { tokenHash } from '#server/http/session-token.ts'
import { openStatement } from '#server/modules/customers/customers.queries.ts'
import type { Company, Product } from '../company.ts'
import { print } from '../figures.ts'
import { heavyRecords } from '../heavy.ts'
import { BareDriver, httpLatency, httpThroughput, inTurn } from '../measure.ts'
import type { Options } from '../options.ts'

const connections = 8
const seconds = 8
const times = 3000

export async function measureOpen(company: Company, product: Product, options: Options): Promise<void> {
  const { customers, records } = company
  const id = () => 1 + Math.floor(Math.random() * records)
  const call = () => ({ method: 'GET', path: `/api/v1/customers/${id()}` })
  const enter: Statement = {
    name: 'enter',
    text: 'select * from platform.enter($1)',
    values: [tokenHash(product.headers['cookie']!.split('=')[1]!)],
  }
  const both = () => [enter, openStatement(id())]
  const record = () => [openStatement(id())]
  const scenario = 'open'
  const bare = await BareDriver.open(company, connections)
  try {
    const ours = () => httpLatency(product, times, call)
    const one = await inTurn(options, ours, () => bare.latency(times, both))
    const oneRecord = await bare.latency(times, record)
    print({
      ...{ scenario, figure: 'unloaded', value: one.ours.p50, unit: 'ms', ...one.ours, customers },
      ...{ baseline: one.bare.p50, baselineRecordOnly: oneRecord.p50, ratio: one.ours.p50 / one.bare.p50 },
      ...{ goal: 'p50 <= 3, p99 <= 10', met: one.ours.p50 <= 3 && one.ours.p99 <= 10 },
    })

    const heavy = await heavyRecords(company)
    const heavyId = () => heavy[Math.floor(Math.random() * heavy.length)]!
    const heavyCall = () => ({ method: 'GET', path: `/api/v1/customers/${heavyId()}` })
    const heaviest = await inTurn(
      options,
      () => httpLatency(product, times, heavyCall),
      () => bare.latency(times, () => [enter, openStatement(heavyId())]),
    )
    print({
      ...{
        scenario,
        figure: 'heavy record',
        value: heaviest.ours.p50,
        unit: 'ms',
        ...heaviest.ours,
        customers,
      },
      ...{ baseline: heaviest.bare.p50, ratio: heaviest.ours.p50 / heaviest.bare.p50 },
      ...{ goal: 'p50 <= 3, p99 <= 10', met: heaviest.ours.p50 <= 3 && heaviest.ours.p99 <= 10 },
    })

    const loaded = () => httpThroughput(product, connections, seconds, call)
    const many = await inTurn(options, loaded, () => bare.throughput(seconds, both))
    const manyRecord = await bare.throughput(seconds, record)
    const [rate, bareRate] = [many.ours.rps!, many.bare.rps!]
    print({
      ...{ scenario, figure: `${connections} connections`, value: rate, unit: 'requests/s', ...many.ours },
      ...{ baseline: bareRate, baselineRecordOnly: manyRecord.rps!, ratio: bareRate / rate, customers },
      ...{ goal: '>= 2500', met: rate >= 2500 },
    })
  } finally {
    await bare.close()
  }
}
