/** What a user may see and do of one appointment. Every answer, list and refusal asks here. */
import type { Appointment } from '#shared/contracts/appointments.ts'
import type { Permission } from '#shared/permissions.ts'
import { type AppointmentType, isLate, scheduleOf } from '#shared/rules/appointments.ts'
import type { Actor } from '#server/db/actor.ts'
import type { Ctx } from '#server/http/context.ts'
import { viewPermission } from '../customers/customers.service.ts'
import type { AppointmentRow } from './appointments.queries.ts'

/** The facts about an appointment that decide. */
export type Standing = Pick<AppointmentRow, 'type' | 'userId' | 'kind' | 'locationId' | 'archived'>

const seesRecord = (actor: Actor, { kind, locationId }: Pick<Standing, 'kind' | 'locationId'>) =>
  actor.grants.has(viewPermission(kind), locationId)

/**
 * Schedulers of its kind at the record's location, and who may look at schedules there. One's own sales appointments
 * by Personal Appointments; whatever is assigned to one stands on one's own page (`isOwn`), too.
 */
export function maySee(actor: Actor, row: Standing): boolean {
  if (!seesRecord(actor, row)) return false
  const has = (permission: Permission) => actor.grants.has(permission, row.locationId)
  if (scheduleOf(row.type) === 'tech') return has('tech_scheduler.view') || has('view_tech_schedule.yes')
  return (
    has('sales_scheduler.view') ||
    has('view_sales_schedule.yes') ||
    (has('personal_appointments.view') && row.userId === actor.userId)
  )
}

export const isOwn = (actor: Actor, { userId }: Pick<Standing, 'userId'>): boolean => userId === actor.userId

export function mayModify(actor: Actor, row: Standing): boolean {
  if (row.archived || !seesRecord(actor, row)) return false
  const has = (permission: Permission) => actor.grants.has(permission, row.locationId)
  if (scheduleOf(row.type) === 'tech') return has('tech_scheduler.modify')
  return has('sales_scheduler.modify') || (has('personal_appointments.modify') && row.userId === actor.userId)
}

/** The permission that is named to who may not see, or not change, an appointment. */
export const missingPermission = (type: AppointmentType, level: 'view' | 'create' | 'modify'): Permission =>
  `${scheduleOf(type) === 'tech' ? 'tech_scheduler' : 'sales_scheduler'}.${level}`

/** Types of appointments that this user may make on the record. Technicians are sent to customers only. */
export function creatable(
  actor: Actor,
  record: { kind: 'customer' | 'lead'; locationId: number; archived: boolean },
): AppointmentType[] {
  if (record.archived) return []
  const has = (permission: Permission) => actor.grants.has(permission, record.locationId)
  const sells = record.kind === 'lead' || actor.company.settings.salesOnCustomers
  return [
    ...(record.kind === 'customer' && has('tech_scheduler.create')
      ? (['install', 'service', 'removal'] as const)
      : []),
    ...(sells && (has('sales_scheduler.create') || has('personal_appointments.create'))
      ? (['sale'] as const)
      : []),
  ]
}

const named = (id: number | null, name: string | null) => (id === null ? null : { id, name: name ?? '' })
const text = (at: Date | null) => at?.toISOString() ?? null

/** As an answer. Who reads it may see it: the caller has asked `maySee` or `isOwn`. */
export function toAppointment({ actor, now }: Pick<Ctx, 'actor' | 'now'>, row: AppointmentRow): Appointment {
  const modify = mayModify(actor, row)
  const [startsAt, endsAt] = [row.startsAt.toISOString(), row.endsAt.toISOString()]
  return {
    id: row.id,
    version: row.version,
    type: row.type,
    subtype: named(row.subtypeId, row.subtypeName),
    status: row.status,
    confirmed: row.confirmedAt !== null,
    startsAt,
    endsAt,
    late: isLate({ status: row.status, endsAt }, now),
    user: named(row.userId, row.userName),
    slotId: row.slotId,
    notes: row.notes,
    cancelReason: named(row.cancelReasonId, row.cancelReasonName),
    cancelNote: row.cancelNote,
    onTheWayAt: text(row.onTheWayAt),
    onSiteAt: text(row.onSiteAt),
    completedAt: text(row.completedAt),
    cancelledAt: text(row.cancelledAt),
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdByName ?? 'System',
    customer: {
      id: row.customerId,
      name: row.customerName,
      kind: row.kind,
      phone: row.phone,
      address: [row.addressLine1, row.city, [row.state, row.zip].filter(Boolean).join(' ')]
        .filter(Boolean)
        .join(', '),
      location: row.locationName,
    },
    abilities: {
      modify,
      progress: modify || (isOwn(actor, row) && !row.archived),
      open: seesRecord(actor, row),
    },
  }
}
