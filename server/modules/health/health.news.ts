/** Who is told that a run found something new. */
import type { Db } from '#server/db/database.ts'
import { notify } from '../notifications/notifications.service.ts'
import * as queries from './health.runs.queries.ts'

/** Tells the managers of connections what a run that has ended found. @param run undefined: it goes on */
export async function tellNews(db: Db, run: queries.RunRow | undefined, now: Date): Promise<void> {
  if (!run) return
  await notify(db, {
    kind: 'connection_health',
    userIds: await queries.listTold(db, run),
    reconciliationId: run.id,
    customerId: null,
    byUserId: null,
    at: now,
  })
}
