import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CustomerRow, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let record: CustomerRow
let sibling: CustomerRow
let assignee: User
const open: pg.Client[] = []

beforeAll(async () => {
  house = await openHouse()
  const { here, user } = await house.plant.neighbourhood()
  assignee = user
  record = await house.plant.customer({ location: here })
  sibling = await house.plant.customer({ location: here })
})
afterAll(async () => {
  await Promise.all(open.map((client) => client.end()))
  await house.close()
})

const connect = async () => {
  const client = new pg.Client({ connectionString: house.ownerUrl })
  await client.connect()
  open.push(client)
  return client
}
const kept = async (of = record) => {
  const { rows } = await house.owner.query<{ parts: Record<string, unknown> }>(
    'select parts from record_tally where company_id = $1 and id = $2',
    [of.company.id, of.id],
  )
  return rows[0]?.parts ?? {}
}
/** The parts, of any record of the database, that are not what their rows say. */
const wrong = async () => {
  const { rows: triggers } = await house.owner.query<{ args: Buffer }>(
    `select tgargs as args from pg_trigger where tgname like 'tally\\_inserted\\_%'`,
  )
  expect(triggers.length).toBeGreaterThan(9)
  const found = []
  for (const { args } of triggers) {
    const [part, counted] = args.toString().split('\0')
    const ofRecord = counted!.replace('$1', 'c.company_id').replace('$2', 'c.id')
    const { rows } = await house.owner.query(
      `select $1 as part, c.id, t.parts -> $1 as kept, (${ofRecord}) as counted
       from customer c left join record_tally t on t.company_id = c.company_id and t.id = c.id
       where t.parts -> $1 is distinct from (${ofRecord})`,
      [part],
    )
    found.push(...rows)
  }
  return found
}
const ticket = (of: CustomerRow, due: string | null) =>
  house.plant.insert('note', of.company, {
    customer_id: of.id,
    subject: 'Call back',
    is_ticket: true,
    assignee_id: assignee.id,
    due_on: due,
  })

describe('what a record’s tabs hold', () => {
  it('[REC-033] is kept through inserts, updates, moves to another record and deletes', async () => {
    expect(await kept()).toEqual({})
    const first = await ticket(record, '2026-03-02')
    const second = await ticket(record, '2026-02-01')
    expect(await kept()).toEqual({ tickets: [2, false, '2026-02-01'] })
    const change = (set: string, id: number) =>
      house.owner.query(`update note set ${set} where company_id = $1 and id = $2`, [record.company.id, id])
    await change('closed_at = now()', second)
    expect(await kept()).toEqual({ tickets: [1, false, '2026-03-02'] })
    await change(`customer_id = ${sibling.id}`, first)
    expect(await kept()).toEqual({})
    expect(await kept(sibling)).toEqual({ tickets: [1, false, '2026-03-02'] })
    await change('closed_at = null', second)
    await house.owner.query('delete from note where company_id = $1 and customer_id = any($2)', [
      record.company.id,
      [record.id, sibling.id],
    ])
    expect([await kept(), await kept(sibling)]).toEqual([{}, {}])
    expect(await wrong()).toEqual([])
  })

  it.each(['a record without a tally', 'a record with one'])(
    '[REC-033] counts the rows of transactions that overlap: %s',
    async (which) => {
      const of =
        which === 'a record with one' ? sibling : await house.plant.customer({ location: record.location })
      const [one, two] = [await connect(), await connect()]
      const insert = `insert into note (company_id, customer_id, subject, is_ticket, assignee_id)
        values (${of.company.id}, ${of.id}, 'x', true, ${assignee.id})`
      await one.query('begin')
      await one.query(insert)
      await two.query('begin')
      const later = two.query(insert)
      await expect
        .poll(async () => {
          const { rowCount } = await house.owner.query(
            `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
          )
          return rowCount
        })
        .toBe(1)
      await one.query('commit')
      await later
      await two.query('commit')
      expect(await kept(of)).toEqual({ tickets: [2, false, null] })
      expect(await wrong()).toEqual([])
    },
  )

  it('[REC-033] goes with its record', async () => {
    const gone = await house.plant.customer({ location: record.location })
    await ticket(gone, null)
    await house.owner.query('delete from customer where company_id = $1 and id = $2', [
      gone.company.id,
      gone.id,
    ])
    const { rows } = await house.owner.query(
      'select id from record_tally where company_id = $1 and id = $2',
      [gone.company.id, gone.id],
    )
    expect(rows).toEqual([])
    expect(await wrong()).toEqual([])
  })
})
