/**
 * The step from the version before to this one, on a filled database that the version before still works on. No old code is kept
 * to run: what it sends is known from the schema that it was written for, so each table is written with all the columns that it
 * had, and a save goes on as the version before sends it, all the time.
 */
import { randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { changeDatabaseUrl } from '#server/platform/database-url.ts'
import { eventually } from '#test/helpers/eventually.ts'
import { Factories } from '#test/helpers/factories.ts'
import { migrate, migrationsFolder } from './migrate.ts'

const names = readdirSync(migrationsFolder)
  .filter((name) => name.endsWith('.sql'))
  .sort()
const newest = names.at(-1)!
const customers = 5000

let ownerUrl: string
let pool: pg.Pool
let companyId: number
let customerId: number

beforeAll(async () => {
  const { url, prefix } = inject('cluster')
  const database = `${prefix}${randomBytes(6).toString('hex')}`
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`create database ${database}`)
  await client.end()
  ownerUrl = changeDatabaseUrl(url, { database })
  await migrate(ownerUrl, { through: names.at(-2)! })
  pool = new pg.Pool({ connectionString: ownerUrl, max: 8 })
  await fill()
}, 120_000)
afterAll(() => pool.end())

/** Some thousand customers with notes and history: enough that whatever rewrites or reads them all takes its time. */
async function fill(): Promise<void> {
  const plant = new Factories(pool)
  const company = await plant.company()
  const location = await plant.location({ company })
  const customer = await plant.customer({ location, fields: { firstName: 'Dana', lastName: 'Old' } })
  await plant.user({ company, holds: [{ grants: 'all' }] })
  await plant.contact(customer)
  ;({ id: companyId } = company)
  ;({ id: customerId } = customer)
  await asCompany(async (client) => {
    const { rows } = await client.query<{ list: string }>(
      `select string_agg(quote_ident(column_name), ', ') as list from information_schema.columns
       where table_schema = 'public' and table_name = 'customer' and is_generated = 'NEVER' and column_name not in ('id', 'external_id', 'account_number')`,
    )
    await client.query(
      `insert into customer (${rows[0]!.list}) select ${rows[0]!.list} from customer, generate_series(2, ${customers}) where id = ${customerId}`,
    )
    for (let i = 0; i < 20; i++)
      await client.query(`select platform.append_history($1::jsonb)`, [
        JSON.stringify(Array.from({ length: 100 }, () => entry)),
      ])
  })
}

const entry = {
  ...{ source: 'web', event: 'customers.saved', entity: 'customer', entityId: 1, customerId: 1 },
  changes: [{ field: 'spouse', old: null, new: 'x' }],
}

async function asCompany<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query(
      `select set_config('app.company_id', $1, true), set_config('role', 'keyholder_app', true)`,
      [String(companyId)],
    )
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}

/** What a save sends: the record locked, changed as of its version, its history and a job; all in one transaction. */
const save = (n: number) =>
  asCompany(async (client) => {
    const { rows } = await client.query<{ version: number }>(
      'select version from customer where id = $1 for update',
      [customerId],
    )
    const changed = await client.query(
      'update customer set spouse = $2, version = version + 1 where id = $1 and version = $3',
      [customerId, `Save ${n}`, rows[0]!.version],
    )
    await client.query(`select platform.add_job('notes.remind', '{}'::jsonb, 'planted', $1)`, [
      `planted ${n % 5}`,
    ])
    await client.query('select platform.append_history($1::jsonb)', [JSON.stringify([entry])])
    return changed.rowCount
  })

type Column = { table: string; name: string }
const columns = async (): Promise<Map<string, string[]>> => {
  const { rows } = await pool.query<Column>(
    `select table_name as table, column_name as name from information_schema.columns join information_schema.tables using (table_schema, table_name)
     where table_schema = 'public' and table_type = 'BASE TABLE' and is_generated = 'NEVER' order by 1, ordinal_position`,
  )
  const found = new Map<string, string[]>()
  for (const { table, name } of rows) found.set(table, [...(found.get(table) ?? []), name])
  return found
}

/** What the version before sends to each table, with every column that it knows: planned, not run. */
async function plansOf(old: Map<string, string[]>): Promise<string[]> {
  const broken: string[] = []
  for (const [table, known] of old) {
    const list = known.map((name) => `"${name}"`).join(', ')
    for (const statement of [
      `explain select ${list} from "${table}" where company_id = 1`,
      `explain insert into "${table}" (${list}) select ${list} from "${table}" where company_id = 1`,
      `explain update "${table}" set ${known.map((name) => `"${name}" = "${name}"`).join(', ')} where company_id = 1`,
    ])
      await pool.query(statement).catch((error: Error) => broken.push(`${table}: ${error.message}`))
  }
  return broken
}

/** Columns that the version before does not write, and that have no value without it. */
async function unwritten(old: Map<string, string[]>): Promise<string[]> {
  const { rows } = await pool.query<Column>(
    `select table_name as table, column_name as name from information_schema.columns
     where table_schema = 'public' and is_nullable = 'NO' and column_default is null and is_identity = 'NO' and is_generated = 'NEVER'`,
  )
  return rows
    .filter(({ table, name }) => old.has(table) && !old.get(table)!.includes(name))
    .map(({ table, name }) => `${table}.${name}`)
}

describe(`the step to ${newest}`, () => {
  it('[REL-005] is taken on a filled database while saves of the version before go on: none fails, none waits for long', async () => {
    const before = await columns()
    expect(await plansOf(before)).toEqual([])
    const failed: string[] = []
    const waits: number[] = []
    let over = false
    let n = 0
    const writer = async () => {
      while (!over) {
        const from = performance.now()
        await save(++n).then(
          (changed) => changed === 1 || failed.push('changed nothing'),
          (error: Error) => failed.push(error.message),
        )
        waits.push(performance.now() - from)
      }
    }
    const writing = Promise.all([writer(), writer()])
    let savedBefore: number
    let savedAfter: number
    try {
      await eventually(() => expect(waits.length).toBeGreaterThan(10), 30_000)
      savedBefore = waits.length
      await migrate(ownerUrl, { patienceMs: 30_000 })
      savedAfter = waits.length
      await eventually(() => expect(waits.length).toBeGreaterThan(savedAfter + 10), 30_000)
    } finally {
      over = true
      await writing
    }
    expect(failed).toEqual([])
    // Some were made while it was under way.
    expect(savedAfter).toBeGreaterThan(savedBefore)
    // The runner's statements wait two seconds at most, and those behind them.
    expect(Math.max(...waits)).toBeLessThan(10_000)
    const { rows } = await pool.query<{ version: number; n: number }>(
      `select version, (select count(*)::int from history_entry where company_id = $1) as n from customer where company_id = $1 and id = $2`,
      [companyId, customerId],
    )
    expect(rows[0]).toEqual({ version: n + 1, n: 2000 + n })
    expect((await pool.query('select * from platform.verify_history($1)', [companyId])).rows).toEqual([])
    expect(await plansOf(before)).toEqual([])
    expect(await unwritten(before)).toEqual([])
  }, 120_000)

  it('[REL-005] and a column taken away, or one that nobody fills, would have been found', async () => {
    const before = await columns()
    await pool.query('alter table note rename column body to planted_body').catch(() => undefined)
    await pool.query(
      'alter table tag add planted text not null default $$x$$; alter table tag alter planted drop default',
    )
    expect((await plansOf(before)).some((flaw) => flaw.startsWith('note: column'))).toBe(true)
    expect(await unwritten(before)).toEqual(['tag.planted'])
  })
})
