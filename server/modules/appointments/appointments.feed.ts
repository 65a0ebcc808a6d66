/** A user's schedule for their own calendar program: iCalendar (RFC 5545) at a secret address that they may end. */
import { randomBytes } from 'node:crypto'
import ical, { ICalCalendarMethod, ICalEventBusyStatus, ICalEventStatus } from 'ical-generator'
import { sql } from 'kysely'
import type { Output, Parsed } from '#shared/contract.ts'
import type { mySchedule } from '#shared/contracts/appointments.ts'
import { fail } from '#shared/errors.ts'
import { formatPhone } from '#shared/phone.ts'
import { appointmentStatuses, appointmentTypes } from '#shared/rules/appointments.ts'
import { dayMs } from '#shared/time.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx, PublicCtx } from '#server/http/context.ts'
import { tokenHash } from '#server/http/session-token.ts'
import { type AppointmentRow, listAppointments, listBookings } from './appointments.queries.ts'

/** What a calendar program shows: three months back, a year ahead. */
const daysBack = 92
const daysAhead = 366

export async function findFeed(
  db: Db,
  userId: number,
): Promise<{ createdAt: Date; lastReadAt: Date | null } | null> {
  const row = await db
    .selectFrom('calendar_feed')
    .select(['created_at as createdAt', 'last_read_at as lastReadAt'])
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return row ?? null
}

/** Makes the address, which is shown this once; one that was made before ends. */
export async function makeFeed(ctx: Ctx, db: Db): Promise<Output<typeof mySchedule.makeFeed>> {
  const { userId, company } = ctx.actor
  const token = randomBytes(32).toString('base64url')
  await db.deleteFrom('calendar_feed').where('user_id', '=', userId).execute()
  await db
    .insertInto('calendar_feed')
    .values({ user_id: userId, token_hash: tokenHash(token), created_at: ctx.now })
    .execute()
  ctx.history.add({ event: 'appointments.feed_made', entity: 'user', entityId: userId })
  return { path: `/api/v1/calendar-feeds/${company.id}/${token}/schedule.ics` }
}

export async function endFeed(ctx: Ctx, db: Db): Promise<Output<typeof mySchedule.endFeed>> {
  const { userId } = ctx.actor
  const gone = await db
    .deleteFrom('calendar_feed')
    .where('user_id', '=', userId)
    .returning('id')
    .executeTakeFirst()
  if (gone) ctx.history.add({ event: 'appointments.feed_ended', entity: 'user', entityId: userId })
  else ctx.history.nothingChanged()
  return {}
}

/** @throws request.not_found for a wrong or ended address, and for a user who may no longer sign in, all alike */
export async function readFeed(
  ctx: PublicCtx,
  { params }: Parsed<typeof mySchedule.feed>,
): Promise<Output<typeof mySchedule.feed>> {
  return ctx.tx({ of: 'company', companyId: params.companyId, userId: null }, async (db) => {
    const { rows } = await sql<{ userId: number; name: string; company: string; slug: string }>`
      update calendar_feed f set last_read_at = ${ctx.now} from user_account u, platform.company p
      where f.company_id = platform.company_id() and f.token_hash = ${tokenHash(params.feedToken)}
        and u.company_id = f.company_id and u.id = f.user_id and u.active and u.can_log_in and p.id = f.company_id
      returning f.user_id as "userId", u.first_name || ' ' || u.last_name as name, p.name as company, p.slug`.execute(
      db,
    )
    const owner = rows[0] ?? fail('request.not_found')
    const window = {
      startsAt: new Date(ctx.now.getTime() - daysBack * dayMs),
      endsAt: new Date(ctx.now.getTime() + daysAhead * dayMs),
    }
    const appointments = await listAppointments(
      db,
      sql`a.user_id = ${owner.userId} and lower(a.during) >= ${window.startsAt} and lower(a.during) < ${window.endsAt}`,
    )
    const off = (await listBookings(db, [owner.userId], window)).filter((b) => b.timeOffId !== null)
    const calendar = ical({
      name: `${owner.name} · ${owner.company}`,
      prodId: { company: 'Keyholder', product: 'Schedule' },
      method: ICalCalendarMethod.PUBLISH,
      ttl: 15 * 60,
    })
    for (const row of appointments)
      calendar.createEvent({
        // The same for as long as the appointment lives, so that a program changes it rather than adding another.
        id: `appointment-${row.id}@${owner.slug}.keyholder`,
        sequence: row.version,
        start: row.startsAt,
        end: row.endsAt,
        stamp: row.updatedAt,
        created: row.createdAt,
        lastModified: row.updatedAt,
        summary: `${appointmentTypes[row.type]}${row.subtypeName ? ` (${row.subtypeName})` : ''} · ${row.customerName}`,
        location: [row.addressLine1, row.city, row.state, row.zip].filter(Boolean).join(', '),
        description: descriptionOf(row),
        status:
          row.status === 'cancelled'
            ? ICalEventStatus.CANCELLED
            : row.confirmedAt || row.status !== 'scheduled'
              ? ICalEventStatus.CONFIRMED
              : ICalEventStatus.TENTATIVE,
      })
    for (const block of off)
      calendar.createEvent({
        id: `time-off-${block.timeOffId}@${owner.slug}.keyholder`,
        start: block.startsAt,
        end: block.endsAt,
        stamp: ctx.now,
        summary: `Time off: ${block.reason}`,
        busystatus: ICalEventBusyStatus.OOF,
      })
    return calendar.toString()
  })
}

const descriptionOf = (row: AppointmentRow): string =>
  [
    `#${row.customerId} ${row.customerName}`,
    row.phone && formatPhone(row.phone),
    `Status: ${appointmentStatuses[row.status]}`,
    row.notes,
  ]
    .filter(Boolean)
    .join('\n')
