import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Input } from '#shared/contract.ts'
import { notes } from '#shared/contracts/notes.ts'
import type { Company, CustomerRow, Location, User, Value } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let company: Company
let here: Location
let elsewhere: Location
let user: User
let colleague: User
let customer: CustomerRow
let callback: Value
let rows: Record<'late' | 'soon' | 'undated' | 'closed' | 'forbidden' | 'foreign' | 'onLead', number>

const dayFrom = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

beforeAll(async () => {
  house = await openHouse()
  const place = await house.plant.neighbourhood()
  ;({ company, here, elsewhere, user } = place)
  colleague = await house.plant.user({ company, lastName: 'League', holds: [{ grants: 'all', at: here }] })
  customer = await house.plant.customer({ location: here, fields: { firstName: 'Nell', lastName: 'Ticket' } })
  callback = await house.plant.value(company, 'note_type', { name: 'Callback' })
  const lead = await house.plant.lead({ location: here })
  const stranger = await house.plant.user({ company: place.foreign.company })
  const plant = (of: CustomerRow, subject: string, row: object = {}) =>
    house.plant.insert('note', of.company, {
      customer_id: of.id,
      subject,
      is_ticket: true,
      assignee_id: of.company.id === company.id ? colleague.id : stranger.id,
      ...row,
    })
  rows = {
    late: await plant(customer, 'Late', { due_on: dayFrom(-3), priority: 'low', type_id: callback.id }),
    soon: await plant(customer, 'Soon', { due_on: dayFrom(3), priority: 'high', assignee_id: user.id }),
    undated: await plant(customer, 'Undated'),
    closed: await plant(customer, 'Closed', {
      due_on: dayFrom(-9),
      closed_at: new Date(),
      closed_by: user.id,
    }),
    forbidden: await plant(place.forbidden, 'Forbidden'),
    foreign: await plant(place.foreign, 'Foreign'),
    onLead: await plant(lead, 'On a lead'),
  }
  await house.plant.insert('note', company, { customer_id: customer.id, subject: 'A note, no ticket' })
})
afterAll(() => house.close())

type Query = Input<typeof notes.tickets>['query']
const list = async (query: Query = {}, by = user) => (await house.as(by).call(notes.tickets, { query })).body
const subjects = async (query: Query = {}, by = user) => (await list(query, by)).items.map((t) => t.subject)
const change = (noteIds: number[], what: Input<typeof notes.changeTickets>['body']['change'], by = user) =>
  house.as(by).call(notes.changeTickets, { body: { noteIds, change: what } })

describe('the queue of tickets', () => {
  it('[TAB-005] shows the open ones of one’s locations, the latest number first, and no plain notes', async () => {
    expect(await subjects()).toEqual(['On a lead', 'Undated', 'Soon', 'Late'])
    const [, , soon] = (await list()).items
    expect(soon).toMatchObject({
      customer: 'Nell Ticket',
      location: 'Here',
      assignee: { name: user.name },
      priority: 'high',
      overdue: false,
      modify: true,
    })
  })

  it('[TAB-005] is filtered by state, assignee, type, priority, due date, lateness and location, and counts what it finds', async () => {
    const finds: [Query, string[]][] = [
      [{ status: 'closed' }, ['Closed']],
      [{ status: 'all' }, ['On a lead', 'Closed', 'Undated', 'Soon', 'Late']],
      [{ assigneeId: user.id }, ['Soon']],
      [{ whose: 'mine' }, ['Soon']],
      [{ typeId: callback.id }, ['Late']],
      [{ priority: 'high' }, ['Soon']],
      [{ dueFrom: dayFrom(0) }, ['Soon']],
      [{ dueTo: dayFrom(0) }, ['Late']],
      [{ dueTo: dayFrom(0), status: 'all' }, ['Closed', 'Late']],
      [{ overdue: 'yes' }, ['Late']],
      [{ overdue: 'yes', status: 'all' }, ['Late']],
      [{ locationId: here.id }, ['On a lead', 'Undated', 'Soon', 'Late']],
      [{ locationId: elsewhere.id }, []],
    ]
    for (const [query, expected] of finds) {
      expect([query, await subjects(query)]).toEqual([query, expected])
      const { sort: _, direction: __, after: ___, limit: ____, ...filter } = query!
      const { body } = await house.as(user).call(notes.countTickets, { query: filter })
      expect([query, body]).toEqual([query, { count: expected.length, more: false }])
    }
  })

  it('[TAB-005] pages without loss or repetition in every order', async () => {
    const orders: [Query, string[]][] = [
      [{ sort: 'number', direction: 'asc' }, ['Late', 'Soon', 'Undated', 'On a lead']],
      [{ sort: 'due', direction: 'asc' }, ['Late', 'Soon', 'Undated', 'On a lead']],
      [{ sort: 'due', direction: 'desc' }, ['On a lead', 'Undated', 'Soon', 'Late']],
      [{ sort: 'priority', direction: 'asc' }, ['Soon', 'Late', 'Undated', 'On a lead']],
      [{ sort: 'priority', direction: 'desc' }, ['On a lead', 'Undated', 'Late', 'Soon']],
    ]
    for (const [query, expected] of orders) {
      const found: string[] = []
      let after: string | undefined
      do {
        const page = await list({ ...query, limit: 1, ...(after && { after }) })
        found.push(...page.items.map((t) => t.subject))
        after = page.next ?? undefined
      } while (after)
      expect([query, found]).toEqual([query, expected])
    }
    expect(await subjects({ after: 'rubbish' })).toHaveLength(4)
  })

  it('[TAB-005] shows each only what they may see: the queue, the notes, the record’s kind, all at its location', async () => {
    const all = ['customers.view', 'leads.view', 'notes.view', 'tickets_page.view'] as const
    const without = (missing: string) =>
      house.plant.user({ company, holds: [{ grants: all.filter((p) => p !== missing), at: here }] })
    expect(await subjects({}, await without('leads.view'))).toEqual(['Undated', 'Soon', 'Late'])
    expect(await subjects({}, await without('customers.view'))).toEqual(['On a lead'])
    expect(await subjects({}, await without('notes.view'))).toEqual([])
    // Without the queue one sees one’s own, and nothing else.
    const assignee = await without('tickets_page.view')
    await house.owner.query('update note set assignee_id = $1 where id = $2', [assignee.id, rows.undated])
    expect(await subjects({}, assignee)).toEqual([])
    expect(await subjects({ whose: 'mine' }, assignee)).toEqual(['Undated'])
    const options = (await house.as(user).call(notes.ticketOptions, {})).body
    expect(options.locations).toEqual([{ id: here.id, name: 'Here' }])
    expect(options.people.map(({ id }) => id)).toContain(colleague.id)
  })
})

describe('several tickets at once', () => {
  const plant = async (count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, n) =>
        house.plant.insert('note', company, {
          customer_id: customer.id,
          subject: `Bulk ${n}`,
          is_ticket: true,
          assignee_id: colleague.id,
        }),
      ),
    )
  const stored = async (id: number) =>
    (await house.owner.query('select * from note where id = $1', [id])).rows[0] as Record<string, unknown>

  it('[TAB-005] are closed, reopened, assigned, moved and marked, each with its history', async () => {
    const [a, b] = (await plant(2)) as [number, number]
    expect((await change([a, b], { closed: true })).body).toEqual({ changed: 2 })
    expect((await change([a, b], { closed: true })).body).toEqual({ changed: 0 })
    expect((await change([a], { closed: false })).body).toEqual({ changed: 1 })
    await change([a, b], { assigneeId: user.id })
    await change([a, b], { dueOn: '2026-05-05' })
    await change([a, b], { typeId: callback.id })
    await change([a, b], { priority: 'medium' })
    expect(await stored(a)).toMatchObject({
      closed_at: null,
      assignee_id: user.id,
      due_on: '2026-05-05',
      type_id: callback.id,
      priority: 'medium',
      version: 7,
    })
    const { rows: entries } = await house.owner.query<{ event: string }>(
      `select event from history_entry where entity = 'note' and entity_id = $1 order by id`,
      [a],
    )
    expect(entries.map(({ event }) => event)).toEqual([
      'notes.closed',
      'notes.reopened',
      ...Array.from({ length: 4 }, () => 'notes.saved'),
    ])
  })

  it('[TAB-005] change all of them or none', async () => {
    const [own] = (await plant(1)) as [number]
    expect((await change([own, rows.forbidden], { closed: true })).outcome).toBe('403 access.denied_here')
    expect((await change([own, rows.foreign], { closed: true })).problem.errors).toMatchObject([
      { path: 'noteIds.1' },
    ])
    const outsider = await house.plant.user({ company, holds: [{ grants: 'all', at: elsewhere }] })
    expect((await change([own], { assigneeId: outsider.id })).problem.errors).toMatchObject([
      { path: 'change.assigneeId' },
    ])
    expect(await stored(own)).toMatchObject({ closed_at: null, assignee_id: colleague.id, version: 1 })
  })
})
