/**
 * PERF-006: saved changes reach the station. Every account has one change in the outbox when the worker starts; the
 * time runs from the first call to the last note. Over one station the connector keeps to the station's call rate, so
 * the same is measured over three at once.
 */
import path from 'node:path'
import { openCompany, startWeb, type Company } from '../company.ts'
import { countCpu, type CpuUse } from '../cpu.ts'
import { medianOf, print, type Sample } from '../figures.ts'
import { HttpClient } from '../http-client.ts'
import { type Linked, linkCustomers, unlinkAll } from '../linked.ts'
import type { Options } from '../options.ts'
import { productEnv, startProcess } from '../server-process.ts'
import { bringAccounts, login, readStation, startStation, type Station } from '../station.ts'

/** The worker's own: as many calls are under way at once. */
const concurrency = 8
const goal = 200
/** Ids of the bench company's stations that Keyholder speaks to. */
const stations = { 'one station': [1], 'three stations': [1, 2, 3] } as const

export async function measurePush(options: Options): Promise<void> {
  for (const customers of options.customers ?? [10_000]) {
    const company = await openCompany(customers)
    const station = await startStation(path.join(company.dataDir, 'log'), null)
    try {
      await company.owner.query(
        `update monitoring_company set settings = jsonb_set(settings, '{baseUrl}', to_jsonb($2::text))
         where company_id = $1 and connector is not null`,
        [company.id, `${station.url}/bold`],
      )
      for (const [name, ids] of Object.entries(stations))
        await measureStations(company, station, options, name, ids)
    } finally {
      await unlinkAll(company)
      await station.stop()
      await company.close()
    }
  }
}

async function measureStations(
  company: Company,
  station: Station,
  options: Options,
  name: string,
  ids: readonly number[],
) {
  const count = ids.length * 600
  const linked = await linkCustomers(company, count, ids)
  await bringAccounts(
    station.url,
    linked.map(({ accountNumber }) => accountNumber),
  )
  const { accounts } = await readStation(station.url)
  for (const { accountNumber } of linked) {
    const { serial, version } = accounts.get(accountNumber)!
    await company.owner.query(
      'update connection set external_id = $3, last_revision = $4 where company_id = $1 and account_number = $2',
      [...[company.id, accountNumber, serial, String(version)]],
    )
  }
  const ours: Sample[] = []
  const bare: Sample[] = []
  for (let run = 0; run < options.runs; run++) {
    await saveAll(company, station, linked, run)
    ours.push(await drain(company, station, options, count))
    await requireArrived(company, station, linked)
    bare.push(
      await patchByHand(
        station,
        linked.map(({ accountNumber }) => accounts.get(accountNumber)!),
      ),
    )
    // The bare baseline has left other versions than ours knows.
    await company.owner.query(
      'update connection set last_revision = (last_revision::int + 1)::text where company_id = $1',
      [company.id],
    )
  }
  const [rate, bareRate] = [medianOf(ours).rps!, medianOf(bare).rps!]
  print({
    ...{
      scenario: 'push',
      figure: `${name}, ${count} accounts`,
      value: rate,
      unit: 'accounts/s',
      ...medianOf(ours),
      customers: company.customers,
    },
    ...{ baseline: bareRate, ratio: bareRate / rate, goal: `>= ${goal}`, met: rate >= goal },
  })
}

/** One save of each record through the API, the worker being down. */
async function saveAll(
  company: Company,
  { url }: Station,
  linked: readonly Linked[],
  run: number,
): Promise<void> {
  const product = await startWeb(company, undefined, url)
  const client = new HttpClient(product.url, product.headers, concurrency)
  try {
    for (const { customerId } of linked) {
      const path = `/api/v1/customers/${customerId}`
      const { version } = await client.json<{ version: number }>({ method: 'GET', path })
      const body = JSON.stringify({
        version,
        fields: { crossStreet: `Bench Street ${run}, ${Date.now().toString(36)}` },
      })
      await client.json({ method: 'PATCH', path, body })
    }
  } finally {
    client.close()
    await product.stop()
  }
}

/** Starts the worker and waits until nothing is left to send. */
async function drain(
  company: Company,
  { url }: Station,
  options: Options,
  linkedCount: number,
): Promise<Sample> {
  const worker = startProcess('server/main.ts', ['worker'], {
    env: productEnv(company.dataDir, 0, url),
    log: path.join(company.dataDir, 'log', 'bench-worker.log'),
    nodeOptions: options.profile ? ['--cpu-prof', `--cpu-prof-dir=${options.profile}`] : [],
  })
  const startedAt = new Date()
  const used = countCpu(worker.child.pid!, company.dataDir)
  let cpu: CpuUse
  try {
    for (;;) {
      const { rows } = await company.owner.query<{ open: string }>(
        `select count(*) as open from connection_push where company_id = $1 and state in ('waiting', 'sending')`,
        [company.id],
      )
      if (Number(rows[0]!.open) === 0) break
      if (Date.now() - startedAt.getTime() > 300_000)
        throw new Error(`${rows[0]!.open} pushes are still open after 5 minutes`)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    cpu = used(linkedCount)
  } finally {
    await worker.stop()
  }
  const { rows } = await company.owner.query<{
    n: string
    failed: string
    seconds: string
    p50: string
    p99: string
  }>(
    `select count(*) filter (where state = 'done') as n, count(*) filter (where state <> 'done') as failed,
       extract(epoch from max(finished_at) - min(sent_at)) as seconds,
       1000 * percentile_cont(0.5) within group (order by extract(epoch from finished_at - sent_at)) as p50,
       1000 * percentile_cont(0.99) within group (order by extract(epoch from finished_at - sent_at)) as p99
     from connection_push where company_id = $1 and sent_at >= $2`,
    [company.id, startedAt],
  )
  const { n, failed, seconds, p50, p99 } = rows[0]!
  if (Number(failed) !== 0) throw new Error(`${failed} pushes failed`)
  return { p50: Number(p50), p99: Number(p99), rps: Number(n) / Number(seconds), ...cpu }
}

/** @throws unless the station holds what our records hold */
async function requireArrived(company: Company, { url }: Station, linked: readonly Linked[]): Promise<void> {
  const { accounts } = await readStation(url)
  const { rows } = await company.owner.query<{ account_number: string; cross_street: string }>(
    'select account_number, cross_street from customer where company_id = $1 and id = any ($2)',
    [company.id, linked.map(({ customerId }) => customerId)],
  )
  const wrong = rows.filter(
    (row) => accounts.get(row.account_number)?.premises['crossStreet'] !== row.cross_street,
  )
  if (wrong.length)
    throw new Error(
      `${wrong.length} accounts differ at the station, the first is ${wrong[0]!.account_number}`,
    )
}

/** The baseline: one PATCH for each account, as many at once as the worker has under way, and no note of anything. */
async function patchByHand({ url }: Station, accounts: readonly { serial: string }[]): Promise<Sample> {
  const opened = new HttpClient(url, {}, concurrency)
  const { token } = await opened.json<{ token: string }>({
    method: 'POST',
    path: '/bold/session',
    body: JSON.stringify(login),
  })
  const client = new HttpClient(
    url,
    { authorization: `Bearer ${token}`, accept: 'application/json' },
    concurrency,
  )
  const startedAt = performance.now()
  let next = 0
  const drive = async () => {
    while (next < accounts.length) {
      const { serial } = accounts[next++]!
      const body = JSON.stringify({ premises: { crossStreet: `By hand ${startedAt}` } })
      const { status } = await client.call(
        { method: 'PATCH', path: `/bold/customers/${serial}`, body },
        {
          'content-type': 'application/merge-patch+json',
          'idempotency-key': `bench-${serial}-${Math.round(startedAt)}`,
        },
      )
      if (status !== 200) throw new Error(`PATCH by hand: ${status}`)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, drive))
  opened.close()
  client.close()
  return { p50: 0, p99: 0, rps: (accounts.length * 1000) / (performance.now() - startedAt) }
}
