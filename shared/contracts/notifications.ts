/** What a user is told of: mentions; tickets, at-risk entries and appointments that are assigned, or fall due; a run that found something. */
import { z } from 'zod'
import { endpoint, id, instant, nothing } from '../contract.ts'

export const notificationKinds = [
  'mention',
  'ticket_assigned',
  'ticket_due',
  'risk_assigned',
  'risk_due',
  'connection_health',
  'appointment_assigned',
  'appointment_changed',
  'appointment_cancelled',
  'appointment_soon',
  'work_order_assigned',
  'work_order_due',
  'charge_declined',
  'charge_unknown',
  'charge_returned',
  'billing_method_expiring',
  'edoc_signed',
  'edoc_completed',
  'edoc_declined',
  'edoc_expired',
  'edoc_failed',
  'import_ended',
  'webhook_disabled',
] as const

const notification = z.object({
  id,
  kind: z.enum(notificationKinds),
  at: instant,
  /** Who caused it; null for the calendar. */
  by: z.string().nullable(),
  /** What it is about, as it now is. */
  subject: z.string(),
  /** Of a note or ticket. */
  noteId: id.nullable(),
  /** Of an at-risk entry. */
  riskId: id.nullable(),
  /** Of an appointment: its id, and its day by the company’s calendar. */
  appointmentId: id.nullable(),
  appointmentOn: z.string().nullable(),
  workOrderId: id.nullable(),
  chargeAttemptId: id.nullable(),
  billingMethodId: id.nullable(),
  edocId: id.nullable(),
  dataImportId: id.nullable(),
  webhookEndpointId: id.nullable(),
  /** Null for news of the whole company. */
  customerId: id.nullable(),
  customer: z.string().nullable(),
  read: z.boolean(),
})
export type Notification = z.output<typeof notification>

const own = z.object({ notificationId: id })
const ownAffair = 'What one has read is one’s own affair, not a fact about the company'

export const notifications = {
  list: endpoint({
    method: 'GET',
    path: '/notifications',
    access: 'signed_in',
    summary: 'One’s own notifications, newest first',
    query: z.object({ before: id.optional(), limit: z.coerce.number().int().min(1).max(100).default(20) }),
    response: z.object({ items: z.array(notification), next: id.nullable() }),
  }),
  unread: endpoint({
    method: 'GET',
    path: '/notifications/unread',
    access: 'signed_in',
    summary: 'How many of one’s notifications are unread, counted up to 100',
    response: z.object({ count: z.number().int() }),
  }),
  mark: endpoint({
    method: 'PATCH',
    path: '/notifications/:notificationId',
    access: 'signed_in',
    summary: 'Mark one of one’s notifications as read, or as unread',
    params: own,
    body: z.object({ read: z.boolean() }),
    response: nothing,
    history: { none: ownAffair },
  }),
  markAll: endpoint({
    method: 'POST',
    path: '/notifications/read',
    access: 'signed_in',
    summary: 'Mark all of one’s notifications as read',
    response: nothing,
    history: { none: ownAffair },
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/notifications/:notificationId',
    access: 'signed_in',
    summary: 'Remove one of one’s notifications',
    params: own,
    response: nothing,
    history: { none: ownAffair },
  }),
}
