/** Failed updates of many connections, tried again at once. */
import { sql } from 'kysely'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'

export type Failing = { id: number; customerId: number; provider: string }

/**
 * Sends what failed once more, as Retry on the monitoring page does, after a look at what the station holds. The caller
 * has judged who may; returns how many connections had something to retry.
 */
export async function retryConnections(ctx: Ctx, db: Db, connections: readonly Failing[]): Promise<number> {
  const ids = connections.map(({ id }) => id)
  const { rows } = await sql<{ id: number }>`
    with again as (
      update connection_push set state = 'waiting', look_first = true, attempts = 0, next_attempt_at = null, finished_at = null,
        error_kind = null, error_call = null, error_message = null, error_field = null
      where company_id = platform.company_id() and connection_id = any (${ids}) and state = 'failed' returning connection_id)
    select distinct connection_id as id from again`.execute(db)
  const retried = new Set(rows.map(({ id }) => id))
  await sql`select platform.add_job('connections.push', jsonb_build_object('connectionId', id), 'connection:' || id,
    'connections.push:' || id) from unnest(${[...retried]}::bigint[]) id`.execute(db)
  for (const { id, customerId, provider } of connections) {
    if (!retried.has(id)) continue
    ctx.history.add({
      event: 'connections.retried',
      entity: 'connection',
      entityId: id,
      customerId,
      detail: { company: provider },
    })
  }
  return retried.size
}
