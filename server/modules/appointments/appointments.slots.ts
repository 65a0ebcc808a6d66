/** Booking into time slots: which are left for an address, and who goes there. */
import type { Availability } from '#shared/contracts/appointments.ts'
import { fail } from '#shared/errors.ts'
import { dayOf, servesZip, slotLeft, slotWindow, weekdayOf } from '#shared/rules/appointments.ts'
import { addDays, todayIn } from '#shared/time.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'
import { take, tryToTake } from './appointments.booking.ts'
import { isOf } from './appointments.checks.ts'
import * as queries from './appointments.queries.ts'
import type { BookingRow, PersonRow } from './appointments.queries.ts'

type Place = { locationId: number; zip: string | null }
export type Offered = Availability['slots'][number]

/** Technicians of the office who serve the address: by a coverage area, where any area serves it at all. */
export function servingOf(people: readonly PersonRow[], { locationId, zip }: Place): PersonRow[] {
  const here = people.filter(
    (person) => isOf(person, 'tech') && (person.locationIds?.includes(locationId) ?? true),
  )
  const covered = people.some(({ zips }) => servesZip(zips, zip))
  return covered ? here.filter(({ zips }) => servesZip(zips, zip)) : here
}

const isFree = (
  bookings: readonly BookingRow[],
  userId: number,
  window: { startsAt: string; endsAt: string },
) =>
  !bookings.some(
    (b) =>
      b.userId === userId &&
      b.startsAt.getTime() < Date.parse(window.endsAt) &&
      b.endsAt.getTime() > Date.parse(window.startsAt),
  )

/** The slots of the office that serve the address, on these days, that have not begun yet. */
export async function listOffered(
  ctx: Ctx,
  db: Db,
  place: Place,
  days: { from: string; days: number },
  people: readonly PersonRow[],
): Promise<Offered[]> {
  const zone = ctx.actor.company.timeZone
  const slots = (await queries.listSlots(db, place.locationId)).filter(
    ({ zips }) => zips === null || servesZip(zips, place.zip),
  )
  if (!slots.length) return []
  const window = {
    startsAt: dayOf(days.from, zone).startsAt,
    endsAt: dayOf(addDays(days.from, days.days - 1), zone).endsAt,
  }
  const serving = servingOf(people, place)
  const bookings = await queries.listBookings(
    db,
    serving.map(({ id }) => id),
    window,
  )
  const booked = await queries.countBooked(
    db,
    slots.map(({ id }) => id),
    window,
  )
  return Array.from({ length: days.days }, (_, i) => addDays(days.from, i)).flatMap((on) =>
    slots
      .filter(({ weekday }) => weekday === weekdayOf(on))
      .map((slot) => ({ slot, on, ...slotWindow(on, slot, zone) }))
      .filter(({ startsAt }) => Date.parse(startsAt) > ctx.now.getTime())
      .map(({ slot, startsAt, endsAt }) => {
        const found = booked.find(
          (b) => b.slotId === slot.id && b.startsAt.getTime() === Date.parse(startsAt),
        )
        const free = serving.filter(({ id }) => isFree(bookings, id, { startsAt, endsAt })).length
        const left = slotLeft({
          capacity: slot.capacity,
          booked: found?.booked ?? 0,
          free,
          waiting: found?.waiting ?? 0,
        })
        return { slotId: slot.id, on, startsAt, endsAt, left }
      }),
  )
}

export type SlotBooking = { slotId: number; on: string; startsAt: string; endsAt: string; place: Place }

/** Holds the slot and finds its window. @throws request.invalid for one that is not offered there */
export async function slotOfWindow(
  ctx: Ctx,
  db: Db,
  record: { locationId: number; row: { zip: unknown } },
  { slotId, on }: { slotId: number; on: string },
): Promise<SlotBooking> {
  await queries.lockSlot(db, slotId)
  const place = { locationId: record.locationId, zip: record.row.zip as string | null }
  const slot = (await queries.listSlots(db, place.locationId)).find(({ id }) => id === slotId)
  const wrong = (message: string): never =>
    fail('request.invalid', {}, { errors: [{ path: 'slot', message }] })
  if (!slot) return wrong('This office has no such time slot')
  if (slot.zips !== null && !servesZip(slot.zips, place.zip))
    return wrong('This time slot does not serve the address')
  if (slot.weekday !== weekdayOf(on)) return wrong('The time slot is of another weekday')
  if (on < todayIn(ctx.actor.company.timeZone, ctx.now)) return wrong('This day is over')
  return { slotId, on, ...slotWindow(on, slot, ctx.actor.company.timeZone), place }
}

type Candidates = { chosen: number | null | undefined; people: readonly PersonRow[] }

/**
 * Books one visit of the slot: of who was chosen, or, where the company assigns at once, of who serves the address, is
 * free and has the least to do that day; else of nobody yet.
 * @throws appointments.slot_full, appointments.overlap
 */
export async function bookSlot(
  ctx: Ctx,
  db: Db,
  slot: SlotBooking,
  { chosen, people }: Candidates,
  insert: (userId: number | null) => Promise<number>,
): Promise<number> {
  const offered = (await listOffered(ctx, db, slot.place, { from: slot.on, days: 1 }, people)).find(
    ({ slotId, startsAt }) => slotId === slot.slotId && startsAt === slot.startsAt,
  )
  // A dispatcher who names a technician may go beyond what is offered; the technician's own time still holds.
  if (chosen) {
    const name = people.find(({ id }) => id === chosen)?.name ?? ''
    return take(ctx, db, { userId: chosen, name, windows: [slot] }, () => insert(chosen))
  }
  if (!offered || offered.left < 1) fail('appointments.slot_full')
  if (chosen === null || !ctx.actor.company.settings.autoAssign) return insert(null)
  const serving = servingOf(people, slot.place)
  const bookings = await queries.listBookings(
    db,
    serving.map(({ id }) => id),
    dayOf(slot.on, ctx.actor.company.timeZone),
  )
  const minutes = (userId: number) =>
    bookings
      .filter((b) => b.userId === userId)
      .reduce((sum, b) => sum + (b.endsAt.getTime() - b.startsAt.getTime()), 0)
  const order = serving
    .filter(({ id }) => isFree(bookings, id, slot))
    .sort((a, b) => minutes(a.id) - minutes(b.id) || a.id - b.id)
  for (const { id } of order) {
    const made = await tryToTake(db, () => insert(id))
    if (made !== undefined) return made
  }
  return fail('appointments.slot_full')
}
