/** What appointments follow on both sides: types, the way of their status, days and slots by the company's clock. */
import { addDays, clockAt, instantAtClock } from '../time.ts'

export const appointmentTypes = {
  install: 'Install',
  service: 'Service',
  removal: 'Removal',
  sale: 'Sale',
} as const
export type AppointmentType = keyof typeof appointmentTypes
export const appointmentTypeKeys = Object.keys(appointmentTypes) as [AppointmentType, ...AppointmentType[]]

/** Technicians go to customers, sales representatives to leads. */
export type Schedule = 'tech' | 'sales'
export const scheduleOf = (type: AppointmentType): Schedule => (type === 'sale' ? 'sales' : 'tech')

export const appointmentStatuses = {
  scheduled: 'Scheduled',
  on_the_way: 'On the way',
  on_site: 'On site',
  complete: 'Complete',
  cancelled: 'Cancelled',
} as const
export type AppointmentStatus = keyof typeof appointmentStatuses
export const appointmentStatusKeys = Object.keys(appointmentStatuses) as [
  AppointmentStatus,
  ...AppointmentStatus[],
]

/**
 * What a status may become. Forward a step may be left out, as people forget to tap; back goes one step, for the tap
 * that was a mistake; what was cancelled begins anew.
 */
const ways: Record<AppointmentStatus, readonly AppointmentStatus[]> = {
  scheduled: ['on_the_way', 'on_site', 'complete', 'cancelled'],
  on_the_way: ['on_site', 'complete', 'scheduled', 'cancelled'],
  on_site: ['complete', 'on_the_way', 'cancelled'],
  complete: ['on_site'],
  cancelled: ['scheduled'],
}
export const mayBecome = (from: AppointmentStatus, to: AppointmentStatus): boolean => ways[from].includes(to)

/** The next step on the way; null at its end. */
export const nextStatus = (status: AppointmentStatus): AppointmentStatus | null =>
  ({ scheduled: 'on_the_way', on_the_way: 'on_site', on_site: 'complete', complete: null, cancelled: null })[
    status
  ] as AppointmentStatus | null
/** The step before, for what was tapped by mistake; null where there is none. */
export const statusBefore = (status: AppointmentStatus): AppointmentStatus | null =>
  ({ scheduled: null, on_the_way: 'scheduled', on_site: 'on_the_way', complete: 'on_site', cancelled: null })[
    status
  ] as AppointmentStatus | null

/** Neither over nor cancelled. */
export const isOpen = (status: AppointmentStatus): boolean => status !== 'complete' && status !== 'cancelled'

/** Its window has passed and nobody has said how it went. */
export const isLate = (
  { status, endsAt }: { status: AppointmentStatus; endsAt: string },
  now: string | Date,
): boolean => isOpen(status) && new Date(endsAt).getTime() < new Date(now).getTime()

/** An appointment lasts at least and at most so long. */
export const shortestMinutes = 5
export const longestMinutes = 24 * 60
/** Time off at once, and in how many days a series may repeat. */
export const longestTimeOffDays = 92
export const longestSeriesDays = 366

/** Begin and end of a day by the zone's clock: 24 hours apart, or 23 or 25 where the clocks change. */
export const dayOf = (on: string, zone: string): { startsAt: string; endsAt: string } => ({
  startsAt: instantAtClock(`${on}T00:00`, zone),
  endsAt: instantAtClock(`${addDays(on, 1)}T00:00`, zone),
})

export const minutesBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / 60_000)
export const plusMinutes = (instant: string, minutes: number): string =>
  new Date(Date.parse(instant) + minutes * 60_000).toISOString()

/**
 * The full hours of a day that its clock shows, each with the minutes since the day began. A day that loses an hour has
 * 23 of them, one that gains an hour shows one twice.
 */
export function hoursOf(on: string, zone: string): { at: number; hour: number }[] {
  const { startsAt, endsAt } = dayOf(on, zone)
  const length = minutesBetween(startsAt, endsAt)
  const found: { at: number; hour: number }[] = []
  // Half-hour steps find the hours also in zones that change by half an hour.
  for (let at = 0; at < length; at += 30) {
    const [hour, minute] = clockAt(plusMinutes(startsAt, at), zone).slice(11, 16).split(':').map(Number)
    if (minute === 0) found.push({ at, hour: hour! })
  }
  return found
}

/** `9:05 AM` of an instant by the zone's clock. */
export function clockText(instant: string, zone: string): string {
  return clockWords(clockAt(instant, zone).slice(11, 16))
}
/** `14:05` → `2:05 PM`. */
export function clockWords(time: string): string {
  const [hour, minute] = time.split(':').map(Number) as [number, number]
  return `${hour % 12 || 12}:${String(minute).padStart(2, '0')} ${hour < 12 ? 'AM' : 'PM'}`
}

/** 0 is Sunday. */
export const weekdayOf = (on: string): number => new Date(`${on}T00:00:00Z`).getUTCDay()
export const weekdays = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
] as const

/** `Tue, Mar 3` of a date. */
export const dayWords = (on: string): string =>
  new Intl.DateTimeFormat('en-US', {
    weekday: 'short',
    month: 'short',
    day: 'numeric',
    timeZone: 'UTC',
  }).format(new Date(`${on}T00:00:00Z`))

/** Instants of a slot's window on a date. */
export const slotWindow = (
  on: string,
  slot: { startsAt: string; endsAt: string },
  zone: string,
): { startsAt: string; endsAt: string } => ({
  startsAt: instantAtClock(`${on}T${slot.startsAt}`, zone),
  endsAt: instantAtClock(`${on}T${slot.endsAt}`, zone),
})

const plain = (zip: string) => zip.replace(/[\s-]/g, '').toUpperCase()
/** Whether an area serves an address: one of its entries is the ZIP code, or begins it. */
export const servesZip = (zips: readonly string[], zip: string | null): boolean =>
  zip !== null && zips.some((entry) => plain(zip).startsWith(plain(entry)))

/** What a typed list of ZIP codes means: parted by anything, each once, in order. */
export const zipsOf = (typed: string): string[] =>
  [
    ...new Set(
      typed
        .split(/[\s,;]+/)
        .map(plain)
        .filter(Boolean),
    ),
  ].sort()
export const zipPattern = /^(\d{3,5}|[A-Z]\d[A-Z](\d[A-Z]\d)?)$/

/**
 * How many more visits a slot takes.
 * @param free technicians who serve the address and have the whole window free
 * @param waiting visits of the slot to which nobody has been sent: each will need one of them
 */
export const slotLeft = (given: {
  capacity: number | null
  booked: number
  free: number
  waiting: number
}): number =>
  Math.max(
    0,
    Math.min(
      given.capacity === null ? Number.MAX_SAFE_INTEGER : given.capacity - given.booked,
      given.free - given.waiting,
    ),
  )

/** Labels of what a change of an appointment can name, in the order in which history lists them. */
export const appointmentLabels = {
  type: 'Type',
  subtypeId: 'Subtype',
  status: 'Status',
  userId: 'Assigned to',
  startsAt: 'Begins',
  endsAt: 'Ends',
  confirmed: 'Confirmed',
  cancelReasonId: 'Cancel reason',
  cancelNote: 'Cancel note',
  workOrder: 'Work order',
  notes: 'Notes',
} as const
export type AppointmentLabel = keyof typeof appointmentLabels

/** Whoever holds one of them schedules the time off of somebody: server/modules/appointments/time-off.access.ts says whose. */
export const timeOffPermissions = [
  'tech_time_off.yes',
  'tech_time_off_not_self.yes',
  'tech_time_off_self.yes',
  'tech_time_off_hierarchy.yes',
  'sales_time_off.yes',
  'sales_time_off_not_self.yes',
  'sales_time_off_self.yes',
  'sales_time_off_hierarchy.yes',
] as const
