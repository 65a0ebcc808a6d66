import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { customers } from '#shared/contracts/customers.ts'
import { customersLifecycle } from '#shared/contracts/customers-lifecycle.ts'
import { eventually } from '#test/helpers/eventually.ts'
import type { CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let here: Location
let user: User
let foreign: CustomerRow
let forbidden: CustomerRow

beforeAll(async () => {
  house = await openHouse()
  ;({ here, user, foreign, forbidden } = await house.plant.neighbourhood({ settings: { parentChild: true } }))
})
afterAll(() => house.close())

const params = ({ id }: CustomerRow) => ({ params: { customerId: id } })
const remove = (customer: CustomerRow, by = user) =>
  house.as(by).call(customersLifecycle.delete, params(customer))
const open = (customer: CustomerRow) => house.as(user).call(customers.open, params(customer))
const holding = (...grants: Parameters<typeof house.plant.group>[1]) =>
  house.plant.user({ company: here.company, holds: [{ grants, at: here }] })
const record = (row: Record<string, unknown> = {}) => house.plant.customer({ location: here, row })
const count = async (table: string, column: string, id: number) =>
  (
    await house.owner.query<{ n: number }>(`select count(*)::int as n from ${table} where ${column} = $1`, [
      id,
    ])
  ).rows[0]!.n

describe('deleting a record', () => {
  it('[REC-170] deletes it with all that belongs to it', async () => {
    const customer = await record()
    await house.plant.contact(customer)
    const monitor = await house.plant.monitor(here.company)
    const connection = await house.plant.connection(customer, monitor, {
      accountNumber: 'D-1',
      state: 'unlinked',
    })
    // The outbox of a link that was ended: what was sent, what failed, and what nobody will send any more.
    for (const [kind, state] of [
      ['release', 'done'],
      ['release', 'failed'],
      ['fields', 'waiting'],
      ['fields', 'sending'],
    ])
      await house.plant.insert('connection_push', here.company, { connection_id: connection, kind, state })
    expect((await remove(customer)).body).toEqual({})
    expect((await open(customer)).outcome).toBe('404 customers.not_found')
    expect(await count('contact', 'customer_id', customer.id)).toBe(0)
    expect(await count('connection', 'customer_id', customer.id)).toBe(0)
    expect(await count('connection_push', 'connection_id', connection)).toBe(0)
  })

  it('[REC-170] leaves the fact in the audit log, with name and number', async () => {
    const customer = await house.plant.customer({
      location: here,
      fields: { firstName: 'Dora', lastName: 'Deleted' },
    })
    await remove(customer)
    const { rows } = await house.owner.query(
      `select event, detail, user_name, customer_id::int as customer_id from history_entry where customer_id = $1`,
      [customer.id],
    )
    expect(rows).toEqual([
      {
        event: 'customers.deleted',
        detail: { kind: 'customer', name: 'Dora Deleted', number: customer.id },
        user_name: user.name,
        customer_id: customer.id,
      },
    ])
    const { rows: broken } = await house.owner.query('select * from platform.verify_history($1)', [
      here.company.id,
    ])
    expect(broken).toEqual([])
  })

  it('[REC-170] is refused while an account is linked or being linked, and names it', async () => {
    const monitor = await house.plant.monitor(here.company, { name: 'Dynamark' })
    for (const state of ['linked', 'linking']) {
      const customer = await record()
      await house.plant.connection(customer, monitor, { accountNumber: `D-${state}`, state })
      const reply = await remove(customer)
      expect(reply.outcome).toBe('409 customers.still_linked')
      expect(reply.problem.detail).toContain(`Account D-${state} at Dynamark`)
      expect((await open(customer)).status).toBe(200)
    }
  })

  it('[REC-170][CON-012] waits until the station knows that the link has ended', async () => {
    const monitor = await house.plant.monitor(here.company, { name: 'Legacy Security' })
    const customer = await record()
    const ended = await house.plant.connection(customer, monitor, { accountNumber: 'D-7', state: 'unlinked' })
    await house.plant.insert('connection_push', here.company, {
      connection_id: ended,
      kind: 'release',
      state: 'waiting',
    })
    const refused = await remove(customer)
    expect(refused.outcome).toBe('409 connections.release_waiting')
    expect(refused.problem.detail).toContain(
      'Legacy Security has not been told yet that the link to account D-7 has ended',
    )
    await house.owner.query(`update connection_push set state = 'done' where connection_id = $1`, [ended])
    expect((await remove(customer)).body).toEqual({})
  })

  it('[REC-170] never takes along a link that begins at the same moment', async () => {
    const monitor = await house.plant.monitor(here.company)
    for (let round = 0; round < 6; round++) {
      const customer = await record()
      const client = await house.owner.connect()
      try {
        await client.query('begin')
        await client.query(
          `insert into connection (company_id, customer_id, monitoring_company_id, account_number, state)
           values ($1, $2, $3, $4, 'linking')`,
          [here.company.id, customer.id, monitor.id, `R-${round}`],
        )
        const removed = remove(customer)
        await eventually(async () => {
          const { rows } = await house.owner.query('select 1 from pg_locks where not granted')
          if (!rows.length) throw new Error('The deletion does not wait for the link')
        })
        await client.query('commit')
        expect((await removed).outcome).toBe('409 customers.still_linked')
        expect(await count('connection', 'customer_id', customer.id)).toBe(1)
      } finally {
        client.release()
      }
    }
  })

  it('[REC-170] of a parent waits until its sub-customers are unlinked', async () => {
    const parent = await record()
    const child = await record({ parent_id: parent.id })
    const reply = await remove(parent)
    expect(reply.outcome).toBe('409 customers.has_children')
    expect(reply.problem.detail).toContain('sub-customers (1)')
    await remove(child)
    expect((await remove(parent)).status).toBe(200)
  })

  it('[REC-004] needs Delete Customer for a customer and Delete Lead for a lead, at its location', async () => {
    const [customer, lead] = [await record(), await house.plant.lead({ location: here })]
    const ofLeads = await holding('customers.view', 'leads.view', 'delete_lead.yes')
    const ofCustomers = await holding('customers.view', 'leads.view', 'delete_customer.yes')
    expect((await remove(customer, ofLeads)).outcome).toBe('403 access.denied_here')
    expect((await remove(lead, ofCustomers)).outcome).toBe('403 access.denied_here')
    expect((await remove(lead, ofLeads)).status).toBe(200)
    expect((await remove(customer, ofCustomers)).status).toBe(200)
    expect((await remove(forbidden)).outcome).toBe('403 access.denied_here')
    expect((await remove(foreign)).outcome).toBe('404 customers.not_found')
  })

  it('[REC-170][REC-200] is refused while the record is archived', async () => {
    expect((await remove(await record({ archived_at: new Date() }))).outcome).toBe('409 customers.archived')
  })

  it('[REC-170] leaves nothing behind in any table: every reference to a customer goes with it', async () => {
    const { rows } = await house.owner.query<{ name: string }>(
      `select conrelid::regclass || '.' || conname as name from pg_constraint
       where contype = 'f' and confrelid = 'customer'::regclass and confdeltype not in ('c', 'n') order by 1`,
    )
    // A parent is not deleted before its sub-customers are unlinked; nor is anybody who stands in the books.
    expect(rows.map(({ name }) => name)).toEqual([
      'customer.customer_two_levels',
      'ledger_posting.ledger_posting_company_id_about_customer_id_fkey',
      'ledger_posting.ledger_posting_company_id_customer_id_fkey',
      'payment.payment_company_id_customer_id_fkey',
    ])
  })
})
