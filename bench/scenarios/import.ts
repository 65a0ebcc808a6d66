/**
 * PERF-007: a file of customers, from its first byte to the last row: received, sealed, read, judged by the rules of the form
 * with the check for duplicates, inserted with history. The baseline is a bare COPY of the same rows into the same table
 * in the same run, rolled back: no rules, no row security, no history, no record of what became of each row.
 */
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { copyRows } from '#server/db/copy.ts'
import { receiveImport } from '#server/modules/imports/imports.file.ts'
import { diskFileStore } from '#server/platform/disk-file-store.ts'
import { useFileStore } from '#server/platform/file-store.ts'
import { guessColumns, importTargets } from '#shared/rules/imports.ts'
import { type Company, openCompany } from '../company.ts'
import { countCpu } from '../cpu.ts'
import { medianOf, print, type Sample } from '../figures.ts'
import type { Options } from '../options.ts'
import { freePort, productEnv, type Running, startProcess } from '../server-process.ts'

const goalSeconds = 60
const goalMb = 300
/** Of the company that it is brought into; made for this alone, as it grows. */
const there = 1_000

type Run = Sample & { seconds: number; peakMb: number; idleMb: number }

export async function measureImport(options: Options): Promise<void> {
  for (const customers of options.customers ?? [100_000]) {
    const company = await openCompany(there)
    try {
      useFileStore(diskFileStore(path.join(company.dataDir, 'files')))
      const ours: Run[] = []
      const bare: Sample[] = []
      for (let run = 0; run < options.runs; run++) {
        bare.push(await copy(company, customers, run))
        // What was rolled back still lies in the table and its indexes, as no import would find them.
        await company.owner.query('vacuum full analyze customer')
        ours.push(await bring(company, customers, run))
      }
      const { seconds, peakMb, idleMb, ...taken } = medianOf(ours) as Run
      const { rps: bareRate = 0, databaseCpuUs: bareCpu = 0 } = medianOf(bare)
      const scenario = 'import'
      print({
        ...{ scenario, figure: `${customers} customers of 16 columns, from file to record`, value: seconds },
        ...{ unit: 's', baseline: customers / bareRate, ratio: (seconds * bareRate) / customers, customers },
        ...{ goal: `<= ${goalSeconds}`, met: seconds <= goalSeconds },
      })
      print({
        ...{ scenario, figure: 'one worker', value: taken.rps!, unit: 'rows/s', ...taken },
        ...{ baseline: bareRate, ratio: bareRate / taken.rps!, customers },
      })
      print({
        ...{
          scenario,
          figure: 'most memory of the worker, beside before',
          value: peakMb,
          unit: 'MB',
          customers,
        },
        ...{ baseline: idleMb, ratio: peakMb / idleMb },
        ...{ goal: `<= ${goalMb}`, met: peakMb <= goalMb },
      })
      const cpu = taken.databaseCpuUs! + taken.serverCpuUs!
      print({
        ...{ scenario, figure: 'processor time for each row, beside COPY', value: cpu, unit: 'us' },
        ...{ baseline: bareCpu, ratio: cpu / bareCpu, customers },
      })
    } finally {
      await company.close()
      fs.rmSync(company.dataDir, { recursive: true, force: true })
    }
  }
}

const headings = [
  ...['External ID', 'First Name', 'Last Name', 'Address Line 1', 'City', 'State', 'Zip', 'Primary Phone'],
  ...[
    'Cell Phone',
    'Email',
    'Account Type',
    'Office Location',
    'Account Number',
    'Sale Date',
    'SSN',
    'Installed',
  ],
]
const cities = [
  ['Provo', 'UT', '84601'],
  ['Boise', 'ID', '83702'],
  ['Denver', 'CO', '80202'],
  ['Mesa', 'AZ', '85201'],
] as const

/** Row `n` of run `run`, as text: nobody who is like another. */
function rowOf(n: number, run: number, office: string): string[] {
  const [city, state, zip] = cities[n % cities.length]!
  const key = run * 1_000_000 + n
  const phone = (line: number) => {
    const i = key * 2 + line
    return `${201 + Math.floor(i / 8_000_000)}${200 + (Math.floor(i / 10_000) % 800)}${String(i % 10_000).padStart(4, '0')}`
  }
  return [
    ...[
      `X${key}`,
      `First${key % 4093}`,
      `Last${key}`,
      `${100 + (key % 9000)} ${key} Street`,
      city,
      state,
      zip,
    ],
    ...[phone(0), phone(1), `person${key}@mail.test`, n % 9 ? 'Residential' : 'Commercial', office],
    ...[`AN${key}`, `${1 + (n % 12)}/${1 + (n % 28)}/2025`, `9${String(key % 100_000_000).padStart(8, '0')}`],
    n % 2 ? 'Yes' : 'No',
  ]
}

async function* file(customers: number, run: number, office: string): AsyncGenerator<Uint8Array> {
  let text = `${headings.join(',')}\r\n`
  for (let n = 0; n < customers; n++) {
    text += `${rowOf(n, run, office).join(',')}\r\n`
    if (text.length < 65_536) continue
    yield Buffer.from(text)
    text = ''
  }
  yield Buffer.from(text)
}

const officeOf = async ({ owner, id }: Company) =>
  (
    await owner.query<{ id: number; name: string }>(
      'select id, name from location where company_id = $1 and active order by id limit 1',
      [id],
    )
  ).rows[0]!

async function bring(company: Company, customers: number, run: number): Promise<Run> {
  const { owner, id, userId, dataDir } = company
  const worker = startProcess('server/main.ts', ['worker'], {
    env: { ...productEnv(dataDir, await freePort(), 'http://127.0.0.1:4000') },
    log: path.join(dataDir, 'log', 'bench-worker.log'),
  })
  try {
    await untilIdle(company, worker)
    const { name } = await officeOf(company)
    const idleMb = peakOf(worker.child.pid!)
    const used = countCpu(worker.child.pid!, dataDir)
    const startedAt = performance.now()
    const stored = await receiveImport(id, { bytes: file(customers, run, name), announcedBytes: null })
    const choices = {
      columns: guessColumns(headings, importTargets('customer')),
      ...{ fixed: {}, dates: 'mdy', numbers: 'point', matchBy: 'externalId', onMatch: 'skip' },
      ...{ onNoMatch: 'create', blanks: 'keep', duplicates: 'refuse', make: [] },
    }
    await owner.query('begin')
    await owner.query(`select set_config('app.company_id', $1, true)`, [String(id)])
    const { rows } = await owner.query<{ id: string }>(
      `insert into data_import (company_id, user_id, kind, file_name, size_bytes, storage_key, encoding, delimiter, headings,
         total, choices, state, started_at)
       values ($1, $2, 'customer', 'bench.csv', $3, $4, $5, $6, $7, $8, $9, 'running', now()) returning id`,
      [
        ...[id, userId, stored.sizeBytes, stored.key, stored.encoding, stored.delimiter],
        ...[stored.headings, stored.total, JSON.stringify(choices)],
      ],
    )
    const importId = Number(rows[0]!.id)
    await owner.query(`select platform.add_job('imports.go', jsonb_build_object('importId', $1::bigint))`, [
      importId,
    ])
    await owner.query('commit')
    for (;;) {
      const { rows: now } = await owner.query<{ state: string; created: number; failure: string }>(
        'select state, created, failure from data_import where company_id = $1 and id = $2',
        [id, importId],
      )
      if (now[0]!.state === 'running') {
        await delay(100)
        continue
      }
      if (now[0]!.created === customers) break
      throw new Error(`Not all came in: ${JSON.stringify(now[0])} ${await reasonOf(company, importId)}`)
    }
    const seconds = (performance.now() - startedAt) / 1000
    const cpu = used(customers)
    const peakMb = peakOf(worker.child.pid!)
    return { p50: 0, p99: 0, seconds, rps: customers / seconds, ...cpu, peakMb, idleMb }
  } finally {
    await worker.stop()
  }
}

/** The most memory that the process has ever held, its start included. Linux only. */
const peakOf = (pid: number): number =>
  Number(/VmHWM:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024

/** Waits until the worker listens to the queue. */
async function untilIdle({ owner }: Company, worker: Running): Promise<void> {
  for (;;) {
    const { rows } = await owner.query(
      `select from pg_stat_activity where application_name = 'keyholder-beacon'`,
    )
    if (rows.length) return delay(1000).then(() => {})
    if (worker.child.exitCode !== null) throw new Error('The worker ended')
    await delay(100)
  }
}

const reasonOf = async ({ owner, id }: Company, importId: number): Promise<string> => {
  const { rows } = await owner.query<{ text: string }>(
    `select number || ': ' || errors::text as text from import_row where company_id = $1 and import_id = $2 and outcome = 'refused'
     order by number limit 1`,
    [id, importId],
  )
  return rows[0]?.text ?? ''
}

/** The baseline, rolled back. */
async function copy(company: Company, customers: number, run: number): Promise<Sample> {
  const { owner, id, dataDir } = company
  const office = await officeOf(company)
  const columns = [
    ...[
      'company_id',
      'kind',
      'first_name',
      'last_name',
      'address_line1',
      'city',
      'state',
      'zip',
      'primary_phone',
    ],
    ...['cell_phone', 'email', 'account_type', 'location_id', 'account_number', 'sale_date', 'installed'],
  ]
  const rows = function* () {
    for (let n = 0; n < customers; n++) {
      const [
        ,
        first,
        last,
        line,
        city,
        state,
        zip,
        primary,
        cell,
        email,
        type,
        ,
        account,
        sold,
        ,
        installed,
      ] = rowOf(n, run + 100, office.name)
      yield [
        ...[id, 'customer', first, last, line, city, state, zip, primary, cell, email, type!.toLowerCase()],
        ...[office.id, account, sold!.replace(/(\d+)\/(\d+)\/(\d+)/, '$3-$1-$2'), installed === 'Yes'],
      ]
    }
  }
  await owner.query('begin')
  try {
    await owner.query(`select set_config('app.company_id', $1, true)`, [String(id)])
    const used = countCpu(process.pid, dataDir)
    const startedAt = performance.now()
    await copyRows(owner, 'customer', columns, rows())
    const seconds = (performance.now() - startedAt) / 1000
    return { p50: 0, p99: 0, rps: customers / seconds, ...used(customers) }
  } finally {
    await owner.query('rollback')
    await owner.query('vacuum customer')
  }
}
