/** Work orders of records, the company's queue of them, and a technician's own (TAB-007). */
import { z } from 'zod'
import { date, endpoint, id, longText, nothing, text } from '../contract.ts'
import { withoutCard } from '../rules/customer-values.ts'
import { maxSignatureBytes } from '../rules/work-orders.ts'
import { historyEntry } from './history.ts'
import {
  changedWorkOrder,
  named,
  newWorkOrder,
  ownWorkOrder,
  summary,
  value,
  version,
  workOrder,
  workOrderFilter,
  workOrderQuery,
  workOrderRow,
} from './work-order-values.ts'

const ofCustomer = z.object({ customerId: id })
const ofOrder = ofCustomer.extend({ workOrderId: id })
const choice = named.extend({ active: z.boolean() })
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Enter a time, for example 14:30')
const ids = z.array(id).min(1).max(200)

export const workOrders = {
  ofCustomer: endpoint({
    method: 'GET',
    path: '/customers/:customerId/work-orders',
    access: 'work_orders.view',
    summary: 'A record’s work orders: the open ones first, then the newest',
    params: ofCustomer,
    response: z.object({
      items: z.array(summary),
      abilities: z.object({ create: z.boolean() }),
      readOnlyReason: z.enum(['archived']).nullable(),
    }),
  }),
  choices: endpoint({
    method: 'GET',
    path: '/customers/:customerId/work-order-choices',
    access: 'work_orders.view',
    summary: 'What a work order of this record is chosen from',
    params: ofCustomer,
    response: z.object({
      types: z.array(choice),
      services: z.array(choice.extend({ priceCents: z.number().int().nullable(), taxable: z.boolean() })),
      items: z.array(
        choice.extend({ partNumber: z.string().nullable(), priceCents: z.number().int().nullable() }),
      ),
      cancelReasons: z.array(choice),
      technicians: z.array(named),
    }),
  }),
  get: endpoint({
    method: 'GET',
    path: '/customers/:customerId/work-orders/:workOrderId',
    access: 'work_orders.view',
    summary: 'One work order with its lines, visits and signature',
    params: ofOrder,
    response: workOrder,
  }),
  history: endpoint({
    method: 'GET',
    path: '/customers/:customerId/work-orders/:workOrderId/history',
    access: 'work_orders.view',
    summary: 'What happened to a work order, newest first',
    params: ofOrder,
    query: z.object({ before: id.optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
    response: z.object({ items: z.array(historyEntry), next: id.nullable() }),
  }),
  create: endpoint({
    method: 'POST',
    path: '/customers/:customerId/work-orders',
    access: 'work_orders.create',
    summary: 'Write a work order, of its own or out of a ticket',
    params: ofCustomer,
    body: newWorkOrder,
    response: workOrder,
    history: { event: 'work_orders.created' },
  }),
  save: endpoint({
    method: 'PATCH',
    path: '/customers/:customerId/work-orders/:workOrderId',
    access: 'work_orders.modify',
    summary: 'Change a work order, as of the version it was read at',
    params: ofOrder,
    body: z.object({ version, fields: changedWorkOrder }),
    response: workOrder,
    history: { event: 'work_orders.saved' },
  }),
  start: endpoint({
    method: 'POST',
    path: '/customers/:customerId/work-orders/:workOrderId/start',
    access: 'work_orders.modify',
    summary: 'Say that the work has begun',
    params: ofOrder,
    body: z.strictObject({ version }),
    response: workOrder,
    history: { event: 'work_orders.status_set' },
  }),
  complete: endpoint({
    method: 'POST',
    path: '/customers/:customerId/work-orders/:workOrderId/complete',
    access: 'work_orders.modify',
    summary: 'Complete a work order; its parts may go to the customer’s equipment, each once',
    params: ofOrder,
    body: z.strictObject({
      version,
      resolution: value.resolution.refine((s) => s !== '', 'Say what was done'),
      addEquipment: z.boolean().default(false),
    }),
    response: workOrder,
    history: { event: 'work_orders.status_set' },
  }),
  cancel: endpoint({
    method: 'POST',
    path: '/customers/:customerId/work-orders/:workOrderId/cancel',
    access: 'work_orders.modify',
    summary: 'Cancel a work order with its reason',
    params: ofOrder,
    body: z.strictObject({
      version,
      cancelReasonId: id.nullable().default(null),
      cancelNote: withoutCard(longText(500)).default(''),
    }),
    response: workOrder,
    history: { event: 'work_orders.status_set' },
  }),
  reopen: endpoint({
    method: 'POST',
    path: '/customers/:customerId/work-orders/:workOrderId/reopen',
    access: 'work_orders.modify',
    summary: 'Open a complete or canceled work order again; what was added to the equipment stays there',
    params: ofOrder,
    body: z.strictObject({ version }),
    response: workOrder,
    history: { event: 'work_orders.status_set' },
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/customers/:customerId/work-orders/:workOrderId',
    access: 'work_orders.delete',
    summary: 'Delete a work order that was made by mistake; its visits stay',
    params: ofOrder,
    response: nothing,
    history: { event: 'work_orders.deleted' },
  }),
  sign: endpoint({
    method: 'POST',
    path: '/customers/:customerId/work-orders/:workOrderId/signature',
    access: 'work_orders.modify',
    io: true,
    summary:
      'Have the customer sign: a picture of the signature, and who signed; a new one takes the place of the old',
    params: ofOrder,
    body: z.strictObject({
      version,
      name: withoutCard(text(80)).refine((s) => s !== '', 'Enter who signs'),
      /** A PNG picture, as base64. */
      png: z.base64('Draw or type the signature').max(Math.ceil(maxSignatureBytes / 3) * 4),
    }),
    response: workOrder,
    history: { event: 'work_orders.signed' },
  }),
  clearSignature: endpoint({
    method: 'DELETE',
    path: '/customers/:customerId/work-orders/:workOrderId/signature',
    access: 'work_orders.modify',
    summary: 'Take the signature off, so that what was signed can be changed',
    params: ofOrder,
    response: workOrder,
    history: { event: 'work_orders.signature_cleared' },
  }),
  signature: endpoint({
    method: 'GET',
    path: '/customers/:customerId/work-orders/:workOrderId/signature.png',
    access: 'work_orders.view',
    io: true,
    download: 'application/octet-stream',
    summary: 'The picture of the signature',
    params: ofOrder,
    response: z.string(),
  }),
  pdf: endpoint({
    method: 'GET',
    path: '/customers/:customerId/work-orders/:workOrderId/document.pdf',
    access: 'work_orders.view',
    io: true,
    download: 'application/octet-stream',
    summary: 'The work order as a PDF, as it stands now',
    params: ofOrder,
    query: z.object({ inline: z.enum(['true']).optional() }),
    response: z.string(),
  }),
  linkAppointment: endpoint({
    method: 'POST',
    path: '/customers/:customerId/work-orders/:workOrderId/appointments',
    access: 'work_orders.modify',
    summary: 'Make an appointment of the record a visit for this work order',
    params: ofOrder,
    body: z.strictObject({ appointmentId: id }),
    response: workOrder,
    history: { event: 'work_orders.visit_linked' },
  }),
  unlinkAppointment: endpoint({
    method: 'DELETE',
    path: '/customers/:customerId/work-orders/:workOrderId/appointments/:appointmentId',
    access: 'work_orders.modify',
    summary: 'Part an appointment from this work order; the appointment stays',
    params: ofOrder.extend({ appointmentId: id }),
    response: workOrder,
    history: { event: 'work_orders.visit_unlinked' },
  }),
  list: endpoint({
    method: 'GET',
    path: '/work-orders',
    access: 'work_orders.view',
    summary: 'A page of the company’s work orders, by keyset',
    query: workOrderQuery,
    response: z.object({ items: z.array(workOrderRow), next: z.string().nullable() }),
  }),
  count: endpoint({
    method: 'GET',
    path: '/work-orders/count',
    access: 'work_orders.view',
    summary: 'How many work orders the filter finds, counted up to 10,000, and how many of them are overdue',
    query: workOrderFilter,
    response: z.object({ count: z.number().int(), more: z.boolean(), overdue: z.number().int() }),
  }),
  options: endpoint({
    method: 'GET',
    path: '/work-orders/options',
    access: 'work_orders.view',
    scope: 'company',
    summary: 'What the queue’s filters and changes offer',
    response: z.object({ types: z.array(choice), locations: z.array(named), technicians: z.array(named) }),
  }),
  change: endpoint({
    method: 'POST',
    path: '/work-orders/change',
    access: 'work_orders.modify',
    summary:
      'Change several work orders in one way: technician, due date, priority, type; all of them or none',
    body: z.object({
      ids,
      change: z.union([
        z.strictObject({ technicianId: value.technicianId }),
        z.strictObject({ dueOn: value.dueOn }),
        z.strictObject({ priority: value.priority }),
        z.strictObject({ typeId: value.typeId }),
      ]),
    }),
    response: z.object({ changed: z.number().int() }),
    history: { event: 'work_orders.saved' },
  }),
  schedule: endpoint({
    method: 'POST',
    path: '/work-orders/schedule',
    access: ['scheduler.create', 'tech_scheduler.create'],
    summary:
      'Bulk Schedule: book a visit for each, one after another for one technician; all of them or none',
    body: z.object({
      ids: z.array(id).min(1).max(50),
      technicianId: id,
      on: date,
      /** When the first begins, by the company’s clock. */
      from: time,
      /** How long each takes. */
      minutes: z.number().int().min(5).max(720),
      /** Between two visits, for the way. */
      travelMinutes: z.number().int().min(0).max(240).default(0),
    }),
    response: z.object({ scheduled: z.number().int() }),
    history: { event: 'work_orders.visit_linked' },
  }),
  mine: endpoint({
    method: 'GET',
    path: '/my-work-orders',
    access: 'work_orders.view',
    summary:
      'The open work orders that are assigned to the caller, the nearest visit first, then by due date',
    response: z.object({ items: z.array(ownWorkOrder) }),
  }),
}
