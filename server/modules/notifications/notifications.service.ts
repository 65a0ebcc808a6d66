/** What users are told of. Other modules tell by `notify`; who is told reads and clears it here. */
import type { Output, Parsed } from '#shared/contract.ts'
import type { Notification, notifications } from '#shared/contracts/notifications.ts'
import { fail } from '#shared/errors.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'
import * as queries from './notifications.queries.ts'

export type News = {
  kind: Notification['kind']
  userIds: readonly number[]
  /** Who caused it; null if it was the calendar. */
  byUserId: number | null
  at: Date
} & (
  | { customerId: number; noteId: number }
  | { customerId: number; riskId: number }
  | { customerId: number; workOrderId: number }
  | { customerId: number; edocId: number }
  | { customerId: number; appointmentId: number }
  | { customerId: number; chargeAttemptId: number }
  | { customerId: number; billingMethodId: number }
  | { customerId: null; reconciliationId: number }
  | { customerId: null; dataImportId: number }
  | { customerId: null; webhookEndpointId: number }
)

/**
 * Tells users of a note, an at-risk entry, a work order, a document, an appointment or a run that found something. What they
 * may not see when they look, the list leaves out.
 */
export async function notify(db: Db, news: News): Promise<void> {
  if (news.userIds.length) await queries.insertNotifications(db, news)
}

export function toNotifications(
  rows: queries.NotificationRow[],
  limit: number,
): Output<typeof notifications.list> {
  const page = rows.slice(0, limit)
  return {
    items: page.map((row) => ({ ...row, at: row.at.toISOString() })),
    next: rows.length > limit ? page.at(-1)!.id : null,
  }
}

/** @throws notifications.not_found for one that is not one's own */
export async function markNotification(
  ctx: Ctx,
  db: Db,
  { params, body }: Parsed<typeof notifications.mark>,
): Promise<Output<typeof notifications.mark>> {
  const found = await queries.updateRead(
    db,
    ctx.actor.userId,
    params.notificationId,
    body.read ? ctx.now : null,
  )
  return found ? {} : fail('notifications.not_found')
}

export async function markAllNotifications(ctx: Ctx, db: Db): Promise<Output<typeof notifications.markAll>> {
  await queries.updateAllRead(db, ctx.actor.userId, ctx.now)
  return {}
}

/** @throws notifications.not_found for one that is not one's own */
export async function removeNotification(
  ctx: Ctx,
  db: Db,
  { params }: Parsed<typeof notifications.remove>,
): Promise<Output<typeof notifications.remove>> {
  const found = await queries.deleteNotification(db, ctx.actor.userId, params.notificationId)
  return found ? {} : fail('notifications.not_found')
}
