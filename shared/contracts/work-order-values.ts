/** What work orders are made of, as the endpoints say it (TAB-007). */
import { z } from 'zod'
import { date, id, instant, longText, text } from '../contract.ts'
import { withoutCard } from '../rules/customer-values.ts'
import { priorities } from '../rules/notes.ts'
import { maxLines, partActionKeys, workOrderStatusKeys } from '../rules/work-orders.ts'
import { appointment } from './appointments.ts'

export const named = z.object({ id, name: z.string() })
const status = z.enum(workOrderStatusKeys)
const priority = z.enum(priorities)
const kind = z.enum(['labor', 'part'])
const action = z.enum(partActionKeys)
export const version = z.number().int().positive()

const line = z.object({
  id,
  kind,
  /** The service or item of the catalogue; null for one in words of its own. */
  service: named.nullable(),
  item: named.nullable(),
  /** What is done with a part; null for labor. */
  action: action.nullable(),
  description: z.string(),
  /** Hundredths: 150 is one and a half. */
  quantityHundredths: z.number().int(),
  priceCents: z.number().int(),
  taxable: z.boolean(),
  amountCents: z.number().int(),
  /** When it was added to the customer’s equipment; it stays as it is then. */
  addedAt: instant.nullable(),
})
export type WorkOrderLine = z.output<typeof line>

const totals = z.object({
  laborCents: z.number().int(),
  partsCents: z.number().int(),
  totalCents: z.number().int(),
  /** What of it is taxable; the tax itself is the invoice’s. */
  taxableCents: z.number().int(),
})

export const summary = z.object({
  id,
  customerId: id,
  version: z.number().int(),
  status,
  type: named,
  subject: z.string(),
  description: z.string(),
  priority: priority.nullable(),
  technician: named.nullable(),
  dueOn: z.string().nullable(),
  overdue: z.boolean(),
  /** When the nearest visit for it begins that is not over; null without one. */
  visitAt: instant.nullable(),
  /** `2 install, 1 service`. */
  work: z.string(),
  totalCents: z.number().int(),
  createdAt: instant,
  createdBy: z.string(),
})
export type WorkOrderSummary = z.output<typeof summary>

export const workOrder = summary
  .extend({
    resolution: z.string(),
    ticket: z.object({ id, subject: z.string() }).nullable(),
    lines: z.array(line),
    totals,
    signature: z.object({ name: z.string(), at: instant }).nullable(),
    /** Those of its visits that the reader may see, the earliest first. */
    appointments: z.array(appointment),
    cancelReason: named.nullable(),
    cancelNote: z.string(),
    /** How it went, the first step first. */
    statuses: z.array(z.object({ status, at: instant, by: z.string() })),
    updatedAt: instant.nullable(),
    updatedBy: z.string().nullable(),
    abilities: z.object({
      modify: z.boolean(),
      delete: z.boolean(),
      /** To schedule a visit for it. */
      schedule: z.boolean(),
      /** Its parts may be added to the customer’s equipment. */
      addEquipment: z.boolean(),
    }),
    readOnlyReason: z.enum(['archived', 'closed', 'permission']).nullable(),
  })
  .meta({ id: 'WorkOrder' })
export type WorkOrder = z.output<typeof workOrder>

const cents = z
  .number('Enter an amount, for example 44.99')
  .int('Enter whole cents')
  .min(0, 'At least $0.00')
  .max(99_999_999, 'At most $999,999.99')

const newLine = z
  .strictObject({
    /** Of a line that was there before. */
    id: id.optional(),
    kind,
    serviceId: id.nullable().default(null),
    itemId: id.nullable().default(null),
    action: action.nullable().default(null),
    description: withoutCard(text(255)).default(''),
    quantityHundredths: z
      .number('Enter a quantity, for example 1.5')
      .int('At most two decimals')
      .min(1, 'More than 0')
      .max(999_999, 'At most 9,999.99'),
    priceCents: cents,
    taxable: z.boolean().default(false),
  })
  .superRefine((given, ctx) => {
    const wrong = (path: string, message: string) => ctx.addIssue({ code: 'custom', path: [path], message })
    if (given.serviceId === null && given.itemId === null && given.description === '')
      wrong(
        'description',
        given.kind === 'part' ? 'Choose a part, or say what it is' : 'Choose a service, or say what it is',
      )
    if (given.kind === 'labor' && given.itemId !== null) wrong('itemId', 'A line of labor has no part')
    if (given.kind === 'part' && given.serviceId !== null) wrong('serviceId', 'A part has no service')
    if (given.kind === 'part' && given.quantityHundredths % 100 !== 0)
      wrong('quantityHundredths', 'Parts are counted in whole numbers')
    if (given.kind === 'part' && given.itemId !== null && given.quantityHundredths > 9900)
      wrong('quantityHundredths', 'At most 99 of one part')
  })
export type NewLine = z.output<typeof newLine>

export const value = {
  subject: withoutCard(text(255)).refine((s) => s !== '', 'Enter a subject'),
  typeId: id,
  technicianId: id.nullable(),
  priority: priority.nullable(),
  dueOn: date.nullable(),
  description: withoutCard(longText(10_000)),
  resolution: withoutCard(longText(10_000)),
  lines: z.array(newLine).max(maxLines, `At most ${maxLines} lines`),
}
export const newWorkOrder = z.strictObject({
  subject: value.subject,
  typeId: value.typeId,
  technicianId: value.technicianId.default(null),
  priority: value.priority.default(null),
  dueOn: value.dueOn.default(null),
  description: value.description.default(''),
  lines: value.lines.default([]),
  /** The ticket that becomes a work order; a ticket becomes one at most. */
  ticketId: id.nullable().default(null),
  /** Closes that ticket. */
  closeTicket: z.boolean().default(false),
})
export const changedWorkOrder = z.strictObject({
  subject: value.subject.optional(),
  typeId: value.typeId.optional(),
  technicianId: value.technicianId.optional(),
  priority: value.priority.optional(),
  dueOn: value.dueOn.optional(),
  description: value.description.optional(),
  resolution: value.resolution.optional(),
  lines: value.lines.optional(),
})
export type ChangedWorkOrder = z.output<typeof changedWorkOrder>

export const workOrderSorts = ['number', 'due', 'priority'] as const
export const workOrderFilter = z.object({
  /** `active`: whatever is neither complete nor canceled. */
  status: z.enum(['active', ...workOrderStatusKeys, 'all']).default('active'),
  typeId: id.optional(),
  technicianId: id.optional(),
  /** Those that nobody is assigned to. */
  unassigned: z.enum(['yes']).optional(),
  priority: priority.optional(),
  locationId: id.optional(),
  dueFrom: date.optional(),
  dueTo: date.optional(),
  overdue: z.enum(['yes']).optional(),
})
export type WorkOrderFilter = z.output<typeof workOrderFilter>
export const workOrderQuery = workOrderFilter.extend({
  sort: z.enum(workOrderSorts).default('number'),
  direction: z.enum(['asc', 'desc']).default('desc'),
  /** Opaque; as a page before gave it. */
  after: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type WorkOrderQuery = z.output<typeof workOrderQuery>

export const workOrderRow = summary.omit({ description: true }).extend({
  customer: z.string(),
  location: z.string(),
  /** Whether the caller may change it, and schedule it. */
  modify: z.boolean(),
  schedule: z.boolean(),
})
export type WorkOrderRow = z.output<typeof workOrderRow>

export const ownWorkOrder = summary.extend({
  customer: z.string(),
  phone: z.string().nullable(),
  address: z.string(),
  modify: z.boolean(),
  /** Its parts may be added to the customer’s equipment. */
  addEquipment: z.boolean(),
  signed: z.boolean(),
})
export type OwnWorkOrder = z.output<typeof ownWorkOrder>

/** The `conflict` member of `work_orders.stale`: the work order as it now is, and who made it so. */
export type WorkOrderConflict = { workOrder: WorkOrder; changedBy: string; changedAt: string }
