import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshDatabase } from '#test/helpers/fresh-database.ts'
import { OneTrip } from './one-trip.ts'

let client: pg.Client

beforeAll(async () => {
  client = new pg.Client({ connectionString: (await freshDatabase()).ownerUrl })
  client.on('error', () => {})
  await client.connect()
})
afterAll(() => client.end())

const setting = { name: 'set', text: `select set_config('app.company_id', $1, true) as it`, values: ['7'] }
const reading = { name: 'read', text: `select current_setting('app.company_id', true) as it`, values: [] }
const asDate = (value: string) => ({ name: 'date', text: 'select $1::date::text as it', values: [value] })

describe('several statements in one round trip', () => {
  it('share what the first one set, and leave nothing of it behind', async () => {
    expect(await OneTrip.run(client, [setting, reading])).toEqual([[{ it: '7' }], [{ it: '7' }]])
    expect(await OneTrip.run(client, [reading])).toEqual([[{ it: '' }]])
  })

  it('end in an error when one of them fails, at any place, and the connection goes on', async () => {
    for (const statements of [
      [asDate('no date'), setting],
      [setting, asDate('no date'), reading],
      [setting, { name: 'broken', text: 'select from nowhere', values: [] }],
      [setting, { name: 'later', text: 'select 1 / (length($1) - 1) as it', values: ['x'] }, reading],
    ]) {
      await expect(OneTrip.run(client, statements)).rejects.toBeInstanceOf(pg.DatabaseError)
      expect(await OneTrip.run(client, [setting, asDate('2026-01-02')])).toEqual([
        [{ it: '7' }],
        [{ it: '2026-01-02' }],
      ])
      expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    }
  })

  it('can be tried again under the same names after the one before them failed', async () => {
    const fresh = { name: 'fresh', text: 'select $1::int + 1 as it', values: ['1'] }
    await expect(OneTrip.run(client, [asDate('no date'), fresh])).rejects.toThrow('invalid input syntax')
    expect(await OneTrip.run(client, [asDate('2026-01-02'), fresh])).toEqual([
      [{ it: '2026-01-02' }],
      [{ it: 2 }],
    ])
    await expect(OneTrip.run(client, [{ ...fresh, values: ['x'] }])).rejects.toThrow('invalid input syntax')
    expect(await OneTrip.run(client, [fresh])).toEqual([[{ it: 2 }]])
  })

  it('end in an error when the connection breaks under way', async () => {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    const killed = OneTrip.run(client, [
      { name: 'kill', text: 'select pg_terminate_backend($1)', values: [rows[0]!.pid] },
    ])
    await expect(killed).rejects.toThrow()
  })
})
