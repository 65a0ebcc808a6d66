/** Time slots, coverage areas and time off. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appointments } from '#shared/contracts/appointments.ts'
import { scheduling } from '#shared/contracts/scheduling.ts'
import { timeOff } from '#shared/contracts/time-off.ts'
import type { Permission } from '#shared/permissions.ts'
import { weekdayOf } from '#shared/rules/appointments.ts'
import { addDays, instantAtClock, todayIn } from '#shared/time.ts'
import type { CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let here: Location
let user: User
let inArea: CustomerRow
let outside: CustomerRow
let theo: User
let luis: User
const zone = 'America/Denver'
const today = todayIn(zone, new Date())
const tomorrow = addDays(today, 1)
const at = (on: string, time: string) => instantAtClock(`${on}T${time}`, zone)

beforeAll(async () => {
  house = await openHouse()
  const place = await house.plant.neighbourhood({ settings: { timeSlots: true } })
  ;({ here, user } = place)
  const technician = () =>
    house.plant.user({ company: here.company, roles: ['technician'], holds: [{ grants: [], at: here }] })
  ;[theo, luis] = [await technician(), await technician()]
  inArea = await house.plant.customer({ location: here, fields: { zip: '84604' } })
  outside = await house.plant.customer({ location: here, fields: { zip: '83702' } })
})
afterAll(() => house.close())

const offered = async (row: CustomerRow) =>
  (
    await house.as(user).call(appointments.availability, {
      params: { customerId: row.id },
      query: { from: tomorrow },
    })
  ).body.slots

describe('time slots', () => {
  it('[TAB-006] are booked by coverage until no technician is left; in parallel none is booked twice', async () => {
    const area = await house.as(user).call(scheduling.createArea, {
      body: { name: 'Utah County', zips: ['846'], userIds: [theo.id, luis.id] },
    })
    expect(area.status).toBe(200)
    expect(
      (
        await house
          .as(user)
          .call(scheduling.createArea, { body: { name: 'Utah County', zips: [], userIds: [] } })
      ).problem.errors[0]!.path,
    ).toBe('name')
    const areaId = (await house.as(user).call(scheduling.open, {})).body.areas[0]!.id
    const slot = (startsAt: string, endsAt: string, area: number | null, capacity: number | null) =>
      house.as(user).call(scheduling.createSlots, {
        body: {
          locationId: here.id,
          weekdays: [weekdayOf(tomorrow)],
          startsAt,
          endsAt,
          capacity,
          areaId: area,
        },
      })
    await slot('08:00', '10:00', areaId, null)
    await slot('10:00', '12:00', null, 1)
    const slots = await offered(inArea)
    expect(slots.map(({ left }) => left)).toEqual([2, 1])
    // An area's slot serves its addresses only.
    expect((await offered(outside)).map(({ startsAt }) => startsAt)).toEqual([at(tomorrow, '10:00')])
    const book = (slotId: number, body: object = {}, row = inArea) =>
      house.as(user).call(appointments.create, {
        params: { customerId: row.id },
        body: { type: 'service', slot: { slotId, on: tomorrow }, ...body } as never,
      })
    const made = await Promise.all(Array.from({ length: 4 }, () => book(slots[0]!.slotId)))
    expect(made.map(({ status }) => status).sort()).toEqual([200, 200, 409, 409])
    const sent = made.flatMap((reply) => (reply.status === 200 ? [reply.body.user!.id] : []))
    expect(sent.sort()).toEqual([theo.id, luis.id].sort())
    expect(made.find(({ status }) => status === 409)!.outcome).toBe('409 appointments.slot_full')
    expect((await book(slots[0]!.slotId, {}, outside)).outcome).toBe('422 request.invalid')
    // Nobody yet: it waits for a dispatcher, and still counts.
    expect((await book(slots[1]!.slotId, { userId: null })).body).toMatchObject({ user: null })
    expect((await offered(inArea)).map(({ left }) => left)).toEqual([0, 0])
    const free = await house.as(user).call(appointments.create, {
      params: { customerId: inArea.id },
      body: { type: 'service', startsAt: at(tomorrow, '15:00'), endsAt: at(tomorrow, '16:00') },
    })
    expect(free.problem.errors[0]!.path).toBe('slot')
    expect((await house.as(user).call(scheduling.removeArea, { params: { areaId } })).outcome).toBe(
      '409 scheduling.in_use',
    )
    const told = (await house.as(user).call(scheduling.history, {})).body.items
    expect(told.map(({ event }) => event)).toEqual([
      'scheduling.slots_created',
      'scheduling.slots_created',
      'scheduling.area_created',
    ])
  })
})

describe('time off', () => {
  const off = (by: User, whose: User, day: number, body: object = {}) =>
    house.as(by).call(timeOff.create, {
      body: {
        userId: whose.id,
        startsAt: at(addDays(today, day), '09:00'),
        endsAt: at(addDays(today, day), '12:00'),
        reason: 'Dentist',
        ...body,
      } as never,
    })

  it('[TAB-006] is scheduled for all, all but oneself, oneself, or who reports to one, as each variant says', async () => {
    const person = (grants: Permission[]) =>
      house.plant.user({ company: here.company, roles: ['technician'], holds: [{ grants, at: here }] })
    const all = await person(['tech_time_off.yes'])
    const notSelf = await person(['tech_time_off_not_self.yes'])
    const self = await person(['tech_time_off_self.yes'])
    const lead = await person(['tech_time_off_hierarchy.yes'])
    const middle = await house.plant.user({ company: here.company })
    const below = await person([])
    await house.owner.query('update user_account set reports_to_id = $2 where id = $1', [middle.id, lead.id])
    await house.owner.query('update user_account set reports_to_id = $2 where id = $1', [below.id, middle.id])
    let day = 10
    const outcome = async (by: User, whose: User) => (await off(by, whose, ++day)).status
    expect([await outcome(all, all), await outcome(all, below)]).toEqual([200, 200])
    expect([await outcome(notSelf, notSelf), await outcome(notSelf, below)]).toEqual([403, 200])
    expect([await outcome(self, self), await outcome(self, below)]).toEqual([200, 403])
    // Over a manager who is in no schedule.
    expect([await outcome(lead, below), await outcome(lead, self), await outcome(lead, lead)]).toEqual([
      200, 403, 403,
    ])
    const sales = await house.plant.user({
      company: here.company,
      holds: [{ grants: ['sales_time_off.yes'], at: here }],
    })
    expect(await outcome(sales, below)).toBe(403)
    expect((await house.as(self).call(timeOff.list, {})).body.people.map(({ id }) => id)).toEqual([self.id])
    const seen = (await house.as(self).call(timeOff.list, { query: { limit: 1 } })).body
    expect(seen.items.map(({ user }) => user.id)).toEqual([self.id])
  })

  it('[TAB-006] repeats at the same times by the clock, all days or none, and is given back one by one or from a day on', async () => {
    // Over a change of the clocks, wherever in the year today lies: every week for a year.
    const repeats = { weekdays: [weekdayOf(addDays(today, 60))], every: 4, until: addDays(today, 60 + 300) }
    const made = await off(user, theo, 60, { repeats })
    expect(made.status).toBe(200)
    const { items } = made.body
    expect(items.length).toBeGreaterThanOrEqual(10)
    expect(items.every(({ series }) => series)).toBe(true)
    const clocks = new Set(
      items.map(({ startsAt }) =>
        new Intl.DateTimeFormat('en-US', { timeZone: zone, hour: '2-digit', hourCycle: 'h23' }).format(
          new Date(startsAt),
        ),
      ),
    )
    expect([...clocks]).toEqual(['09'])
    // One day of it is taken: none is written.
    const taken = await off(user, theo, 61, {
      startsAt: at(addDays(today, 53), '11:00'),
      endsAt: at(addDays(today, 53), '13:00'),
      repeats: { ...repeats, every: 1 },
    })
    expect(taken.outcome).toBe('409 appointments.overlap')
    const count = async () =>
      Number(
        (
          await house.owner.query<{ n: string }>('select count(*) as n from time_off where user_id = $1', [
            theo.id,
          ])
        ).rows[0]!.n,
      )
    expect(await count()).toBe(items.length)
    const remove = (id: number, following: 'true' | 'false') =>
      house.as(user).call(timeOff.remove, { params: { timeOffId: id }, query: { following } })
    expect((await remove(items[1]!.id, 'false')).body.removed).toBe(1)
    expect((await remove(items[3]!.id, 'true')).body.removed).toBe(items.length - 3)
    expect(await count()).toBe(2)
  })
})
