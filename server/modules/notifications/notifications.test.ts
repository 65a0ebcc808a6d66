import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Input } from '#shared/contract.ts'
import { notes } from '#shared/contracts/notes.ts'
import { notifications } from '#shared/contracts/notifications.ts'
import { noteTasks } from '#server/modules/notes/notes.jobs.ts'
import type { Company, CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let company: Company
let here: Location
let user: User
let customer: CustomerRow
let outsider: User
let named = 0

beforeAll(async () => {
  house = await openHouse()
  const place = await house.plant.neighbourhood()
  ;({ company, here, user } = place)
  outsider = await house.plant.user({
    company,
    username: 'otto',
    holds: [{ grants: 'all', at: place.elsewhere }],
  })
  customer = await house.plant.customer({ location: here, fields: { firstName: 'Nell', lastName: 'Told' } })
})
afterAll(() => house.close())

/** Somebody who has been told of nothing yet. */
const colleague = () =>
  house.plant.user({
    company,
    username: `colin${++named}`,
    lastName: 'League',
    holds: [{ grants: 'all', at: here }],
  })
const write = async (body: Partial<Input<typeof notes.create>['body']>) =>
  (
    await house
      .as(user)
      .call(notes.create, { params: { customerId: customer.id }, body: { subject: 'Called', ...body } })
  ).body
const told = async (by: User) => (await house.as(by).call(notifications.list, {})).body.items
const unread = async (by: User) => (await house.as(by).call(notifications.unread, {})).body.count
const due = (noteId: number) =>
  noteTasks(house.database, house.clock.now)['notes.due']!({ companyId: company.id, noteId })
const dayFrom = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

describe('a user', () => {
  it('[TAB-005] is told of being named in a note, once, and not of naming oneself', async () => {
    const to = await colleague()
    const note = await write({
      subject: 'About the bill',
      body: `Ask @${to.username}, @${user.username} and @otto.`,
    })
    expect(note.mentions.map(({ username }) => username).sort()).toEqual([to.username, user.username].sort())
    expect(await told(to)).toMatchObject([
      {
        kind: 'mention',
        by: user.name,
        subject: 'About the bill',
        noteId: note.id,
        customer: 'Nell Told',
        read: false,
      },
    ])
    const params = { customerId: customer.id, noteId: note.id }
    await house
      .as(user)
      .call(notes.save, { params, body: { version: 1, fields: { body: `@${to.username} again` } } })
    expect(await told(to)).toHaveLength(1)
    expect(await told(user)).toEqual([])
    // Whoever may not see the note is not named by it.
    expect(await told(outsider)).toEqual([])
  })

  it('[TAB-005] is told of a ticket assigned to them, by another', async () => {
    const [first, second] = [await colleague(), await colleague()]
    const { id } = await write({ isTicket: true, assigneeId: first.id, body: `For @${first.username}` })
    expect(await told(first)).toMatchObject([{ kind: 'ticket_assigned', noteId: id }])
    await house
      .as(user)
      .call(notes.changeTickets, { body: { noteIds: [id], change: { assigneeId: second.id } } })
    expect(await told(second)).toMatchObject([{ kind: 'ticket_assigned', noteId: id }])
    await write({ isTicket: true, assigneeId: user.id })
    expect(await told(user)).toEqual([])
  })

  it('[TAB-005] is told in the morning when a ticket falls due: once, and only while it is open', async () => {
    const to = await colleague()
    const made = (dueOn: string) => write({ isTicket: true, assigneeId: to.id, dueOn })
    const [today, later, closed] = [await made(dayFrom(-1)), await made(dayFrom(4)), await made(dayFrom(-1))]
    await house.as(user).call(notes.close, { params: { customerId: customer.id, noteId: closed.id } })
    for (const { id } of [today, later, closed, today]) await due(id)
    const dueOnes = (await told(to)).filter(({ kind }) => kind === 'ticket_due')
    expect(dueOnes).toMatchObject([{ noteId: today.id, by: null }])
    const { rows } = await house.owner.query<{ run_at: Date; key: string }>(
      `select run_at, key from graphile_worker._private_jobs where key like '%notes.due%' order by id`,
    )
    // 7 o’clock in Denver, where the company is; a due date that is over needs no telling.
    expect(rows.map(({ key }) => key)).toEqual([`${company.id}:notes.due ${later.id}`])
    expect(rows[0]!.run_at.toISOString()).toMatch(new RegExp(`^${dayFrom(4)}T1[34]:00`))
  })

  it('[TAB-005] marks as read, marks all, and removes what is their own; somebody else’s does not exist', async () => {
    const to = await colleague()
    for (const subject of ['One', 'Two', 'Three']) await write({ subject, body: `@${to.username}` })
    expect(await unread(to)).toBe(3)
    const [third, second] = await told(to)
    const params = { notificationId: third!.id }
    await house.as(to).call(notifications.mark, { params, body: { read: true } })
    expect(await unread(to)).toBe(2)
    await house.as(to).call(notifications.mark, { params, body: { read: false } })
    expect(await unread(to)).toBe(3)
    expect((await house.as(user).call(notifications.mark, { params, body: { read: true } })).outcome).toBe(
      '404 notifications.not_found',
    )
    expect((await house.as(user).call(notifications.remove, { params })).outcome).toBe(
      '404 notifications.not_found',
    )
    await house.as(to).call(notifications.markAll, {})
    expect(await unread(to)).toBe(0)
    await house.as(to).call(notifications.remove, { params: { notificationId: second!.id } })
    expect((await told(to)).map(({ subject }) => subject)).toEqual(['Three', 'One'])
    const page = (await house.as(to).call(notifications.list, { query: { limit: 1 } })).body
    const next = (await house.as(to).call(notifications.list, { query: { before: page.next! } })).body
    expect([page.items[0]!.subject, next.items[0]!.subject, next.next]).toEqual(['Three', 'One', null])
  })

  it('[TAB-005] is shown nothing any more of a location where the right to its notes was taken away', async () => {
    const to = await colleague()
    await write({ subject: 'Not for long', body: `@${to.username}` })
    expect(await unread(to)).toBe(1)
    await house.owner.query(
      `update permission_group set grants = array_remove(grants, 'notes.view')
       where id in (select group_id from membership where company_id = $1 and user_id = $2)`,
      [company.id, to.id],
    )
    expect(await told(to)).toEqual([])
    expect(await unread(to)).toBe(0)
  })
})
