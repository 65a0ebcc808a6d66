/** Webhooks on both sides (TAB-025): what one can be told of, and when a message is tried again. */
import type { HistoryEvent } from '../history-events.ts'

/** An event of History, or of only one kind of record; `invoices.paid` has no entry of its own (0050_imports_webhooks.sql). */
type Source = HistoryEvent | `${HistoryEvent}:${'customer' | 'lead'}` | 'invoices.paid'
type Topic = { group: string; label: string; of: readonly Source[] }

const both = ['customers.created', 'customers.imported', 'customers.duplicated'] as const
const only = (kind: 'customer' | 'lead') => both.map((event) => `${event}:${kind}` as const)

/** What a message is called on the wire, and what in History it comes from. */
export const webhookTopics = {
  'customer.created': { group: 'Customers', label: 'Customer created', of: only('customer') },
  'customer.updated': { group: 'Customers', label: 'Customer changed', of: ['customers.saved:customer'] },
  'customer.archived': {
    group: 'Customers',
    label: 'Customer archived',
    of: ['customers.archived', 'customers.archived_along'],
  },
  'customer.unarchived': {
    group: 'Customers',
    label: 'Customer unarchived',
    of: ['customers.unarchived', 'customers.unarchived_along'],
  },
  'lead.created': { group: 'Leads', label: 'Lead created', of: only('lead') },
  'lead.updated': { group: 'Leads', label: 'Lead changed', of: ['customers.saved:lead'] },
  'lead.converted': { group: 'Leads', label: 'Lead converted', of: ['customers.converted'] },
  'record.deleted': { group: 'Customers', label: 'Customer or lead deleted', of: ['customers.deleted'] },
  'connection.linked': {
    group: 'Connections',
    label: 'Connection linked',
    of: ['connections.linked', 'interactive.linked'],
  },
  'connection.unlinked': {
    group: 'Connections',
    label: 'Connection unlinked',
    of: ['connections.unlinked', 'interactive.unlinked'],
  },
  'connection.failed': {
    group: 'Connections',
    label: 'Connection failed',
    of: [
      'connections.link_failed',
      'connections.push_failed',
      'interactive.link_failed',
      'interactive.push_failed',
    ],
  },
  'equipment.changed': {
    group: 'Equipment',
    label: 'Equipment added, changed or removed',
    of: [
      'equipment.added',
      'equipment.added_by_package',
      'equipment.added_by_work_order',
      'equipment.added_by_order',
      'equipment.changed',
      'equipment.deleted',
    ],
  },
  'work_order.created': { group: 'Work orders', label: 'Work order created', of: ['work_orders.created'] },
  'work_order.updated': { group: 'Work orders', label: 'Work order changed', of: ['work_orders.saved'] },
  'work_order.status_changed': {
    group: 'Work orders',
    label: 'Work order state changed',
    of: ['work_orders.status_set'],
  },
  'work_order.signed': { group: 'Work orders', label: 'Work order signed', of: ['work_orders.signed'] },
  'appointment.created': {
    group: 'Appointments',
    label: 'Appointment scheduled',
    of: ['appointments.created'],
  },
  'appointment.updated': {
    group: 'Appointments',
    label: 'Appointment changed',
    of: ['appointments.saved', 'appointments.status_set'],
  },
  'appointment.cancelled': {
    group: 'Appointments',
    label: 'Appointment cancelled or deleted',
    of: ['appointments.cancelled', 'appointments.deleted'],
  },
  'invoice.created': {
    group: 'Money',
    label: 'Invoice created',
    of: ['invoices.created', 'billing.invoiced'],
  },
  'invoice.issued': { group: 'Money', label: 'Invoice issued', of: ['invoices.issued'] },
  'invoice.paid': { group: 'Money', label: 'Invoice paid', of: ['invoices.paid'] },
  'invoice.voided': {
    group: 'Money',
    label: 'Invoice voided or written off',
    of: ['invoices.voided', 'invoices.written_off'],
  },
  'payment.recorded': { group: 'Money', label: 'Payment recorded', of: ['payments.recorded'] },
  'payment.reversed': { group: 'Money', label: 'Payment undone', of: ['payments.reversed'] },
  'charge.approved': { group: 'Money', label: 'Charge approved', of: ['charges.approved'] },
  'charge.declined': { group: 'Money', label: 'Charge declined', of: ['charges.declined'] },
  'charge.returned': {
    group: 'Money',
    label: 'Charge returned or charged back',
    of: ['charges.returned', 'charges.charged_back'],
  },
  'edoc.sent': { group: 'E-Docs', label: 'Document sent for signature', of: ['edocs.sent'] },
  'edoc.signed': { group: 'E-Docs', label: 'Document signed by a signer', of: ['edocs.signed'] },
  'edoc.completed': { group: 'E-Docs', label: 'Document signed by everybody', of: ['edocs.completed'] },
  'edoc.declined': { group: 'E-Docs', label: 'Document declined', of: ['edocs.declined'] },
  'note.created': { group: 'Notes', label: 'Note or ticket written', of: ['notes.created'] },
} as const satisfies Record<string, Topic>

export type WebhookTopic = keyof typeof webhookTopics
export const webhookTopicNames = Object.keys(webhookTopics) as [WebhookTopic, ...WebhookTopic[]]

/** The events of History that topics stand for, as the database compares them. */
export const wantsOf = (topics: readonly WebhookTopic[]): string[] => [
  ...new Set(topics.flatMap((topic) => [...webhookTopics[topic].of])),
]

const byEvent = new Map<string, WebhookTopic>(
  webhookTopicNames.flatMap((topic) => webhookTopics[topic].of.map((event) => [event, topic] as const)),
)

export const testTopic = 'webhook.test'

/** What a message is called, from the event that it was taken down with. */
export const topicOfEvent = (event: string, kind: string | null): string =>
  byEvent.get(event) ?? byEvent.get(`${event}:${kind ?? ''}`) ?? testTopic

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/**
 * How long a message that failed waits for its next try, after the first, the second and so on: ten tries in a little over
 * three days (Standard Webhooks, "Deliverability and reliability").
 */
export const retryWaitsMs: readonly number[] = [
  5_000,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
  14 * hourMs,
  20 * hourMs,
  24 * hourMs,
]
export const maxTries = retryWaitsMs.length + 1

/** An endpoint that has taken nothing for so long is switched off. */
export const disableAfterDays = 5
/** The secret before signs as well for so long. */
export const rotationHours = 24
/** Messages and what became of them are kept for so long. */
export const deliveryDays = 30
export const maxEndpoints = 20
/** A receiver has so long to answer. */
export const answerMs = 10_000
