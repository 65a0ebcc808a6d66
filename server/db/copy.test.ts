import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshDatabase } from '#test/helpers/fresh-database.ts'
import { copyRows, type CopyRow } from './copy.ts'

let client: pg.Client
beforeAll(async () => {
  client = new pg.Client({ connectionString: (await freshDatabase()).ownerUrl })
  await client.connect()
  await client.query(
    'create table thing (id int primary key, name text, tags text[], data jsonb, at timestamptz, ok boolean)',
  )
})
afterAll(() => client.end())

const columns = ['id', 'name', 'tags', 'data', 'at', 'ok']
const row = (id: number): CopyRow => [id, `thing ${id}`, [], {}, null, true]

describe('loading by COPY', () => {
  it('brings every kind of value over as it is', async () => {
    const name = 'tab\there, back\\slash, line\nbreak, return\r, \\N, \\., é 美咲 😀'
    const tags = ['plain', 'with "quotes"', 'comma, and {brace}', 'back\\slash', '', 'NULL']
    const data = { deep: ['a\\b', { 'tab\t': "it's" }], none: null }
    const at = new Date('2024-03-03T21:05:00.123Z')
    expect(
      await copyRows(client, 'thing', columns, [
        [-1, name, tags, data, at, false],
        [-2, null, null, null, null, null],
      ]),
    ).toBe(2)
    const { rows } = await client.query(
      'select name, tags, data, at, ok from thing where id < 0 order by id desc',
    )
    expect(rows[0]).toEqual({ name, tags, data, at, ok: false })
    expect(rows[1]).toEqual({ name: null, tags: null, data: null, at: null, ok: null })
  })

  it('loads nothing from nothing', async () => {
    expect(await copyRows(client, 'thing', columns, [])).toBe(0)
  })

  it('loads more than the socket takes at once, from a source that waits now and then', async () => {
    async function* source() {
      for (let id = 1000; id < 31_000; id++) {
        if (id % 5000 === 0) await new Promise(setImmediate)
        yield [id, 'x'.repeat(500), [], {}, null, true]
      }
    }
    expect(await copyRows(client, 'thing', columns, source())).toBe(30_000)
  })

  it('gives PostgreSQL’s reason, loads no row, and leaves the connection usable', async () => {
    function* source() {
      yield row(1)
      yield ['not a number', null, null, null, null, null]
      for (let id = 2; id < 50_000; id++) yield row(id)
    }
    await expect(copyRows(client, 'thing', columns, source())).rejects.toMatchObject({ code: '22P02' })
    await expect(copyRows(client, 'thing', columns, [row(5), row(5)])).rejects.toMatchObject({
      code: '23505',
    })
    expect(await copyRows(client, 'thing', columns, [row(1)])).toBe(1)
    expect((await client.query('select id from thing where id between 1 and 999')).rows).toEqual([{ id: 1 }])
  })

  it('gives the source’s own reason and loads no row when the source breaks', async () => {
    function* source() {
      yield row(2)
      throw new Error('the source broke')
    }
    await expect(copyRows(client, 'thing', columns, source())).rejects.toThrow('the source broke')
    expect((await client.query('select from thing where id = 2')).rowCount).toBe(0)
  })

  it('rejects when the connection is cut in the middle', async () => {
    const other = new pg.Client({ connectionString: (await freshDatabase()).ownerUrl })
    other.on('error', () => {})
    await other.connect()
    await other.query(
      'create table thing (id int, name text, tags text[], data jsonb, at timestamptz, ok boolean)',
    )
    const { rows } = await other.query<{ pid: number }>('select pg_backend_pid() as pid')
    async function* source() {
      for (let id = 0; ; id++) {
        if (id === 100) await client.query('select pg_terminate_backend($1)', [rows[0]?.pid])
        yield row(id)
        if (id % 100 === 0) await new Promise(setImmediate)
      }
    }
    await expect(copyRows(other, 'thing', columns, source())).rejects.toThrow()
  })

  it('goes through a temporary table where row-level security binds the role, and obeys its policy', async () => {
    await client.query(`
      create role loader; grant create, usage on schema public to loader; grant temporary on database ${client.database} to loader;
      set role loader;
      create table guarded (company int not null, name text);
      alter table guarded enable row level security, force row level security;
      create policy company on guarded using (company = 1) with check (company = 1)`)
    try {
      expect(await copyRows(client, 'guarded', ['company', 'name'], [[1, 'ours']])).toBe(1)
      await expect(copyRows(client, 'guarded', ['company', 'name'], [[2, 'theirs']])).rejects.toMatchObject({
        code: '42501',
      })
      expect(await copyRows(client, 'guarded', ['company', 'name'], [[1, 'ours again']])).toBe(1)
      expect((await client.query('select name from guarded')).rows).toEqual([
        { name: 'ours' },
        { name: 'ours again' },
      ])
    } finally {
      await client.query('reset role; drop table guarded; drop owned by loader; drop role loader')
    }
  })
})
