import type { Db } from '#server/db/database.ts'
import { notify } from '../notifications/notifications.service.ts'
import type { EdocDbRow } from './edocs.queries.ts'

/** Tells whoever sent it. */
export async function tellSender(
  db: Db,
  edoc: EdocDbRow,
  kind: 'edoc_signed' | 'edoc_completed' | 'edoc_declined' | 'edoc_expired' | 'edoc_failed',
  at: Date,
): Promise<void> {
  if (edoc.sent_by === null) return
  const { customer_id: customerId, id: edocId } = edoc
  await notify(db, { kind, userIds: [edoc.sent_by], customerId, edocId, byUserId: null, at })
}
