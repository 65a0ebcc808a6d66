/** Reading appointments: a record's, the company's calendar, one's own. */
import { sql } from 'kysely'
import type { Output, Parsed } from '#shared/contract.ts'
import type {
  AppointmentList,
  appointments,
  Availability,
  mySchedule,
} from '#shared/contracts/appointments.ts'
import { fail } from '#shared/errors.ts'
import { permissionLabel } from '#shared/permissions.ts'
import { dayOf, isOpen, type Schedule, scheduleOf, servesZip } from '#shared/rules/appointments.ts'
import { addDays, todayIn } from '#shared/time.ts'
import type { Db } from '#server/db/database.ts'
import { type Ctx, requireAt } from '#server/http/context.ts'
import { findVisible } from '../customers/customers.service.ts'
import { creatable, isOwn, maySee, toAppointment } from './appointments.access.ts'
import { isOf } from './appointments.checks.ts'
import { findFeed } from './appointments.feed.ts'
import * as queries from './appointments.queries.ts'
import type { AppointmentRow, PersonRow } from './appointments.queries.ts'
import { listOffered } from './appointments.slots.ts'
import { mayScheduleTimeOff } from './time-off.access.ts'

type Request<K extends keyof typeof appointments> = Parsed<(typeof appointments)[K]>

/** @throws customers.not_found, access.denied_here */
export async function readAppointments(
  ctx: Ctx,
  db: Db,
  { params }: Request<'ofCustomer'>,
): Promise<AppointmentList> {
  const record = (await findVisible(ctx, db, params.customerId)) ?? fail('customers.not_found')
  const has = (name: Parameters<typeof ctx.actor.grants.has>[0]) =>
    ctx.actor.grants.has(name, record.locationId)
  const preview = record.kind === 'lead' && has('tech_scheduler_leads.view')
  if (!preview && !has('sales_scheduler.view') && !has('personal_appointments.view'))
    requireAt(ctx.actor, 'tech_scheduler.view', record.locationId)
  const rows = (await queries.listAppointments(db, sql`a.customer_id = ${record.id}`)).filter((row) =>
    maySee(ctx.actor, row),
  )
  const [ahead, over] = [
    rows.filter(({ status }) => isOpen(status)),
    rows.filter(({ status }) => !isOpen(status)),
  ]
  return {
    items: [...ahead, ...over.reverse()].map((row) => toAppointment(ctx, row)),
    abilities: { create: creatable(ctx.actor, record) },
    preview,
    readOnlyReason: record.archived ? 'archived' : null,
  }
}

export async function readChoices(ctx: Ctx, db: Db): Promise<Output<typeof appointments.choices>> {
  const values = await queries.holdValues(db)
  const { appointmentMinutes, autoAssign } = ctx.actor.company.settings
  return {
    subtypes: values.flatMap(({ id, name, active, type, minutes, catalogue }) =>
      catalogue === 'appointment_subtype' && type ? [{ id, name, active, type, minutes }] : [],
    ),
    cancelReasons: values
      .filter(({ catalogue }) => catalogue === 'appointment_cancel_reason')
      .map(({ id, name, active }) => ({ id, name, active })),
    minutes: appointmentMinutes,
    autoAssign,
  }
}

const windowOf = (zone: string, from: string, days: number) => ({
  startsAt: dayOf(from, zone).startsAt,
  endsAt: dayOf(addDays(from, days - 1), zone).endsAt,
})

/** Technicians’ times to who schedules them, or sees the preview of a lead. @throws customers.not_found, access.denied_here */
export async function readAvailability(
  ctx: Ctx,
  db: Db,
  { params, query }: Request<'availability'>,
): Promise<Availability> {
  const record = (await findVisible(ctx, db, params.customerId)) ?? fail('customers.not_found')
  const { grants, userId, company } = ctx.actor
  const has = (name: Parameters<typeof grants.has>[0]) => grants.has(name, record.locationId)
  const all =
    query.schedule === 'tech'
      ? has('tech_scheduler.view') ||
        has('tech_scheduler.create') ||
        (record.kind === 'lead' && has('tech_scheduler_leads.view'))
      : has('sales_scheduler.view') || has('sales_scheduler.create')
  const personal = query.schedule === 'sales' && has('personal_appointments.view')
  if (!all && !personal)
    fail('access.denied_here', {
      permission: permissionLabel(query.schedule === 'tech' ? 'tech_scheduler.view' : 'sales_scheduler.view'),
    })
  const everybody = await queries.listPeople(db)
  const people = everybody.filter((person) => isOf(person, query.schedule) && (all || person.id === userId))
  const zip = record.row.zip as string | null
  const window = windowOf(company.timeZone, query.from, query.days)
  const bookings = await queries.listBookings(
    db,
    people.map(({ id }) => id),
    window,
  )
  return {
    people: people.map(({ id, name, locationIds, zips }) => ({
      id,
      name,
      inOffice: locationIds?.includes(record.locationId) ?? true,
      inArea: servesZip(zips, zip),
      busy: bookings
        .filter((b) => b.userId === id)
        .map(({ startsAt, endsAt }) => ({ startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() })),
    })),
    slots:
      company.settings.timeSlots && query.schedule === 'tech'
        ? await listOffered(ctx, db, { locationId: record.locationId, zip }, query, everybody)
        : [],
    zip,
    covered: everybody.some(({ zips }) => servesZip(zips, zip)),
  }
}

const viewOf = { tech: 'tech_scheduler.view', sales: 'sales_scheduler.view' } as const

/** The kinds of schedules that the user may open somewhere, among those asked for. @throws access.denied */
function schedulesOf(ctx: Ctx, asked: Schedule | 'both' | undefined): Schedule[] {
  const may = (['tech', 'sales'] as const).filter((one) => ctx.actor.grants.anywhere.has(viewOf[one]))
  if (asked === undefined) return may.slice(0, 1)
  const wanted = asked === 'both' ? may : may.filter((one) => one === asked)
  return wanted.length
    ? wanted
    : fail('access.denied', { permission: permissionLabel(viewOf[asked === 'sales' ? 'sales' : 'tech']) })
}

/** Whether a person works where the user may see the schedule. */
const worksWhereSeen = (ctx: Ctx, person: PersonRow, schedules: readonly Schedule[]): boolean =>
  schedules.some(
    (one) =>
      isOf(person, one) &&
      (person.locationIds === null || person.locationIds.some((at) => ctx.actor.grants.has(viewOf[one], at))),
  )

/** @throws access.denied */
export async function readCalendar(
  ctx: Ctx,
  db: Db,
  { query }: Request<'calendar'>,
): Promise<Output<typeof appointments.calendar>> {
  const schedules = schedulesOf(ctx, query.schedule)
  const window = windowOf(ctx.actor.company.timeZone, query.from, query.days)
  const everybody = await queries.listPeople(db)
  const people = everybody.filter(
    (person) =>
      worksWhereSeen(ctx, person, schedules) &&
      (!query.userId || person.id === query.userId) &&
      (!query.locationId || (person.locationIds?.includes(query.locationId) ?? true)),
  )
  const ids = people.map(({ id }) => id)
  const rows = (
    await queries.listAppointments(
      db,
      sql`a.during && ${queries.range(window.startsAt, window.endsAt)}
        and (a.user_id is null or a.user_id = any (${ids}::bigint[]))`,
    )
  ).filter((row) => schedules.includes(scheduleOf(row.type)) && maySee(ctx.actor, row))
  const fits = (row: AppointmentRow) =>
    (!query.type || row.type === query.type) &&
    (!query.locationId || row.locationId === query.locationId) &&
    (row.status !== 'cancelled' || query.cancelled === true) &&
    (row.userId !== null || !query.userId)
  const seen = new Map(rows.map((row) => [row.id, row]))
  const bookings = await queries.listBookings(db, ids, window)
  const links = await queries.listReporting(db)
  const blocks = [
    ...rows.filter(fits).map((row) => ({
      key: `appointment-${row.id}`,
      userId: row.userId,
      startsAt: row.startsAt.toISOString(),
      endsAt: row.endsAt.toISOString(),
      appointment: toAppointment(ctx, row),
      timeOff: null,
    })),
    // Whatever else takes time is said to be taken, so that nobody books there; a filter takes nobody’s time away.
    ...bookings.flatMap((b, index) => {
      const row = b.appointmentId === null ? undefined : seen.get(b.appointmentId)
      if (row && fits(row)) return []
      const person = everybody.find(({ id }) => id === b.userId)!
      const mayRemove = b.timeOffId !== null && mayScheduleTimeOff(ctx.actor, person, links)
      return [
        {
          key: b.timeOffId === null ? `busy-${index}` : `time-off-${b.timeOffId}`,
          userId: b.userId,
          startsAt: b.startsAt.toISOString(),
          endsAt: b.endsAt.toISOString(),
          appointment: null,
          timeOff:
            b.timeOffId === null
              ? null
              : {
                  id: b.timeOffId,
                  // Why somebody is away is for them and who sees to their time.
                  reason: mayRemove || b.userId === ctx.actor.userId ? b.reason! : 'Time off',
                  series: b.series,
                  mayRemove,
                },
        },
      ]
    }),
  ]
  return {
    people: people.map((person) => ({
      id: person.id,
      name: person.name,
      schedules: (['tech', 'sales'] as const).filter((one) => isOf(person, one)),
    })),
    blocks,
  }
}

export async function readCalendarOptions(
  ctx: Ctx,
  db: Db,
): Promise<Output<typeof appointments.calendarOptions>> {
  const schedules = schedulesOf(ctx, 'both')
  const people = (await queries.listPeople(db)).filter((person) => worksWhereSeen(ctx, person, schedules))
  const locations = await db
    .selectFrom('location')
    .select(['id', 'name'])
    .where('active', '=', true)
    .orderBy('name')
    .execute()
  return {
    people: people.map(({ id, name }) => ({ id, name })),
    locations: locations.filter(({ id }) => schedules.some((one) => ctx.actor.grants.has(viewOf[one], id))),
    schedules,
  }
}

const stripDays = 7

/** One's own appointments of a day; cancelled ones are gone. */
export async function readMine(
  ctx: Ctx,
  db: Db,
  { query }: Parsed<typeof mySchedule.list>,
): Promise<Output<typeof mySchedule.list>> {
  const { userId, company } = ctx.actor
  const zone = company.timeZone
  const window = windowOf(zone, query.on, stripDays)
  const rows = (
    await queries.listAppointments(
      db,
      sql`a.user_id = ${userId} and a.during && ${queries.range(window.startsAt, window.endsAt)} and a.status <> 'cancelled'`,
    )
  ).filter((row) => isOwn(ctx.actor, row))
  const day = dayOf(query.on, zone)
  const bookings = await queries.listBookings(db, [userId], day)
  const feed = await findFeed(db, userId)
  const on = (row: AppointmentRow) => todayIn(zone, row.startsAt)
  return {
    items: rows
      .filter((row) => row.startsAt.toISOString() < day.endsAt && row.endsAt.toISOString() > day.startsAt)
      .map((row) => toAppointment(ctx, row)),
    timeOff: bookings.flatMap((b) =>
      b.timeOffId === null
        ? []
        : [
            {
              id: b.timeOffId,
              startsAt: b.startsAt.toISOString(),
              endsAt: b.endsAt.toISOString(),
              reason: b.reason!,
            },
          ],
    ),
    counts: Array.from({ length: stripDays }, (_, i) => addDays(query.on, i)).map((date) => ({
      on: date,
      count: rows.filter((row) => on(row) === date).length,
    })),
    feed: feed && {
      createdAt: feed.createdAt.toISOString(),
      lastReadAt: feed.lastReadAt?.toISOString() ?? null,
    },
  }
}
