import pg from 'pg'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { roleUrl } from '#server/db/roles.ts'
import { eventually } from '#test/helpers/eventually.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import type { Task } from './task.ts'
import { startWorker, type Worker } from './worker.ts'

let house: House
let companyId: number
let workers: Worker[]
let logged: string[]
/** Tasks that are under way, and the means to end each. */
let running: { payload: Record<string, unknown>; end: () => void }[]
let done: unknown[]

const hold: Task = async (payload) => {
  await new Promise<void>((end) => running.push({ payload: payload as Record<string, unknown>, end }))
  done.push((payload as { name: string }).name)
}
const failOnce: Task = async (payload) => {
  done.push((payload as { name: string }).name)
  if (done.length === 1) throw new Error('not this time')
}

beforeAll(async () => {
  house = await openHouse()
  companyId = (await house.plant.company()).id
})
afterAll(() => house.close())
beforeEach(() => {
  ;[workers, logged, running, done] = [[], [], [], []]
})
afterEach(async () => {
  for (const { end } of running) end()
  await Promise.all(workers.map((worker) => worker.stop()))
  await house.owner.query('delete from graphile_worker._private_jobs')
})

const start = async () => {
  const log = pino({ level: 'warn' }, { write: (line: string) => void logged.push(line) })
  workers.push(await startWorker(roleUrl(house.ownerUrl, 'keyholder_queue'), { hold, failOnce }, 4, log))
}
/** Adds a job as a transaction of the company does. */
async function add(
  task: string,
  payload: object,
  { queue, key }: { queue?: string; key?: string } = {},
  finish = 'commit',
) {
  const client = await house.owner.connect()
  try {
    await client.query('begin')
    await client.query(`select set_config('app.company_id', $1, true)`, [String(companyId)])
    await client.query('select platform.add_job($1, $2, $3, $4)', [task, payload, queue ?? null, key ?? null])
    await client.query(finish)
  } finally {
    client.release()
  }
}
const underWay = () => running.map(({ payload }) => payload.name)
const idle = () =>
  eventually(async () => {
    const { rows } = await house.owner.query<{ n: number }>(
      'select count(*)::int as n from graphile_worker._private_jobs',
    )
    expect(rows[0]!.n).toBe(0)
  })

describe('the queue', () => {
  it('runs a job that was committed, with its company, and none that was rolled back', async () => {
    await start()
    await add('hold', { name: 'undone' }, {}, 'rollback')
    await add('hold', { name: 'done' })
    await eventually(() => expect(running).toHaveLength(1))
    expect(running[0]!.payload).toEqual({ name: 'done', companyId })
    running[0]!.end()
    await idle()
    expect(done).toEqual(['done'])
  })

  it('[CON-013] runs the jobs of one queue one after another, and others beside them', async () => {
    await start()
    await add('hold', { name: 'a1' }, { queue: 'a' })
    await add('hold', { name: 'a2' }, { queue: 'a' })
    await add('hold', { name: 'b1' }, { queue: 'b' })
    await eventually(() => expect(underWay().sort()).toEqual(['a1', 'b1']))
    running.find(({ payload }) => payload.name === 'a1')!.end()
    await eventually(() => expect(underWay()).toContain('a2'))
    for (const { end } of running) end()
    await idle()
  })

  it('replaces a waiting job of the same key, and leaves a running one alone', async () => {
    await add('hold', { name: 'first' }, { queue: 'q', key: 'k' })
    await add('hold', { name: 'second' }, { queue: 'q', key: 'k' })
    await start()
    await eventually(() => expect(underWay()).toEqual(['second']))
    await add('hold', { name: 'third' }, { queue: 'q', key: 'k' })
    running[0]!.end()
    await eventually(() => expect(underWay()).toEqual(['second', 'third']))
    running[1]!.end()
    await idle()
  })

  it('tries a job again that failed, and says so in the log', async () => {
    await start()
    await add('failOnce', { name: 'x' })
    await eventually(async () => {
      await house.owner.query(
        'update graphile_worker._private_jobs set run_at = now() where locked_at is null',
      )
      expect(done).toEqual(['x', 'x'])
    })
    expect(logged.join()).toContain('not this time')
  })

  it('[CON-013][REL-003] does not take a job away from a worker that is alive, however long it runs', async () => {
    await start()
    await add('hold', { name: 'long' }, { queue: 'q' })
    await eventually(() => expect(running).toHaveLength(1))
    await start() // looks for jobs of dead workers as it begins
    await add('hold', { name: 'after' }, { queue: 'q' })
    await add('hold', { name: 'beside' })
    await eventually(() => expect(underWay()).toContain('beside'))
    expect(underWay().sort()).toEqual(['beside', 'long'])
    expect(logged.join()).not.toContain('freed')
    running[0]!.end()
    await eventually(() => expect(underWay()).toContain('after'))
  })

  it('[REL-003] frees the jobs of a worker that is gone, and runs them', async () => {
    await add('hold', { name: 'orphan' }, { queue: 'q' })
    await house.owner.query(
      `update graphile_worker._private_jobs set locked_at = now(), locked_by = 'pool-of-the-dead'`,
    )
    await house.owner.query(
      `update graphile_worker._private_job_queues set locked_at = now(), locked_by = 'pool-of-the-dead'`,
    )
    await start()
    await eventually(() => expect(underWay()).toEqual(['orphan']))
    expect(logged.join()).toContain('freed the jobs of workers that are gone')
  })

  it('[REL-006] goes on after its database connections were cut', async () => {
    await start()
    await house.owner.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'keyholder_queue' and datname = current_database()`,
    )
    await add('hold', { name: 'later' })
    await eventually(() => expect(underWay()).toContain('later'), 15_000)
  })
})

describe('the queue’s role', () => {
  it('[SEC-001] sees jobs, and no row of any company', async () => {
    const client = new pg.Client({ connectionString: roleUrl(house.ownerUrl, 'keyholder_queue') })
    await client.connect()
    try {
      await client.query('select count(*) from graphile_worker._private_jobs')
      for (const table of ['customer', 'history_entry', 'user_account', 'monitoring_company']) {
        await expect(client.query(`select from public.${table}`)).rejects.toThrow('permission denied')
      }
      for (const table of ['company', 'session'])
        await expect(client.query(`select from platform.${table}`)).rejects.toThrow('permission denied')
    } finally {
      await client.end()
    }
  })

  it('[ADM-001] a job belongs to the company of its transaction, whatever its payload says; without one there is none', async () => {
    await add('hold', { name: 'x', companyId: 999_999 })
    const { rows } = await house.owner.query<{ payload: object }>(
      'select payload from graphile_worker._private_jobs',
    )
    expect(rows[0]!.payload).toEqual({ name: 'x', companyId })
    await expect(house.owner.query(`select platform.add_job('hold', '{}')`)).rejects.toThrow(
      'no company is open',
    )
  })
})
