/** What the addresses of the pages of appointments say. */
import { z } from 'zod'
import { date, id } from '#shared/contract.ts'
import { appointmentTypeKeys } from '#shared/rules/appointments.ts'
import { searchParams } from '#web/api/search-params.ts'

const recordSearch = z.object({ new: z.literal(true).optional(), appointment: id.optional() })
export type RecordAppointmentsSearch = z.output<typeof recordSearch>
export const readRecordSearch = searchParams(recordSearch)

const calendarSearch = z.object({
  /** The first day; left out: today. */
  from: date.optional(),
  days: z.coerce.number().int().min(1).max(7).optional(),
  schedule: z.enum(['tech', 'sales', 'both']).optional(),
  userId: id.optional(),
  locationId: id.optional(),
  type: z.enum(appointmentTypeKeys).optional(),
  cancelled: z.literal(true).optional(),
  /** Whose dialog lies over the calendar. */
  appointment: id.optional(),
})
export type CalendarSearch = Partial<z.output<typeof calendarSearch>>
export const readCalendarSearch = searchParams(calendarSearch)

export const readMySearch = searchParams(z.object({ on: date.optional() }))
export const readTimeOffSearch = searchParams(
  z.object({ userId: id.optional(), new: z.literal(true).optional() }),
)
export const readSchedulingSearch = searchParams(
  z.object({ tab: z.enum(['slots', 'areas', 'history']).optional(), locationId: id.optional() }),
)
