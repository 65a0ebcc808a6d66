/** Appointments of records, the company's calendar of them, and everybody's own (TAB-006). */
import { z } from 'zod'
import { date, endpoint, id, instant, longText, nothing, text } from '../contract.ts'
import {
  appointmentStatusKeys,
  appointmentTypeKeys,
  longestMinutes,
  minutesBetween,
  shortestMinutes,
} from '../rules/appointments.ts'
import { withoutCard } from '../rules/customer-values.ts'
import { historyEntry } from './history.ts'

const named = z.object({ id, name: z.string() })
const type = z.enum(appointmentTypeKeys, 'Choose a type')
const status = z.enum(appointmentStatusKeys)

/** Who sees appointments of a record in one way or another (REC-035). */
const viewers = [
  'tech_scheduler.view',
  'tech_scheduler_leads.view',
  'sales_scheduler.view',
  'personal_appointments.view',
] as const
const readers = [
  'tech_scheduler.view',
  'sales_scheduler.view',
  'personal_appointments.view',
  'view_tech_schedule.yes',
  'view_sales_schedule.yes',
] as const
const creators = ['tech_scheduler.create', 'sales_scheduler.create', 'personal_appointments.create'] as const
const modifiers = ['tech_scheduler.modify', 'sales_scheduler.modify', 'personal_appointments.modify'] as const

export const appointment = z
  .object({
    id,
    version: z.number().int(),
    type,
    subtype: named.nullable(),
    status,
    confirmed: z.boolean(),
    startsAt: instant,
    endsAt: instant,
    /** Its window has passed, and nobody has said how it went. */
    late: z.boolean(),
    user: named.nullable(),
    slotId: id.nullable(),
    notes: z.string(),
    cancelReason: named.nullable(),
    cancelNote: z.string(),
    onTheWayAt: instant.nullable(),
    onSiteAt: instant.nullable(),
    completedAt: instant.nullable(),
    cancelledAt: instant.nullable(),
    createdAt: instant,
    createdBy: z.string(),
    customer: z.object({
      id,
      name: z.string(),
      kind: z.enum(['customer', 'lead']),
      phone: z.string().nullable(),
      address: z.string(),
      location: z.string(),
    }),
    abilities: z.object({
      /** Everything of it, cancelling and deleting included. */
      modify: z.boolean(),
      /** On the way, on site, complete. */
      progress: z.boolean(),
      /** To open the record that it belongs to. */
      open: z.boolean(),
    }),
  })
  .meta({ id: 'Appointment' })
export type Appointment = z.output<typeof appointment>

const notes = withoutCard(longText(4000))
const times = { startsAt: instant, endsAt: instant }
const goodLength = ({ startsAt, endsAt }: { startsAt?: string; endsAt?: string }) => {
  if (startsAt === undefined || endsAt === undefined) return true
  const minutes = minutesBetween(startsAt, endsAt)
  return minutes >= shortestMinutes && minutes <= longestMinutes
}
const badLength = {
  path: ['endsAt'],
  message: 'An appointment lasts between 5 minutes and 24 hours',
}

export const newAppointment = z
  .strictObject({
    type,
    subtypeId: id.nullable().default(null),
    /** Left out with a time slot: whoever serves the address and has the least to do that day. */
    userId: id.nullable().optional(),
    startsAt: times.startsAt.optional(),
    endsAt: times.endsAt.optional(),
    /** In place of times, where the company books technicians into time slots. */
    slot: z.strictObject({ slotId: id, on: date }).optional(),
    confirmed: z.boolean().default(false),
    notes: notes.default(''),
  })
  .refine(goodLength, badLength)
export const changedAppointment = z
  .strictObject({
    subtypeId: id.nullable().optional(),
    userId: id.nullable().optional(),
    startsAt: times.startsAt.optional(),
    endsAt: times.endsAt.optional(),
    confirmed: z.boolean().optional(),
    notes: notes.optional(),
  })
  .refine(goodLength, badLength)
export type NewAppointment = z.output<typeof newAppointment>
export type ChangedAppointment = z.output<typeof changedAppointment>

const ofCustomer = z.object({ customerId: id })
const ofAppointment = z.object({ appointmentId: id })

const appointmentList = z
  .object({
    /** Those that are still to come, the nearest first; then the others, the latest first. */
    items: z.array(appointment),
    abilities: z.object({ create: z.array(type) }),
    /** One sees which visits would be possible, and can book none (a lead). */
    preview: z.boolean(),
    readOnlyReason: z.enum(['archived']).nullable(),
  })
  .meta({ id: 'AppointmentList' })
export type AppointmentList = z.output<typeof appointmentList>

const person = z.object({
  id,
  name: z.string(),
  /** Works for the record's office, or for every office. */
  inOffice: z.boolean(),
  /** Serves the record's ZIP code by a coverage area. */
  inArea: z.boolean(),
  /** Taken times of the days that were asked for. */
  busy: z.array(z.object(times)),
})
const offeredSlot = z.object({
  slotId: id,
  on: z.string(),
  ...times,
  /** How many more visits it takes. */
  left: z.number().int(),
})
const availability = z
  .object({
    people: z.array(person),
    slots: z.array(offeredSlot),
    zip: z.string().nullable(),
    /** Whether any coverage area serves the ZIP code. */
    covered: z.boolean(),
  })
  .meta({ id: 'Availability' })
export type Availability = z.output<typeof availability>

/** A taken time on the calendar; what is not the reader's to see says nothing but that it is taken. */
const block = z.object({
  /** `appointment-7`, `time-off-3`, `busy-12`: the same while it lasts. */
  key: z.string(),
  userId: id.nullable(),
  ...times,
  appointment: appointment.nullable(),
  timeOff: z.object({ id, reason: z.string(), series: z.boolean(), mayRemove: z.boolean() }).nullable(),
})
export type CalendarBlock = z.output<typeof block>

const calendar = z
  .object({
    people: z.array(named.extend({ schedules: z.array(z.enum(['tech', 'sales'])) })),
    blocks: z.array(block),
  })
  .meta({ id: 'CompanyCalendar' })
export type CompanyCalendar = z.output<typeof calendar>

const days = z.coerce.number().int().min(1).max(7)

export const appointments = {
  ofCustomer: endpoint({
    method: 'GET',
    path: '/customers/:customerId/appointments',
    access: viewers,
    summary: 'A record’s appointments: those to come, the nearest first, then the others',
    params: ofCustomer,
    response: appointmentList,
  }),
  choices: endpoint({
    method: 'GET',
    path: '/appointments/choices',
    access: [...readers, ...creators, ...modifiers],
    scope: 'company',
    summary: 'What an appointment is chosen from: subtypes, reasons of cancelling, the usual length',
    response: z.object({
      subtypes: z.array(named.extend({ type, active: z.boolean(), minutes: z.number().int().nullable() })),
      cancelReasons: z.array(named.extend({ active: z.boolean() })),
      minutes: z.number().int(),
      autoAssign: z.boolean(),
    }),
  }),
  availability: endpoint({
    method: 'GET',
    path: '/customers/:customerId/availability',
    access: [...viewers, ...creators],
    summary: 'Who is free for a record, and which time slots are left there',
    params: ofCustomer,
    query: z.object({
      from: date,
      days: days.default(1),
      schedule: z.enum(['tech', 'sales']).default('tech'),
    }),
    response: availability,
  }),
  create: endpoint({
    method: 'POST',
    path: '/customers/:customerId/appointments',
    access: creators,
    summary: 'Schedule an appointment; two of one user never overlap',
    params: ofCustomer,
    body: newAppointment,
    response: appointment,
    history: { event: 'appointments.created' },
  }),
  open: endpoint({
    method: 'GET',
    path: '/appointments/:appointmentId',
    access: readers,
    summary: 'One appointment, as the Work screen shows it',
    params: ofAppointment,
    response: appointment,
  }),
  history: endpoint({
    method: 'GET',
    path: '/appointments/:appointmentId/history',
    access: readers,
    summary: 'What happened to an appointment, newest first',
    params: ofAppointment,
    query: z.object({
      before: id.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: z.object({ items: z.array(historyEntry), next: id.nullable() }),
  }),
  save: endpoint({
    method: 'PATCH',
    path: '/appointments/:appointmentId',
    access: modifiers,
    summary: 'Move, reassign or change an appointment, as of the version it was read at',
    params: ofAppointment,
    body: z.object({ version: z.number().int().positive(), fields: changedAppointment }),
    response: appointment,
    history: { event: 'appointments.saved' },
  }),
  setStatus: endpoint({
    method: 'POST',
    path: '/appointments/:appointmentId/status',
    access: modifiers,
    summary: 'Take an appointment on its way, a step back, or cancel it with its reason',
    params: ofAppointment,
    body: z.strictObject({
      version: z.number().int().positive(),
      status,
      cancelReasonId: id.nullable().default(null),
      cancelNote: withoutCard(longText(500)).default(''),
    }),
    response: appointment,
    history: { event: 'appointments.status_set' },
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/appointments/:appointmentId',
    access: modifiers,
    summary: 'Delete an appointment that was made by mistake',
    params: ofAppointment,
    response: nothing,
    history: { event: 'appointments.deleted' },
  }),
  calendar: endpoint({
    method: 'GET',
    path: '/calendar',
    access: ['tech_scheduler.view', 'sales_scheduler.view'],
    summary: 'Who is where in up to seven days; what one may not see is only said to be taken',
    query: z.object({
      from: date,
      days: days.default(1),
      schedule: z.enum(['tech', 'sales', 'both']).optional(),
      userId: id.optional(),
      locationId: id.optional(),
      type: type.optional(),
      /** Cancelled ones take nobody’s time and are shown on demand. */
      cancelled: z.coerce.boolean().optional(),
    }),
    response: calendar,
  }),
  calendarOptions: endpoint({
    method: 'GET',
    path: '/calendar/options',
    access: ['tech_scheduler.view', 'sales_scheduler.view'],
    scope: 'company',
    summary: 'What the calendar’s filters offer',
    response: z.object({
      people: z.array(named),
      locations: z.array(named),
      schedules: z.array(z.enum(['tech', 'sales'])),
    }),
  }),
}

/** A user's own schedule: whoever is assigned sees and walks it, whatever else they may. */
export const mySchedule = {
  list: endpoint({
    method: 'GET',
    path: '/my-appointments',
    access: 'signed_in',
    summary: 'One’s own appointments of a day, and how many there are on the next six',
    query: z.object({ on: date }),
    response: z.object({
      items: z.array(appointment),
      timeOff: z.array(z.object({ id, ...times, reason: z.string() })),
      /** The day asked for, and the six after it. */
      counts: z.array(z.object({ on: z.string(), count: z.number().int() })),
      feed: z.object({ createdAt: instant, lastReadAt: instant.nullable() }).nullable(),
    }),
  }),
  setStatus: endpoint({
    method: 'POST',
    path: '/my-appointments/:appointmentId/status',
    access: 'signed_in',
    summary: 'Say that one is on the way, on site or done, or take the last step back',
    params: ofAppointment,
    body: z.strictObject({
      version: z.number().int().positive(),
      status: z.enum(['scheduled', 'on_the_way', 'on_site', 'complete']),
    }),
    response: appointment,
    history: { event: 'appointments.status_set' },
  }),
  makeFeed: endpoint({
    method: 'POST',
    path: '/my-appointments/feed',
    access: 'signed_in',
    summary: 'Make a secret address of one’s schedule for a calendar program; an earlier one ends',
    response: z.object({ path: z.string() }),
    history: { event: 'appointments.feed_made' },
  }),
  endFeed: endpoint({
    method: 'DELETE',
    path: '/my-appointments/feed',
    access: 'signed_in',
    summary: 'End the secret address of one’s schedule',
    response: nothing,
    history: { event: 'appointments.feed_ended' },
  }),
  feed: endpoint({
    method: 'GET',
    path: '/calendar-feeds/:companyId/:feedToken/schedule.ics',
    access: 'public',
    plain: 'text/calendar',
    summary: 'A user’s schedule as iCalendar (RFC 5545), for whoever has its secret address',
    params: z.object({ companyId: id, feedToken: text(80) }),
    response: z.string(),
  }),
}

/** The `current` member of `appointments.stale`. */
export type AppointmentConflict = { current: Appointment }
