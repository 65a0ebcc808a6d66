/**
 * REL-003: the app is killed at random moments (`kill -9`) while people save linked customers and link others, and
 * while the station fails now and then. Afterwards every saved change must stand at the station, once and in order.
 * docs/bench.md says what is judged and how the judge was tested.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { HttpClient } from './http-client.ts'
import { chanceOf, type Chance } from './kill/chance.ts'
import { Installation, toTargets, type Target } from './kill/installation.ts'
import { judge } from './kill/verdict.ts'
import { type Tally, write, WrittenRecord } from './kill/writer.ts'
import type { Options } from './options.ts'
import { bringAccounts, clearFaults, orderFault, readStation } from './station.ts'

const writtenCount = 40
const writers = 10
const savesPerSecond = 50
const shellsPerRound = 2
/** Retries of an update come after 1, 2, 4 … seconds: the faults that we order are used up long before this. */
const patienceMs = 5 * 60_000
const faults = [
  'drop_before',
  'drop_after',
  'http_500',
  'http_503',
  'malformed',
  'rate_limit',
  'slow',
  'timeout',
] as const

/** Runs the test and prints one line of JSON; true if nothing is wrong. */
export async function runKillTest({ rounds, seed, targets: words }: Options): Promise<boolean> {
  const targets = toTargets(words)
  const startedAt = performance.now()
  const installation = await Installation.make(
    targets.some((target) => target === 'web' || target === 'worker'),
  )
  try {
    const chance = chanceOf(seed)
    const { written, others } = await pickRecords(installation)
    await linkAll(installation, written)
    await untilSent(installation)
    const before = (await readStation(installation.stationUrl)).effects.length

    const tally: Tally = { acknowledged: 0, unknown: 0, repeated: 0, problems: [] }
    let over = false
    const load = startLoad(installation, written, { seed, tally, stopped: () => over })
    const weather = disturb(installation, chanceOf(seed + 1), () => over)
    const shells: Promise<void>[] = []
    for (let round = 0; round < rounds; round++) {
      // Most kills hit a working installation, some one that is just starting.
      if (chance.next() < 0.8) await installation.ready()
      for (let i = 0; i < shellsPerRound && others.length; i++)
        shells.push(shell(installation, others.pop()!, chance))
      await delay(chance.between(100, 4000))
      await installation.kill(chance.pick<Target>(targets))
      console.error(`round ${round + 1} of ${rounds}: ${tally.acknowledged} saves acknowledged`)
    }
    await installation.ready()
    await delay(2000)
    over = true
    await Promise.all([load, weather, ...shells])
    await clearFaults(installation.stationUrl)
    const left = await untilSent(installation)

    const violations = [...tally.problems, ...left, ...(await judge(installation, written, before))]
    const { effects } = await readStation(installation.stationUrl)
    const { rows: retried } = await installation.sql<{ n: string }>(
      'select count(*) as n from connection_push where attempts > 1',
    )
    console.log(
      JSON.stringify({
        ...{ scenario: 'kill', rounds, targets, seed, accounts: written.length },
        saves: {
          acknowledged: tally.acknowledged,
          answerLost: tally.unknown,
          repeatedUntilAnswered: tally.repeated,
        },
        retriedUpdates: Number(retried[0]!.n),
        station: {
          effects: effects.length - before,
          links: effects.filter(({ kind }) => kind === 'link').length,
        },
        ...{
          seconds: Math.round((performance.now() - startedAt) / 1000),
          violations: violations.length,
          date: new Date().toISOString(),
        },
      }),
    )
    for (const violation of violations.slice(0, 50)) console.log(violation)
    return violations.length === 0
  } finally {
    await installation.close()
  }
}

/** Records to be linked and written, and others to be linked by making their account while we kill. */
async function pickRecords(
  installation: Installation,
): Promise<{ written: WrittenRecord[]; others: WrittenRecord[] }> {
  const { rows } = await installation.sql<{ id: string; account_number: string }>(
    `select c.id, c.account_number from customer c
     join monitoring_company m on m.company_id = c.company_id and m.id = c.monitoring_company_id and m.active and m.connector = 'bold'
     where c.company_id = $1 and c.kind = 'customer' and c.archived_at is null and not c.is_canceled and c.account_number is not null
     order by c.id`,
    [installation.companyId],
  )
  const records = rows.map((row) => new WrittenRecord(Number(row.id), row.account_number))
  if (records.length < writtenCount + 20) throw new Error(`Only ${records.length} customers can be linked`)
  return { written: records.slice(0, writtenCount), others: records.slice(writtenCount) }
}

/** Links as a person does: looks at the discrepancies, and links as they were shown. */
async function linkAll(installation: Installation, records: readonly WrittenRecord[]): Promise<void> {
  await bringAccounts(
    installation.stationUrl,
    records.map(({ accountNumber }) => accountNumber),
  )
  const client = new HttpClient(installation.url, installation.headers)
  for (const { path } of records) {
    const monitoring = `${path}/connections/monitoring`
    const { seen } = await client.json<{ seen: string }>({
      method: 'POST',
      path: `${monitoring}/discrepancies`,
      body: '{}',
    })
    await client.json({ method: 'POST', path: `${monitoring}/link`, body: JSON.stringify({ seen }) })
  }
  client.close()
}

/**
 * Waits until the outbox and its jobs are empty and no link is under way. Sentences about what is left in the end. Not
 * awaited is what is planned for the night, and a job that a newer one replaced while it ran: if its process was killed,
 * it stays there and never runs.
 */
async function untilSent(installation: Installation): Promise<string[]> {
  const deadline = Date.now() + patienceMs
  for (;;) {
    const { rows } = await installation.sql<{ pushes: string; links: string; jobs: string }>(
      `select (select count(*) from connection_push where company_id = $1 and state in ('waiting', 'sending')) as pushes,
         (select count(*) from connection where company_id = $1 and state = 'linking') as links,
         (select count(*) from graphile_worker._private_jobs
           where (is_available or locked_at is not null) and run_at < now() + interval '1 hour') as jobs`,
      [installation.companyId],
    )
    const { pushes, links, jobs } = rows[0]!
    if ([pushes, links, jobs].every((open) => Number(open) === 0)) return []
    if (Date.now() > deadline)
      return [`after ${patienceMs / 1000} s ${pushes} updates, ${links} links and ${jobs} jobs are left`]
    await delay(500)
  }
}

type Load = { seed: number; tally: Tally; stopped: () => boolean }

async function startLoad(
  installation: Installation,
  records: readonly WrittenRecord[],
  { seed, tally, stopped }: Load,
): Promise<void> {
  const client = new HttpClient(installation.url, installation.headers, writers)
  await Promise.all(
    Array.from({ length: writers }, (_, writer) =>
      write(
        client,
        records.filter((_record, index) => index % writers === writer),
        {
          ...{ chance: chanceOf(seed + 100 + writer), perSecond: savesPerSecond / writers, stopped, tally },
        },
      ),
    ),
  )
  client.close()
}

/** Orders a fault every second or two. */
async function disturb(installation: Installation, chance: Chance, stopped: () => boolean): Promise<void> {
  while (!stopped()) {
    await delay(chance.between(500, 2000))
    const times = Math.ceil(chance.between(0, 3))
    await orderFault(installation.stationUrl, chance.pick(faults), times).catch(() => {}) // it may just have been killed
  }
}

/** Makes an account at the station and links it; an answer may well be lost, which the verdict then looks into. */
async function shell(installation: Installation, { path }: WrittenRecord, chance: Chance): Promise<void> {
  await delay(chance.between(0, 3000))
  const client = new HttpClient(installation.url, installation.headers)
  await client
    .call({ method: 'POST', path: `${path}/connections/monitoring/shell`, body: '{}' })
    .catch(() => null)
  client.close()
}
