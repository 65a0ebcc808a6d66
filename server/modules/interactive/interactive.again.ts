/** Failed updates of many accounts at providers of apps, tried again at once. */
import { sql } from 'kysely'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'

export type FailingAccount = { id: number; customerId: number; provider: string }

/** Sends what failed once more. The caller has judged who may; returns how many accounts had something to retry. */
export async function retryAccounts(ctx: Ctx, db: Db, accounts: readonly FailingAccount[]): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    update interactive_account set push_state = 'waiting', push_serial = push_serial + 1, attempts = 0,
      next_attempt_at = null, waiting_since = now(), failed_at = null, version = version + 1
    where company_id = platform.company_id() and id = any (${accounts.map(({ id }) => id)}) and push_state = 'failed'
    returning id`.execute(db)
  const retried = new Set(rows.map(({ id }) => id))
  await sql`select platform.add_job('interactive.push', jsonb_build_object('accountId', id), 'interactive:' || id,
    'interactive.push:' || id) from unnest(${[...retried]}::bigint[]) id`.execute(db)
  for (const { id, customerId, provider } of accounts) {
    if (!retried.has(id)) continue
    ctx.history.add({
      event: 'interactive.push_asked',
      entity: 'interactive_account',
      entityId: id,
      customerId,
      detail: { provider },
    })
  }
  return retried.size
}
