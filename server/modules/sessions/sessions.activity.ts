/** Who signed in, or tried to, as a user. */
import type { ActivityQuery, SignInAttempt } from '#shared/contracts/factor-values.ts'
import type { Parsed } from '#shared/contract.ts'
import type { factors } from '#shared/contracts/factors.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'
import { type AttemptRow, listAttempts } from './sessions.attempts.queries.ts'

const toAttempt = (row: AttemptRow): SignInAttempt => ({
  id: row.id,
  at: row.at.toISOString(),
  address: row.address,
  userAgent: row.user_agent,
  result: row.result,
  method: row.method,
  newDevice: row.is_new_device,
})

/** Of any user of the company, as far back as attempts are kept. */
export async function readActivity(
  ctx: Ctx,
  db: Db,
  userId: number,
  query: ActivityQuery,
): Promise<{ items: SignInAttempt[]; next: number | null }> {
  const { timeZone, settings } = ctx.actor.company
  const since = new Date(ctx.now.getTime() - settings.signInDays * 86_400_000)
  const rows = await listAttempts(db, userId, query, timeZone, since)
  const page = rows.slice(0, query.limit)
  return { items: page.map(toAttempt), next: rows.length > query.limit ? page.at(-1)!.id : null }
}

export const readOwnActivity = (ctx: Ctx, db: Db, { query }: Parsed<typeof factors.activity>) =>
  readActivity(ctx, db, ctx.actor.userId, query)
