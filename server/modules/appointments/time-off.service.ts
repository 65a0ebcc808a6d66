/** Time off: hours that a user's schedule gives away to nobody. */
import { randomUUID } from 'node:crypto'
import { type RawBuilder, sql } from 'kysely'
import { z } from 'zod'
import type { Output, Parsed } from '#shared/contract.ts'
import { id } from '#shared/contract.ts'
import type { NewTimeOff, timeOff, TimeOffEntry } from '#shared/contracts/time-off.ts'
import { fail } from '#shared/errors.ts'
import { permissionLabel } from '#shared/permissions.ts'
import { dayOf, longestSeriesDays, weekdayOf } from '#shared/rules/appointments.ts'
import { addDays, clockAt, daysBetween, formatInstant, instantAtClock, todayIn } from '#shared/time.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'
import { take } from './appointments.booking.ts'
import { listPeople, listReporting, type PersonRow, range } from './appointments.queries.ts'
import { mayScheduleTimeOff } from './time-off.access.ts'

type Row = {
  id: number
  userId: number
  userName: string
  startsAt: Date
  endsAt: Date
  reason: string
  notes: string
  series: string | null
  createdByName: string | null
}

async function listRows(db: Db, where: RawBuilder<unknown>, limit = 1000): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select t.id, t.user_id as "userId", u.first_name || ' ' || u.last_name as "userName", lower(t.during) as "startsAt",
      upper(t.during) as "endsAt", t.reason, t.notes, t.series,
      (select b.first_name || ' ' || b.last_name from user_account b where b.company_id = t.company_id and b.id = t.created_by) as "createdByName"
    from time_off t join user_account u on u.company_id = t.company_id and u.id = t.user_id
    where t.company_id = platform.company_id() and ${where} order by lower(t.during), t.id limit ${limit}`.execute(
    db,
  )
  return rows
}

const toEntry = (row: Row): TimeOffEntry => ({
  id: row.id,
  user: { id: row.userId, name: row.userName },
  startsAt: row.startsAt.toISOString(),
  endsAt: row.endsAt.toISOString(),
  reason: row.reason,
  notes: row.notes,
  series: row.series !== null,
  createdBy: row.createdByName ?? 'System',
})

const listAll = async (db: Db) => ({ people: await listPeople(db), links: await listReporting(db) })

const ownFirst = (ctx: Ctx, people: readonly PersonRow[]) =>
  [...people].sort((a, b) => Number(b.id === ctx.actor.userId) - Number(a.id === ctx.actor.userId))

const mark = z.tuple([z.iso.datetime(), id])
function positionOf(after: string | undefined): [string, number] | null {
  if (!after) return null
  try {
    return mark.safeParse(JSON.parse(Buffer.from(after, 'base64url').toString())).data ?? null
  } catch {
    return null // an unreadable mark begins at the first page
  }
}

export async function readTimeOff(
  ctx: Ctx,
  db: Db,
  { query }: Parsed<typeof timeOff.list>,
): Promise<Output<typeof timeOff.list>> {
  const zone = ctx.actor.company.timeZone
  const { people, links } = await listAll(db)
  const mine = ownFirst(
    ctx,
    people.filter((person) => mayScheduleTimeOff(ctx.actor, person, links)),
  )
  const wanted = mine.filter(({ id }) => !query.userId || id === query.userId).map(({ id }) => id)
  const since = dayOf(query.from ?? todayIn(zone, ctx.now), zone).startsAt
  const position = positionOf(query.after)
  const beyond = position
    ? sql`and (lower(t.during), t.id) > (${new Date(position[0])}::timestamptz, ${position[1]}::bigint)`
    : sql``
  const rows = await listRows(
    db,
    sql`t.user_id = any (${wanted}::bigint[]) and upper(t.during) > ${new Date(since)} ${beyond}`,
    query.limit + 1,
  )
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  return {
    items: page.map(toEntry),
    people: mine.map(({ id, name }) => ({ id, name })),
    next:
      rows.length > query.limit && last
        ? Buffer.from(JSON.stringify([last.startsAt.toISOString(), last.id])).toString('base64url')
        : null,
  }
}

/** The windows of a series: the same times by the clock on every day of it, the first one included. */
export function windowsOf(
  { startsAt, endsAt, repeats }: Pick<NewTimeOff, 'startsAt' | 'endsAt' | 'repeats'>,
  zone: string,
): { startsAt: string; endsAt: string }[] {
  const first = { startsAt: new Date(startsAt).toISOString(), endsAt: new Date(endsAt).toISOString() }
  if (!repeats) return [first]
  const [from, to] = [clockAt(startsAt, zone), clockAt(endsAt, zone)]
  const day = from.slice(0, 10)
  const nights = daysBetween(day, to.slice(0, 10))
  // A week begins on Sunday, as on the calendar's own pages.
  const week = addDays(day, -weekdayOf(day))
  const found = [first]
  for (let on = addDays(day, 1); on <= repeats.until; on = addDays(on, 1)) {
    const weeks = Math.floor(daysBetween(week, on) / 7)
    if (weeks % repeats.every !== 0 || !repeats.weekdays.includes(weekdayOf(on))) continue
    found.push({
      startsAt: instantAtClock(`${on}T${from.slice(11)}`, zone),
      endsAt: instantAtClock(`${addDays(on, nights)}T${to.slice(11)}`, zone),
    })
  }
  return found
}

const daysText = (count: number, startsAt: string, zone: string) =>
  count === 1
    ? `time from ${formatInstant(startsAt, zone)}`
    : `${count} times from ${formatInstant(startsAt, zone)}`

/** @throws access.denied for a person whose one may not schedule; appointments.overlap; request.invalid */
export async function createTimeOff(
  ctx: Ctx,
  db: Db,
  { body }: Parsed<typeof timeOff.create>,
): Promise<Output<typeof timeOff.create>> {
  const zone = ctx.actor.company.timeZone
  const invalid = (path: string, message: string): never =>
    fail('request.invalid', {}, { errors: [{ path, message }] })
  const { people, links } = await listAll(db)
  const person =
    people.find(({ id }) => id === body.userId) ??
    invalid('userId', 'Choose a technician or a sales representative')
  if (!mayScheduleTimeOff(ctx.actor, person, links)) denied(person)
  // Before a window is made of each day: a series of centuries would cost as much.
  if (body.repeats) {
    const on = todayIn(zone, body.startsAt)
    if (body.repeats.until < on) invalid('repeats.until', 'Must lie after the first day')
    if (daysBetween(on, body.repeats.until) > longestSeriesDays)
      invalid('repeats.until', `At most ${longestSeriesDays} days on`)
  }
  const windows = windowsOf(body, zone)
  const overlaps = windows.some((window, i) => i > 0 && window.startsAt < windows[i - 1]!.endsAt)
  if (overlaps) invalid('endsAt', 'It would run into its next day')
  const series = windows.length > 1 ? randomUUID() : null
  const made = await take(ctx, db, { userId: person.id, name: person.name, windows, path: 'startsAt' }, () =>
    db
      .insertInto('time_off')
      .values(
        windows.map((window) => ({
          user_id: person.id,
          during: range(window.startsAt, window.endsAt) as never,
          series,
          reason: body.reason,
          notes: body.notes,
          created_at: ctx.now,
          created_by: ctx.actor.userId,
        })),
      )
      .returning('id')
      .execute(),
  )
  ctx.history.add({
    event: 'time_off.created',
    entity: 'user',
    entityId: person.id,
    detail: { name: person.name, days: daysText(windows.length, windows[0]!.startsAt, zone) },
    changes: [
      { field: 'Time off begins', old: null, new: formatInstant(windows[0]!.startsAt, zone) },
      { field: 'Time off ends', old: null, new: formatInstant(windows.at(-1)!.endsAt, zone) },
      { field: 'Reason', old: null, new: body.reason },
    ],
  })
  const ids = made.map(({ id }) => id)
  return { items: (await listRows(db, sql`t.id = any (${ids}::bigint[])`)).map(toEntry) }
}

function denied(person: PersonRow): never {
  return fail('access.denied', {
    permission: permissionLabel(
      person.roles.includes('technician') ? 'tech_time_off.yes' : 'sales_time_off.yes',
    ),
  })
}

/** @throws time_off.not_found, access.denied */
export async function removeTimeOff(
  ctx: Ctx,
  db: Db,
  { params, query }: Parsed<typeof timeOff.remove>,
): Promise<Output<typeof timeOff.remove>> {
  const row = (await listRows(db, sql`t.id = ${params.timeOffId}`))[0] ?? fail('time_off.not_found')
  const { people, links } = await listAll(db)
  const person = people.find(({ id }) => id === row.userId)
  // Of who has left, nobody’s variant says anything: whoever schedules everybody may clear up.
  const may = person
    ? mayScheduleTimeOff(ctx.actor, person, links)
    : ctx.actor.grants.anywhere.has('tech_time_off.yes') ||
      ctx.actor.grants.anywhere.has('sales_time_off.yes')
  if (!may) fail('access.denied', { permission: permissionLabel('tech_time_off.yes') })
  const following = query.following === 'true' && row.series !== null
  const gone = await db
    .deleteFrom('time_off')
    .where(
      following
        ? sql<boolean>`series = ${row.series} and lower(during) >= ${row.startsAt}`
        : sql<boolean>`id = ${row.id}`,
    )
    .returning('id')
    .execute()
  const zone = ctx.actor.company.timeZone
  ctx.history.add({
    event: 'time_off.removed',
    entity: 'user',
    entityId: row.userId,
    detail: { name: row.userName, days: daysText(gone.length, row.startsAt.toISOString(), zone) },
    changes: [
      { field: 'Time off begins', old: formatInstant(row.startsAt.toISOString(), zone), new: null },
      { field: 'Reason', old: row.reason, new: null },
    ],
  })
  return { removed: gone.length }
}
