/** Who a job acts for: the user who asked for it, with what they may do at the time of the job. */
import { sql } from 'kysely'
import { type Actor, type ActorRow, toStanding } from './actor.ts'
import type { Db } from './database.ts'

/** The transaction's user as an actor; null if they may no longer sign in. */
export async function findActor(db: Db): Promise<Actor | null> {
  const { rows } = await sql<ActorRow>`select * from platform.who_acts()`.execute(db)
  if (!rows[0]) return null
  const at = new Date()
  return {
    ...toStanding(rows[0]),
    sessionId: 0,
    sessionKind: 'api',
    lastUsedAt: at,
    verifiedAt: at,
    operator: null,
  }
}
