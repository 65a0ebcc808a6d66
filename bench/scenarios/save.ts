/**
 * PERF-004: one field of a linked customer is saved, with its history entry, its row in the outbox and its job. The
 * worker does not run, so that the save alone is measured.
 */
import type pg from 'pg'
import type { Company, Product } from '../company.ts'
import { countCpu } from '../cpu.ts'
import { print, sampleOf, type Sample } from '../figures.ts'
import { HttpClient } from '../http-client.ts'
import { type Linked, linkCustomers, unlinkAll } from '../linked.ts'
import { BareDriver, inTurn, latencyOf } from '../measure.ts'
import type { Options } from '../options.ts'

const connections = 8
const linkedCount = 400
const times = 1000
const seconds = 8

const phone = () => `801555${String(Math.floor(Math.random() * 10_000)).padStart(4, '0')}`

export async function measureSave(company: Company, product: Product, options: Options): Promise<void> {
  const linked = await linkCustomers(company, linkedCount, [1])
  const bare = await BareDriver.open(company, 1)
  const { customers } = company
  try {
    const records = linked.map((link) => new Saved(link))
    const one = await inTurn(
      options,
      async () => {
        const client = new HttpClient(product.url, product.headers)
        for (const record of records) await record.read(client)
        let next = 0
        const sample = await latencyOf(times, product, () => records[next++ % records.length]!.save(client))
        client.close()
        return sample
      },
      async () => {
        const ids = await connectionIds(company)
        let next = 0
        return latencyOf(times, bare, () =>
          saveByHand(bare.first, company, linked[next++ % linked.length]!.customerId, ids),
        )
      },
    )
    print({
      ...{ scenario: 'save', figure: 'unloaded', value: one.ours.p50, unit: 'ms', ...one.ours, customers },
      ...{
        baseline: one.bare.p50,
        ratio: one.ours.p50 / one.bare.p50,
        goal: 'p50 <= 8',
        met: one.ours.p50 <= 8,
      },
    })
    const many = await inTurn(
      options,
      () => saveAtOnce(product, records),
      () => Promise.resolve(sampleOf([])),
    )
    const figure = {
      scenario: 'save',
      figure: `${connections} connections`,
      value: many.ours.rps!,
      unit: 'saves/s',
      ...many.ours,
      customers,
    }
    print(figure)
  } finally {
    await bare.close()
    await unlinkAll(company)
  }
}

/** A record whose version is kept in step with the saves. */
class Saved {
  readonly #path: string
  #version = 0

  constructor({ customerId }: Linked) {
    this.#path = `/api/v1/customers/${customerId}`
  }

  async read(client: HttpClient): Promise<void> {
    this.#version = (await client.json<{ version: number }>({ method: 'GET', path: this.#path })).version
  }

  async save(client: HttpClient): Promise<void> {
    const body = JSON.stringify({ version: this.#version, fields: { cellPhone: phone() } })
    this.#version = (
      await client.json<{ version: number }>({ method: 'PATCH', path: this.#path, body })
    ).version
  }
}

/** Several at once, each with records of its own. */
async function saveAtOnce(product: Product, records: readonly Saved[]): Promise<Sample> {
  const latencies: number[] = []
  const used = countCpu(product.pid, product.dataDir)
  const until = performance.now() + seconds * 1000
  const drive = async (worker: number) => {
    const client = new HttpClient(product.url, product.headers)
    const own = records.filter((_, index) => index % connections === worker)
    for (const record of own) await record.read(client)
    for (let next = 0; performance.now() < until; next++) {
      const startedAt = performance.now()
      await own[next % own.length]!.save(client)
      latencies.push(performance.now() - startedAt)
    }
    client.close()
  }
  await Promise.all(Array.from({ length: connections }, (_, worker) => drive(worker)))
  return { ...sampleOf(latencies), rps: latencies.length / seconds, ...used(latencies.length) }
}

async function connectionIds({ owner, id }: Company): Promise<Map<number, number>> {
  const { rows } = await owner.query<{ id: string; customer_id: string }>(
    'select id, customer_id from connection where company_id = $1',
    [id],
  )
  return new Map(rows.map((row) => [Number(row.customer_id), Number(row.id)]))
}

/** What a careful person would write by hand for this one save: the update, the outbox, the job, the history. */
async function saveByHand(
  client: pg.Client,
  company: Company,
  customerId: number,
  ids: ReadonlyMap<number, number>,
): Promise<void> {
  const connectionId = ids.get(customerId)!
  const value = phone()
  const entry = {
    ...{
      source: 'web',
      address: '127.0.0.1',
      requestId: '',
      event: 'customers.saved',
      entity: 'customer',
      entityId: customerId,
      customerId,
    },
    ...{ detail: { version: 0 }, changes: [{ field: 'cellPhone', old: value, new: value }] },
  }
  const run = (name: string, text: string, values: unknown[]) => client.query({ name, text, values })
  await client.query('begin')
  await run(
    'update',
    'update customer set cell_phone = $3, version = version + 1, updated_at = now(), updated_by = $4 where company_id = $1 and id = $2',
    [company.id, customerId, value, company.userId],
  )
  await run(
    'push',
    `insert into connection_push (connection_id, kind, fields, created_by) values ($1, 'fields', '{cellPhone}', $2)`,
    [connectionId, company.userId],
  )
  await run('job', 'select platform.add_job($1, $2::jsonb, $3, $4)', [
    'connections.push',
    JSON.stringify({ connectionId }),
    `connection:${connectionId}`,
    `connections.push:${connectionId}`,
  ])
  await run('history', 'select platform.append_history($1::jsonb)', [JSON.stringify([entry])])
  await client.query('commit')
}
