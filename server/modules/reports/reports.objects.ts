/** What reports are of: each object's rows, who sees them, and its fields beside those of the record they belong to. */
import type { Permission } from '#shared/permissions.ts'
import { appointmentStatuses, appointmentTypes } from '#shared/rules/appointments.ts'
import { authorities } from '#shared/rules/contacts.ts'
import type { CustomField } from '#shared/rules/custom-fields.ts'
import type { RecordKind } from '#shared/rules/customer-fields.ts'
import { equipmentStatuses } from '#shared/rules/equipment.ts'
import { invoiceStatuses } from '#shared/rules/invoices.ts'
import { paymentMethods } from '#shared/rules/payments.ts'
import { recurringStates } from '#shared/rules/recurring.ts'
import type { ReportFieldType } from '#shared/rules/reports.ts'
import { riskStatuses } from '#shared/rules/risks.ts'
import type { Actor } from '#server/db/actor.ts'
import { grantedHere, recordSeen } from '#server/db/conditions.ts'
import { isUnpaid, lateDays } from '../ledger/ledger.service.ts'
import { choicesOf, type FieldDef, named } from './reports.fields.ts'
import { rateCents, recordFields } from './reports.record.ts'

export type ObjectDef = {
  key: string
  label: string
  noun: string
  kinds: readonly RecordKind[]
  /** The rows; `x` is the row, `c` its record. */
  from: string
  /** Whose they are: all of it must hold. The company and the record are asked of every object. */
  where: string
  /** What one must hold somewhere: one of these. */
  access: readonly Permission[]
  fields: FieldDef[]
  /** Columns of a new report. */
  columns: readonly string[]
  direction: 'asc' | 'desc'
}

type More = Pick<Partial<FieldDef>, 'options' | 'idSql' | 'source' | 'isUser' | 'names'>
type Own = [key: string, label: string, type: ReportFieldType, sql: string, more?: More]

const value = (key: string, label: string, source: string, column: string): Own => [
  key, label, 'ref', named.value(`x.${column}`), { idSql: `x.${column}`, source },
] // prettier-ignore
const user = (key: string, label: string, column: string): Own => [
  key, label, 'ref', named.user(`x.${column}`), { idSql: `x.${column}`, source: 'user', isUser: true },
] // prettier-ignore
const choice = (key: string, label: string, sql: string, words: Record<string, string>): Own => [
  key, label, 'choice', sql, { options: choicesOf(words) },
] // prettier-ignore

const joined = (table: string) =>
  `from ${table} x join customer c on c.company_id = x.company_id and c.id = x.customer_id`

const priorities = { high: 'High', medium: 'Medium', low: 'Low' }

type Spec = Omit<ObjectDef, 'fields' | 'kinds' | 'direction'> & {
  kinds?: readonly RecordKind[]
  direction?: 'asc' | 'desc'
  own: readonly Own[]
}

/** Tells what a recurring invoice charges at each of its periods, at the rate of today. */
const recurringCents = `coalesce((select sum(floor((l.quantity_hundredths::numeric * case when l.follows_rate then ${rateCents}
  else l.price_cents end + 50) / 100)) from recurring_line l where l.company_id = x.company_id and l.recurring_id = x.id), 0)::bigint`

const salesAppointment = `(${grantedHere('sales_scheduler.view')} or ${grantedHere('view_sales_schedule.yes')}
  or (${grantedHere('personal_appointments.view')} and x.user_id = platform.user_id())) is true`
const techAppointment = `(${grantedHere('tech_scheduler.view')} or ${grantedHere('view_tech_schedule.yes')}) is true`

const specs: readonly Spec[] = [
  {
    key: 'customers', label: 'Customers', noun: 'customer', kinds: ['customer'], from: 'from customer c',
    where: `c.kind = 'customer'`, access: ['customers.view'], columns: ['number', 'name', 'city', 'state', 'locationId', 'status'], own: [],
  },
  {
    key: 'leads', label: 'Leads', noun: 'lead', kinds: ['lead'], from: 'from customer c',
    where: `c.kind = 'lead'`, access: ['leads.view'], columns: ['number', 'name', 'city', 'leadStatusId', 'callbackAt'], own: [],
  },
  {
    key: 'contacts', label: 'Emergency contacts', noun: 'contact', from: joined('contact'), where: grantedHere('emergency_contacts.view'),
    access: ['emergency_contacts.view'], direction: 'asc', columns: ['record.number', 'record.name', 'order', 'name', 'phone', 'relation'],
    own: [
      ['order', 'Calling order', 'number', 'x.calling_order'],
      ['name', 'Contact name', 'text', `nullif(trim(x.first_name || ' ' || x.last_name), '')`],
      ['phone', 'Contact phone', 'phone', 'x.phone'],
      ['phone2', 'Second phone', 'phone', 'x.phone2'],
      ['phone3', 'Third phone', 'phone', 'x.phone3'],
      ['email', 'Contact email', 'text', 'x.email'],
      ['relation', 'Relation', 'text', `nullif(x.relation, '')`],
      ['hasKey', 'Has a key', 'checkbox', 'x.has_key'],
      choice('authority', 'Authority', 'x.authority', authorities),
      ['startsOn', 'Called from', 'date', 'x.starts_on'],
      ['expiresOn', 'Called until', 'date', 'x.expires_on'],
    ],
  },
  {
    key: 'equipment', label: 'Equipment', noun: 'device', from: joined('equipment'), where: grantedHere('equipment.view'),
    access: ['equipment.view'], columns: ['record.number', 'record.name', 'item', 'status', 'zone', 'installedOn'],
    own: [
      value('item', 'Item', 'equipment_item', 'item_id'),
      choice('status', 'Equipment status', 'x.status', equipmentStatuses),
      ['serial', 'Serial number', 'text', 'x.serial'],
      ['zone', 'Zone', 'text', 'x.zone'],
      ['zoneName', 'Zone name', 'text', 'x.zone_name'],
      value('wireType', 'Wire type', 'equipment_wire_type', 'wire_type_id'),
      ['place', 'Place', 'text', 'x.place'],
      ['area', 'Area', 'number', 'x.area'],
      ['installedOn', 'Installed on', 'date', 'x.installed_on'],
      ['warrantyUntil', 'Warranty until', 'date', 'x.warranty_until'],
      ['chargeCents', 'Charged', 'money', 'x.charge_cents'],
      user('soldBy', 'Equipment sold by', 'sold_by_id'),
      ['createdAt', 'Added', 'instant', 'x.created_at'],
    ],
  },
  {
    key: 'notes', label: 'Notes', noun: 'note', from: joined('note'), where: `not x.is_ticket and ${grantedHere('notes.view')}`,
    access: ['notes.view'], columns: ['createdAt', 'createdBy', 'subject', 'record.number', 'record.name'],
    own: [
      ['subject', 'Subject', 'text', 'x.subject'],
      value('type', 'Note type', 'note_type', 'type_id'),
      value('reason', 'Communication reason', 'communication_reason', 'reason_id'),
      value('disposition', 'Disposition', 'communication_disposition', 'disposition_id'),
      ['createdAt', 'Written', 'instant', 'x.created_at'],
      user('createdBy', 'Written by', 'created_by'),
    ],
  },
  {
    key: 'tickets', label: 'Tickets', noun: 'ticket', from: joined('note'),
    where: `x.is_ticket and ${grantedHere('notes.view')} and (x.assignee_id = platform.user_id() or ${grantedHere('tickets_page.view')})`,
    access: ['notes.view'], columns: ['number', 'subject', 'assignee', 'dueOn', 'priority', 'record.number', 'record.name'],
    own: [
      ['number', 'Ticket', 'number', 'x.id', { names: true }],
      ['subject', 'Subject', 'text', 'x.subject'],
      ['open', 'Open', 'checkbox', 'x.closed_at is null'],
      user('assignee', 'Assigned to', 'assignee_id'),
      ['dueOn', 'Due', 'date', 'x.due_on'],
      choice('priority', 'Priority', 'x.priority', priorities),
      value('type', 'Note type', 'note_type', 'type_id'),
      ['createdAt', 'Opened', 'instant', 'x.created_at'],
      user('createdBy', 'Opened by', 'created_by'),
      ['closedAt', 'Closed', 'instant', 'x.closed_at'],
      user('closedBy', 'Closed by', 'closed_by'),
      ['days', 'Days open', 'number', `(extract(epoch from coalesce(x.closed_at, now()) - x.created_at) / 86400)::int`],
    ],
  },
  {
    key: 'appointments', label: 'Appointments', noun: 'appointment', from: joined('appointment'),
    where: `(case when x.type = 'sale' then ${salesAppointment} else ${techAppointment} end)`,
    access: ['tech_scheduler.view', 'view_tech_schedule.yes', 'sales_scheduler.view', 'view_sales_schedule.yes', 'personal_appointments.view'],
    columns: ['startsAt', 'type', 'status', 'user', 'record.number', 'record.name', 'record.city'],
    own: [
      choice('type', 'Type', 'x.type', appointmentTypes),
      value('subtype', 'Subtype', 'appointment_subtype', 'subtype_id'),
      choice('status', 'Appointment status', 'x.status', appointmentStatuses),
      user('user', 'Assigned to', 'user_id'),
      ['startsAt', 'Begins', 'instant', 'lower(x.during)'],
      ['endsAt', 'Ends', 'instant', 'upper(x.during)'],
      ['minutes', 'Minutes', 'number', `(extract(epoch from upper(x.during) - lower(x.during)) / 60)::int`],
      ['confirmed', 'Confirmed', 'checkbox', 'x.confirmed_at is not null'],
      ['completedAt', 'Completed', 'instant', 'x.completed_at'],
      value('cancelReason', 'Reason of cancelling', 'appointment_cancel_reason', 'cancel_reason_id'),
      ['createdAt', 'Booked', 'instant', 'x.created_at'],
      user('createdBy', 'Booked by', 'created_by'),
    ],
  },
  {
    key: 'work_orders', label: 'Work orders', noun: 'work order', from: joined('work_order'), where: grantedHere('work_orders.view'),
    access: ['work_orders.view'], columns: ['number', 'subject', 'status', 'technician', 'dueOn', 'record.number', 'record.name'],
    own: [
      ['number', 'Work order', 'number', 'x.id', { names: true }],
      ['subject', 'Subject', 'text', 'x.subject'],
      value('type', 'Type', 'work_order_type', 'type_id'),
      choice('status', 'Work order status', 'x.status', { open: 'Open', in_progress: 'In progress', complete: 'Complete', canceled: 'Canceled' }),
      choice('priority', 'Priority', 'x.priority', priorities),
      user('technician', 'Technician', 'technician_id'),
      ['dueOn', 'Due', 'date', 'x.due_on'],
      ['signed', 'Signed', 'checkbox', 'x.signed_at is not null'],
      value('cancelReason', 'Reason of canceling', 'work_order_cancel_reason', 'cancel_reason_id'),
      ['createdAt', 'Written', 'instant', 'x.created_at'],
      user('createdBy', 'Written by', 'created_by'),
    ],
  },
  {
    key: 'invoices', label: 'Invoices', noun: 'invoice', from: joined('invoice'), where: `x.kind = 'invoice' and ${grantedHere('invoices.view')}`,
    access: ['invoices.view'], columns: ['number', 'record.number', 'record.name', 'invoiceOn', 'dueOn', 'status', 'totalCents', 'openCents'],
    own: [
      ['number', 'Invoice', 'number', 'x.number', { names: true }],
      choice('status', 'Invoice status', 'x.status', { draft: invoiceStatuses.draft, open: invoiceStatuses.open, paid: invoiceStatuses.paid, void: invoiceStatuses.void, written_off: invoiceStatuses.written_off }),
      ['payer', 'Payer', 'number', 'x.payer_id', { names: true }],
      ['invoiceOn', 'Invoice date', 'date', 'x.invoice_on'],
      ['dueOn', 'Due', 'date', 'x.due_on'],
      ['daysLate', 'Days past due', 'number', `case when ${isUnpaid.replaceAll('i.', 'x.')} then ${lateDays.replaceAll('i.', 'x.')} end`],
      value('term', 'Payment term', 'payment_term', 'term_id'),
      ['subtotalCents', 'Subtotal', 'money', 'x.subtotal_cents'],
      ['taxCents', 'Tax', 'money', 'x.tax_cents'],
      ['totalCents', 'Total', 'money', 'x.total_cents'],
      ['paidCents', 'Paid', 'money', 'x.paid_cents'],
      ['openCents', 'Open', 'money', 'x.open_cents'],
      ['recurring', 'Recurring', 'checkbox', 'x.recurring_id is not null'],
      ['poNumber', 'PO number', 'text', `nullif(x.po_number, '')`],
      ['createdAt', 'Made', 'instant', 'x.created_at'],
    ],
  },
  {
    key: 'payments', label: 'Payments', noun: 'payment', from: joined('payment'), where: grantedHere('payments.view'),
    access: ['payments.view'], columns: ['number', 'paidOn', 'record.number', 'record.name', 'method', 'amountCents', 'unappliedCents'],
    own: [
      ['number', 'Payment', 'number', 'x.number', { names: true }],
      choice('kind', 'Kind', 'x.kind', { payment: 'Payment', credit_memo: 'Credit memo' }),
      choice('method', 'Method', 'x.method', paymentMethods),
      ['paidOn', 'Paid on', 'date', 'x.paid_on'],
      ['reference', 'Reference', 'text', `nullif(x.reference, '')`],
      ['amountCents', 'Amount', 'money', 'x.amount_cents'],
      ['appliedCents', 'Applied', 'money', 'x.applied_cents'],
      ['unappliedCents', 'Unapplied', 'money', 'x.unapplied_cents'],
      ['reversedCents', 'Went back', 'money', 'x.reversed_cents'],
      ['createdAt', 'Entered', 'instant', 'x.created_at'],
      user('createdBy', 'Entered by', 'created_by'),
    ],
  },
  {
    key: 'recurring', label: 'Recurring invoices', noun: 'recurring invoice', from: joined('recurring_invoice'),
    where: grantedHere('invoices.view'), access: ['invoices.view'],
    columns: ['number', 'record.number', 'record.name', 'state', 'everyMonths', 'nextOn', 'amountCents', 'monthCents'],
    own: [
      ['number', 'Recurring invoice', 'number', 'x.id', { names: true }],
      ['name', 'Title', 'text', `nullif(x.name, '')`],
      choice('state', 'State', 'x.state', recurringStates),
      ['everyMonths', 'Every so many months', 'number', 'x.every_months'],
      ['startOn', 'Begins', 'date', 'x.start_on'],
      ['endOn', 'Ends', 'date', 'x.end_on'],
      ['nextOn', 'Next period', 'date', `case when x.state = 'active' then x.next_on end`],
      ['amountCents', 'Each period', 'money', recurringCents],
      ['monthCents', 'A month', 'money', `round(${recurringCents}::numeric / x.every_months)`],
      ['createdAt', 'Made', 'instant', 'x.created_at'],
    ],
  },
  {
    key: 'risks', label: 'At-risk entries', noun: 'at-risk entry', from: joined('risk'), where: grantedHere('at_risk.view'),
    access: ['at_risk.view'], columns: ['record.number', 'record.name', 'reason', 'level', 'owner', 'status', 'followUpOn', 'amountCents'],
    own: [
      choice('status', 'Entry status', 'x.status', riskStatuses),
      ['reportedOn', 'Reported', 'date', 'x.reported_on'],
      value('reason', 'Reason', 'at_risk_reason', 'reason_id'),
      value('cause', 'Cause', 'at_risk_cause', 'cause_id'),
      value('level', 'Risk level', 'at_risk_level', 'level_id'),
      user('owner', 'Assigned to', 'owner_id'),
      ['followUpOn', 'Follow-up', 'date', 'x.follow_up_on'],
      ['amountCents', 'At risk each month', 'money', 'x.amount_at_risk_cents'],
      ['collectedCents', 'Collected', 'money', 'x.collected_cents'],
      ['creditedCents', 'Credited', 'money', 'x.credited_cents'],
      value('resolution', 'Resolution', 'at_risk_resolution', 'resolution_id'),
      user('savedBy', 'Saved by', 'saved_by'),
      ['resolvedAt', 'Ended', 'instant', 'x.resolved_at'],
    ],
  },
] // prettier-ignore

const both: readonly RecordKind[] = ['customer', 'lead']

/** All objects that this actor may see anything of, with all of their fields. */
export function objectsOf(actor: Actor, custom: readonly CustomField[]): ObjectDef[] {
  const { grants, company } = actor
  const anywhere = (permission: Permission) => grants.anywhere.has(permission)
  return specs
    .filter(({ access }) => access.some(anywhere) && (anywhere('customers.view') || anywhere('leads.view')))
    .filter(({ key }) => key !== 'recurring' || company.settings.invoicePlus)
    .map(({ own, kinds = both, direction, ...spec }): ObjectDef => {
      const isRecord = kinds.length === 1
      const needs = Object.fromEntries(kinds.map((kind) => [kind, []]))
      const fields = own.map(([key, label, type, sql, more]): FieldDef => ({
        key, label, type, sql, section: spec.label, needs, ...more,
      })) // prettier-ignore
      return {
        ...spec,
        kinds,
        direction: direction ?? (isRecord ? 'asc' : 'desc'),
        fields: [...fields, ...recordFields(kinds, isRecord ? '' : 'record.', custom, company.settings)],
      }
    })
}

/** The rows of the object that the transaction's user may see. */
export const whereOf = (object: ObjectDef): string =>
  [
    `c.company_id = platform.company_id()`,
    ...(object.kinds.length > 1 ? [`x.company_id = platform.company_id()`] : []),
    object.where,
    grantedHere('reports.view'),
    recordSeen(),
  ].join(' and ')

/** The row's own number, by which pages go on. */
export const rowId = (object: ObjectDef): string => (object.kinds.length > 1 ? 'x.id' : 'c.id')
