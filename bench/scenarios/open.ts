/** PERF-001: a record is opened. Random records of the whole company, so that no cache but PostgreSQL's helps. */
import { openStatement } from '#server/modules/customers/customers.queries.ts'
import type { Company, Product } from '../company.ts'
import { print } from '../figures.ts'
import { BareDriver, httpLatency, httpThroughput, inTurn } from '../measure.ts'
import type { Options } from '../options.ts'

const connections = 8
const seconds = 8
const times = 3000

export async function measureOpen(company: Company, product: Product, options: Options): Promise<void> {
  const { customers, records } = company
  const id = () => 1 + Math.floor(Math.random() * records)
  const call = () => ({ method: 'GET', path: `/api/v1/customers/${id()}` })
  const statement = () => openStatement(id())
  const scenario = 'open'
  const bare = await BareDriver.open(company, connections)
  try {
    const one = await inTurn(
      options,
      () => httpLatency(product, times, call),
      () => bare.latency(times, statement),
    )
    print({
      ...{ scenario, figure: 'unloaded', value: one.ours.p50, unit: 'ms', ...one.ours, customers },
      ...{ baseline: one.bare.p50, ratio: one.ours.p50 / one.bare.p50 },
      ...{ goal: 'p50 <= 3, p99 <= 10', met: one.ours.p50 <= 3 && one.ours.p99 <= 10 },
    })
    const many = await inTurn(
      options,
      () => httpThroughput(product, connections, seconds, call),
      () => bare.throughput(seconds, statement),
    )
    const [rate, bareRate] = [many.ours.rps!, many.bare.rps!]
    print({
      ...{
        scenario,
        figure: `${connections} connections`,
        value: rate,
        unit: 'requests/s',
        ...many.ours,
        customers,
      },
      ...{
        baseline: bareRate,
        baselineCpuUs: many.bare.serverCpuUs,
        ratio: bareRate / rate,
        goal: '>= 2500',
        met: rate >= 2500,
      },
    })
  } finally {
    await bare.close()
  }
}
