/** Hours in which technicians and sales representatives cannot be booked (TAB-006). */
import { z } from 'zod'
import { date, endpoint, id, instant, longText, text } from '../contract.ts'
import { longestTimeOffDays, minutesBetween, timeOffPermissions } from '../rules/appointments.ts'
import { withoutCard } from '../rules/customer-values.ts'

const entry = z
  .object({
    id,
    user: z.object({ id, name: z.string() }),
    startsAt: instant,
    endsAt: instant,
    reason: z.string(),
    notes: z.string(),
    /** One day of several that were made together. */
    series: z.boolean(),
    createdBy: z.string(),
  })
  .meta({ id: 'TimeOff' })
export type TimeOffEntry = z.output<typeof entry>

const list = z.object({
  items: z.array(entry),
  /** Whose time off one may make and give back; oneself first. */
  people: z.array(z.object({ id, name: z.string() })),
})

const repeats = z.strictObject({
  /** 0 is Sunday. */
  weekdays: z.array(z.number().int().min(0).max(6)).min(1, 'Choose the days').max(7),
  /** 1: every week, 2: every other. */
  every: z.number().int().min(1).max(8).default(1),
  until: date,
})
export const newTimeOff = z
  .strictObject({
    userId: id,
    startsAt: instant,
    endsAt: instant,
    reason: withoutCard(text(80)).refine((s) => s !== '', 'Say why'),
    notes: withoutCard(longText(1000)).default(''),
    /** Again on these weekdays, at the same times by the clock. */
    repeats: repeats.nullable().default(null),
  })
  .refine(({ startsAt, endsAt }) => minutesBetween(startsAt, endsAt) > 0, {
    path: ['endsAt'],
    message: 'Must lie after the beginning',
  })
  .refine(({ startsAt, endsAt }) => minutesBetween(startsAt, endsAt) <= longestTimeOffDays * 24 * 60, {
    path: ['endsAt'],
    message: `At most ${longestTimeOffDays} days at once`,
  })
export type NewTimeOff = z.output<typeof newTimeOff>

export const timeOff = {
  list: endpoint({
    method: 'GET',
    path: '/time-off',
    access: timeOffPermissions,
    summary: 'Time off of everybody whose one may schedule, earliest first, by keyset',
    query: z.object({
      userId: id.optional(),
      /** Ends on that day or later; left out: today. */
      from: date.optional(),
      after: z.string().max(200).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: list.extend({ next: z.string().nullable() }),
  }),
  create: endpoint({
    method: 'POST',
    path: '/time-off',
    access: timeOffPermissions,
    summary: 'Block hours of a user; a series makes a row for each of its days, all of them or none',
    body: newTimeOff,
    response: z.object({ items: z.array(entry) }),
    history: { event: 'time_off.created' },
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/time-off/:timeOffId',
    access: timeOffPermissions,
    summary: 'Give time off back; of a series, this day or also all that follow',
    params: z.object({ timeOffId: id }),
    query: z.object({ following: z.enum(['true', 'false']).default('false') }),
    response: z.object({ removed: z.number().int() }),
    history: { event: 'time_off.removed' },
  }),
}
