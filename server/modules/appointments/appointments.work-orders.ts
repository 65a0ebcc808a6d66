/** Appointments as visits for work orders, as the module of work orders asks for them. */
import { sql } from 'kysely'
import type { Appointment } from '#shared/contracts/appointments.ts'
import { fail } from '#shared/errors.ts'
import { permissionLabel } from '#shared/permissions.ts'
import { scheduleOf } from '#shared/rules/appointments.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'
import { isOwn, mayModify, maySee, missingPermission, toAppointment } from './appointments.access.ts'
import { entityOf, whatOf } from './appointments.checks.ts'
import * as queries from './appointments.queries.ts'

/** The visits for a work order that this user may see, the earliest first. */
export async function listVisits(ctx: Ctx, db: Db, workOrderId: number): Promise<Appointment[]> {
  const rows = await queries.listAppointments(db, sql`a.work_order_id = ${workOrderId}`)
  return rows
    .filter((row) => maySee(ctx.actor, row) || isOwn(ctx.actor, row))
    .map((row) => toAppointment(ctx, row))
}

/**
 * Makes an appointment of this record a visit for a work order, or for none; the record is locked by the caller.
 * @param from the work order that it must be a visit for now; null: for none
 * @returns what it is called; null if nothing changed
 * @throws appointments.not_found; access.denied_here; work_orders.visit_taken, work_orders.no_visit
 */
export async function setVisit(
  ctx: Ctx,
  db: Db,
  given: { customerId: number; appointmentId: number; from: number | null; to: number | null },
): Promise<string | null> {
  const row = await queries.findAppointment(db, given.appointmentId)
  if (!row || row.customerId !== given.customerId) return fail('appointments.not_found')
  if (!mayModify(ctx.actor, row))
    fail('access.denied_here', { permission: permissionLabel(missingPermission(row.type, 'modify')) })
  if (scheduleOf(row.type) !== 'tech') fail('work_orders.no_visit')
  const { rows } = await sql<{ at: number | null }>`select work_order_id as at from appointment
    where company_id = platform.company_id() and id = ${row.id} for no key update`.execute(db)
  const at = rows[0]?.at ?? null
  if (at === given.to) return null
  if (at !== given.from) return fail('work_orders.visit_taken', { id: at ?? 0 })
  await queries.updateAppointment(db, row.id, {
    work_order_id: given.to,
    updated_at: ctx.now,
    updated_by: ctx.actor.userId,
  })
  const what = whatOf(ctx, row.type, row.startsAt.toISOString())
  const called = (id: number | null) => (id === null ? null : `#${id}`)
  ctx.history.add({
    event: 'appointments.saved',
    entity: entityOf(row.type),
    entityId: row.id,
    customerId: row.customerId,
    detail: { what },
    changes: [{ field: 'workOrder', old: called(given.from), new: called(given.to) }],
  })
  return what
}
