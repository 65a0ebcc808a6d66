import ICAL from 'ical.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appointments, mySchedule } from '#shared/contracts/appointments.ts'
import { customers } from '#shared/contracts/customers.ts'
import { customersLifecycle } from '#shared/contracts/customers-lifecycle.ts'
import { history } from '#shared/contracts/history.ts'
import { notifications } from '#shared/contracts/notifications.ts'
import type { Permission } from '#shared/permissions.ts'
import { addDays, instantAtClock, todayIn } from '#shared/time.ts'
import type { CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { appointmentTasks } from './appointments.jobs.ts'

let house: House
let here: Location
let elsewhere: Location
let user: User
let customer: CustomerRow
let lead: CustomerRow
let forbidden: CustomerRow
let theo: User
let luis: User
let rep: User
const zone = 'America/Denver'
const today = todayIn(zone, new Date())
/** An instant of a clock some days on. */
const at = (days: number, time: string) => instantAtClock(`${addDays(today, days)}T${time}`, zone)
const during = (days: number, from: string, to: string) => `["${at(days, from)}","${at(days, to)}")`

beforeAll(async () => {
  house = await openHouse()
  const place = await house.plant.neighbourhood()
  ;({ here, elsewhere, user, forbidden } = place)
  const { company } = place
  const person = (roles: string[], grants: Permission[], firstName: string) =>
    house.plant.user({ company, roles, firstName, holds: [{ grants, at: here }] })
  theo = await person(['technician'], [], 'Theo')
  luis = await person(['technician'], ['customers.view', 'view_tech_schedule.yes'], 'Luis')
  rep = await person(
    ['sales_rep'],
    [
      'leads.view',
      'customers.view',
      'personal_appointments.view',
      'personal_appointments.create',
      'personal_appointments.modify',
    ],
    'Rosa',
  )
  customer = await house.plant.customer({
    location: here,
    fields: { firstName: 'Dana', lastName: 'Whitlock' },
  })
  lead = await house.plant.lead({ location: here, fields: { firstName: 'Lee', lastName: 'Adler' } })
  for (const other of [forbidden, place.foreign])
    await house.plant.insert('appointment', other.company, {
      customer_id: other.id,
      type: 'service',
      during: during(3, '08:00', '09:00'),
      notes: 'not theirs to see',
    })
})
afterAll(() => house.close())

const of = (row: { id: number }) => ({ params: { customerId: row.id } })
const withGrants = (...grants: Permission[]) =>
  house.plant.user({
    company: here.company,
    holds: [{ grants: ['customers.view', 'leads.view', ...grants], at: here }],
  })
const schedule = (days: number, from: string, to: string, body: object = {}, by = user, on = customer) =>
  house.as(by).call(appointments.create, {
    ...of(on),
    body: {
      type: 'install',
      userId: theo.id,
      startsAt: at(days, from),
      endsAt: at(days, to),
      ...body,
    } as never,
  })
const save = (a: { id: number; version: number }, fields: object, by = user) =>
  house
    .as(by)
    .call(appointments.save, { params: { appointmentId: a.id }, body: { version: a.version, fields } })
const setStatus = (a: { id: number; version: number }, body: object, by = user) =>
  house.as(by).call(appointments.setStatus, {
    params: { appointmentId: a.id },
    body: { version: a.version, ...body } as never,
  })
const read = (row: CustomerRow, by = user) => house.as(by).call(appointments.ofCustomer, of(row))

describe('an appointment', () => {
  it('[TAB-006] [REC-035] is scheduled, moved, walked and cancelled with its reason; tab, bell and History tell it', async () => {
    const subtype = await house.plant.value(here.company, 'appointment_subtype', {
      name: 'Takeover',
      data: { type: 'install' },
    })
    const reason = await house.plant.value(here.company, 'appointment_cancel_reason', { name: 'Not home' })
    const made = await schedule(1, '09:00', '11:00', { subtypeId: subtype.id, notes: 'Ladder' })
    expect(made.body).toMatchObject({
      type: 'install',
      subtype: { name: 'Takeover' },
      status: 'scheduled',
      user: { id: theo.id },
      startsAt: at(1, '09:00'),
      late: false,
      customer: { name: 'Dana Whitlock', kind: 'customer' },
    })
    const wrong = await schedule(1, '15:00', '15:00', {
      type: 'service',
      subtypeId: subtype.id,
      userId: rep.id,
    })
    expect(wrong.problem.errors.map(({ path }) => path).sort()).toEqual(['endsAt'])
    const wrongChoice = await schedule(1, '15:00', '16:00', {
      type: 'service',
      subtypeId: subtype.id,
      userId: rep.id,
    })
    expect(wrongChoice.problem.errors.map(({ path }) => path).sort()).toEqual(['subtypeId', 'userId'])
    const tab = async () =>
      (await house.as(user).call(customers.open, of(customer))).body.tabs.find(
        ({ key }) => key === 'appointments',
      )
    expect(await tab()).toMatchObject({ count: 1, alert: false })

    const moved = await save(made.body, { startsAt: at(1, '12:00'), endsAt: at(1, '13:30'), confirmed: true })
    expect(moved.body).toMatchObject({ version: 2, startsAt: at(1, '12:00'), confirmed: true })
    expect((await save(made.body, { notes: 'Mine' })).outcome).toBe('409 appointments.stale')

    const bell = (await house.as(theo).call(notifications.list, {})).body.items
    expect(bell.map(({ kind, appointmentId }) => [kind, appointmentId])).toEqual([
      ['appointment_changed', made.body.id],
      ['appointment_assigned', made.body.id],
    ])
    // On one's own page one walks what is assigned to one, whatever else one may.
    const mine = await house.as(theo).call(mySchedule.list, { query: { on: addDays(today, 1) } })
    expect(mine.body.items).toMatchObject([
      { id: made.body.id, abilities: { modify: false, progress: true } },
    ])
    expect(mine.body.counts[0]).toEqual({ on: addDays(today, 1), count: 1 })
    const own = (by: User, version: number, status: 'on_site' | 'scheduled' | 'complete') =>
      house
        .as(by)
        .call(mySchedule.setStatus, { params: { appointmentId: made.body.id }, body: { version, status } })
    expect((await own(luis, 2, 'on_site')).outcome).toBe('404 appointments.not_found')
    expect((await own(theo, 2, 'on_site')).body).toMatchObject({ status: 'on_site' })
    expect((await own(theo, 3, 'scheduled')).outcome).toBe('409 appointments.wrong_step')
    const done = await own(theo, 3, 'complete')
    expect(done.body.completedAt).not.toBeNull()
    expect(await tab()).toMatchObject({ count: 0 })
    expect((await setStatus(done.body, { status: 'cancelled' })).outcome).toBe('409 appointments.wrong_step')
    const back = await setStatus(done.body, { status: 'on_site' })
    const cancelled = await setStatus(back.body, {
      status: 'cancelled',
      cancelReasonId: reason.id,
      cancelNote: 'Nobody opened',
    })
    expect(cancelled.body).toMatchObject({
      status: 'cancelled',
      cancelReason: { name: 'Not home' },
      cancelNote: 'Nobody opened',
    })

    const told = (await house.as(user).call(history.ofCustomer, of(customer))).body.items
    expect(told.map(({ event }) => event).slice(0, 6)).toEqual([
      'appointments.cancelled',
      'appointments.status_set',
      'appointments.status_set',
      'appointments.status_set',
      'appointments.saved',
      'appointments.created',
    ])
    const blind = await withGrants('history.yes')
    const hidden = (await house.as(blind).call(history.ofCustomer, of(customer))).body.items
    expect(hidden.slice(0, 6).flatMap(({ changes }) => changes)).toEqual([])
  })

  it('[TAB-006] never overlaps another of one technician: of many at once one is made, and the refusal leaks nothing', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        schedule(2, i % 2 ? '09:30' : '09:00', '11:00', { type: 'service' }),
      ),
    )
    expect(outcomes.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(409)])
    const refused = outcomes.find(({ status }) => status === 409)!
    expect(refused.outcome).toBe('409 appointments.overlap')
    expect(refused.problem.detail).toContain('Dana Whitlock')
    // Another customer's name is for who may see it.
    const made = outcomes.find(({ status }) => status === 200)!.body
    const scheduler = await house.plant.user({
      company: here.company,
      holds: [{ grants: ['customers.view', 'tech_scheduler.view', 'tech_scheduler.create'], at: elsewhere }],
    })
    const blind = await schedule(2, '10:00', '12:00', {}, scheduler, forbidden)
    expect(blind.outcome).toBe('409 appointments.overlap')
    expect(blind.text).not.toMatch(/Whitlock|#\d+|Service/)
    expect(blind.problem.detail).toContain('booked')
    // Side by side is not over each other; whoever is cancelled gives the time back, and does not get it again.
    expect((await schedule(2, '11:00', '12:00')).status).toBe(200)
    const gone = await setStatus(made, { status: 'cancelled' })
    const other = await schedule(2, '09:00', '10:00')
    expect(other.status).toBe(200)
    expect((await setStatus(gone.body, { status: 'scheduled' })).outcome).toBe('409 appointments.overlap')
    // Two that change places at once: each waits for the other's time, and none is lost.
    const [a, b] = [
      await schedule(5, '09:00', '10:00'),
      await schedule(5, '09:00', '10:00', { userId: luis.id }),
    ]
    const swapped = await Promise.all([save(a.body, { userId: luis.id }), save(b.body, { userId: theo.id })])
    expect(swapped.map(({ outcome }) => outcome)).toEqual(Array(2).fill('409 appointments.overlap'))
    // Not even by hand.
    await expect(
      house.plant.insert('time_off', here.company, {
        user_id: theo.id,
        during: during(5, '09:15', '09:20'),
        reason: 'x',
      }),
    ).rejects.toMatchObject({ code: '23P01' })
  })

  it('[TAB-006] is of technicians on customers, of sales on leads; Personal Appointments covers one’s own', async () => {
    const types = async (row: CustomerRow, by: User) => (await read(row, by)).body.abilities.create
    expect(await types(customer, user)).toEqual(['install', 'service', 'removal'])
    expect(await types(lead, user)).toEqual(['sale'])
    expect((await schedule(3, '09:00', '10:00', {}, user, lead)).problem.errors[0]!.path).toBe('type')
    const sale = { type: 'sale', userId: undefined }
    const own = await schedule(3, '09:00', '10:00', sale, rep, lead)
    expect(own.body).toMatchObject({ type: 'sale', user: { id: rep.id } })
    const others = await house.plant.user({ company: here.company, roles: ['sales_rep'] })
    const byUser = await schedule(3, '13:00', '14:00', { ...sale, userId: others.id }, user, lead)
    expect(byUser.status).toBe(200)
    expect(
      (await schedule(3, '15:00', '16:00', { ...sale, userId: others.id }, rep, lead)).problem.errors[0]!
        .path,
    ).toBe('userId')
    expect((await read(lead, rep)).body.items.map(({ id }) => id)).toEqual([own.body.id])
    expect((await save(byUser.body, { notes: 'x' }, rep)).status).toBe(403)
    expect((await save(own.body, { userId: others.id }, rep)).outcome).toBe('422 request.invalid')
    expect((await save(own.body, { notes: 'Bring the brochure' }, rep)).status).toBe(200)
    // A lead's preview shows who is free, and books nothing.
    const preview = await withGrants('tech_scheduler_leads.view')
    expect((await read(lead, preview)).body).toMatchObject({
      preview: true,
      items: [],
      abilities: { create: [] },
    })
    const free = await house
      .as(preview)
      .call(appointments.availability, { ...of(lead), query: { from: today } })
    expect(free.body.people.map(({ id }) => id)).toContain(theo.id)
    expect((await read(customer, preview)).status).toBe(403)
    // Converting keeps it: the number is the same.
    const scheduler = await withGrants('tech_scheduler.view')
    expect(
      (await house.as(scheduler).call(appointments.open, { params: { appointmentId: own.body.id } })).status,
    ).toBe(403)
  })

  it('[TAB-006] shows on the calendar what one may see, and only that the rest is taken; time off gives no reason', async () => {
    await house.plant.insert('appointment', here.company, {
      customer_id: forbidden.id,
      type: 'removal',
      user_id: luis.id,
      during: during(4, '08:00', '09:00'),
      notes: 'secret',
    })
    await house.plant.insert('time_off', here.company, {
      user_id: luis.id,
      during: during(4, '12:00', '13:00'),
      reason: 'Dentist',
    })
    const seen = await schedule(4, '10:00', '11:00', { userId: luis.id })
    const calendar = async (by: User, query: object = {}) =>
      (await house.as(by).call(appointments.calendar, { query: { from: addDays(today, 4), ...query } })).body
    const dispatcher = await withGrants('tech_scheduler.view')
    const { blocks, people } = await calendar(dispatcher)
    expect(people.map(({ id }) => id)).toEqual(expect.arrayContaining([theo.id, luis.id]))
    expect(blocks.map((b) => [b.startsAt, b.appointment?.id ?? null, b.timeOff?.reason ?? null])).toEqual([
      [seen.body.startsAt, seen.body.id, null],
      [at(4, '08:00'), null, null],
      [at(4, '12:00'), null, 'Time off'],
    ])
    const manager = await withGrants('tech_scheduler.view', 'tech_time_off.yes')
    expect((await calendar(manager)).blocks.at(-1)!.timeOff).toMatchObject({
      reason: 'Dentist',
      mayRemove: true,
    })
    // A filter takes nobody's time away: what does not fit is still taken.
    expect((await calendar(dispatcher, { type: 'service' })).blocks).toHaveLength(3)
    const neither = await withGrants('personal_appointments.view')
    expect((await house.as(neither).call(appointments.calendar, { query: { from: today } })).status).toBe(403)
  })

  it('[TAB-006] is cancelled with the archiving of its customer, goes with its deleting, and is not copied', async () => {
    const row = await house.plant.customer({ location: here })
    const open = await schedule(6, '09:00', '10:00', {}, user, row)
    await house.plant.insert('appointment', here.company, {
      customer_id: row.id,
      type: 'service',
      user_id: theo.id,
      during: during(-6, '09:00', '10:00'),
      status: 'complete',
      completed_at: new Date(),
    })
    const archived = await house.as(user).call(customersLifecycle.archive, of(row))
    expect(archived.status).toBe(200)
    const after = (await read(row)).body
    expect(after.items.map(({ status }) => status).sort()).toEqual(['cancelled', 'complete'])
    expect(after.readOnlyReason).toBe('archived')
    expect((await save({ id: open.body.id, version: 2 }, { notes: 'x' })).outcome).toBe(
      '409 customers.archived',
    )
    // The time is free again.
    const again = await schedule(6, '09:00', '10:00')
    expect(again.status).toBe(200)
    const bookings = async () =>
      (await house.owner.query('select from booking where appointment_id = $1', [again.body.id])).rowCount
    expect(await bookings()).toBe(1)
    await house.as(user).call(appointments.remove, { params: { appointmentId: again.body.id } })
    expect(await bookings()).toBe(0)
  })

  it('[TAB-006] reminds its assignee once, before it begins', async () => {
    const soon = await house.plant.insert('appointment', here.company, {
      customer_id: customer.id,
      type: 'service',
      user_id: luis.id,
      during: `["${new Date(Date.now() + 30 * 60_000).toISOString()}","${new Date(Date.now() + 90 * 60_000).toISOString()}")`,
    })
    const far = await schedule(9, '09:00', '10:00', { userId: luis.id })
    const remind = appointmentTasks(house.database, () => new Date())['appointments.reminder']!
    for (const appointmentId of [soon, soon, far.body.id])
      await remind({ companyId: here.company.id, appointmentId })
    const told = (await house.as(luis).call(notifications.list, {})).body.items.filter(
      ({ kind }) => kind === 'appointment_soon',
    )
    expect(told.map(({ appointmentId }) => appointmentId)).toEqual([soon])
    const { rows } = await house.owner.query<{ n: string }>(
      `select count(*) as n from graphile_worker.jobs where key like $1`,
      [`%appointments.reminder ${far.body.id}`],
    )
    expect(Number(rows[0]!.n)).toBe(1)
  })

  it('[TAB-006] is read by a calendar program at a secret address that ends when one says so', async () => {
    const made = await schedule(7, '09:00', '10:30', {
      userId: luis.id,
      notes: 'Gate; code, 1\nSecond line',
      confirmed: true,
    })
    const { path } = (await house.as(luis).call(mySchedule.makeFeed, {})).body
    const get = (url: string) => house.app.inject({ method: 'GET', url })
    const reply = await get(path)
    expect([reply.statusCode, reply.headers['content-type']]).toEqual([200, 'text/calendar; charset=utf-8'])
    expect(reply.body.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true)
    const parsed = new ICAL.Component(ICAL.parse(reply.body) as never)
    const events = parsed.getAllSubcomponents('vevent').map((event) => new ICAL.Event(event))
    const event = events.find(({ uid }) => uid.startsWith(`appointment-${made.body.id}@`))!
    expect(event.summary).toBe('Install · Dana Whitlock')
    expect(event.startDate.toJSDate().toISOString()).toBe(made.body.startsAt)
    expect(event.endDate.toJSDate().toISOString()).toBe(made.body.endsAt)
    expect(event.description).toContain('Gate; code, 1\nSecond line')
    expect(event.component.getFirstPropertyValue('status')).toBe('CONFIRMED')
    expect(events.some(({ summary }) => summary === 'Time off: Dentist')).toBe(true)
    expect(house.logs.join('')).not.toContain(path.split('/')[5])
    const renewed = (await house.as(luis).call(mySchedule.makeFeed, {})).body.path
    expect((await get(path)).statusCode).toBe(404)
    expect((await get(renewed)).statusCode).toBe(200)
    await house.as(luis).call(mySchedule.endFeed, {})
    expect((await get(renewed)).statusCode).toBe(404)
  })
})
