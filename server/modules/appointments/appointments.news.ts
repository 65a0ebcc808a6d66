/** What assignees are told of: by the bell at once, and by a job before they have to leave. */
import { isOpen } from '#shared/rules/appointments.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'
import { notify } from '../notifications/notifications.service.ts'
import { addReminderJob, type AppointmentRow } from './appointments.queries.ts'

/** Nobody is told of what one did oneself, nor of what lies behind. */
export async function tellAssignee(
  ctx: Ctx,
  db: Db,
  before: AppointmentRow | null,
  after: AppointmentRow,
): Promise<void> {
  const tell = async (
    userId: number | null | undefined,
    kind: 'appointment_assigned' | 'appointment_changed' | 'appointment_cancelled',
  ) => {
    if (!userId || userId === ctx.actor.userId || after.endsAt < ctx.now) return
    await notify(db, {
      kind,
      userIds: [userId],
      appointmentId: after.id,
      customerId: after.customerId,
      byUserId: ctx.actor.userId,
      at: ctx.now,
    })
  }
  const wasOpen = before !== null && isOpen(before.status)
  if (!isOpen(after.status)) {
    if (wasOpen && after.status === 'cancelled') await tell(after.userId, 'appointment_cancelled')
    return
  }
  if (after.userId !== before?.userId || !wasOpen) {
    await tell(after.userId, 'appointment_assigned')
    if (before && wasOpen && before.userId !== after.userId)
      await tell(before.userId, 'appointment_cancelled')
    return
  }
  const moved = +before.startsAt !== +after.startsAt || +before.endsAt !== +after.endsAt
  if (moved) await tell(after.userId, 'appointment_changed')
}

/**
 * Has the assignee reminded before it begins. Customers are reminded by the module of messages, which may hang itself
 * onto the same job, `appointments.reminder`; today it tells users only.
 */
export async function remindOf(ctx: Ctx, db: Db, row: AppointmentRow): Promise<void> {
  const { reminderMinutes } = ctx.actor.company.settings
  if (reminderMinutes === 0 || row.userId === null || row.status !== 'scheduled' || row.startsAt <= ctx.now)
    return
  const at = new Date(row.startsAt.getTime() - reminderMinutes * 60_000)
  await addReminderJob(db, row.id, at > ctx.now ? at : ctx.now)
}
