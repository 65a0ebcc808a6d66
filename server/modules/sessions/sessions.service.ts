/** Signing out, one's own sessions and tokens; what other modules share of signing in. */
import type { Session, sessions } from '#shared/contracts/sessions.ts'
import type { Output, Parsed } from '#shared/contract.ts'
import { fail } from '#shared/errors.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'
import { newToken, tokenHash } from '#server/http/session-token.ts'
import * as queries from './sessions.queries.ts'

/** The platform's staff sign in by the same steps. */
export {
  answerWaiting,
  beginApp,
  beginPasskey,
  beginStep,
  countFailure,
  openWaiting,
  proveFactor,
  readAwaited,
  refuseThrottled,
  type Waiting,
} from './sessions.steps.ts'
export {
  challengePending,
  dropFactors,
  dropPending,
  type Holder,
  listConfirmed,
  listRecoveryCodes,
  takePending,
} from './sessions.factors.queries.ts'
/** Counted together with the company's users' failures, by address. */
export { forgetFailures } from './sessions.queries.ts'
export { noteAttempt, noteEntered, toMe } from './sessions.opening.ts'
export { readActivity } from './sessions.activity.ts'
export { makeLink, sendLink } from './sessions.links.ts'
export { findInvitation, revokeLinks } from './sessions.links.queries.ts'

const dayMs = 86_400_000

export async function signOut(ctx: Ctx, db: Db): Promise<Output<typeof sessions.signOut>> {
  await queries.endSessions(db, ctx.actor.userId, ctx.actor.sessionId, null)
  ctx.history.add({ event: 'sessions.signed_out', entity: 'user', entityId: ctx.actor.userId })
  return {}
}

export async function listOwnSessions(ctx: Ctx, db: Db): Promise<{ items: Session[] }> {
  const rows = await queries.listSessions(db, ctx.actor.userId)
  return {
    items: rows.map((row) => ({
      id: row.id,
      kind: row.kind,
      name: row.name,
      address: row.address,
      userAgent: row.user_agent,
      createdAt: row.created_at.toISOString(),
      lastUsedAt: row.last_used_at.toISOString(),
      expiresAt: row.expires_at.toISOString(),
      current: row.id === ctx.actor.sessionId,
    })),
  }
}

/** @throws access.session_not_found for a session that is not one's own */
export async function endSession(
  ctx: Ctx,
  db: Db,
  { params }: Parsed<typeof sessions.end>,
): Promise<Output<typeof sessions.end>> {
  const session = (await queries.listSessions(db, ctx.actor.userId)).find(
    (row) => row.id === params.sessionId,
  )
  if (!session) return fail('access.session_not_found')
  await queries.endSessions(db, ctx.actor.userId, session.id, null)
  const name = session.name || session.user_agent.slice(0, 60) || session.kind
  ctx.history.add({ event: 'sessions.ended', entity: 'user', entityId: ctx.actor.userId, detail: { name } })
  return {}
}

/** All but the one that asks; API tokens stay. */
export async function endOthers(ctx: Ctx, db: Db): Promise<Output<typeof sessions.endOthers>> {
  const { userId, sessionId } = ctx.actor
  const others = (await queries.listSessions(db, userId)).filter(
    ({ id, kind }) => kind === 'browser' && id !== sessionId,
  )
  for (const { id } of others) await queries.endSessions(db, userId, id, null)
  if (others.length) ctx.history.add({ event: 'sessions.others_ended', entity: 'user', entityId: userId })
  else ctx.history.nothingChanged()
  return { ended: others.length }
}

export async function createToken(
  ctx: Ctx,
  db: Db,
  { body }: Parsed<typeof sessions.createToken>,
): Promise<Output<typeof sessions.createToken>> {
  // What outlives their two hours is none of the staff's to make.
  if (ctx.actor.operator) fail('operator.not_as_staff')
  const token = newToken('api')
  const expiresAt = new Date(ctx.now.getTime() + body.days * dayMs)
  const id = await queries.insertSession(db, {
    token: tokenHash(token),
    userId: ctx.actor.userId,
    kind: 'api',
    name: body.name,
    address: ctx.origin.address,
    userAgent: '',
    expiresAt,
  })
  ctx.history.add({
    event: 'sessions.token_created',
    entity: 'user',
    entityId: ctx.actor.userId,
    detail: { name: body.name },
  })
  return { id, token, expiresAt: expiresAt.toISOString() }
}

/** Ends all browser sessions of a user; their API tokens stay. */
export const endBrowserSessions = (db: Db, userId: number): Promise<number> =>
  queries.endSessions(db, userId, null, 'browser')
