import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dashboard } from '#shared/contracts/dashboard.ts'
import type { Permission } from '#shared/permissions.ts'
import { addDays, todayIn } from '#shared/time.ts'
import type { Statement } from '#server/db/one-trip.ts'
import type { CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { moneyStatement, statements } from './dashboard.queries.ts'

let house: House
let here: Location
let elsewhere: Location
let user: User
let other: User
let customer: CustomerRow
let value: { work: number; reason: number; level: number }
const today = todayIn('America/Denver', new Date())

async function furnish(of: CustomerRow, whose: User | null, due: string, ids = value) {
  const plant = (table: string, row: object) =>
    house.plant.insert(table, of.company, { customer_id: of.id, ...row })
  if (whose) {
    await plant('note', { subject: `Ticket ${due}`, is_ticket: true, assignee_id: whose.id, due_on: due })
    await plant('risk', {
      reason_id: ids.reason, level_id: ids.level, owner_id: whose.id, reported_on: due, follow_up_on: due,
    }) // prettier-ignore
  }
  await plant('work_order', {
    type_id: ids.work,
    subject: `Work ${due}`,
    due_on: due,
    technician_id: whose?.id ?? null,
  })
  await plant('appointment', {
    type: 'service', user_id: whose?.id ?? null, during: `[${due} 18:00+00, ${due} 19:00+00)`,
  }) // prettier-ignore
  await plant('invoice', {
    payer_id: of.id, number: 5000 + of.id, state: 'open', invoice_on: due, due_on: due, subtotal_cents: 1_000, total_cents: 1_000,
  }) // prettier-ignore
}

beforeAll(async () => {
  house = await openHouse()
  const place = await house.plant.neighbourhood()
  ;({ here, elsewhere, user } = place)
  const { company } = here
  other = await house.plant.user({ company, holds: [{ grants: 'all', at: here }] })
  const make = async (of = company) => ({
    work: (await house.plant.value(of, 'work_order_type')).id,
    reason: (await house.plant.value(of, 'at_risk_reason')).id,
    level: (await house.plant.value(of, 'at_risk_level', { data: { tone: 'bad' } })).id,
  })
  value = await make()
  customer = await house.plant.customer({ location: here })
  await furnish(customer, user, today)
  await furnish(await house.plant.customer({ location: here }), other, addDays(today, -2))
  await furnish(await house.plant.customer({ location: here }), null, addDays(today, 3))
  await furnish(place.forbidden, user, addDays(today, -1))
  const theirs = await house.plant.user({ company: place.foreign.company })
  await furnish(place.foreign, theirs, today, await make(place.foreign.company))
  await house.plant.lead({
    location: here,
    row: { callback_at: new Date(Date.now() - 3_600_000), lead_rep_id: user.id },
  })
  await house.plant.lead({ location: here, row: { callback_at: new Date(Date.now() - 7_200_000) } })
  await house.plant.lead({ location: elsewhere, row: { callback_at: new Date() } })
}, 30_000)
afterAll(() => house.close())

const read = async (by: User, query: object = {}) => (await house.as(by).call(dashboard.day, { query })).body
const counts = (day: Awaited<ReturnType<typeof read>>) => ({
  appointments: day.appointments?.count ?? null,
  tickets: day.tickets?.count ?? null,
  workOrders: day.workOrders?.count ?? null,
  followUps: day.followUps?.count ?? null,
  callbacks: day.callbacks?.count ?? null,
})

describe('the day', () => {
  it('[TAB-022] is one’s own, or everybody’s whom one may see: due up to the day, at one’s locations, by one’s permissions', async () => {
    const mine = await read(user)
    expect(mine).toMatchObject({ on: today, today })
    expect(counts(mine)).toEqual({ appointments: 1, tickets: 1, workOrders: 1, followUps: 1, callbacks: 1 })
    expect(mine.tickets!.items[0]).toMatchObject({ subject: `Ticket ${today}`, overdue: false, assignee: user.name })
    expect(mine.followUps!.items[0]).toMatchObject({ level: { tone: 'bad' }, customer: { id: customer.id } })
    const all = await read(user, { whose: 'all' })
    expect(counts(all)).toEqual({ appointments: 1, tickets: 2, workOrders: 2, followUps: 2, callbacks: 2 })
    expect(all.tickets!.items.map(({ overdue }) => overdue)).toEqual([false, true])
    // The day drives everything.
    const ahead = await read(user, { whose: 'all', on: addDays(today, 3) })
    expect(counts(ahead)).toMatchObject({ appointments: 1, workOrders: 3 })
    expect(counts(await read(user, { on: addDays(today, -1) }))).toMatchObject({ tickets: 0, workOrders: 0 })
    // One part for each permission, and none without.
    const withGrants = (...grants: Permission[]) =>
      house.plant.user({ company: here.company, holds: [{ grants: ['customers.view', ...grants], at: here }] })
    const nobody = await house.plant.user({ company: here.company })
    expect(counts(await read(nobody, { whose: 'all' }))).toEqual({
      appointments: null, tickets: null, workOrders: null, followUps: null, callbacks: null,
    }) // prettier-ignore
    expect(await read(nobody)).toMatchObject({ appointments: { items: [] }, connections: null })
    expect(counts(await read(await withGrants('work_orders.view'), { whose: 'all' }))).toEqual({
      appointments: null, tickets: null, workOrders: 2, followUps: null, callbacks: null,
    }) // prettier-ignore
    expect(counts(await read(await withGrants('notes.view'), { whose: 'all' })).tickets).toBeNull()
    expect(counts(await read(await withGrants('personal_appointments.view'), { whose: 'all' })).appointments).toBe(0)
    expect(await read(await withGrants('connections.modify'))).toMatchObject({ connections: { findings: 0, failed: 0, lookedAt: null } })
    expect((await house.as(user).call(dashboard.money, {})).body).toEqual({
      openCents: 3_000, openCount: 3, pastDueCents: 1_000, pastDueCount: 1,
    }) // prettier-ignore
    const everywhere = await house.plant.user({ company: here.company, holds: [{ grants: 'all' }] })
    expect((await house.as(everywhere).call(dashboard.money, {})).body).toMatchObject({ openCents: 4_000, pastDueCount: 2 })
    expect((await house.as(nobody).call(dashboard.money, {})).outcome).toBe('403 access.denied')
  }) // prettier-ignore
})

describe('the plans of the day', () => {
  it('[TAB-022] [PERF-002] begin at an index of what is open, and read no table from end to end, with twenty thousand of each', async () => {
    const { company } = here
    await house.owner.query(
      `insert into customer (company_id, kind, location_id, first_name, last_name, city, state, primary_phone, account_type, callback_at)
       select $1, case when n % 5 = 0 then 'lead' else 'customer' end, $2, 'Ada', 'Bulk' || n, 'Provo', 'UT', '8015550100', 'residential',
         case when n % 5 = 0 then now() + (n % 2000 - 1000) * interval '1 hour' end from generate_series(1, 20000) n`,
      [company.id, here.id],
    )
    const many = (table: string, columns: string, values: string) =>
      house.owner.query(
        `insert into ${table} (company_id, customer_id, ${columns}) select company_id, id, ${values} from customer
         where company_id = $1 and last_name like 'Bulk%'`,
        [company.id],
      )
    const due = `(current_date + (id % 700)::int - 600)`
    await house.owner.query('alter table note disable trigger user; alter table work_order disable trigger user; alter table risk disable trigger user; alter table appointment disable trigger user; alter table invoice disable trigger user')
    await many('note', 'subject, is_ticket, assignee_id, due_on, closed_at', `'T', true, ${user.id}, ${due}, case when id % 10 > 0 then now() end`)
    await many('work_order', 'type_id, subject, due_on, status', `${value.work}, 'W', ${due}, case when id % 10 > 0 then 'complete' else 'open' end`)
    await many('risk', 'reason_id, level_id, owner_id, reported_on, follow_up_on, status, resolved_at', `${value.reason}, ${value.level}, ${user.id}, ${due}, ${due}, case when id % 10 > 0 then 'resolved' else 'open' end, case when id % 10 > 0 then now() end`)
    await many('appointment', 'type, during, status', `'service', tstzrange(${due}::timestamptz + (id % 20) * interval '1 hour', ${due}::timestamptz + (id % 20 + 1) * interval '1 hour'), 'scheduled'`)
    await many('invoice', 'payer_id, number, state, invoice_on, due_on, subtotal_cents, total_cents, paid_cents', `id, 100000 + id, 'open', ${due}, ${due}, 100, 100, case when id % 10 > 0 then 100 else 0 end`)
    await house.owner.query('vacuum analyze customer, note, work_order, risk, appointment, invoice')
    const client = new pg.Client({ connectionString: house.ownerUrl })
    await client.connect()
    try {
      for (const statement of [
        ...statements({ whose: 'mine' }),
        ...statements({ whose: 'all' }),
        moneyStatement(true),
      ]) {
        const plan = await planOf(client, statement)
        const big = ['customer', 'note', 'work_order', 'risk', 'appointment', 'invoice']
        const scans = nodesOf(plan).filter((node) => node['Node Type'] === 'Seq Scan' && big.includes(node['Relation Name'] ?? ''))
        expect([statement.name, scans]).toEqual([statement.name, []])
        const pages = (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0)
        expect([statement.name, pages]).toEqual([statement.name, expect.any(Number)])
        expect(pages, `${statement.name}: pages`).toBeLessThan(1_500)
      }
      const money = nodesOf(await planOf(client, moneyStatement(true)))
      // Of what is unpaid alone: by the day it is due, or by payer, as the planner finds them.
      expect(money.flatMap((node) => node['Index Name'] ?? []).join()).toContain('invoice_unpaid')
    } finally {
      await client.end()
    }
  }, 120_000) // prettier-ignore
})

type Node = {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  'Shared Hit Blocks'?: number
  'Shared Read Blocks'?: number
  Plans?: Node[]
}
const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)]

/** As the app gets it: on its role, with the company open, by a generic plan. */
async function planOf(client: pg.Client, { text, values }: Statement): Promise<Node> {
  await client.query('begin')
  try {
    await client.query(`set local plan_cache_mode = force_generic_plan; set local random_page_cost = 1.1; set local jit = off; set local role keyholder_app`)
    await client.query(`select set_config('app.company_id', $1, true), set_config('app.user_id', $2, true)`, [String(here.company.id), String(user.id)])
    await client.query(`prepare hot as ${text}`)
    const given = values.map((one) => (one === null ? 'null' : pg.escapeLiteral(String(one)))).join(', ')
    const { rows } = await client.query<{ 'QUERY PLAN': { Plan: Node }[] }>(
      `explain (analyze, buffers, timing off, format json) execute hot${given && `(${given})`}`,
    )
    return rows[0]!['QUERY PLAN'][0]!.Plan
  } finally {
    await client.query('rollback')
    await client.query('deallocate all')
  }
} // prettier-ignore
