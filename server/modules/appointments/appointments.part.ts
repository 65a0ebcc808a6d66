/** Appointments as a part of their record's life. */
import { sql } from 'kysely'
import { appointmentStatuses } from '#shared/rules/appointments.ts'
import type { CustomerPart } from '../customers/customers.service.ts'
import { entityOf, whatOf } from './appointments.checks.ts'
import { tellAssignee } from './appointments.news.ts'
import { findAppointment, listAppointments, updateAppointment } from './appointments.queries.ts'

const open = (customerIds: readonly number[]) =>
  sql`a.customer_id = any (${[...customerIds]}::bigint[]) and a.status in ('scheduled', 'on_the_way', 'on_site')`

/**
 * Archiving cancels what is still to be done; unarchiving brings nothing back. A lead that becomes a customer keeps its
 * appointments, as it keeps its number. A copy begins without any: nobody has been asked to come twice.
 */
export const appointmentsPart: CustomerPart = {
  key: 'appointments',
  archive: {
    async listEffects(db, customerIds) {
      const rows = await listAppointments(db, open(customerIds))
      return [...Map.groupBy(rows, ({ customerId }) => customerId)].map(([customerId, found]) => ({
        customerId,
        what: 'open appointment',
        count: found.length,
      }))
    },
    async end(ctx, db, customerIds) {
      for (const row of await listAppointments(db, open(customerIds))) {
        await updateAppointment(db, row.id, {
          status: 'cancelled',
          cancelled_at: ctx.now,
          cancel_note: 'The customer was archived.',
          updated_at: ctx.now,
          updated_by: ctx.actor.userId,
        })
        ctx.history.add({
          event: 'appointments.cancelled',
          entity: entityOf(row.type),
          entityId: row.id,
          customerId: row.customerId,
          detail: { what: whatOf(ctx, row.type, row.startsAt.toISOString()) },
          changes: [
            { field: 'status', old: appointmentStatuses[row.status], new: appointmentStatuses.cancelled },
          ],
        })
        await tellAssignee(ctx, db, row, (await findAppointment(db, row.id))!)
      }
    },
  },
}
