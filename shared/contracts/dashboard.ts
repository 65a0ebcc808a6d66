/** The page of the morning: what the day holds for the reader, or for everybody that they may see (TAB-022). */
import { z } from 'zod'
import { date, endpoint, id, instant, nothing } from '../contract.ts'
import { appointmentStatusKeys, appointmentTypeKeys } from '../rules/appointments.ts'
import { statusTones, type StatusTone } from '../rules/statuses.ts'

/** Rows of one section; the whole list is a click away. */
export const dashboardRows = 8
/** Counts go up to here, then stand at one more. */
export const dashboardCountedUpTo = 100

const count = z.number().int()
const tone = z.enum(Object.keys(statusTones) as [StatusTone, ...StatusTone[]])
const customer = z.object({ id, name: z.string(), kind: z.enum(['customer', 'lead']), city: z.string() })

/** Null: the reader may see none of these, wherever they stand. */
const section = <S extends z.ZodType>(row: S) => z.object({ items: z.array(row), count }).nullable()

const appointment = z.object({
  id,
  customer,
  type: z.enum(appointmentTypeKeys),
  status: z.enum(appointmentStatusKeys),
  startsAt: instant,
  endsAt: instant,
  /** Whose; null: of nobody yet. */
  user: z.string().nullable(),
})
const ticket = z.object({
  id,
  customer,
  subject: z.string(),
  dueOn: z.string().nullable(),
  overdue: z.boolean(),
  priority: z.enum(['high', 'medium', 'low']).nullable(),
  assignee: z.string(),
})
const workOrder = z.object({
  id,
  customer,
  subject: z.string(),
  type: z.string(),
  dueOn: z.string().nullable(),
  overdue: z.boolean(),
  technician: z.string().nullable(),
})
const followUp = z.object({
  id,
  customer,
  reason: z.string(),
  level: z.object({ name: z.string(), tone }),
  followUpOn: z.string(),
  followUpTime: z.string().nullable(),
  overdue: z.boolean(),
  owner: z.string(),
})
const callback = z.object({ customer, callbackAt: instant, overdue: z.boolean(), phone: z.string() })

const day = z
  .object({
    /** The day that is shown, and today, by the company's calendar. */
    on: z.string(),
    today: z.string(),
    /** Open ones first, by their begin; cancelled ones are gone. `open`: how many of them are neither over nor cancelled. */
    appointments: z.object({ items: z.array(appointment), count, open: count }).nullable(),
    /** Open ones that are due on the day or before it, the latest first. */
    tickets: section(ticket),
    workOrders: section(workOrder),
    followUps: section(followUp),
    callbacks: section(callback),
    connections: z
      .object({
        /** Accounts that a look found otherwise than here, and changes that failed for good. */
        findings: count,
        failed: count,
        lookedAt: instant.nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'DashboardDay' })
export type DashboardDay = z.output<typeof day>

/** What a company needs before its first day, in the order of doing it. */
export const startSteps = ['location', 'users', 'station', 'rates', 'customer'] as const
export type StartStep = (typeof startSteps)[number]

export const dashboard = {
  day: endpoint({
    method: 'GET',
    path: '/dashboard',
    access: 'signed_in',
    summary: `What a day holds: at most ${dashboardRows} rows of each kind, counted up to ${dashboardCountedUpTo}`,
    query: z.object({
      /** Left out: today. */
      on: date.optional(),
      /** The reader's own, or all that they may see. */
      whose: z.enum(['mine', 'all']).default('mine'),
    }),
    response: day,
  }),
  money: endpoint({
    method: 'GET',
    path: '/dashboard/money',
    access: 'invoices.view',
    summary: 'What is unpaid at the locations whose invoices one may see, and how much of it is past due',
    response: z.object({
      openCents: count,
      openCount: count,
      pastDueCents: count,
      pastDueCount: count,
    }),
  }),
  start: endpoint({
    method: 'GET',
    path: '/dashboard/start',
    access: 'global_settings.yes',
    summary: 'What of a new company is set up, and what is not yet',
    response: z.object({
      /** False once somebody has dismissed it, or all is there. */
      shown: z.boolean(),
      steps: z.array(z.object({ key: z.enum(startSteps), done: z.boolean() })),
    }),
  }),
  showStart: endpoint({
    method: 'PUT',
    path: '/dashboard/start',
    access: 'global_settings.yes',
    scope: 'company',
    summary: 'Dismiss what is not set up yet from everybody’s Home, or bring it back',
    body: z.strictObject({ shown: z.boolean() }),
    response: nothing,
    history: { event: 'companies.saved' },
  }),
}
