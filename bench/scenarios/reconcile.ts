/**
 * CON-092: every linked account of a company beside what its station holds, over three stations at once. The baseline
 * reads the same accounts by bare HTTP, as many at once as the worker does, and keeps nothing. Each station's connector
 * keeps to its call rate in both, so that the goal is what the rate allows.
 */
import path from 'node:path'
import { type Company, openCompany, startWeb } from '../company.ts'
import { countCpu, type CpuUse } from '../cpu.ts'
import { medianOf, print, type Sample } from '../figures.ts'
import { HttpClient } from '../http-client.ts'
import { type Linked, linkCustomers, unlinkAll } from '../linked.ts'
import type { Options } from '../options.ts'
import { productEnv, startProcess } from '../server-process.ts'
import { bringAccounts, login, type Station, startStation } from '../station.ts'

/** Looks at once at one station (health.part.ts). */
const atOnce = 4
const stations = [1, 2, 3]
/** 50,000 accounts in an hour's night: what a morning page needs. */
const goal = 50_000 / 3600
const perLoad = 2000

export async function measureReconcile(options: Options): Promise<void> {
  for (const customers of options.customers ?? [100_000]) {
    const company = await openCompany(customers)
    const station = await startStation(path.join(company.dataDir, 'log'), null)
    try {
      await company.owner.query(
        `update monitoring_company set settings = jsonb_set(settings, '{baseUrl}', to_jsonb($2::text))
         where company_id = $1 and connector is not null`,
        [company.id, `${station.url}/bold`],
      )
      const linked = await linkCustomers(company, options.accounts, stations)
      const numbers = linked.map(({ accountNumber }) => accountNumber)
      for (let at = 0; at < numbers.length; at += perLoad)
        await bringAccounts(station.url, numbers.slice(at, at + perLoad))
      const ours: Sample[] = []
      const bare: Sample[] = []
      for (let run = 0; run < options.runs; run++) {
        ours.push(await reconcile(company, station, options))
        bare.push(await readByHand(station, linked))
      }
      const [rate, bareRate] = [medianOf(ours).rps!, medianOf(bare).rps!]
      print({
        ...{
          scenario: 'reconcile',
          figure: `three stations, ${options.accounts} accounts`,
          value: rate,
          unit: 'accounts/s',
          ...medianOf(ours),
          customers: company.customers,
        },
        ...{ baseline: bareRate, ratio: bareRate / rate, goal: `>= ${Math.ceil(goal)}`, met: rate >= goal },
      })
    } finally {
      await company.owner.query('delete from reconciliation where company_id = $1', [company.id])
      await unlinkAll(company)
      await station.stop()
      await company.close()
    }
  }
}

/** Asks for a run as the page does, and lets a worker do it to its end. */
async function reconcile(company: Company, { url }: Station, options: Options): Promise<Sample> {
  const web = await startWeb(company, undefined, url)
  const client = new HttpClient(web.url, web.headers, 1)
  let runId: number
  try {
    const started = await client.json<{ run: { id: number } }>({
      method: 'POST',
      path: '/api/v1/connection-health/runs',
    })
    runId = started.run.id
  } finally {
    client.close()
    await web.stop()
  }
  const worker = startProcess('server/main.ts', ['worker'], {
    env: productEnv(company.dataDir, 0, url),
    log: path.join(company.dataDir, 'log', 'bench-worker.log'),
    nodeOptions: options.profile ? ['--cpu-prof', `--cpu-prof-dir=${options.profile}`] : [],
  })
  const used = countCpu(worker.child.pid!, company.dataDir)
  const limitMs = 60_000 + options.accounts * 20
  const startedAt = performance.now()
  let cpu: CpuUse
  try {
    while ((await stateOf(company, runId)).state === 'running') {
      if (performance.now() - startedAt > limitMs) throw new Error(`Run ${runId} has not ended in time`)
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
    cpu = used(options.accounts)
  } finally {
    await worker.stop()
  }
  const { done, unreachable, seconds } = await stateOf(company, runId)
  if (done !== options.accounts || unreachable > 0)
    throw new Error(`${done} of ${options.accounts} accounts were compared, ${unreachable} without an answer`)
  return { p50: 0, p99: 0, rps: done / seconds, ...cpu }
}

/** How far the run is; its time runs from the first account that was looked at. */
async function stateOf(company: Company, runId: number) {
  const { rows } = await company.owner.query<{
    state: string
    done: string
    unreachable: string
    seconds: string
  }>(
    `select r.state, (select sum(p.done) from reconciliation_part p where p.company_id = r.company_id and p.run_id = r.id) as done,
       (select sum(p.unreachable) from reconciliation_part p where p.company_id = r.company_id and p.run_id = r.id) as unreachable,
       extract(epoch from coalesce(r.finished_at, now()) - (select min(c.tried_at) from account_check c where c.company_id = r.company_id
         and c.tried_at >= r.started_at)) as seconds
     from reconciliation r where r.company_id = $1 and r.id = $2`,
    [company.id, runId],
  )
  const { state, done, unreachable, seconds } = rows[0]!
  return { state, done: Number(done), unreachable: Number(unreachable), seconds: Number(seconds) }
}

/** The baseline: one GET for each account. */
async function readByHand({ url }: Station, linked: readonly Linked[]): Promise<Sample> {
  const opened = new HttpClient(url, {}, 1)
  const { token } = await opened.json<{ token: string }>({
    method: 'POST',
    path: '/bold/session',
    body: JSON.stringify(login),
  })
  const connections = atOnce * stations.length
  const client = new HttpClient(
    url,
    { authorization: `Bearer ${token}`, accept: 'application/json' },
    connections,
  )
  const startedAt = performance.now()
  let next = 0
  const drive = async () => {
    while (next < linked.length) {
      const { accountNumber } = linked[next++]!
      const { status } = await client.call({
        method: 'GET',
        path: `/bold/customers?accountNumber=${encodeURIComponent(accountNumber)}`,
      })
      if (status !== 200) throw new Error(`GET by hand: ${status}`)
    }
  }
  await Promise.all(Array.from({ length: connections }, drive))
  opened.close()
  client.close()
  return { p50: 0, p99: 0, rps: (linked.length * 1000) / (performance.now() - startedAt) }
}
