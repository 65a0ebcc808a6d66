import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { customers } from '#shared/contracts/customers.ts'
import { history } from '#shared/contracts/history.ts'
import { type ChangedNote, notes, type NoteConflict } from '#shared/contracts/notes.ts'
import type { Permission } from '#shared/permissions.ts'
import type { Input } from '#shared/contract.ts'
import type { Company, CustomerRow, Location, User, Value } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let company: Company
let here: Location
let elsewhere: Location
let user: User
let colleague: User
let outsider: User
let foreign: CustomerRow
let forbidden: CustomerRow
let customer: CustomerRow
let billing: Value

beforeAll(async () => {
  house = await openHouse()
  ;({ company, here, elsewhere, user, foreign, forbidden } = await house.plant.neighbourhood())
  colleague = await house.plant.user({
    company,
    username: 'colin',
    firstName: 'Colin',
    lastName: 'League',
    holds: [{ grants: 'all', at: here }],
  })
  outsider = await house.plant.user({ company, username: 'otto', holds: [{ grants: 'all', at: elsewhere }] })
  billing = await house.plant.value(company, 'note_type', { name: 'Billing' })
})
afterAll(() => house.close())

const fresh = async () => (customer = await house.plant.customer({ location: here }))
const write = (body: Partial<Input<typeof notes.create>['body']> = {}, by = user, at = customer) =>
  house.as(by).call(notes.create, { params: { customerId: at.id }, body: { subject: 'Called', ...body } })
const ticket = async (body: Partial<Input<typeof notes.create>['body']> = {}, at = customer) =>
  (await write({ isTicket: true, assigneeId: colleague.id, ...body }, user, at)).body
const save = (noteId: number, version: number, fields: ChangedNote, by = user, at = customer) =>
  house.as(by).call(notes.save, { params: { customerId: at.id, noteId }, body: { version, fields } })
const list = async (query: Input<typeof notes.ofCustomer>['query'] = {}, by = user, at = customer) =>
  (await house.as(by).call(notes.ofCustomer, { params: { customerId: at.id }, query })).body
const subjects = async (query: Input<typeof notes.ofCustomer>['query'] = {}) =>
  (await list(query)).items.map(({ subject }) => subject)
const of = (noteId: number, at = customer) => ({ params: { customerId: at.id, noteId } })
const tabOf = async (at = customer) =>
  (await house.as(user).call(customers.open, { params: { customerId: at.id } })).body.tabs.find(
    (t) => t.key === 'notes',
  )
const dayFrom = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

describe('notes of a record', () => {
  it('[TAB-005] stand newest first, page by page, and no other record’s among them', async () => {
    await fresh()
    await write({ subject: 'Of another record' }, user, await house.plant.customer({ location: here }))
    for (const subject of ['One', 'Two', 'Three']) await write({ subject })
    const first = await list({ limit: 2 })
    expect(first.items.map((n) => n.subject)).toEqual(['Three', 'Two'])
    const second = await list({ limit: 2, before: first.next! })
    expect(second.items.map((n) => n.subject)).toEqual(['One'])
    expect(second.next).toBeNull()
    expect(first.items[0]).toMatchObject({
      createdBy: user.name,
      version: 1,
      isTicket: false,
      updatedAt: null,
    })
    expect(first.authors).toEqual([{ id: user.id, name: user.name }])
  })

  it('[TAB-005] are found by kind, state, type, author and any part of their text', async () => {
    await fresh()
    await write({ subject: 'Plain', body: 'Likes 100% wool_' })
    await write({ subject: 'Typed', typeId: billing.id }, colleague)
    const { id } = await ticket({ subject: 'Done' })
    await ticket({ subject: 'Open' })
    await house.as(user).call(notes.close, of(id))
    expect(await subjects({ show: 'notes' })).toEqual(['Typed', 'Plain'])
    expect(await subjects({ show: 'tickets' })).toEqual(['Open', 'Done'])
    expect(await subjects({ status: 'open' })).toEqual(['Open'])
    expect(await subjects({ status: 'closed' })).toEqual(['Done'])
    expect(await subjects({ typeId: billing.id })).toEqual(['Typed'])
    expect(await subjects({ authorId: colleague.id })).toEqual(['Typed'])
    expect(await subjects({ text: '0% WOOL_' })).toEqual(['Plain'])
    expect(await subjects({ text: '%' })).toEqual(['Plain'])
  })

  it('[TAB-005] are refused with the fields that do not fit, and nothing is written', async () => {
    await fresh()
    const retired = await house.plant.value(company, 'note_type', { active: false })
    const paths = async (body: Partial<Input<typeof notes.create>['body']>) =>
      (await write(body)).problem.errors.map(({ path }) => path)
    expect(await paths({ subject: ' ' })).toEqual(['subject'])
    expect(await paths({ isTicket: true })).toEqual(['assigneeId'])
    expect(await paths({ isTicket: true, assigneeId: outsider.id })).toEqual(['assigneeId'])
    expect(await paths({ dueOn: '2026-03-03', priority: 'high' })).toEqual(['dueOn', 'priority'])
    expect(await paths({ typeId: retired.id, reasonId: billing.id })).toEqual(['typeId', 'reasonId'])
    const theirs = await house.plant.value(foreign.company, 'note_type')
    expect(await paths({ typeId: theirs.id })).toEqual(['typeId'])
    const other = (await write({}, user, await house.plant.customer({ location: here }))).body
    expect(await paths({ followUpOfId: other.id })).toEqual(['followUpOfId'])
    expect((await list()).items).toEqual([])
  })

  it('[TAB-005] need their own permissions at the record’s location, each', async () => {
    const holder = (grants: Parameters<typeof house.plant.user>[0]['holds']) =>
      house.plant.user({ company, holds: grants })
    await fresh()
    const { id } = await ticket()
    const viewer = await holder([{ grants: ['customers.view', 'notes.view'], at: here }])
    const author = await holder([{ grants: ['customers.view', 'notes.view', 'notes.create'], at: here }])
    const blind = await holder([{ grants: ['customers.view', 'notes.create', 'notes.modify'], at: here }])
    expect((await list({}, viewer)).abilities).toEqual({ create: false, modify: false })
    expect((await write({}, viewer)).outcome).toBe('403 access.denied')
    expect((await write({}, author)).outcome).toBe('200')
    expect((await save(id, 1, { subject: 'X' }, author)).outcome).toBe('403 access.denied')
    expect((await write({}, blind)).outcome).toBe('403 access.denied_here')
    expect((await write({}, user, forbidden)).outcome).toBe('403 access.denied_here')
    expect((await write({}, user, foreign)).outcome).toBe('404 customers.not_found')
    const leaked = await house
      .as(user)
      .call(notes.get, of(id, await house.plant.customer({ location: here })))
    expect(leaked.outcome).toBe('404 notes.not_found')
  })

  it('[TAB-005] of an archived record are read, and neither written nor changed', async () => {
    await fresh()
    const { id } = await ticket()
    await house.owner.query('update customer set archived_at = now() where id = $1', [customer.id])
    expect((await list()).abilities).toEqual({ create: false, modify: false })
    expect((await write()).outcome).toBe('409 customers.archived')
    expect((await house.as(user).call(notes.close, of(id))).outcome).toBe('409 customers.archived')
    const change = { noteIds: [id], change: { closed: true } }
    expect((await house.as(user).call(notes.changeTickets, { body: change })).outcome).toBe(
      '409 customers.archived',
    )
  })
})

describe('a record that is deleted', () => {
  it('[TAB-005] takes its notes along, and what was told of them', async () => {
    await fresh()
    const first = await ticket()
    await ticket({ followUpOfId: first.id, body: '@colin' })
    const left = async (table: string) =>
      (await house.owner.query(`select from ${table} where customer_id = $1`, [customer.id])).rowCount
    expect([await left('note'), await left('notification')]).toEqual([2, 2])
    await house.owner.query('delete from customer where id = $1', [customer.id])
    expect([await left('note'), await left('notification')]).toEqual([0, 0])
  })
})

describe('a ticket', () => {
  it('[TAB-005] is closed and opened again; twice is once', async () => {
    await fresh()
    const { id } = await ticket()
    const closed = (await house.as(colleague).call(notes.close, of(id))).body
    expect(closed).toMatchObject({ closedBy: 'Colin League', version: 2 })
    expect((await house.as(user).call(notes.close, of(id))).body).toMatchObject({
      closedBy: 'Colin League',
      version: 2,
    })
    expect((await house.as(user).call(notes.reopen, of(id))).body).toMatchObject({
      closedAt: null,
      closedBy: null,
    })
    const plain = (await write()).body
    expect((await house.as(user).call(notes.close, of(plain.id))).outcome).toBe('409 notes.not_a_ticket')
  })

  it('[TAB-005] becomes a note and a note becomes a ticket by the tick alone: nothing is typed again', async () => {
    await fresh()
    const { id } = await ticket({
      subject: 'S',
      body: 'B',
      dueOn: '2026-03-03',
      priority: 'low',
      typeId: billing.id,
    })
    const plain = (await save(id, 1, { isTicket: false })).body
    expect(plain).toMatchObject({
      subject: 'S',
      body: 'B',
      type: { name: 'Billing' },
      isTicket: false,
      assignee: null,
      dueOn: null,
    })
    expect((await save(id, 2, { isTicket: true })).problem.errors[0]).toMatchObject({
      path: 'fields.assigneeId',
    })
    expect((await save(id, 2, { isTicket: true, assigneeId: user.id })).body).toMatchObject({
      assignee: { name: user.name },
    })
  })

  it('[TAB-005] is assigned only to active users who see the notes of records of this kind here', async () => {
    await fresh()
    const holder = (lastName: string, grants: readonly Permission[], more: object = {}) =>
      house.plant.user({ company, lastName, holds: [{ grants, at: here }], ...more })
    await holder('Sees', ['customers.view', 'notes.view'])
    await holder('Blind', ['customers.view', 'notes.create'])
    await holder('Elsewise', ['leads.view', 'notes.view'])
    await holder('Left', ['customers.view', 'notes.view'], { active: false })
    const { items } = (await house.as(user).call(notes.people, { params: { customerId: customer.id } })).body
    const names = items.map(({ name }) => name.split(' ')[1])
    expect(names).toEqual(expect.arrayContaining(['Sees', 'League']))
    for (const name of ['Blind', 'Elsewise', 'Left', outsider.name.split(' ')[1]])
      expect(names).not.toContain(name)
  })

  it('[TAB-005] that follows up another says so', async () => {
    await fresh()
    const first = (await write({ subject: 'First' })).body
    const next = await ticket({ followUpOfId: first.id })
    expect(next.followUpOf).toEqual({ id: first.id, subject: 'First' })
  })

  it('[REC-046] [REC-047] that is open counts on the tab; one that is late or urgent gives it a red dot', async () => {
    await fresh()
    expect(await tabOf()).toEqual({ key: 'notes', count: 0, alert: false })
    await write()
    const { id } = await ticket({ dueOn: dayFrom(3) })
    expect(await tabOf()).toEqual({ key: 'notes', count: 1, alert: false })
    await save(id, 1, { dueOn: dayFrom(-2) })
    expect(await tabOf()).toMatchObject({ count: 1, alert: true })
    await save(id, 2, { dueOn: null, priority: 'high' })
    expect(await tabOf()).toMatchObject({ count: 1, alert: true })
    await house.as(user).call(notes.close, of(id))
    expect(await tabOf()).toEqual({ key: 'notes', count: 0, alert: false })
  })

  it('[REC-033] [REC-051] gives its tab to who may view notes, and its quick actions to who may write them', async () => {
    await fresh()
    const opened = async (grants: readonly ('customers.view' | 'notes.view' | 'notes.create')[]) => {
      const by = await house.plant.user({ company, holds: [{ grants, at: here }] })
      return (await house.as(by).call(customers.open, { params: { customerId: customer.id } })).body
    }
    const nobody = await opened(['customers.view'])
    expect(nobody.tabs.some(({ key }) => key === 'notes')).toBe(false)
    const viewer = await opened(['customers.view', 'notes.view'])
    expect(viewer.tabs.some(({ key }) => key === 'notes')).toBe(true)
    expect(viewer.abilities.actions).toEqual([])
    expect((await opened(['customers.view', 'notes.view', 'notes.create'])).abilities.actions).toEqual([
      'note',
      'ticket',
    ])
  })
})

describe('an edit', () => {
  it('[TAB-005] stands in History and on the note itself, with old and new values by name', async () => {
    await fresh()
    const { id } = await ticket({ subject: 'Before', typeId: billing.id })
    await save(id, 1, { subject: 'After', assigneeId: user.id, dueOn: '2026-04-05' }, colleague)
    await house.as(user).call(notes.close, of(id))
    const edits = (await house.as(user).call(notes.edits, of(id))).body.items
    expect(edits.map(({ user: who, summary }) => [who, summary])).toEqual([
      [user.name, `Closed ticket #${id}`],
      ['Colin League', `Changed ticket #${id}`],
      [user.name, `Wrote ticket #${id}`],
    ])
    expect(edits[1]!.changes.map(({ label, old, new: now }) => [label, old, now])).toEqual([
      ['Subject', 'Before', 'After'],
      ['Assigned to', 'Colin League', user.name],
      ['Due date', null, '2026-04-05'],
    ])
    const entries = (await house.as(user).call(history.ofCustomer, { params: { customerId: customer.id } }))
      .body.items
    expect(entries.slice(0, 3).map(({ id }) => id)).toEqual(edits.map(({ id }) => id))
  })

  it('[TAB-005] says nothing of a note’s content in the History of who may not view notes', async () => {
    await fresh()
    await write({ subject: 'Secret subject', body: 'Secret text' })
    const by = await house.plant.user({
      company,
      holds: [{ grants: ['customers.view', 'history.yes'], at: here }],
    })
    const reply = await house.as(by).call(history.ofCustomer, { params: { customerId: customer.id } })
    expect(reply.body.items[0]).toMatchObject({ event: 'notes.created', changes: [] })
    expect(reply.text).not.toContain('Secret')
  })

  it('[TAB-005] as of an old version is refused with both sides, and loses nothing', async () => {
    await fresh()
    const { id } = await ticket({ subject: 'Base' })
    await save(id, 1, { subject: 'Theirs' }, colleague)
    const { problem, outcome } = await save(id, 1, { subject: 'Mine' })
    expect(outcome).toBe('409 notes.stale')
    const conflict = problem.conflict as NoteConflict
    expect(conflict).toMatchObject({ changedBy: 'Colin League', note: { subject: 'Theirs', version: 2 } })
    expect((await save(id, 2, { subject: 'Mine' })).body).toMatchObject({ subject: 'Mine', version: 3 })
  })

  it('[TAB-005] of nothing new writes nothing', async () => {
    await fresh()
    const { id } = await ticket({ subject: 'Same' })
    expect((await save(id, 1, { subject: ' Same ', dueOn: null })).body).toMatchObject({
      version: 1,
      updatedAt: null,
    })
    expect((await house.as(user).call(notes.edits, of(id))).body.items).toHaveLength(1)
  })
})
