import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { imports } from '#shared/contracts/imports.ts'
import { eventually } from '#test/helpers/eventually.ts'
import { type House, openHouse, testKeys } from '#test/helpers/house.ts'

let house: House
let folder: string
const workers: ChildProcess[] = []

beforeAll(async () => {
  house = await openHouse()
  folder = await mkdtemp(path.join(tmpdir(), 'keyholder-kill-'))
  await symlink(house.filesFolder, path.join(folder, 'files'))
})
afterAll(async () => {
  for (const worker of workers) worker.kill('SIGKILL')
  await house.close()
  await rm(folder, { recursive: true, force: true })
})

/** The product's own worker, as a process of its own. */
function startWorker(): ChildProcess {
  const worker = spawn(process.execPath, ['server/main.ts', 'worker'], {
    env: {
      ...process.env,
      ...{ DATABASE_URL: house.ownerUrl, ENCRYPTION_KEYS: testKeys, DATA_DIR: folder, LOG_LEVEL: 'fatal' },
    },
    stdio: 'ignore',
  })
  workers.push(worker)
  return worker
}

it('[TAB-024] [REL-003] an import goes on after kill -9 of its worker, and writes each row once', async () => {
  const { company, here, user } = await house.plant.neighbourhood()
  const total = 1500
  const rows = Array.from(
    { length: total },
    (_, i) => `K${i},Kill${i},Nine,Provo,UT,801555${String(i).padStart(4, '0')},Residential,${here.name}`,
  )
  const text = ['Legacy ID,First,Last,City,State,Phone,Type,Office', ...rows, ''].join('\n')
  const caller = house.as(user)
  const query = { kind: 'customer', name: 'Kill.csv' } as const
  const { id: importId } = (await caller.upload(imports.upload, { query }, Buffer.from(text))).body
  const params = { importId }
  const read = async () => (await caller.call(imports.get, { params })).body
  const { version, choices } = await read()
  await caller.call(imports.map, { params, body: { version, choices: { ...choices, duplicates: 'allow' } } })
  await caller.call(imports.run, { params, body: { version: version + 1 } })

  for (const after of [400]) {
    const worker = startWorker()
    await eventually(async () => expect((await read()).position).toBeGreaterThanOrEqual(after), 40_000)
    worker.kill('SIGKILL')
    await new Promise((resolve) => worker.once('exit', resolve))
    const left = await read()
    expect(left.state).toBe('running')
    expect(left.created).toBe(left.position)
  }
  startWorker()
  await eventually(async () => expect((await read()).state).toBe('done'), 60_000)
  expect(await read()).toMatchObject({ created: total, refused: 0, skipped: 0, position: total })
  const { rows: counts } = await house.owner.query(
    `select (select count(*)::int from customer where company_id = $1 and last_name = 'Nine') as customers,
       (select count(distinct first_name)::int from customer where company_id = $1 and last_name = 'Nine') as names,
       (select count(*)::int from history_entry where company_id = $1 and event = 'customers.created') as entries,
       (select count(*)::int from import_row where company_id = $1) as rows`,
    [company.id],
  )
  expect(counts[0]).toEqual({ customers: total, names: total, entries: total, rows: total })
}, 150_000)
