/** Taking a user's time. The database holds that nothing overlaps; here its refusal becomes a sentence. */
import { sql } from 'kysely'
import { fail } from '#shared/errors.ts'
import { appointmentTypes, clockText, dayWords } from '#shared/rules/appointments.ts'
import { todayIn } from '#shared/time.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'
import { maySee } from './appointments.access.ts'
import { findAppointment, listBookings } from './appointments.queries.ts'

type Window = { startsAt: string; endsAt: string }
type Taking = { userId: number; name: string; windows: readonly Window[]; path?: string }

/** Runs a write that takes time of a user; undefined if the time was taken already, and then nothing was written. */
export async function tryToTake<T>(db: Db, write: () => Promise<T>): Promise<T | undefined> {
  await sql`savepoint taking`.execute(db)
  try {
    const result = await write()
    await sql`release savepoint taking`.execute(db)
    return result
  } catch (error) {
    const { code, constraint } = error as { code?: string; constraint?: string }
    if (code !== '23P01' || constraint !== 'booking_overlap') throw error
    // The transaction goes on: what is in the way is looked up in it.
    await sql`rollback to savepoint taking`.execute(db)
    return undefined
  }
}

/**
 * The same, refused by what is in the way: the other appointment to who may see it, to anybody else only its time.
 * @throws appointments.overlap
 */
export async function take<T>(ctx: Ctx, db: Db, taking: Taking, write: () => Promise<T>): Promise<T> {
  const result = await tryToTake(db, async () => ({ value: await write() }))
  return result ? result.value : refuse(ctx, db, taking)
}

async function refuse(ctx: Ctx, db: Db, { userId, name, windows, path }: Taking): Promise<never> {
  const zone = ctx.actor.company.timeZone
  for (const window of windows) {
    for (const found of await listBookings(db, [userId], window)) {
      const other = found.appointmentId === null ? undefined : await findAppointment(db, found.appointmentId)
      const [from, to] = [found.startsAt.toISOString(), found.endsAt.toISOString()]
      const [first, last] = [todayIn(zone, from), todayIn(zone, to)]
      const when = `${dayWords(first)}, ${clockText(from, zone)} to ${first === last ? '' : `${dayWords(last)}, `}${clockText(to, zone)}`
      const seen = other && maySee(ctx.actor, other)
      const what = seen
        ? `${appointmentTypes[other.type]} for #${other.customerId} ${other.customerName}, ${when}`
        : found.timeOffId !== null
          ? `time off, ${when}`
          : `booked ${when}`
      fail(
        'appointments.overlap',
        { who: name, what },
        {
          errors: path ? [{ path, message: `Not free: ${what}` }] : [],
          extra: { appointmentId: seen ? other.id : null },
        },
      )
    }
  }
  return fail('appointments.overlap', { who: name, what: 'booked at that time' })
}
